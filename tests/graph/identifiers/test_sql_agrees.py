"""The fast SQL of an identifier gives what its Python cleaner gives, or NULL, for any text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.identifiers import account, cell, duration, imsi, instant, money, name, phone

Clean = Callable[[str], Any]


def stamp(text: str) -> int | None:
    found = instant.clean(text)
    return instant.stamp(found) if found else None


FORMS: dict[str, tuple[Clean, Callable[[str], str]]] = {
    "phone": (partial(phone.clean, network="LC"), partial(phone.sql, network="LC")),
    "account": (partial(account.clean, institution="JL"), partial(account.sql, institution="JL")),
    "account without institution": (account.clean, account.sql),
    "cell": (partial(cell.clean, operator="LC"), partial(cell.sql, operator="LC")),
    "imsi": (imsi.clean, imsi.sql),
    "money": (money.clean, money.sql),
    "duration": (duration.clean, duration.sql),
    "name": (name.clean, name.sql),
    "instant": (stamp, instant.sql),
}
DIGITS = st.text("0123456789", min_size=1, max_size=21)
TEXTS = st.one_of(
    DIGITS,
    st.text("0123456789-+ :/.,*xX¥元(", max_size=20),
    st.text(max_size=8),
    st.from_regex(r"\A(\+86|0086|86|0)?[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4}\Z"),
    st.from_regex(r"\A(1[012]\d{1,5}|95\d{3,7}|106\d{3,12}|0\d{2,3}-?\d{7,8})\Z"),
    st.from_regex(r"\A(19[89]\d|20[0-3]\d)[-/]\d{1,2}[-/]\d{1,2}( \d{2}:\d{2}(:\d{2})?)?\Z"),
    st.from_regex(r"\A20[0-3]\d[01]\d[0-3]\d [0-2]?\d{3,5}\Z"),
    st.datetimes().map(lambda moment: moment.isoformat(sep=" ", timespec="seconds")),
    st.from_regex(r"\A-?\d{1,3}(,\d{3}){0,4}(\.\d{1,3})?\Z"),
    st.from_regex(r"\A\d{1,2}:\d{2}:\d{2}\Z"),
    st.from_regex(r"\A\d{1,5}-\d{1,6}\Z"),
    st.from_regex(r"\A6\d{15,18}\Z"),
    st.from_regex(r"\A[一-龥]{1,5}\Z"),
    st.sampled_from(
        ["2026-03-05 14:23:1Z", "2026-03-05 14:23+08", "13e00000009", "2026-03-05 24:00:00", "460000000000000"]
    ),
)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@pytest.mark.parametrize("form", FORMS)
def test_the_sql_gives_what_python_gives_or_nothing(connection: duckdb.DuckDBPyConnection, form: str) -> None:
    clean, sql = FORMS[form]

    @settings(max_examples=25, deadline=None)
    @given(st.lists(TEXTS, min_size=40, max_size=80))
    def compare(texts: list[str]) -> None:
        texts = [text.replace("\x00", "") for text in texts]
        query = f"SELECT t, {sql('t')} AS v FROM (SELECT unnest($1::VARCHAR[]) AS t) WHERE v IS NOT NULL"
        for text, value in connection.sql(query, params=[texts]).fetchall():
            assert value == clean(text), repr(text)

    compare()


@pytest.mark.parametrize(
    ("form", "usual"),
    [
        ("phone", ["15400010002", "+8615400010002", "008615400010002", "154 0001 0002", "10086", "95588"]),
        ("account", ["6299110000500845507", "12345678"]),
        ("cell", ["4301-21"]),
        ("imsi", ["460991234567890"]),
        ("money", ["12.50", "-1,234.56", "1000"]),
        ("duration", ["192", "00:03:12"]),
        ("name", ["张三", "欧阳小明"]),
        ("instant", ["2026-03-05 14:23:11", "2026/3/5 14:23", "2026-03-05", "20260305 142311", "20260305 93011"]),
    ],
)
def test_the_sql_knows_the_usual_spellings(connection: duckdb.DuckDBPyConnection, form: str, usual: list[str]) -> None:
    clean, sql = FORMS[form]
    query = f"SELECT t, {sql('t')} FROM (SELECT unnest($1::VARCHAR[]) AS t)"
    assert dict(connection.sql(query, params=[usual]).fetchall()) == {text: clean(text) for text in usual}
