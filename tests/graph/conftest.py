"""Small worlds drawn as text: times are by the clock of Asia/Shanghai in 2026."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest


def shanghai(text: str) -> pd.Timestamp:
    """Return the instant of `03-01T08:00` or `03-01T08:00:05`."""
    return pd.Timestamp(f"2026-{text}", tz="Asia/Shanghai").tz_convert("UTC")


def instants(moments: list[pd.Timestamp | None]) -> pd.Series:
    return pd.Series(pd.to_datetime(pd.Series(moments, dtype=object), utc=True)).astype("datetime64[us, UTC]")


@pytest.fixture(scope="session")
def at() -> Callable[[str], pd.Timestamp]:
    return shanghai


@pytest.fixture(scope="session")
def calls_of() -> Callable[..., pd.DataFrame]:
    """Return what makes calls from lines `caller callee time [seconds [act]]` or such tuples; `-` names nobody."""

    def made(drawn: str | list[tuple]) -> pd.DataFrame:
        lines = [tuple(line.split()) for line in drawn.strip().splitlines()] if isinstance(drawn, str) else drawn
        rows = [(*line, *("60", "call")[len(line) - 3 :]) for line in lines]
        moments = [row[2] if isinstance(row[2], pd.Timestamp) else shanghai(row[2]) for row in rows]
        return pd.DataFrame(
            {
                "event": [f"f:s:{n}" for n in range(1, len(rows) + 1)],
                "caller": pd.Series([_tel(row[0]) for row in rows], dtype="str"),
                "callee": pd.Series([_tel(row[1]) for row in rows], dtype="str"),
                "act": pd.Series([row[4] for row in rows], dtype="str"),
                "started_at": instants(moments),
                "seconds": pd.Series([int(row[3]) for row in rows], dtype="int64"),
            }
        )

    return made


@pytest.fixture(scope="session")
def transfers_of() -> Callable[..., pd.DataFrame]:
    """Return what makes transfers from lines `source target time yuan [balance of source [of target]]`.

    `-cash` and the like for a terminal, `?` for an unknown balance; balances in yuan.
    """

    def made(drawn: str | list[tuple]) -> pd.DataFrame:
        lines = [tuple(line.split()) for line in drawn.strip().splitlines()] if isinstance(drawn, str) else drawn
        rows = [(*line, *("?", "?")[len(line) - 4 :]) for line in lines]
        moments = [row[2] if isinstance(row[2], pd.Timestamp) else shanghai(row[2]) for row in rows]
        terminals = [next((end[1:] for end in row[:2] if end.startswith("-")), None) for row in rows]
        return pd.DataFrame(
            {
                "event": [f"t:s:{n}" for n in range(1, len(rows) + 1)],
                "source": pd.Series([_account(row[0]) for row in rows], dtype="str"),
                "target": pd.Series([_account(row[1]) for row in rows], dtype="str"),
                "terminal": pd.Series(terminals, dtype="str"),
                "amount": pd.Series([round(float(row[3]) * 100) for row in rows], dtype="int64"),
                "currency": pd.Series(["CNY"] * len(rows), dtype="str"),
                "occurred_at": instants(moments),
                "precision": pd.Series(["second"] * len(rows), dtype="str"),
                "seq": pd.Series(range(len(rows)), dtype="int64"),
                "balance_source": _balances(rows, 4),
                "balance_target": _balances(rows, 5),
            }
        )

    return made


@pytest.fixture(scope="session")
def sightings_of() -> Callable[..., pd.DataFrame]:
    """Return what makes sightings from lines `who where means time`."""

    def made(drawn: str | list[tuple]) -> pd.DataFrame:
        rows = [tuple(line.split()) for line in drawn.strip().splitlines()] if isinstance(drawn, str) else drawn
        moments = [row[3] if isinstance(row[3], pd.Timestamp) else shanghai(row[3]) for row in rows]
        return pd.DataFrame(
            {
                "event": [f"w:s:{n}" for n in range(1, len(rows) + 1)],
                "who": pd.Series([row[0] for row in rows], dtype="str"),
                "where": pd.Series([row[1] for row in rows], dtype="str"),
                "means": pd.Series([row[2] for row in rows], dtype="str"),
                "from_at": instants(moments),
                "to_at": instants([None] * len(rows)),
            }
        )

    return made


@pytest.fixture(scope="session")
def sides_of() -> Callable[..., pd.DataFrame]:
    """Return what makes a number's own rows from lines `phone time cell [imei [imsi]]`; `-` for none."""

    def made(drawn: str) -> pd.DataFrame:
        rows = [(*line.split(), "-", "-") for line in drawn.strip().splitlines()]
        known = [[None if word == "-" else word for word in row] for row in rows]
        return pd.DataFrame(
            {
                "event": [f"f:s:{n}" for n in range(1, len(rows) + 1)],
                "phone": pd.Series([f"tel:{row[0]}" for row in known], dtype="str"),
                "cell": pd.Series([row[2] and f"cell:{row[2]}" for row in known], dtype="str"),
                "imei": pd.Series([row[3] and f"imei:{row[3]}" for row in known], dtype="str"),
                "imsi": pd.Series([row[4] and f"imsi:{row[4]}" for row in known], dtype="str"),
                "started_at": instants([shanghai(row[1]) for row in rows]),
            }
        )

    return made


@pytest.fixture(scope="session")
def links_of() -> Callable[[str], pd.DataFrame]:
    """Return what makes links from lines `source type target [date]`."""

    def made(drawn: str) -> pd.DataFrame:
        rows = [line.split() for line in drawn.strip().splitlines()]
        moments = [shanghai(row[3]) if len(row) > 3 else None for row in rows]
        return pd.DataFrame(
            {
                "source": pd.Series([row[0] for row in rows], dtype="str"),
                "target": pd.Series([row[2] for row in rows], dtype="str"),
                "type": pd.Series([row[1] for row in rows], dtype="str"),
                "id": pd.Series([f"l:{n}" for n in range(1, len(rows) + 1)], dtype="str"),
                "first_at": instants(moments),
                "last_at": instants(moments),
                "weight": 1,
            }
        )

    return made


def _tel(name: str) -> str | None:
    return None if name == "-" else f"tel:{name}"


def _account(name: str) -> str | None:
    return None if name.startswith("-") else f"acct:{name}"


def _balances(rows: list[tuple], place: int) -> pd.Series:
    return pd.Series([None if r[place] == "?" else round(float(r[place]) * 100) for r in rows], dtype="Int64")
