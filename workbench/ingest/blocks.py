"""Rows on their way from a file to the ledger, some ten thousand at a time, all cells still text.

Why a row number per row: the number is the row's permanent name, and must be what a spreadsheet program, or counting
the records of the file, gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Cells past the header's width, kept as JSON so that nothing of a misaligned row is lost.
FIXED = [("row", pa.int32()), ("width", pa.int32()), ("rest", pa.string())]


class Sheet(Protocol):
    """One table of a file: a CSV file, a sheet of a workbook, a member of an archive."""

    @property
    def name(self) -> str:
        """The sheet's part of a row id: empty for a CSV file."""
        ...

    def head(self) -> list[list[str]]:
        """Return the first records (at most `HEAD`), for finding the header."""
        ...

    def blocks(self, *, skip: int, width: int) -> Iterator[pa.Table]:
        """Yield all records after the first `skip`, cut or filled to `width` cells, as `block_schema` says."""
        ...


HEAD = 40


def column(index: int) -> str:
    """Return the name of a block's cell column."""
    return f"c{index}"


def block_schema(width: int) -> pa.Schema:
    """Return the schema of a block whose header has `width` cells."""
    return pa.schema([*FIXED, *((column(i), pa.string()) for i in range(width))])


def from_records(records: Sequence[Sequence[str]], *, first_row: int, width: int, protected: bool = False) -> pa.Table:
    """Return a block of consecutive records, the first of which is the file's record `first_row`.

    `protected` says that some cells may be written as `="…"`, by which spreadsheets keep long numbers whole.
    """
    trim = _unprotected if protected else str.strip
    filled = [[*map(trim, record[:width]), *[""] * (width - len(record))] for record in records]
    cells = list(zip(*filled, strict=True)) if filled else [()] * width
    rest = [json.dumps(list(r[width:]), ensure_ascii=False) if any(r[width:]) else None for r in records]
    widths = [_true_width(record, width) for record in records]
    fixed = [_numbers(first_row, len(records)), pa.array(widths, pa.int32()), pa.array(rest, pa.string())]
    return pa.Table.from_arrays([*fixed, *(pa.array(c, pa.string()) for c in cells)], schema=block_schema(width))


def from_columns(columns: Sequence[pa.ChunkedArray], *, first_row: int, trim: bool) -> pa.Table:
    """Return a block of whole columns, none of whose records is too short or too long."""
    size, width = len(columns[0]), len(columns)
    fixed = [_numbers(first_row, size), pa.repeat(pa.scalar(width, pa.int32()), size), pa.nulls(size, pa.string())]
    cells = [pc.utf8_trim_whitespace(c) if trim else c for c in columns]
    return pa.Table.from_arrays([*fixed, *cells], schema=block_schema(width))


def _numbers(first: int, size: int) -> pa.Array:
    return pa.array(np.arange(first, first + size, dtype=np.int32))


def _true_width(record: Sequence[str], width: int) -> int:
    """Return how many cells count: empty ones past the header's width are no sign of a shifted row."""
    return len(record) if len(record) <= width or any(record[width:]) else width


def _unprotected(cell: str) -> str:
    bare = cell.strip()
    return bare[2:-1].strip() if bare.startswith('="') and bare.endswith('"') and len(bare) > 3 else bare
