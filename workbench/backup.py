"""A copy of a whole data folder that another machine can be restored from, and the way back.

Why a list of hashes beside the copy: a backup that cannot prove what it holds is not evidence. Graphs are left out,
they are projected anew; the models beside them are not, for nobody could make the same ones again.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.ledger import Ledger
from graph.ledger.originals import copy_hashed, sha256_of
from workbench.errors import UserError
from workbench.settings import Settings
from workbench.wording import say

MANIFEST = "manifest.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Backup:
    """What a copy holds: its ledger version, how many files and bytes, and originals whose bytes are not their own."""

    ledger_version: int
    files: int
    size: int
    damaged: tuple[str, ...] = ()


def back_up(settings: Settings, folder: Path) -> Backup:
    """Copy the desk, the ledger, the originals, the rejected rows and the models into a new folder; imports may go on meanwhile.

    Raises
    ------
    UserError
        When the folder is there already and not empty, or the desk is in a database server.
    """
    _must_be_empty(folder)
    if settings.desk:
        raise UserError(say("desk.backup_server", desk=settings.desk))
    draft = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    # The desk first: it may name ledger versions, never the other way round.
    files = dict(_copied(settings.home, draft))
    version = Ledger.open(draft).version
    manifest = {"format": _FORMAT, "made_at": datetime.now(UTC).isoformat(), "ledger_version": version, "files": files}
    (draft / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
    _put_in_place(draft, folder)
    damaged = [path for path, (sha256, _) in files.items() if path.startswith("originals/") and path[-64:] != sha256]
    return Backup(version, len(files), sum(size for _, size in files.values()), tuple(damaged))


def restore(settings: Settings, folder: Path) -> Backup:
    """Bring a backup back into an empty data folder, checking every file's hash on the way.

    Raises
    ------
    UserError
        When the data folder is not empty, the folder is no backup, or a file of it is missing or altered.
    """
    _must_be_empty(settings.home)
    manifest = _manifest(folder)
    draft = settings.home.with_name(f".{settings.home.name}.restoring")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for name, (sha256, _) in manifest["files"].items():
            if _copy(folder / name, draft / name)[0] != sha256:
                raise UserError(say("desk.restore_altered", path=folder / name))
    except FileNotFoundError as error:
        raise UserError(say("desk.restore_missing", path=error.filename)) from error
    _put_in_place(draft, settings.home)
    sizes = [size for _, size in manifest["files"].values()]
    return Backup(manifest["ledger_version"], len(sizes), sum(sizes))


def _copied(home: Path, draft: Path) -> Iterator[tuple[str, tuple[str, int]]]:
    draft.mkdir(parents=True)
    if (home / "desk.sqlite").exists():
        copy = draft / "desk.sqlite"
        _copy_database(home / "desk.sqlite", copy)
        yield copy.name, (sha256_of(copy), copy.stat().st_size)
    for path in [
        *Ledger.open(home).snapshot(),
        *(home / "rejected").glob("*"),
        *(home / "graphs").glob("*/models/[!.]*"),
    ]:
        name = path.relative_to(home)
        yield name.as_posix(), _copy(path, draft / name)


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def _copy(source: Path, target: Path) -> tuple[str, int]:
    target.parent.mkdir(parents=True, exist_ok=True)
    copied = copy_hashed(source, target)
    target.chmod(source.stat().st_mode)
    return copied


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(say("desk.no_backup", folder=folder)) from error
    if manifest.get("format") != _FORMAT:
        raise UserError(say("desk.no_backup", folder=folder))
    return manifest


def _must_be_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(say("desk.not_empty", folder=folder))


def _put_in_place(draft: Path, folder: Path) -> None:
    if folder.exists():
        folder.rmdir()
    draft.replace(folder)
