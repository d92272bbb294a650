"""Every imported file as the bytes it was, kept once under its SHA-256 and never written again.

Why: a row id names a file by its hash, so the spreadsheet behind a link must be exactly the one that was imported.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from graph.errors import LedgerError

_CHUNK = 4 << 20


@dataclass(frozen=True, slots=True)
class Original:
    """A kept file: its hash, its size in bytes and the name it came with."""

    sha256: str
    size: int
    name: str


class Originals:
    """The folder of originals.

    Parameters
    ----------
    folder : Path
        `originals/` of the data folder; created when absent.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, path: Path) -> Original:
        """Copy a file in and return what it is called here; a file that is already here is simply named.

        The bytes are hashed while they are copied, so a file that changes meanwhile is kept as it was read; the copy
        replaces one of the same name, which mends an original that was lost or altered.
        """
        draft = self._folder / f".incoming-{os.getpid()}-{secrets.token_hex(8)}"
        try:
            sha256, size = copy_hashed(path, draft)
            place = self.path(sha256)
            place.parent.mkdir(exist_ok=True)
            draft.chmod(0o444)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
        return Original(sha256, size, path.name)

    def path(self, sha256: str) -> Path:
        """Return where the original of this hash is, or would be."""
        return self._folder / sha256[:2] / sha256

    def find(self, sha256: str) -> Path:
        """Return where the original of this hash is.

        Raises
        ------
        LedgerError
            When it is not here.
        """
        path = self.path(sha256)
        if not path.is_file():
            raise LedgerError(f"找不到原始文件 {sha256[:16]}。The original {sha256} is missing; run `fusion verify`.")
        return path

    def __iter__(self) -> Iterator[str]:
        """Yield the names (hashes) of all kept files, sorted."""
        yield from sorted(path.name for path in self._folder.glob("??/*") if not path.name.startswith("."))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_hashed(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file to a place where none is yet; return the SHA-256 and the number of the bytes that were copied.

    One thread hashes what another writes: each takes as long as the other.
    """
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, target.open("xb") as writer, ThreadPoolExecutor(1) as aside:
        while chunk := reader.read(_CHUNK):
            hashed = aside.submit(digest.update, chunk)
            size += writer.write(chunk)
            hashed.result()
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest(), size
