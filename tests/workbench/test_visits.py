"""Visits and ignored hubs: small memories of a workspace."""

import pytest

from workbench.errors import NotAllowed
from workbench.visits import Ignored, ignore, ignored_hubs, last_visit, unignore, visit


def test_the_last_visit_is_remembered_for_each_person(desk, task_force):
    assert last_visit(desk, task_force, "li") is None
    visit(desk, task_force, "li", ledger_version=3)
    visit(desk, task_force, "li", ledger_version=7)
    visit(desk, task_force, "wu", ledger_version=5)
    assert last_visit(desk, task_force, "li").ledger_version == 7
    assert last_visit(desk, task_force, "wu").ledger_version == 5


def test_a_hub_is_listed_with_its_note_until_it_is_taken_off(desk, task_force):
    ignore(desk, task_force, "tel:cn:10086", note="客服", actor="wu")
    ignore(desk, task_force, "tel:cn:10086", note="运营商客服", actor="li")
    ignore(desk, task_force, "tel:cn:110", note="报警", actor="li")
    assert ignored_hubs(desk, task_force) == [
        Ignored("tel:cn:10086", "运营商客服", "li"),
        Ignored("tel:cn:110", "报警", "li"),
    ]
    unignore(desk, task_force, "tel:cn:10086", actor="wu")
    assert [hub.key for hub in ignored_hubs(desk, task_force)] == ["tel:cn:110"]


@pytest.mark.parametrize("actor", ["he", "eve"])
def test_who_may_only_read_changes_no_list(desk, task_force, actor):
    with pytest.raises(NotAllowed):
        ignore(desk, task_force, "tel:1", note="n", actor=actor)
    with pytest.raises(NotAllowed):
        unignore(desk, task_force, "tel:1", actor=actor)
