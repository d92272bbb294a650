"""Judgements: who decided what about two records, never edited, the last word standing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import workspace
from workbench.desk import Desk
from workbench.errors import NotAllowed, UserError
from workbench.judgements import VERDICTS, decisions, decisions_version, history, judge
from workbench.settings import Settings


def test_a_judgement_names_the_pair_in_one_order(desk, task_force):
    made = judge(desk, task_force, "rec:2", "rec:1", "same", why="同一手机", actor="wu")
    assert (made.a, made.b, made.verdict, made.why, made.actor) == ("rec:1", "rec:2", "same", "同一手机", "wu")
    assert decisions(desk, task_force) == [made]


def test_the_last_word_on_a_pair_stands_and_the_earlier_stay_on_record(desk, task_force):
    judge(desk, task_force, "rec:1", "rec:2", "same", why="w", actor="wu")
    last = judge(desk, task_force, "rec:2", "rec:1", "different", why="w", actor="li")
    assert decisions(desk, task_force) == [last]
    assert [j.verdict for j in history(desk, task_force)] == ["same", "different"]


def test_a_withdrawn_decision_stands_no_more(desk, task_force):
    judge(desk, task_force, "rec:1", "rec:2", "same", why="w", actor="wu")
    judge(desk, task_force, "rec:1", "rec:2", "withdrawn", why="mistaken", actor="wu")
    assert decisions(desk, task_force) == []


def test_an_earlier_version_shows_what_was_decided_then(desk, task_force):
    first = judge(desk, task_force, "rec:1", "rec:2", "same", why="w", actor="wu")
    judge(desk, task_force, "rec:1", "rec:2", "different", why="w", actor="wu")
    assert decisions(desk, task_force, version=first.seq) == [first]
    assert decisions(desk, task_force, version=0) == []


def test_workspaces_decide_for_themselves(desk, task_force):
    workspace.create(desk, "专班乙", cases=[], purpose="p", legal_basis="b", actor="eve")
    judge(desk, task_force, "rec:1", "rec:2", "same", why="w", actor="wu")
    assert decisions(desk, "专班乙") == []
    assert decisions_version(desk, "专班乙") == 0
    assert decisions_version(desk, task_force) == 1


@pytest.mark.parametrize(("actor", "allowed"), [("li", True), ("wu", True), ("he", False), ("eve", False)])
def test_who_may_judge(desk, task_force, actor, allowed):
    if allowed:
        judge(desk, task_force, "rec:1", "rec:2", "same", why="w", actor=actor)
    else:
        with pytest.raises(NotAllowed):
            judge(desk, task_force, "rec:1", "rec:2", "same", why="w", actor=actor)
    assert len(history(desk, task_force)) == allowed


@pytest.mark.parametrize(
    ("a", "b", "verdict", "why"),
    [("r", "r", "same", "w"), ("r", "s", "same", " "), ("r", "s", "perhaps", "w")],
)
def test_a_judgement_needs_two_records_a_known_verdict_and_a_reason(desk, task_force, a, b, verdict, why):
    with pytest.raises(UserError):
        judge(desk, task_force, a, b, verdict, why=why, actor="li")
    assert history(desk, task_force) == []


@pytest.fixture(scope="module")
def roomy_desk(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    desk = Desk.open(Settings(home=home, cache=home))
    yield desk
    desk.close()


@settings(max_examples=40, deadline=None)  # every example is some commits to a real disk
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from(VERDICTS)), max_size=8))
def test_standing_decisions_are_the_last_of_each_pair(roomy_desk, said):
    name = f"w{len(workspace.names(roomy_desk))}"
    workspace.create(roomy_desk, name, cases=[], purpose="p", legal_basis="b", actor="li")
    for a, b, verdict in said:
        judge(roomy_desk, name, a, b, verdict, why="w", actor="li")
    last = {(a, b): verdict for a, b, verdict in said}
    standing = {(j.a, j.b): j.verdict for j in decisions(roomy_desk, name)}
    assert standing == {pair: verdict for pair, verdict in last.items() if verdict != "withdrawn"}
