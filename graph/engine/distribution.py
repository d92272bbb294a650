"""Neo4j as installed once per user: verified jars, a Java, and the JVM's ahead-of-time cache.

Why a marker file: a complete installation is recognised without the network and without reading 158 MB again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from graph.engine.jars import LIST, VERSION, Jar, Progress, Source, fetch, jar_list
from graph.engine.java import Java, find_java
from graph.errors import EngineError

_SERVER = "org.neo4j.server.Neo4jCommunity"
_FLAGS = (
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Where Neo4j stands on this machine, and the Java that runs it."""

    folder: Path
    java: Java

    @property
    def aot_cache(self) -> Path:
        """The ahead-of-time cache for this Java and this set of jars; it need not exist."""
        return self.folder / f"{self.java.version}-{_list_id()[:12]}.aot"

    def server_command(self, home: Path, *, jvm: tuple[str, ...]) -> list[str]:
        """Return the command that runs a server on a home folder."""
        # The JVM accepts a cache only for the very class path it was made with: hence a sorted list in a file.
        return [
            str(self.java.path),
            *jvm,
            *(flag for flag in _FLAGS if not flag.startswith("--sun-misc") or self._knows_unsafe_flag()),
            f"@{self.folder / 'classpath.args'}",
            _SERVER,
            home_argument(home),
            f"--config-dir={home / 'conf'}",
            "--console-mode",
        ]

    def aot_options(self) -> tuple[str, ...]:
        """Return the options that use the ahead-of-time cache; without one a start just takes longer."""
        # The cache holds a few stubs that do not link on another run; the JVM makes them anew and warns of it.
        return (f"-XX:AOTCache={self.aot_cache}", "-Xlog:aot*=off") if self.aot_cache.exists() else ()

    def _knows_unsafe_flag(self) -> bool:
        return int(self.java.version.split(".")[0]) >= 23


def home_argument(home: Path) -> str:
    """Return the argument by which the server of a home is recognised among all processes, by whatever way to it."""
    return f"--home-dir={home.resolve()}"


def install_jars(
    cache: Path, *, source: Source, progress: Progress, jars: tuple[Jar, ...] | None = None
) -> Distribution:
    """Bring verified jars into the cache; only one installer works at a time, the others find its result.

    Raises
    ------
    EngineError
        When a jar is refused or cannot be had, or there is no Java.
    """
    java = find_java()
    folder = _folder(cache)
    folder.mkdir(parents=True, exist_ok=True)
    jars = jars or jar_list()
    with FileLock(folder / "install.lock"):
        fetch(folder / "jars", jars, source=source, progress=progress)
        _write_class_path(folder, jars)
        (folder / "complete").write_text(_list_id(), encoding="ascii")
    return Distribution(folder, java)


def installed(cache: Path) -> bool:
    """Return whether every listed jar is in place; each was verified on its way there."""
    folder = _folder(cache)
    marker = folder / "complete"
    whole = marker.is_file() and marker.read_text(encoding="ascii") == _list_id()
    return whole and all((folder / "jars" / jar.file_name).is_file() for jar in jar_list())


def distribution(cache: Path) -> Distribution:
    """Return the installation.

    Raises
    ------
    EngineError
        When Neo4j is not installed, or only in part.
    """
    if not installed(cache):
        raise EngineError(
            "Neo4j 尚未安装，请先运行 fusion neo4j install。Neo4j is not installed: run fusion neo4j install first."
        )
    return Distribution(_folder(cache), find_java())


def _folder(cache: Path) -> Path:
    return cache / f"neo4j-{VERSION}"


def _list_id() -> str:
    return hashlib.sha256(LIST.read_bytes()).hexdigest()


def _write_class_path(folder: Path, jars: tuple[Jar, ...]) -> None:
    separator = ";" if str(folder)[1:2] == ":" else ":"
    path = separator.join(str(folder / "jars" / name) for name in sorted(jar.file_name for jar in jars))
    quoted = path.replace("\\", "\\\\").replace('"', '\\"')
    (folder / "classpath.args").write_text(f'-cp\n"{quoted}"\n', encoding="utf-8")
