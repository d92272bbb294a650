from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from graph.engine.generations import Generations
from graph.engine.home import Home

BUILD_AND_DIE = """
import sys
from pathlib import Path
from graph.engine.generations import Generations
print(Generations(Path(sys.argv[1])).fresh().folder.name)
"""


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "engine")


def test_before_the_first_question_there_is_no_home(generations: Generations) -> None:
    assert generations.current() is None
    assert generations.homes() == []


def test_the_first_home_is_made_once_however_many_ask(generations: Generations) -> None:
    found: list[Home] = []
    threads = [threading.Thread(target=lambda: found.append(generations.first())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert generations.homes() == [generations.current()]


def test_a_home_under_construction_is_not_current_and_not_obsolete(generations: Generations) -> None:
    first, fresh = generations.first(), generations.fresh()
    assert generations.current() == first != fresh
    assert not generations.obsolete(fresh)


def test_a_swap_makes_the_new_home_current_and_the_old_obsolete(generations: Generations) -> None:
    first, fresh = generations.first(), generations.fresh()
    generations.make_current(fresh)
    assert generations.current() == fresh
    assert generations.obsolete(first)
    assert not generations.obsolete(fresh)


def test_what_a_builder_left_when_it_died_is_obsolete(generations: Generations) -> None:
    first = generations.first()
    command = [sys.executable, "-c", BUILD_AND_DIE, str(generations.folder)]
    name = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert generations.obsolete(Home(generations.folder / name))
    assert not generations.obsolete(first)


def test_homes_are_numbered_upwards_and_each_has_its_password(generations: Generations) -> None:
    homes = [generations.first(), generations.fresh(), generations.fresh()]
    assert [home.folder.name for home in homes] == ["g000001", "g000002", "g000003"]
    assert len({home.password for home in homes}) == 3


def test_a_removed_home_leaves_nothing(generations: Generations) -> None:
    first, fresh = generations.first(), generations.fresh()
    (first.folder.with_name("g000001.lock")).touch()
    generations.make_current(fresh)
    generations.remove(first)
    generations.remove(first)
    assert generations.homes() == [fresh]
    assert not [path for path in generations.folder.iterdir() if "g000001" in path.name]


def test_no_other_user_can_look_into_the_folder(generations: Generations) -> None:
    generations.first()
    assert generations.folder.stat().st_mode & 0o077 == 0
