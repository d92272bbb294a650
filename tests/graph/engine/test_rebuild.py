from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import neo4j
import pytest

from graph.engine import Graph
from graph.engine.launch import address_of

if TYPE_CHECKING:
    from conftest import Yard

Eventually = Callable[..., bool]
pytestmark = pytest.mark.neo4j

BUILDER = """
import sys, time
from pathlib import Path
from graph.engine import fresh
folder, cache = map(Path, sys.argv[1:])
build = fresh("managed:", folder=folder, cache=cache, workspace="w", idle_minutes=5, say=lambda words: None)
build.graph.write([("CREATE (:N {key: 'half'})", None)])
print("built", flush=True)
time.sleep(60)
"""


def keys(graph: Graph) -> list[list[object]]:
    return graph.read("MATCH (n:N) RETURN n.key").rows


def homes(yard: Yard) -> list[str]:
    return [home.folder.name for home in yard.generations().homes()]


def test_readers_finish_on_the_old_graph_while_new_questions_see_the_new_one(
    yard: Yard, eventually: Eventually
) -> None:
    graph = yard.open()
    graph.write([("CREATE (:N {key: 'old'})", None)])
    old = yard.home()
    with reading(yard) as reader, yard.rebuild() as build:
        build.graph.write([("CREATE (:N {key: 'new'})", None)])
        assert keys(graph) == [["old"]], "nobody sees a graph that is not finished"
        build.swap()
        assert keys(graph) == [["new"]]
        time.sleep(5)
        assert reader.run("MATCH (n:N) RETURN n.key AS key").values() == [["old"]]
    assert eventually(lambda: not old.folder.exists())
    assert yard.servers(old) == []
    assert keys(yard.open()) == [["new"]]


@contextlib.contextmanager
def reading(yard: Yard) -> Iterator[neo4j.Transaction]:
    """Yield a transaction of somebody who is in the middle of reading the current graph."""
    running = yard.home().running()
    assert running is not None
    address = address_of(yard.home(), running)
    with contextlib.ExitStack() as stack:
        driver = stack.enter_context(neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)))
        session = stack.enter_context(driver.session())
        transaction = stack.enter_context(session.begin_transaction())
        transaction.run("MATCH (n) RETURN count(n)").consume()
        yield transaction


def test_a_rebuild_that_is_not_swapped_in_leaves_the_graph_as_it_was(yard: Yard) -> None:
    graph = yard.open()
    before, current = keys(graph), yard.home()
    with yard.rebuild() as build:
        abandoned = build.graph.generation
        build.graph.write([("CREATE (:N {key: 'abandoned'})", None)])
    assert keys(graph) == before
    assert yard.home() == current
    assert abandoned not in homes(yard)


def test_what_a_killed_rebuild_left_is_cleared_away(yard: Yard, eventually: Eventually) -> None:
    graph = yard.open()
    before = keys(graph)
    command = [sys.executable, "-c", BUILDER, str(yard.of("w")), str(yard.cache)]
    builder = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert builder.stdout is not None
    assert builder.stdout.readline() == b"built\n"
    builder.kill()
    builder.wait()
    builder.stdout.close()
    assert keys(graph) == before
    assert eventually(lambda: homes(yard) == [yard.home().folder.name])


def test_a_rebuild_survives_the_kill_of_its_server(yard: Yard) -> None:
    graph = yard.open()
    with yard.rebuild() as build:
        build.graph.write([("MERGE (:N {key: 'kept'})", None)])
        running = yard.generations().homes()[-1].running()
        assert running is not None
        os.kill(running.process.pid, signal.SIGKILL)
        build.graph.write([("MERGE (:N {key: 'more'})", None)])
        build.swap()
    assert sorted(keys(graph)) == [["kept"], ["more"]]
