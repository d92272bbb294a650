"""The life of managed servers: one home is started, killed, hung and left behind in every way.

Every test starts from whatever the one before left, as the next question of a day would.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import psutil
import pytest

from graph.engine import Graph, stop_all
from graph.engine.crowd import open_homes
from graph.engine.generations import Generations
from graph.engine.managed import Managed, Terms
from graph.engine.server import alive, stop
from graph.engine.watchdog import watched
from graph.errors import EngineError, QueryError

if TYPE_CHECKING:
    from conftest import Yard

Eventually = Callable[..., bool]
pytestmark = pytest.mark.neo4j

ENDLESS = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b)"
STARTER = """
import sys
from pathlib import Path
from graph.engine import open_graph
folder, cache = map(Path, sys.argv[1:])
with open_graph("managed:", folder=folder, cache=cache, workspace="w", idle_minutes=5, say=lambda words: None) as graph:
    graph.write([("MERGE (:Starter {key: randomUUID()})", None)])
"""


def starter(yard: Yard) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", STARTER, str(yard.of("w")), str(yard.cache)])


def one(graph: Graph) -> bool:
    return graph.read("RETURN 1 AS one").rows == [[1]]


def test_processes_that_start_it_at_once_get_one_server_that_survives_them(yard: Yard) -> None:
    for running in [starter(yard) for _ in range(3)]:
        assert running.wait(120) == 0
    assert yard.servers() == [yard.pid()]
    assert yard.open().read("MATCH (s:Starter) RETURN count(s)").rows == [[3]]


def test_after_a_kill_the_next_question_of_an_open_graph_works(yard: Yard) -> None:
    graph = yard.open()
    graph.write([("MERGE (:Kept {key: 1})", None)])
    before = yard.pid()
    os.kill(before, signal.SIGKILL)
    assert graph.read("MATCH (k:Kept) RETURN k.key").rows == [[1]]
    assert yard.pid() != before


def test_a_starter_killed_in_the_middle_leaves_a_server_that_the_next_one_uses(
    yard: Yard, eventually: Eventually
) -> None:
    assert one(yard.open())
    home = yard.home()
    stop(home)
    running = starter(yard)
    assert eventually(lambda: alive(home) is not None)
    running.kill()
    running.wait()
    left = yard.pid()
    assert one(yard.open())
    assert yard.servers(home) == [left]
    assert eventually(lambda: watched(home)), "nobody would ever stop it"


def test_a_server_that_no_file_knows_is_ended_and_replaced(yard: Yard) -> None:
    assert one(yard.open())
    home, unknown = yard.home(), yard.pid()
    home.stopped()
    assert one(yard.open())
    assert yard.servers(home) == [yard.pid()] != [unknown]


@pytest.mark.parametrize("broken", [True, False], ids=["broken", "of another process"])
def test_a_stale_state_file_never_blocks_and_nobody_else_is_ended(yard: Yard, broken: bool) -> None:
    state = "{" if broken else json.dumps({"pid": os.getpid(), "created": 1.0, "port": 1, "ready": True})
    assert one(yard.open())
    home = yard.home()
    stop(home)
    (home.folder / "server.json").write_text(state)
    assert one(yard.open())
    assert yard.servers(home) == [yard.pid()]
    assert psutil.Process().is_running()


def test_a_hung_server_is_killed_and_replaced(yard: Yard) -> None:
    assert one(yard.open())
    hung = yard.pid()
    os.kill(hung, signal.SIGSTOP)
    assert one(yard.open())
    assert yard.pid() != hung
    assert not psutil.pid_exists(hung) or psutil.Process(hung).status() == psutil.STATUS_ZOMBIE


def test_a_watchdog_that_was_killed_is_replaced_with_the_next_opening(yard: Yard, eventually: Eventually) -> None:
    assert one(yard.open())
    home = yard.home()
    assert eventually(lambda: watched(home))
    for process in psutil.process_iter(["cmdline"]):
        if str(home.folder) in (process.info["cmdline"] or ()):
            process.kill()
    assert eventually(lambda: not watched(home))
    assert one(yard.open())
    assert eventually(lambda: watched(home))


def test_the_server_listens_nowhere_but_on_one_loopback_port(yard: Yard) -> None:
    assert one(yard.open())
    found = [c.laddr for c in psutil.Process(yard.pid()).net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert [address.ip.removeprefix("::ffff:") for address in found] == ["127.0.0.1"]


def test_nobody_gets_in_without_the_password(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    assert one(yard.open())
    running = yard.home().running()
    assert running is not None
    monkeypatch.setenv("FUSION_GRAPH_PASSWORD", "guessed-password")
    with pytest.raises(EngineError, match="密码"):
        yard.open(address=f"bolt://127.0.0.1:{running.port}").read("RETURN 1")


def test_stopping_all_stops_it_and_a_question_brings_it_back(yard: Yard) -> None:
    graph = yard.open()
    assert one(graph)
    assert stop_all(yard.folder / "graphs") == 1
    assert yard.servers() == []
    assert stop_all(yard.folder / "graphs") == 0
    assert one(graph)


def test_an_idle_server_stops_by_itself_but_not_during_a_long_question(yard: Yard, eventually: Eventually) -> None:
    idle = yard.open("idle", idle_minutes=2 / 60)
    assert one(idle)
    with pytest.raises(QueryError, match="超过 5 秒"):
        idle.read(ENDLESS, seconds=5)
    home = yard.home("idle")
    assert len(yard.servers(home)) == 1, "it was busy longer than it may be idle"
    assert eventually(lambda: not yard.servers(home))
    assert eventually(lambda: not watched(home)), "the watchdog goes with its server"


def test_the_least_recently_used_server_makes_room_unless_it_is_busy(yard: Yard) -> None:
    terms = Terms(yard.cache, idle_minutes=5, say=lambda words: None, limit=1)

    def limited(workspace: str) -> Graph:
        return Graph(Managed(Generations(yard.of(workspace) / "engine"), terms))

    with limited("first") as first, limited("second") as second:
        assert one(first)
        busy = threading.Thread(target=pytest.raises, args=(QueryError, first.read, ENDLESS), kwargs={"seconds": 15})
        busy.start()
        time.sleep(0.5)
        assert one(second)
        assert len(open_homes(yard.folder / "graphs")) == 2, "a busy server stays although there are too many"
        busy.join()
        stop(yard.home("second"))
        assert one(second)
        assert [home.folder.parents[1].name for home in open_homes(yard.folder / "graphs")] == ["second"]
