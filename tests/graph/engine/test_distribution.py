from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graph.engine.distribution import Distribution, distribution, home_argument, install_jars, installed
from graph.engine.jars import VERSION, Source
from graph.engine.java import Java
from graph.errors import EngineError

INSTALL = """
import sys
from pathlib import Path
from graph.engine.distribution import install_jars
from graph.engine.jars import Source
install_jars(Path(sys.argv[1]), source=Source(folder=Path(sys.argv[2])), progress=lambda done, total: None)
"""


def test_nothing_is_installed_in_an_empty_cache_and_the_command_is_named(tmp_path: Path) -> None:
    assert not installed(tmp_path)
    with pytest.raises(EngineError, match="fusion neo4j install"):
        distribution(tmp_path)


def test_two_installers_at_once_do_not_collide(tmp_path: Path, cache: Path) -> None:
    jars = cache / f"neo4j-{VERSION}" / "jars"
    command = [sys.executable, "-c", INSTALL, str(tmp_path), str(jars)]
    for running in [subprocess.Popen(command), subprocess.Popen(command)]:
        assert running.wait(60) == 0
    assert installed(tmp_path)


def test_an_installation_that_lost_a_jar_is_not_complete(tmp_path: Path, cache: Path) -> None:
    jars = cache / f"neo4j-{VERSION}" / "jars"
    install_jars(tmp_path, source=Source(folder=jars), progress=lambda done, total: None)
    next((tmp_path / f"neo4j-{VERSION}" / "jars").iterdir()).unlink()
    assert not installed(tmp_path)


def test_the_class_path_is_sorted_and_quoted_so_that_the_start_up_cache_fits(tmp_path: Path, cache: Path) -> None:
    jars = cache / f"neo4j-{VERSION}" / "jars"
    place = tmp_path / "with space"
    install_jars(place, source=Source(folder=jars), progress=lambda done, total: None)
    flag, path = (place / f"neo4j-{VERSION}" / "classpath.args").read_text().splitlines()
    names = [Path(part).name for part in path.strip('"').split(":")]
    assert flag == "-cp"
    assert names == sorted(names)
    assert len(names) == 225
    shutil.rmtree(place)


def test_a_server_is_recognised_by_its_home_on_the_command_line(tmp_path: Path) -> None:
    neo4j = Distribution(tmp_path, Java(Path("java"), "25.0.2"))
    assert home_argument(tmp_path / "h") in neo4j.server_command(tmp_path / "h", jvm=())


def test_a_home_reached_through_a_link_is_the_same_home(tmp_path: Path) -> None:
    (tmp_path / "h").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "h")
    assert home_argument(tmp_path / "link") == home_argument(tmp_path / "h")


def test_a_java_without_the_flag_against_warnings_is_not_given_it(tmp_path: Path) -> None:
    old = Distribution(tmp_path, Java(Path("java"), "21.0.5")).server_command(tmp_path, jvm=())
    new = Distribution(tmp_path, Java(Path("java"), "25.0.2")).server_command(tmp_path, jvm=())
    assert not any("sun-misc" in argument for argument in old)
    assert any("sun-misc" in argument for argument in new)


def test_the_start_up_cache_is_named_by_java_and_used_only_when_it_exists(tmp_path: Path) -> None:
    neo4j = Distribution(tmp_path, Java(Path("java"), "25.0.2"))
    assert neo4j.aot_options() == ()
    neo4j.aot_cache.touch()
    assert any(str(neo4j.aot_cache) in option for option in neo4j.aot_options())
    assert neo4j.aot_cache != Distribution(tmp_path, Java(Path("java"), "25.0.3")).aot_cache
