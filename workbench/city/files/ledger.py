"""What was written where: the list of files to import and the truth about every row, kept apart from them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import IO


class Trail:
    """Streams `imports.csv` and the row truth while the files are written."""

    _TABLES = {
        "call_events": ("event", "file", "sheet", "row", "flaw"),
        "transfer_events": ("event", "file", "sheet", "row", "flaw"),
        "records": ("file", "sheet", "row", "slot", "person"),
        "calls": ("event", "caller", "callee", "started_at", "seconds", "act", "forwarded_to"),
        "transfers": ("event", "source", "target", "occurred_at", "amount", "kind"),
    }

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = 0
        self.rows = dict.fromkeys(self._TABLES, 0)
        (folder / "truth").mkdir(parents=True, exist_ok=True)
        self._open: list[IO[str]] = []
        self._imports = self._writer("imports.csv", ("file", "case", "document_no", "officers"))
        self._writers = {name: self._writer(f"truth/{name}.csv", columns) for name, columns in self._TABLES.items()}

    def _writer(self, name: str, columns: Iterable[str]) -> object:
        out = (self.folder / name).open("w", encoding="utf-8", newline="")
        self._open.append(out)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(list(columns))
        return writer

    def acquired(self, file: str, case: str, *, officers: str) -> None:
        """Note a file with the case and document under which a unit got it."""
        self.files += 1
        document = f"澜公(刑)调证字〔2026〕{self.files:04d}号"
        self._imports.writerow((file, case, document, officers))  # type: ignore[attr-defined]  # csv has no public writer type

    def true(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Append truth."""
        rows = list(rows)
        self.rows[table] += len(rows)
        self._writers[table].writerows(rows)  # type: ignore[attr-defined]  # csv has no public writer type

    def close(self) -> None:
        """Close every file."""
        for out in self._open:
            out.close()
