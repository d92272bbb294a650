"""The JVM's ahead-of-time cache: one training run at install makes every later start take a third of the time."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from filelock import FileLock

from graph.engine.bolt import Bolt
from graph.engine.distribution import Distribution, home_argument
from graph.engine.home import Home
from graph.engine.launch import address_of, launch
from graph.engine.processes import with_argument
from graph.errors import EngineError

_OLDEST = 25  # the first Java that writes such a cache in a single run
_WRITING_SECONDS = 300.0
# What a first session does, so that its classes are in the cache.
_LESSONS = (
    "CREATE CONSTRAINT IF NOT EXISTS FOR (n:Lesson) REQUIRE n.key IS UNIQUE",
    "CREATE INDEX IF NOT EXISTS FOR ()-[r:NEXT]-() ON (r.id)",
    "UNWIND range(1, 2000) AS i MERGE (n:Lesson {key: 'l:' + i}) SET n += {size: i, seen: datetime(), day: date()}",
    "UNWIND range(1, 999) AS i MATCH (a:Lesson {key: 'l:' + i}) MATCH (b:Lesson {key: 'l:1'}) MERGE (a)-[:NEXT {id: i}]->(b)",
    "MATCH (a:Lesson {key: 'l:1'})-[r:NEXT*1..3]-(b) WHERE COUNT { (b)--() } < 50 RETURN b, r ORDER BY b.key LIMIT 10",
    "MATCH p = shortestPath((:Lesson {key: 'l:1'})-[*..6]-(:Lesson {key: 'l:5'})) RETURN p",
    "MATCH (n:Lesson) WHERE n.key STARTS WITH 'l:1' RETURN n.size % 7 AS rest, count(*) AS n, collect(n.key)[..3] AS some",
    "MATCH (n:Lesson {key: 'l:7'}) DETACH DELETE n",
    "SHOW TRANSACTIONS",
    "SHOW INDEXES",
)


def make_aot_cache(neo4j: Distribution) -> None:
    """Run a server on a throw-away home and keep the cache that its JVM writes at the end.

    A cache that exists is kept; on a Java older than 25 there is none to make.

    Raises
    ------
    EngineError
        When the run does not yield a cache; a server then starts without one, only more slowly.
    """
    if int(neo4j.java.version.split(".")[0]) < _OLDEST:
        return
    with FileLock(neo4j.folder / "training.lock"):
        if not neo4j.aot_cache.exists():
            _make(neo4j, neo4j.folder / "training")


def _make(neo4j: Distribution, folder: Path) -> None:
    home, arriving = Home(folder / "home"), folder / "arriving.aot"
    _clear(home, folder)  # what a killed installation left behind
    try:
        _train(home, neo4j, arriving)
        arriving.replace(neo4j.aot_cache)
    except FileNotFoundError as error:
        raise EngineError("JVM 没有写出缓存。The JVM wrote no cache.") from error
    finally:
        _clear(home, folder)


def _train(home: Home, neo4j: Distribution, output: Path) -> None:
    home.prepare()
    running = launch(home, neo4j, jvm=(f"-XX:AOTCacheOutput={output}", "-Xlog:aot*=off"))
    with contextlib.closing(Bolt(address_of(home, running), patience=60)) as bolt:
        for lesson in _LESSONS:
            bolt.alter(lesson)
            bolt.explain(lesson)
    running.process.stop(seconds=_WRITING_SECONDS)


def _clear(home: Home, folder: Path) -> None:
    for process in with_argument(home_argument(home.folder)):
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)
