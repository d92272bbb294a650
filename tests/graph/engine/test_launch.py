from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from graph.engine import install
from graph.engine.aot import make_aot_cache
from graph.engine.distribution import Distribution, distribution
from graph.engine.home import Home, Running
from graph.engine.jars import VERSION, Source
from graph.engine.java import Java
from graph.engine.launch import _environment, _spawn, comes_up, launch
from graph.errors import EngineError


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "graphs" / "w" / "engine" / "g000001")
    made.prepare()
    return made


def broken(folder: Path, version: str = "25.0.2") -> Distribution:
    """A distribution whose Java ends at once."""
    return Distribution(folder, Java(Path("/bin/false"), version))


def test_a_server_that_ends_at_once_is_tried_again_and_then_told_with_its_log(home: Home, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=str(home.console)):
        launch(home, broken(tmp_path))
    assert home.running() is not None, "it was noted as soon as it was spawned"


@pytest.mark.neo4j
def test_a_server_that_lost_its_port_is_noticed_long_before_its_time_is_over(home: Home, cache: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        running = Running(_spawn(home, distribution(cache), port=port, jvm=()), port)
        began = time.time()
        assert not comes_up(home, running, until=began + 170)
        assert time.time() - began < 150
        running.process.kill()


def test_options_of_other_programs_and_our_password_do_not_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JAVA_TOOL_OPTIONS", "NEO4J_CONF", "FUSION_GRAPH_PASSWORD", "CLASSPATH"):
        monkeypatch.setenv(name, "x")
    found = _environment()
    assert not {"JAVA_TOOL_OPTIONS", "NEO4J_CONF", "FUSION_GRAPH_PASSWORD", "CLASSPATH"} & set(found)
    assert found["PATH"] == os.environ["PATH"]
    assert found["LC_ALL"] == "C.UTF-8"


def test_an_older_java_has_no_start_up_cache_to_make(tmp_path: Path) -> None:
    make_aot_cache(broken(tmp_path, "21.0.5"))
    assert list(tmp_path.iterdir()) == []


def test_a_start_up_cache_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(EngineError):
        make_aot_cache(broken(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["training.lock"]


def test_a_start_up_cache_that_exists_is_kept(tmp_path: Path) -> None:
    neo4j = broken(tmp_path)
    neo4j.aot_cache.write_bytes(b"made before")
    make_aot_cache(neo4j)
    assert neo4j.aot_cache.read_bytes() == b"made before"


def test_without_a_start_up_cache_an_installation_is_complete_with_a_warning(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a full disk, say: what is in the way here is a folder where the trainer wants to write.
    place = tmp_path / f"neo4j-{VERSION}"
    (place / "training.lock").mkdir(parents=True)
    jars = cache / f"neo4j-{VERSION}" / "jars"
    told: list[tuple[int, int]] = []
    warning = install(tmp_path, source=Source(folder=jars), progress=lambda *now: told.append(now))
    assert warning is not None
    assert told[-1] == (225, 225)
    assert distribution(tmp_path).folder == place


@pytest.mark.neo4j
def test_the_installed_start_up_cache_is_accepted_by_the_jvm(home: Home, cache: Path) -> None:
    neo4j = distribution(cache)
    if not neo4j.aot_cache.exists():
        pytest.skip("there is no start-up cache: run fusion neo4j install")
    running = launch(home, neo4j, jvm=(f"-XX:AOTCache={neo4j.aot_cache}", "-XX:AOTMode=on", "-Xlog:aot*=off"))
    assert running.process.alive(), "with AOTMode=on the JVM would have refused an unfit cache"
    running.process.kill()
