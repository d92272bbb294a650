"""Access: nobody may do anything, unless a role in a workspace that has not ended says so."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import access, audit, workspace
from workbench.access import ROLES, allowed, require
from workbench.desk import Desk
from workbench.desk import audit as audit_lines
from workbench.errors import NotAllowed
from workbench.settings import Settings

EVERY_ACTION = sorted(set().union(*ROLES.values()) | {"extend"})


def may(desk, actor, task_force):
    return {action for action in EVERY_ACTION if allowed(desk, actor, action, task_force)}


def test_each_role_may_do_what_it_is_for(desk, task_force):
    assert may(desk, "he", task_force) == {"read", "ask", "search", "analyse"}
    assert may(desk, "wu", task_force) == may(desk, "he", task_force) | {
        "import", "retract", "judge", "project", "ignore", "keep", "withdraw", "train",
    }  # fmt: skip
    assert may(desk, "li", task_force) == may(desk, "wu", task_force) | {"manage", "extend"}


def test_who_is_no_member_may_do_nothing(desk, task_force):
    assert may(desk, "eve", task_force) == set()
    assert may(desk, "", task_force) == set()


def test_a_member_of_one_workspace_is_nobody_in_another(desk, task_force):
    workspace.create(desk, "专班乙", cases=["B1"], purpose="侦办乙案", legal_basis="立字2号", actor="eve")
    assert may(desk, "li", "专班乙") == set()
    assert may(desk, "eve", "专班甲") == set()
    assert "read" in may(desk, "eve", "专班乙")


@settings(deadline=None)  # every example reads a real database
@given(st.text(max_size=12))
def test_an_unknown_action_is_denied_even_to_the_owner(desk_with_owner, action):
    assert allowed(*desk_with_owner, action, "专班甲") == (action in EVERY_ACTION)


@pytest.fixture(scope="module")
def desk_with_owner(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    desk = Desk.open(Settings(home=home, cache=home))
    workspace.create(desk, "专班甲", cases=["A1"], purpose="p", legal_basis="b", actor="li")
    yield desk, "li"
    desk.close()


def test_a_role_that_nobody_defined_covers_nothing(desk, task_force):
    with desk.change() as connection:
        connection.exec_driver_sql("UPDATE members SET role = 'god' WHERE actor = 'wu'")
    assert may(desk, "wu", task_force) == set()


def test_an_ended_workspace_denies_everybody_save_that_its_owner_may_extend_it(desk, task_force):
    workspace.extend(desk, task_force, until=datetime.now(UTC) - timedelta(seconds=1), actor="li")
    assert [may(desk, who, task_force) for who in ("he", "wu", "li")] == [set(), set(), {"extend"}]
    workspace.extend(desk, task_force, until=datetime.now(UTC) + timedelta(days=1), actor="li")
    assert "read" in may(desk, "he", task_force)


def test_two_users_each_read_their_own_workspace_and_are_denied_the_other_s(desk, task_force):
    workspace.create(desk, "专班乙", cases=["B1"], purpose="侦办乙案", legal_basis="立字2号", actor="eve")
    require(desk, "li", "read", "专班甲")
    require(desk, "eve", "read", "专班乙")
    for actor, other in (("li", "专班乙"), ("eve", "专班甲")):
        with pytest.raises(NotAllowed):
            require(desk, actor, "read", other)


def test_a_denied_attempt_stands_in_the_audit(desk, task_force):
    with pytest.raises(NotAllowed):
        require(desk, "eve", "import", task_force)
    last = desk.rows(audit_lines.select().order_by(audit_lines.c.seq.desc()).limit(1))[0]
    assert (last["actor"], last["action"], last["detail"]) == ("eve", "denied", '{"action": "import"}')
    assert audit.verify_chain(desk).faults == []


def test_a_workspace_that_does_not_exist_is_denied_in_the_same_words(desk, task_force):
    words = []
    for name in ("专班甲", "no such"):
        with pytest.raises(NotAllowed) as denied:
            require(desk, "eve", "read", name)
        words.append(str(denied.value).replace(name, "…"))
    assert words[0] == words[1]


def test_roles_contain_each_other():
    assert access.READER < access.ANALYST < access.OWNER
