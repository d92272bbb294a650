"""What a file to import is, and why some cannot be: decided on its size, first bytes and directory alone.

Why before anything else: a file that is refused here has cost no copy, no draft and no line in the ledger.
"""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workbench.errors import BadFile
from workbench.ingest.encodings import TextForm, probes_of, text_form
from workbench.wording import say

Kind = Literal["text", "workbook", "archive"]
GIGABYTE = 10**9
# A ZIP member may unpack to so much, and an archive to so many times its size, before it is taken for a bomb.
_UNPACKED_LIMIT = 4 * GIGABYTE
_RATIO_LIMIT = 250
_RATIO_MATTERS = 100_000_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
_OTHER_KINDS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x1f\x8b": "gzip",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
    b"SQLite format 3": "SQLite",
    b"PAR1": "Parquet",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read: where it is, what it is, and how its text is written when it is text."""

    path: Path
    kind: Kind
    text: TextForm | None = None


def identify(path: Path, *, name: str | None = None) -> Source:
    """Return what the file is.

    Parameters
    ----------
    path : Path
        The bytes.
    name : str, optional
        What the user calls the file, for messages; by default the path's own name.

    Raises
    ------
    BadFile
        When it is absent, unreadable, empty, too large, encrypted, damaged, a bomb or of another kind.
    """
    name = name or path.name
    head = _head(path, name)
    if head.startswith(_OLE):
        return _ole(path, name)
    if head.startswith(b"PK"):
        return _zipped(path, name)
    for magic, kind in _OTHER_KINDS.items():
        if head.startswith(magic):
            raise BadFile(say("import.wrong_kind", file=name, kind=kind))
    return Source(path, "text", text_form(head, probes_of(path), name=name))


def size_limit() -> int:
    """Return the largest size in bytes that is imported (`FUSION_MAX_FILE_GB`, by default 2)."""
    return int(float(os.environ.get("FUSION_MAX_FILE_GB") or 2) * GIGABYTE)


def _head(path: Path, name: str) -> bytes:
    if not path.exists():
        raise BadFile(say("import.absent", file=name))
    if not path.is_file():
        raise BadFile(say("import.not_a_file", file=name))
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(1 << 16)
    except OSError as error:
        raise BadFile(say("import.unreadable", file=name, why=error.strerror)) from error
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise BadFile(say("import.empty", file=name))
    if size >= size_limit():
        raise BadFile(say("import.too_large", file=name, size=size / GIGABYTE, limit=size_limit() / GIGABYTE))
    return head


def _ole(path: Path, name: str) -> Source:
    content = path.read_bytes()
    if any(mark in content for mark in _ENCRYPTED):
        raise BadFile(say("import.encrypted", file=name))
    if "Workbook".encode("utf-16-le") not in content and "Book".encode("utf-16-le") not in content:
        raise BadFile(say("import.wrong_kind", file=name, kind="OLE"))
    return Source(path, "workbook")


def _zipped(path: Path, name: str) -> Source:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadFile(say("import.damaged", file=name)) from error
    _check_members(members, path.stat().st_size, name=name)
    names = {member.filename for member in members}
    if "[Content_Types].xml" in names or "content.xml" in names or "xl/workbook.xml" in names:
        return Source(path, "workbook")
    if any(member.lower().endswith(".csv") for member in names):
        return Source(path, "archive")
    raise BadFile(say("import.wrong_kind", file=name, kind="ZIP"))


def _check_members(members: list[zipfile.ZipInfo], size: int, *, name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    bomb = unpacked > _UNPACKED_LIMIT or (unpacked > _RATIO_MATTERS and unpacked > size * _RATIO_LIMIT)
    if bomb or any(member.filename.lower().endswith(".zip") for member in members):
        raise BadFile(say("import.bomb", file=name, size=unpacked / GIGABYTE))
    if any(member.flag_bits & 1 for member in members):
        raise BadFile(say("import.encrypted", file=name))
