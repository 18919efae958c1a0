"""The chart as SVG: well-formed, nothing from elsewhere, everything that a reader must see."""

from xml.etree import ElementTree

from lockstep.checks.judge import judge
from lockstep.reporting.traces.chart import chart

from tests.checks.builder import Story
from tests.reporting.traces.stories import healthy, lost


def drawn(story: Story, limit: int = 80) -> ElementTree.Element:
    return ElementTree.fromstring(chart(story.rows, judge(story.rows), limit))  # noqa: S314


def texts(svg: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]


def test_it_is_well_formed_and_names_people_and_steps() -> None:
    svg = drawn(healthy())
    assert {"API", "WebSocket", "Ana", "Ben", "laptop"} <= set(texts(svg))
    assert 'post message in "design"' in texts(svg)
    assert svg.attrib["role"] == "img"


def test_it_needs_nothing_from_elsewhere_and_has_no_script() -> None:
    text = chart(healthy().rows, ())
    assert text.count("http") == 1  # the name space
    assert "<script" not in text


def test_texts_are_escaped_and_the_fault_is_marked() -> None:
    text = chart(lost().rows, judge(lost().rows))
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in text
    assert "<b>" not in text
    assert any(one.startswith("✗ P1 never arrived") for one in texts(drawn(lost())))


def test_a_long_history_is_folded_around_its_witness() -> None:
    made = lost()
    for number in range(300):
        post = made.post("Ana", f"later {number}")
        made.hear("Ana", post)
        made.hear("Ben", post)
    shown = texts(drawn(made, limit=30))
    assert any("steps folded" in one for one in shown)
    assert any(one.startswith("✗ P1") for one in shown)
    assert len(shown) < 120


def test_no_label_leaves_the_picture() -> None:
    svg = drawn(lost())
    width = float(svg.attrib["width"])
    for element in svg.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(element.attrib["x"]) <= width
