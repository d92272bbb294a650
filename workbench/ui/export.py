"""The bytes of a file to save; a table as a CSV that a spreadsheet program opens rightly and that cannot run anything in it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

# A spreadsheet program computes cells that begin so; a phone number's +86 is only a number to it.
_FORMULA = re.compile(r"^(?:[=@\t\r]|[+-](?!\d+$))")


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return the frame as UTF-8 CSV with the mark Excel needs to read Chinese, formulas made harmless text."""
    safe = frame.map(_harmless)
    safe.columns = pd.Index([_harmless(str(name)) for name in frame.columns])
    return b"\xef\xbb\xbf" + safe.to_csv(index=False).encode("utf-8")


def workbook_bytes(write: Callable[[Path], object]) -> bytes:
    """Return the workbook that `write` writes to a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        write(path)
        return path.read_bytes()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
