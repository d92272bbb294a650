"""A desk in a folder of its own, with a workspace and three persons in different roles."""

import pytest

from workbench import workspace
from workbench.desk import Desk
from workbench.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache", actor="li")


@pytest.fixture
def desk(settings):
    desk = Desk.open(settings)
    yield desk
    desk.close()


@pytest.fixture
def task_force(desk):
    """A workspace of li (owner), wu (analyst) and he (reader); eve is nobody."""
    workspace.create(desk, "专班甲", cases=["A1", "A2"], purpose="侦办甲案", legal_basis="立字1号", actor="li")
    workspace.add_member(desk, "专班甲", "wu", role="analyst", actor="li")
    workspace.add_member(desk, "专班甲", "he", role="reader", actor="li")
    return "专班甲"
