"""Lifelines and steps of a history."""

from lockstep.checks.judge import judge
from lockstep.history.rows import Fault
from lockstep.reporting.traces.interaction import API, SOCKET, Interaction, Step, interaction
from lockstep.reporting.traces.marks import Marks, marks_of

from tests.checks.builder import Story
from tests.reporting.traces.stories import healthy, lost


def of(story: Story) -> Interaction:
    return interaction(story.rows, marks_of(story.rows, judge(story.rows)))


def kinds(shown: Interaction, kind: str) -> list[Step]:
    return [step for step in shown.steps if step.kind == kind]


def test_devices_stand_beside_the_backend_in_the_order_in_which_they_appear() -> None:
    assert [life.key for life in of(healthy()).lifelines] == [API, SOCKET, "Ana/laptop", "Root", "Ben/laptop"]


def test_a_write_goes_to_the_backend_its_answer_and_its_events_come_back() -> None:
    shown = of(healthy())
    asked = kinds(shown, "request")[-1]
    answer = kinds(shown, "answer")[-1]
    received = kinds(shown, "event")
    assert (asked.source, asked.target, asked.label) == ("Ana/laptop", API, 'post message in "design"')
    assert (answer.source, answer.target) == (API, "Ana/laptop")
    assert [step.target for step in received] == ["Ana/laptop", "Ben/laptop"]
    assert received[0].label.startswith('#1 chatroom message received in "design"')


def test_what_never_arrived_is_a_step_of_its_own() -> None:
    (step, *_) = kinds(of(lost()), "gap")
    assert (step.source, step.target) == (SOCKET, "Ben/laptop")
    assert step.label == "nothing of Ana's post message"
    assert step.marks == ("P1 never arrived",)
    assert step.kept


def test_an_event_beyond_the_delivery_budget_is_late_but_not_one_that_waited_for_its_reader() -> None:
    made = Story(delivery_budget_ms=100)
    made.members("Ana", "Ben")
    post = made.post("Ana", "Hello", at=1)
    made.hear("Ana", post)
    made.hear("Ben", post, at=1.5)
    made.drop("Ana", at=2)
    again = made.post("Ben", "Away", at=3)
    made.connect("Ana", at=4)
    made.hear("Ana", again)
    shown = interaction(made.rows, Marks())
    assert [step.marks for step in kinds(shown, "event")] == [(), ("399 ms late",), ()]


def test_faults_and_ends_of_connections_stand_at_their_device() -> None:
    made = Story()
    made.members("Ana")
    made.add(Fault(name="latency", phase="start", evidence="seen", **made.where("Ana")))
    made.drop("Ana")
    shown = interaction(made.rows, Marks())
    assert [step.label for step in kinds(shown, "fault")] == ["fault latency begins: seen"]
    assert kinds(shown, "connection")[-1].label == "connection cut"
    assert kinds(shown, "connection")[-1].source == "Ana/laptop"


def test_someone_without_a_device_has_a_lifeline_of_their_own() -> None:
    made = Story()
    made.members("Ana")
    made.post("Zoe", "Hello")
    shown = interaction(made.rows, Marks())
    assert shown.lifelines[-1].title == "Zoe"
