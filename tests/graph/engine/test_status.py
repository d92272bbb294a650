from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.engine import status
from graph.engine.generations import Generations
from graph.engine.home import Running
from graph.engine.processes import Identity
from graph.errors import EngineError

if TYPE_CHECKING:
    from conftest import Yard


def test_a_workspace_that_was_never_asked_has_no_engine_yet_and_none_is_made(tmp_path: Path) -> None:
    found = status("managed:", folder=tmp_path / "graphs" / "w")
    assert (found.running, found.pid, found.memory, found.disk) == (False, None, 0, 0)
    assert not (tmp_path / "graphs").exists()


def test_a_stopped_engine_still_occupies_disk(tmp_path: Path) -> None:
    home = Generations(tmp_path / "graphs" / "w" / "engine").first()
    (home.folder / "data" / "store").write_bytes(b"x" * 1_000_000)
    found = status("managed:", folder=tmp_path / "graphs" / "w")
    assert not found.running
    assert found.disk >= 1_000_000
    assert found.place == str(home.folder)


def test_a_stale_state_does_not_count_as_running(tmp_path: Path) -> None:
    home = Generations(tmp_path / "graphs" / "w" / "engine").first()
    home.started(Running(Identity(1, 1.0), 7687, ready=True))
    assert not status("managed:", folder=tmp_path / "graphs" / "w").running


def test_an_address_that_makes_no_sense_is_told_here_too(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="managed:"):
        status("nonsense", folder=tmp_path / "graphs" / "w")


@pytest.mark.neo4j
def test_a_running_engine_tells_process_port_and_sizes(yard: Yard) -> None:
    yard.open().read("RETURN 1")
    found = status("managed:", folder=yard.of("w"))
    assert found.running
    assert found.pid == yard.pid()
    assert found.memory > 50_000_000
    assert found.disk > 100_000
    assert found.idle_seconds < 60
    assert found.version == "2026.08.1"
