"""One default city for all tests of it, and a reader that shares no code with what wrote it."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from workbench.city.build import Built, City, build, made
from workbench.city.options import Options

SMALL = Options(seed=11, people=400, days=28)


@cache
def _truth(path, name):
    with (path / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def _sheets(path):
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(path)
        return {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return {"": list(csv.reader(raw.decode(encoding).splitlines()))}
        except UnicodeDecodeError:
            continue
    raise AssertionError(f"{path} is in no known encoding")


@dataclass(frozen=True, eq=False)
class Folder:
    """A written city, read with csv and calamine."""

    path: Path
    built: Built

    def truth(self, name):
        return _truth(self.path, name)

    def sheets(self, file):
        """Return {sheet: rows}; row 1 of the spreadsheet is at index 0."""
        return _sheets(self.path / file)

    def rows(self, file):
        """Return the rows of a file with one sheet and a header in its first line, as dicts."""
        (lines,) = self.sheets(file).values()
        return [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]

    def imports(self):
        with (self.path / "imports.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def transfers(self):
        """Return the true transfers that stand in some file, by time: (when, event, source, target, cents)."""
        seen = {row["event"] for row in self.truth("transfer_events")}
        made = [
            (datetime.fromisoformat(r["occurred_at"]), r["event"], r["source"], r["target"], int(r["amount"]))
            for r in self.truth("transfers")
            if r["event"] in seen
        ]
        return sorted(made)

    def acquaintance(self):
        """Return {person: {person: number of calls and transfers between them}} as any file shows."""
        user = {row["number"]: int(row["user"]) for row in self.truth("phones")}
        holder = {row["account"]: int(row["holder"]) for row in self.truth("accounts")}
        pairs = [(user.get(r["caller"], -1), user.get(r["callee"], -1)) for r in self.truth("calls")]
        pairs += [(holder.get(s, -1), holder.get(t, -1)) for _, _, s, t, _ in self.transfers()]
        known = defaultdict(lambda: defaultdict(int))
        for a, b in pairs:
            if min(a, b) >= 0 and a != b:
                known[a][b] += 1
                known[b][a] += 1
        return known

    def groups(self, table):
        """Return {group: set of people} of `gangs` or `lookalikes`."""
        found = defaultdict(set)
        for row in self.truth(table):
            found[row.get("gang") or row["group"], row["kind"]].add(int(row["person"]))
        return dict(found)


@pytest.fixture(scope="session")
def city(tmp_path_factory) -> Folder:
    folder = tmp_path_factory.mktemp("city") / "default"
    return Folder(folder, build(folder, Options()))


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Folder:
    folder = tmp_path_factory.mktemp("city") / "small"
    return Folder(folder, build(folder, SMALL))


@pytest.fixture(scope="session")
def planned() -> City:
    """A small city, decided but not written."""
    return made(SMALL)
