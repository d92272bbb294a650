"""Worlds for the ledger's tests: files of a few rows, imported in one line."""

import hashlib
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest

from graph.ledger import Ledger, Report
from graph.ledger.events import make_events
from graph.ledger.tables import ROW_TABLES


@pytest.fixture
def ledger(tmp_path):
    return Ledger.open(tmp_path / "home")


@pytest.fixture
def keep(ledger, tmp_path):
    """Return a function that keeps a file with a text in it."""

    def keep_text(text):
        path = tmp_path / f"{text}.csv"
        path.write_text(text, encoding="utf-8")
        return ledger.keep(path)

    return keep_text


@pytest.fixture
def rows_of():
    """Return a function that makes call rows of a kept file, one per row number."""

    def make(original, rows, *, caller="tel:1"):
        size = len(rows)
        return pa.table(
            {
                "file": [original.sha256] * size,
                "sheet": [""] * size,
                "row": pa.array(rows, pa.int32()),
                "caller": pa.array([caller] * size, pa.string()),
                "callee": pa.array(["tel:2"] * size, pa.string()),
                "act": pa.array(["call"] * size, pa.string()),
                "content": pa.array(rows, pa.int64()),
            }
        )

    return make


@pytest.fixture
def put(ledger, keep, rows_of):
    """Return a function that imports `rows` calls of a file into a case, and answers with the import."""

    def put_in(text, *, case="case:A", document="D1", rows=3, mapping="m"):
        original = keep(text)
        draft = ledger.draft(original)
        draft.append("calls", rows_of(original, range(2, 2 + rows)))
        report = Report(rows_read=rows, accepted=rows)
        return draft.commit(
            case_key=case,
            document_no=document,
            actor="li",
            mapping=mapping,
            mapping_version="1",
            normaliser_version="1",
            report=report,
        )

    return put_in


@pytest.fixture
def count(ledger):
    """Return a function that counts the calls some cases show."""

    def count_in(*cases, version=None, table="calls"):
        with ledger.scope(cases, version=version) as scope:
            return scope.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0]

    return count_in


MIDNIGHT = datetime(2026, 3, 5, tzinfo=UTC)
DEFAULTS = {
    "calls": {"owner": None, "caller": None, "callee": None, "other_text": None, "act": "call", "serial": None},
    "transfers": dict.fromkeys(
        ("owner", "source", "target", "other_text", "other_name", "terminal", "serial", "order_no")
    )
    | {"currency": "CNY"},
}


def _drawn(text, table):
    """Read a world drawn as text: a header, then one line per row; `-` is nothing, rows are numbered per file."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    header = ["other_text" if name == "other" else name for name in header]
    numbers = Counter()
    for line in lines:
        cells = {name: None if cell == "-" else cell for name, cell in zip(header, line, strict=True)}
        numbers[cells["file"]] += 1
        yield _row(DEFAULTS[table] | cells, table, numbers[cells["file"]])


def _row(cells, table, number):
    time = cells.pop("time")
    precision = "day" if time == "day" else ("minute", "second")[time.count(":") - 1]
    clock = [0, 0, 0] if time == "day" else [*map(int, time.split(":")), 0][:3]
    when = MIDNIGHT + timedelta(hours=clock[0], minutes=clock[1], seconds=clock[2])
    whole = {name: int(cells[name]) for name in ("seconds", "amount", "balance") if cells.get(name)}
    said = "|".join(str(value) for name, value in sorted((cells | {"time": time}).items()) if name != "file")
    content = int.from_bytes(hashlib.md5(said.encode(), usedforsecurity=False).digest()[:8], "big") >> 1
    instant = {"calls": "started_at", "transfers": "occurred_at"}[table]
    return cells | whole | {instant: when, "precision": precision, "sheet": "", "row": number, "content": content}


@pytest.fixture
def matching(tmp_path):
    """Return a connection with UTC, and the events made of drawn tables."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "events.parquet"


@pytest.fixture
def draw(matching, kept):
    """Return a function that draws a world, matches it and lists its events: "a1 b1" is row 1 of a and row 1 of b."""

    def events_of(table, text):
        rows = [{name: row.get(name) for name in ROW_TABLES[table].names} for row in _drawn(text, table)]
        matching.register(table, pa.Table.from_pylist(rows, schema=ROW_TABLES[table]))
        view = make_events(matching, table, kept=kept)
        grouped = matching.sql(f'SELECT event, file || "row" FROM {view} ORDER BY file, "row"').fetchall()
        named = defaultdict(list)
        for event, row in grouped:
            named[event].append(row)
        return sorted(" ".join(rows) for rows in named.values())

    return events_of


@pytest.fixture
def calls(draw):
    return lambda text: draw("calls", text)


@pytest.fixture
def transfers(draw):
    return lambda text: draw("transfers", text)


@pytest.fixture
def repeats(matching):
    """Return a function that lists the rows marked as repeats."""

    def repeating(view):
        found = matching.sql(f'SELECT file || "row" FROM {view} WHERE repeats ORDER BY ALL').fetchall()
        return [row for (row,) in found]

    return repeating


@pytest.fixture
def events(matching):
    """Return a function that gives each row's event and whether the row is its first."""

    def named(view):
        rows = matching.sql(f'SELECT file || "row", event, "first" FROM {view}').fetchall()
        return {row: (event, first) for row, event, first in rows}

    return named
