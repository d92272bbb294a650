"""What the parts of one import share while the file is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import duckdb
import pyarrow as pa

from workbench.ingest.tally import Tally

Progress = Callable[[float, int], None]


@dataclass
class Count:
    """What became of the records of a file so far; good + rejected + other_lines are all records read."""

    good: int = 0
    rejected: int = 0
    other_lines: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)

    def add(self, other: Count) -> None:
        """Add the counts of a part of the file."""
        self.good += other.good
        self.rejected += other.rejected
        self.other_lines += other.other_lines
        self.reasons.update(other.reasons)
        self.warnings.update(other.warnings)


class Sink(Protocol):
    """Where finished rows go: a draft's feed, or a list when an original is only read again."""

    def put(self, table: str, rows: pa.Table) -> None:
        """Take rows of one of the ledger's tables."""
        ...


def silent(share: float, rows: int) -> None:
    """Tell nobody about progress."""


@dataclass
class Run:
    """One import under way.

    Attributes
    ----------
    connection : duckdb.DuckDBPyConnection
        Where blocks are normalised and counted.
    file : str
        SHA-256 of the file whose rows these are.
    feed, tally, count
        Where rows go, what they amount to, and what became of the records.
    progress : callable
        Told the share of the file that is read and the rows so far.
    rejections : list of pa.Table
        The rejected rows, for the file in which they can be corrected.
    """

    connection: duckdb.DuckDBPyConnection
    file: str
    feed: Sink
    tally: Tally
    progress: Progress
    count: Count = field(default_factory=Count)
    rejections: list[pa.Table] = field(default_factory=list)

    def put(self, table: str, rows: pa.Table) -> None:
        """Pass finished rows on to the draft and the tally."""
        self.tally.add(table, rows)
        if table == "rejections" and rows.num_rows:
            self.rejections.append(rows)
        self.feed.put(table, rows)
