"""`fusion neo4j …` and `fusion stop`, run in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from graph.engine import stop_all
from graph.errors import GraphError
from workbench import workspace as workspaces
from workbench.cli.app import app
from workbench.desk import Desk, audit
from workbench.errors import UserError
from workbench.settings import Settings

Fusion = Callable[..., Result]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose servers are stopped at the end."""
    folder = tmp_path_factory.mktemp("data")
    yield folder
    stop_all(folder / "graphs")


@pytest.fixture
def fusion(data: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> Fusion:
    """Run a command in a data folder that has one workspace, `甲`."""
    monkeypatch.setenv("FUSION_HOME", str(data))
    monkeypatch.setenv("FUSION_CACHE", str(cache))
    monkeypatch.setenv("FUSION_ACTOR", "li")
    desk = Desk.open(Settings.from_environment())
    if "甲" not in workspaces.names(desk):
        workspaces.create(desk, "甲", cases=["A1"], purpose="研判", legal_basis="立案", actor="li")
    desk.close()
    return lambda *words, **more: CliRunner().invoke(app, list(words), **more)


def told(result: Result) -> str:
    assert result.exit_code == 0, result.output + str(result.exception)
    return result.output


def test_installing_again_changes_nothing_and_says_where(fusion: Fusion, cache: Path) -> None:
    before = {path.name: path.stat().st_mtime for path in cache.glob("neo4j-*/jars/*")}
    assert str(cache) in told(fusion("neo4j", "install")).replace("\n", "")
    assert {path.name: path.stat().st_mtime for path in cache.glob("neo4j-*/jars/*")} == before


def test_status_tells_what_is_not_installed(fusion: Fusion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FUSION_CACHE", str(tmp_path))
    assert "fusion neo4j install" in told(fusion("neo4j", "status"))


def test_status_of_a_workspace_that_does_not_exist_is_the_users_error(fusion: Fusion) -> None:
    result = fusion("neo4j", "status", "-w", "乙")
    assert isinstance(result.exception, UserError)


def test_without_a_server_there_is_nothing_to_stop_and_no_log(fusion: Fusion) -> None:
    told(fusion("stop"))
    assert "0" in told(fusion("neo4j", "stop", "-w", "甲"))


@pytest.mark.neo4j
def test_a_server_is_started_shown_and_stopped(fusion: Fusion) -> None:
    assert "运行中" in told(fusion("neo4j", "start", "-w", "甲"))
    assert "运行中" in told(fusion("neo4j", "status"))
    assert "Started." in told(fusion("neo4j", "logs", "-w", "甲"))
    assert len(told(fusion("neo4j", "logs", "-w", "甲", "-n", "2")).splitlines()) >= 2
    assert told(fusion("neo4j", "logs", "-w", "甲", "--debug"))
    assert "1" in told(fusion("stop"))
    assert "未运行" in told(fusion("neo4j", "status", "-w", "甲"))


@pytest.mark.neo4j
def test_the_shell_runs_statements_to_the_end_although_one_is_wrong(fusion: Fusion) -> None:
    typed = "MERGE (:Shell {key:\n 's'});\nMATC;\nMATCH (s:Shell) RETURN s.key AS key, '[bold]' AS b;\nRETURN 41 + 1 AS last"
    output = told(fusion("neo4j", "shell", "-w", "甲", input=typed))
    assert "[bold]" in output, "answers are not markup"
    assert "42" in output, "the last statement needs no semicolon"


@pytest.mark.neo4j
def test_the_shell_ends_at_exit(fusion: Fusion) -> None:
    assert "never" not in told(fusion("neo4j", "shell", "-w", "甲", input=":exit\nRETURN 'never' AS x;\n"))


@pytest.mark.neo4j
def test_every_statement_of_the_shell_is_in_the_audit_even_a_wrong_one(fusion: Fusion) -> None:
    told(fusion("neo4j", "shell", "-w", "甲", input="RETURN 'first';\nMATC 'second';\n"))
    desk = Desk.open(Settings.from_environment())
    query = sa.select(audit).where(audit.c.action == "shell").order_by(audit.c.seq)
    lines = desk.rows(query)[-2:]
    desk.close()
    assert [json.loads(line["detail"])["cypher"] for line in lines] == ["RETURN 'first'", "MATC 'second'"]
    assert {(line["actor"], line["workspace"]) for line in lines} == {("li", "甲")}


@pytest.mark.neo4j
def test_the_shell_of_an_unknown_workspace_is_refused(fusion: Fusion) -> None:
    assert isinstance(fusion("neo4j", "shell", "-w", "乙", input="RETURN 1;").exception, (UserError, GraphError))
