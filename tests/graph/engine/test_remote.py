"""A server that is not ours, played by a managed one that is reached by its address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.engine import Graph, open_graph, status
from graph.engine.remote import parse
from graph.errors import EngineError, QueryError

if TYPE_CHECKING:
    from conftest import Yard


@pytest.fixture(autouse=True)
def _no_global_randomness() -> None:
    """Allow it here: the driver shuffles the routes of a neo4j:// address with the global generator."""


@pytest.fixture
def remote(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty server, whose password is in the environment."""
    ours = yard.open("host")
    ours.wipe()
    home = yard.home("host")
    running = home.running()
    assert running is not None
    monkeypatch.setenv("FUSION_GRAPH_PASSWORD", home.password)
    return f"neo4j://neo4j@127.0.0.1:{running.port}"


@pytest.fixture
def without_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FUSION_GRAPH_PASSWORD", raising=False)


@pytest.mark.neo4j
@pytest.mark.parametrize("scheme", ["neo4j", "bolt"])
def test_a_workspace_lives_on_a_remote_server(yard: Yard, remote: str, scheme: str) -> None:
    address = remote.replace("neo4j://", f"{scheme}://")
    graph = yard.open("w", address=address)
    graph.write([("MERGE (:N {key: 1})", None)])
    assert yard.open("w", address=address).read("MATCH (n:N) RETURN n.key").rows == [[1]]
    assert graph.generation == ""


@pytest.mark.neo4j
def test_a_second_workspace_is_refused_with_the_reason(yard: Yard, remote: str) -> None:
    yard.open("甲专班", address=remote).read("RETURN 1")
    with pytest.raises(EngineError, match="甲专班.*社区版.*乙专班"):
        yard.open("乙专班", address=remote).read("RETURN 1")
    assert yard.open("甲专班", address=remote).read("RETURN 1 AS one").rows == [[1]]


@pytest.mark.neo4j
def test_a_database_with_other_data_is_left_alone(yard: Yard, remote: str) -> None:
    yard.open("host").write([("CREATE (:Theirs {a: 1})", None)])
    with pytest.raises(EngineError, match="其他数据"):
        yard.open("w", address=remote).read("RETURN 1")
    assert yard.open("host").read("MATCH (n) RETURN labels(n)").rows == [[["Theirs"]]]


@pytest.mark.neo4j
def test_a_read_is_a_read_there_too(yard: Yard, remote: str) -> None:
    graph = yard.open("w", address=remote)
    with pytest.raises(QueryError, match="只能读取"):
        graph.read("CREATE (:N)")


@pytest.mark.neo4j
def test_wiping_a_remote_server_is_refused(yard: Yard, remote: str) -> None:
    graph = yard.open("w", address=remote)
    graph.write([("CREATE (:N)", None)])
    with pytest.raises(EngineError, match="只能清空"):
        graph.wipe()
    assert graph.read("MATCH (n:N) RETURN count(n)").rows == [[1]]


@pytest.mark.neo4j
def test_a_rebuild_there_starts_empty_and_keeps_the_claim(yard: Yard, remote: str) -> None:
    yard.open("w", address=remote).write([("CREATE (:N)", None)])
    with yard.rebuild(address=remote) as build:
        assert build.graph.read("MATCH (n:N) RETURN count(n)").rows == [[0]]
        build.swap()
    with pytest.raises(EngineError, match="社区版"):
        yard.open("other", address=remote).read("RETURN 1")


@pytest.mark.neo4j
def test_its_status_tells_whether_it_answers(yard: Yard, remote: str) -> None:
    found = status(remote, folder=yard.of("w"))
    assert (found.running, found.version, found.pid) == (True, "2026.08.1", None)
    away = status("bolt://neo4j@127.0.0.1:1", folder=yard.of("w"))
    assert (away.running, away.version) == (False, "")


@pytest.mark.neo4j
def test_a_server_that_does_not_answer_is_told(yard: Yard, remote: str) -> None:
    with pytest.raises(EngineError, match="没有响应"):
        yard.open("w", address="bolt://neo4j@127.0.0.1:1").read("RETURN 1")


@pytest.mark.parametrize("address", ["", "managed", "http://host", "neo4j://", "file:///x", "neo4j:host"])
def test_an_address_that_makes_no_sense_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(EngineError, match="managed:"):
        open_graph(
            address, folder=tmp_path / "g" / "w", cache=tmp_path, workspace="w", idle_minutes=1, say=lambda words: None
        )


def test_a_password_inside_the_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="FUSION_GRAPH_PASSWORD"):
        parse("neo4j://user:secret@host", folder=tmp_path)


def test_user_host_port_and_database_are_taken_from_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUSION_GRAPH_PASSWORD", "secret")
    found = parse("neo4j+s://l%C3%BC@host.unit:7777/cases", folder=tmp_path)
    assert (found.uri, found.user, found.database) == ("neo4j+s://host.unit:7777", "lü", "cases")
    assert parse("bolt://host", folder=tmp_path).user == "neo4j"
    assert parse("bolt://host", folder=tmp_path).database is None


@pytest.mark.usefixtures("without_password")
def test_without_a_password_both_ways_to_give_one_are_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"FUSION_GRAPH_PASSWORD.*graph\.password"):
        parse("bolt://host", folder=tmp_path)


@pytest.mark.usefixtures("without_password")
def test_a_password_file_that_only_its_owner_reads_serves(tmp_path: Path) -> None:
    path = tmp_path / "graph.password"
    path.write_text("secret\n")
    path.chmod(0o600)
    assert parse("bolt://host", folder=tmp_path).password == "secret"


@pytest.mark.usefixtures("without_password")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o666])
def test_a_password_file_that_others_read_is_refused_with_the_command_that_mends_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "graph.password"
    path.write_text("secret")
    path.chmod(mode)
    with pytest.raises(EngineError, match=f"chmod 600 {path}"):
        parse("bolt://host", folder=tmp_path)


def test_types_of_graph_are_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUSION_GRAPH_PASSWORD", "x")
    made = open_graph(
        "bolt://host",
        folder=tmp_path / "g" / "w",
        cache=tmp_path,
        workspace="w",
        idle_minutes=1,
        say=lambda words: None,
    )
    assert isinstance(made, Graph), "opening asks nobody: a page may hold it before the server is there"
