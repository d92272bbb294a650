"""The jars of Neo4j, each one verified by its SHA-256 before it is used.

Why a fixed list instead of a resolved tree: exactly this set was started and measured, so what runs here is what was
tried, and a file that differs by one byte is refused by name.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import EngineError

if TYPE_CHECKING:
    from jgo.maven import MavenContext

VERSION = "2026.08.1"
LIST = Path(__file__).with_name(f"neo4j-{VERSION}.jars")
_THREADS = 8
_ATTEMPTS = 3

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar: its Maven coordinate and the SHA-256 of its bytes."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The name of the file, unique within the list."""
        return "-".join(filter(None, (self.artifact, self.version, self.classifier))) + ".jar"


@dataclass(frozen=True, slots=True)
class Source:
    """Where missing jars come from.

    Attributes
    ----------
    folder : Path or None
        A folder of jars, for machines without a network; nothing is downloaded when it is given.
    repositories : dict of str to str, or None
        Maven repositories by name; None takes those of the user's own jgo settings, else the public one.
    """

    folder: Path | None = None
    repositories: dict[str, str] | None = None


def jar_list(path: Path = LIST) -> tuple[Jar, ...]:
    """Read a list of `group:artifact:version[:classifier] sha256` lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_jar(*line.split()) for line in lines if line.strip())


def _jar(coordinate: str, sha256: str) -> Jar:
    group, artifact, version, classifier = (coordinate.split(":") + [""])[:4]
    return Jar(group, artifact, version, classifier, sha256)


def unverified(folder: Path, jars: Iterable[Jar]) -> list[Jar]:
    """Return the jars that are absent from the folder or whose bytes differ."""
    return [jar for jar in jars if _sha256(folder / jar.file_name) != jar.sha256]


def fetch(folder: Path, jars: tuple[Jar, ...], *, source: Source, progress: Progress) -> None:
    """Bring every jar that is absent or damaged into the folder.

    A jar arrives in a folder of its own, is verified there and then renamed, so an interrupted run leaves whole jars
    only, and the next run goes on from them.

    Raises
    ------
    EngineError
        When a jar cannot be had, or its bytes are not the listed ones; it names the jar.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = unverified(folder, jars)
    for jar in wanted:  # a damaged one must not be started with, should its replacement fail to arrive
        (folder / jar.file_name).unlink(missing_ok=True)
    for left in folder.parent.glob("arriving-*"):  # by an installation that was killed
        shutil.rmtree(left, ignore_errors=True)
    progress(len(jars) - len(wanted), len(jars))
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="arriving-") as arriving:
        context = _context(Path(arriving), source)
        with ThreadPoolExecutor(_THREADS) as pool:
            futures = [pool.submit(_fetch_one, folder, jar, context=context, source=source) for jar in wanted]
            _drain(pool, futures, done=len(jars) - len(wanted), progress=progress)


def _drain(pool: ThreadPoolExecutor, futures: list[Future[None]], *, done: int, progress: Progress) -> None:
    """Report each arrival; on the first failure give up those not yet begun."""
    total = done + len(futures)
    try:
        for count, future in enumerate(as_completed(futures), start=done + 1):
            future.result()
            progress(count, total)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _context(arriving: Path, source: Source) -> MavenContext:
    from jgo.config import GlobalSettings  # slow to import, and needed only to install
    from jgo.maven import MavenContext, PythonResolver

    logging.getLogger("jgo").setLevel(logging.ERROR)  # it warns of what is checked here by SHA-256 anyway
    repositories = source.repositories or GlobalSettings.load().repositories or None
    return MavenContext(resolver=PythonResolver(), repo_cache=arriving, remote_repos=repositories, timeout=30)


def _fetch_one(folder: Path, jar: Jar, *, context: MavenContext, source: Source) -> None:
    arrived = _copied(context.repo_cache, jar, source.folder) if source.folder else _downloaded(jar, context)
    if (found := _sha256(arrived)) != jar.sha256:
        arrived.unlink(missing_ok=True)
        raise EngineError(
            f"{jar.file_name} 的 SHA-256 不符，已拒绝并删除（应为 {jar.sha256}，实为 {found}）。"
            f"{jar.file_name} does not have the listed SHA-256 and was refused."
        )
    arrived.replace(folder / jar.file_name)


def _copied(arriving: Path, jar: Jar, folder: Path) -> Path:
    try:
        return Path(shutil.copyfile(folder / jar.file_name, arriving / jar.file_name))
    except OSError as error:
        raise EngineError(f"{folder} 中没有 {jar.file_name}。There is no {jar.file_name} in that folder.") from error


def _downloaded(jar: Jar, context: MavenContext) -> Path:
    """Download one jar; a broken connection is tried again from the start of that jar."""
    artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact(classifier=jar.classifier)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return Path(artifact.resolve())
        except Exception as error:  # jgo lets the errors of its HTTP client and its own RuntimeErrors through
            _forget(artifact.cached_path)
            if attempt == _ATTEMPTS:
                raise EngineError(
                    f"无法下载 {jar.file_name}：{type(error).__name__}。请检查网络后重新运行 fusion neo4j install，"
                    f"已下载的部分会保留。Could not download {jar.file_name}; run the command again to go on."
                ) from error
    raise AssertionError("unreachable")


def _forget(path: Path | None) -> None:
    if path:
        path.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
