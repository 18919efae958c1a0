"""The page of the properties: every docstring has the form, and a docstring without it is refused."""

import pytest
from lockstep.checks.properties.page import PARTS, described, descriptions, markdown
from lockstep.checks.properties.registry import MODULES

WHOLE = "P0, a name: it holds.\n\n" + "\n\n".join(f"{label}: text of\n{label}." for label in PARTS)


def test_every_property_says_its_promise_its_windows_and_which_mistake_it_catches() -> None:
    assert [(one.id, one.name) for one in descriptions()] == [
        (module.RULE.id, module.RULE.name) for module in MODULES.values()
    ]
    for one in descriptions():
        assert one.promise.endswith(".")
        assert all(text.endswith(".") for text in one.parts.values())


def test_a_docstring_is_taken_apart() -> None:
    one = described(WHOLE)
    assert (one.id, one.name, one.promise) == ("P0", "a name", "it holds.")
    assert one.parts["Must"] == "text of Must."


def test_a_docstring_without_a_part_is_refused_by_the_name_of_its_property() -> None:
    with pytest.raises(ValueError, match=r"^P0: the paragraphs are"):
        described(WHOLE.replace("Witness: ", "Evidence: "))
    with pytest.raises(ValueError, match="does not begin with"):
        described("It holds.")


def test_each_property_has_a_row_and_a_section() -> None:
    page = markdown()
    assert "| [P1 no loss](#p1-no-loss) | every effect of an acknowledged write reaches" in page
    assert "\n### P1 no loss\n\nEvery effect of an acknowledged write" in page
    assert page.count("\n### ") == len(MODULES)
