"""Worlds of transfers drawn as tables, and random ones for what must always hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

MIDNIGHT = pd.Timestamp("2026-03-01", tz="UTC")
WHOLE = {"amount", "minute", "seq", "seq_source", "seq_target", "balance_source", "balance_target"}
CASH, NOBODY = "cash", "unknown"


def framed(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return the frame of rows whose `minute` counts from midnight; the ends cash, fee, unknown are terminals."""
    frame = pd.DataFrame(rows)
    for side in ("source", "target"):
        ending = frame[side].isin([CASH, "fee", NOBODY, "masked"])
        frame.loc[ending, "terminal"] = frame.loc[ending, side]
        frame[side] = frame[side].astype(object).where(~ending, None)
    if "terminal" not in frame:
        frame["terminal"] = None
    frame["occurred_at"] = MIDNIGHT + pd.to_timedelta(frame.pop("minute"), unit="min")
    for column in ("balance_source", "balance_target"):
        if column in frame:
            frame[column] = frame[column].astype("Int64")
            frame[f"at_{column[8:]}"] = frame["occurred_at"].where(frame[column].notna())
    return frame


@pytest.fixture(scope="session")
def moves():
    """Return a function that reads a table: a header, then one transfer a line; `-` is nothing."""

    def read(text: str) -> pd.DataFrame:
        header, *lines = [line.split() for line in text.strip().splitlines()]
        rows = [dict(zip(header, line, strict=True)) for line in lines]
        cells = [{k: None if v == "-" else int(v) if k in WHOLE else v for k, v in row.items()} for row in rows]
        return framed(cells)

    return read


@pytest.fixture(scope="session")
def made():
    """Return a function that makes a frame of (source, target, amount, minute); events are e0, e1 …"""

    def make(rows: list[tuple[object, object, int, int]]) -> pd.DataFrame:
        names = ("source", "target", "amount", "minute")
        return framed([{"event": f"e{i}", **dict(zip(names, row, strict=True))} for i, row in enumerate(rows)])

    return make


@pytest.fixture(scope="session")
def shuffled():
    """Return a function that puts the lines of a frame into another order."""

    def turned(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
        return frame.iloc[np.random.default_rng(seed).permutation(len(frame))]

    return turned
