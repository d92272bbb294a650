"""Records meet by rare keys, also with names or dates turned round, and no common key costs minutes."""

from __future__ import annotations

import pandas as pd
import pytest

from models.resolution.blocking import rules, with_keys
from models.resolution.columns import Field
from models.resolution.engine import Engine, undisturbed
from models.resolution.prepared import prepared
from models.resolution.settings import settings

FIELDS = (
    Field("given", "given", ("first",)),
    Field("surname", "surname", ("last",)),
    Field("birth", "birth", ("dob",)),
    Field("phone", "phone", ("tel",)),
)


def met(*lines):
    """Return which of some records (first, last, dob, tel) meet, by their places."""
    table = pd.DataFrame(list(lines), columns=["first", "last", "dob", "tel"])
    table["record_id"] = [f"{n}" for n in range(len(table))]
    frame = with_keys(prepared(table, FIELDS, key="record_id"), rules(FIELDS))
    with undisturbed():
        engine = Engine(frame, settings(FIELDS), {})
        found = engine.blocked()
    engine.close()
    return set(zip(found["a"].astype(int), found["b"].astype(int), strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ann", "lee", "1980-01-02", "1"), ("bob", "fox", "1990-03-04", "1")),
        (("ann", "lee", None, None), ("lee", "ann", None, None)),
        (("ann", "lee", "1980-01-02", None), ("bob", "fox", "1980-02-01", None)),
        (("ann", "leigh", "1980-01-02", None), ("ann", "lee", "1980-11-22", None)),
        (("anne", "lee", None, None), ("annie", "lee", None, None)),
        (("ann", None, "1980-01-02", None), ("ann", "fox", "1981-01-02", None)),
    ],
)
def test_records_meet_by_one_thing_that_is_right(one, other):
    assert met(one, other) == {(0, 1)}


def test_records_with_nothing_in_common_do_not_meet():
    assert met(("ann", "lee", "1980-01-02", "1"), ("bob", "fox", "1990-03-04", "2")) == set()
    assert met((None, None, None, None), (None, None, None, None)) == set()


def test_every_key_knows_its_fields_and_stands_once():
    found = rules(FIELDS)
    assert len({(rule.columns, rule.crossed) for rule in found}) == len(found)
    for rule in found:
        assert all(any(column.startswith(name) for name in rule.fields) for column in rule.columns)
    assert any(rule.crossed and rule.columns == ("given", "surname") for rule in found)


def test_a_key_that_too_many_share_is_emptied_and_rare_ones_stay():
    lines = [{"first": f"f{n}", "last": "li" if n < 900 else f"s{n // 2}", "dob": "1980-01-02"} for n in range(1_000)]
    table = pd.DataFrame(lines).assign(tel=None, record_id=[f"{n:04d}" for n in range(1_000)])
    known = rules(FIELDS)
    frame = with_keys(prepared(table, FIELDS, key="record_id"), known)
    for number, rule in enumerate(known):
        sizes = frame[f"key_{number}"].value_counts()
        assert (sizes * (sizes - 1) / 2).sum() <= 20_000, rule
        assert (sizes > 1).all()
    place = next(n for n, rule in enumerate(known) if rule.columns == ("birth_either", "surname"))
    assert frame[f"key_{place}"].notna().sum() == 100
