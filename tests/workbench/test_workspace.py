"""Workspaces: a name, a purpose, a basis, cases and members, and a folder name that never changes."""

from datetime import UTC, datetime

import pytest

from workbench import workspace
from workbench.errors import NotAllowed, UserError

ABOUT = {"purpose": "侦办甲案", "legal_basis": "立字1号", "actor": "li"}


def test_a_workspace_is_as_it_was_made(desk):
    end = datetime(2027, 1, 1, tzinfo=UTC)
    made = workspace.create(desk, "断卡专班", cases=["A2", "case:A1", "A2"], expires_at=end, **ABOUT)
    assert made == workspace.get(desk, "断卡专班")
    assert (made.cases, made.members, made.expires_at) == (("case:A1", "case:A2"), {"li": "owner"}, end)
    assert (made.purpose, made.legal_basis) == ("侦办甲案", "立字1号")


def test_the_folder_name_is_plain_and_told_apart(desk):
    slugs = {
        workspace.create(desk, name, cases=[], **ABOUT).slug for name in ("断卡专班", "断卡 专班", "断卡/专班", "..")
    }
    assert len(slugs) == 4
    assert all(slug.replace("-", "").isalnum() and slug.isascii() for slug in slugs)


@pytest.mark.parametrize("name", ["", " ", " x", "x "])
def test_a_name_that_could_be_mistaken_is_refused(desk, name):
    with pytest.raises(UserError):
        workspace.create(desk, name, cases=[], **ABOUT)


def test_a_name_is_given_once(desk, task_force):
    with pytest.raises(UserError, match=task_force):
        workspace.create(desk, task_force, cases=[], **ABOUT)
    assert workspace.get(desk, task_force).cases == ("case:A1", "case:A2")


@pytest.mark.parametrize("missing", ["purpose", "legal_basis"])
def test_without_purpose_or_basis_there_is_no_workspace(desk, missing):
    with pytest.raises(UserError, match="--basis"):
        workspace.create(desk, "x", cases=[], **ABOUT | {missing: " "})
    assert workspace.names(desk) == []


def test_the_owner_adds_cases_and_nobody_else(desk, task_force):
    workspace.add_case(desk, task_force, "A3", actor="li")
    workspace.add_case(desk, task_force, "A3", actor="li")
    for actor in ("wu", "he", "eve"):
        with pytest.raises(NotAllowed):
            workspace.add_case(desk, task_force, "A4", actor=actor)
    assert workspace.cases(desk, task_force) == ["case:A1", "case:A2", "case:A3"]


def test_the_owner_gives_roles_and_nobody_gives_themselves_one(desk, task_force):
    workspace.add_member(desk, task_force, "he", role="analyst", actor="li")
    assert workspace.get(desk, task_force).members["he"] == "analyst"
    for actor in ("wu", "eve"):
        with pytest.raises(NotAllowed):
            workspace.add_member(desk, task_force, actor, role="owner", actor=actor)


def test_a_role_that_does_not_exist_is_refused(desk, task_force):
    with pytest.raises(UserError, match="analyst"):
        workspace.add_member(desk, task_force, "zhao", role="boss", actor="li")


def test_a_person_sees_the_names_of_their_own_workspaces(desk, task_force):
    workspace.create(desk, "专班乙", cases=[], **ABOUT | {"actor": "eve"})
    assert workspace.names(desk) == ["专班乙", "专班甲"]
    assert workspace.names(desk, actor="eve") == ["专班乙"]
    assert workspace.names(desk, actor="nobody") == []


def test_only_the_owner_moves_the_end(desk, task_force):
    for actor in ("wu", "he", "eve"):
        with pytest.raises(NotAllowed):
            workspace.extend(desk, task_force, until=None, actor=actor)


def test_a_workspace_that_does_not_exist_is_named(desk):
    with pytest.raises(UserError, match="nowhere"):
        workspace.get(desk, "nowhere")


def test_a_case_is_called_by_its_number_or_its_key():
    assert workspace.case_key(" A123 ") == workspace.case_key("case:A123") == "case:A123"
    with pytest.raises(UserError):
        workspace.case_key("case: ")
