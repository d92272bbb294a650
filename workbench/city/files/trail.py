"""What was written where: the list of files to import, and the truth about every row apart from them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any, Self

from workbench.errors import UserError
from workbench.wording import say

IMPORTS = ("file", "case", "document_no", "officers")
TRUTHS = {
    "call_events": ("event", "file", "sheet", "row", "flaw"),
    "transfer_events": ("event", "file", "sheet", "row", "flaw"),
    "records": ("file", "sheet", "row", "slot", "person"),
    "calls": ("event", "caller", "callee", "started_at", "seconds", "act", "forwarded_to"),
    "transfers": ("event", "source", "target", "occurred_at", "amount", "kind"),
}
"""Truth written row by row with the files.

A flaw is "", masked, short (a circle's number), missing (no counterparty) or broken (unreadable until mended); the
rows of a doubled page say "page" before it.
"""


class Trail:
    """Streams `imports.csv` and the truth about rows while the files are written.

    Parameters
    ----------
    folder : Path
        New, empty, or an earlier city, whose files are removed first.

    Raises
    ------
    UserError
        When the folder holds anything else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _clear(folder)
        self.files = 0
        self.rows = dict.fromkeys(TRUTHS, 0)
        self._open: list[IO[str]] = []
        (folder / "truth").mkdir(parents=True, exist_ok=True)
        self._imports = self._writer("imports.csv", IMPORTS)
        self._writers = {name: self._writer(f"truth/{name}.csv", columns) for name, columns in TRUTHS.items()}

    def __enter__(self) -> Self:
        """Return the trail; its files are closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every file."""
        for out in self._open:
            out.close()

    def _writer(self, name: str, columns: Sequence[str]) -> Any:  # noqa: ANN401  csv has no public type for writers
        out = (self.folder / name).open("w", encoding="utf-8", newline="")
        self._open.append(out)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        return writer

    def acquired(self, file: str, case: str, *, officers: str) -> None:
        """Note a file with the case and document under which a unit got it."""
        self.files += 1
        self._imports.writerow((file, case, f"澜公(刑)调证字〔2026〕{self.files:04d}号", officers))

    def true(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Append rows to one of `TRUTHS`."""
        rows = list(rows)
        self.rows[table] += len(rows)
        self._writers[table].writerows(rows)


def _clear(folder: Path) -> None:
    """Remove the files of an earlier city, so that two never mix."""
    listed = folder / "imports.csv"
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not listed.exists() or not (folder / "truth").is_dir():
        raise UserError(say("city.not_empty", folder=folder))
    with listed.open(encoding="utf-8", newline="") as lines:
        files = [folder / line["file"] for line in csv.DictReader(lines)]
    for file in [*files, *(folder / "truth").glob("*.csv"), listed]:
        file.unlink(missing_ok=True)


def write_truth(folder: Path, table: str, columns: Sequence[str], *, rows: Iterable[tuple[object, ...]]) -> None:
    """Write a whole truth table."""
    with (folder / "truth" / f"{table}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
