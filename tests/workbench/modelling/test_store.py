"""The folder of models: numbers given once, a list that only grows, one in force of each kind, nothing half written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.accounts.triage import AccountTriage
from workbench.errors import UserError
from workbench.modelling.card import Card, Data, Made, read_card, written_card
from workbench.modelling.current import CURRENT, OUTDATED, STALE, Current, gone, state
from workbench.modelling.store import Line, Store
from workbench.modelling.taught import files_of, hashes_of, period_of

CASES = ("case:A", "case:B")
SAID = {"actor": "wu", "purpose": "查", "why": "不好", "at": "2026-03-02T00:00:00+00:00"}


@pytest.fixture(scope="module")
def model():
    dice = np.random.default_rng(0)
    return AccountTriage(rounds=5).fit(pd.DataFrame({"cycles": dice.normal(0, 1, 200)}), dice.random(200) < 0.3)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "models")


def card(kind="accounts", cases=CASES, **features):
    data = Data(source="workspace", name="专班", lines=200, rows=400, known=60, groups=9, period=())
    made = Made(
        actor="li", purpose="查", why="试", at="2026-03-01T00:00:00+00:00", workspace="专班", ledger_version=3,
        scope_key="k", decisions="d", cases=cases, seed=0, versions={"python": "3"},
    )  # fmt: skip
    return Card(
        kind=kind, estimator="x", parameters={"prior": 0.01}, data=data, made=made, features=features, validation=None,
        warnings=("no_person",),
    )  # fmt: skip


def line(batches=(1, 2), **given):
    known = {"kind": "accounts", "version": 1, "action": "train", "sha256": "", "card_sha256": "", "cases": CASES}
    return Line(**(known | SAID | {"batches": batches, "scope_key": "k", "decisions": "d"} | given))


def test_nothing_is_in_force_and_no_folder_is_made_before_the_first_model(store):
    assert store.lines() == []
    assert store.current("accounts", CASES) is None
    assert not store.folder.exists()


def test_a_kept_model_comes_back_with_its_card_and_leaves_no_draft(store, model):
    kept = store.keep(model, card(), batches={2, 1})
    assert (kept.version, kept.batches) == (1, (1, 2))
    assert store.card(kept).sha256 == kept.sha256
    assert store.model(kept, AccountTriage).names_ == ["cycles"]
    names = {path.name for path in store.folder.iterdir()} - {".lock"}
    assert names == {"accounts-1.skops", "accounts-1.card.json", "list.json"}


def test_versions_go_by_kind_and_are_given_once_even_to_two_at_a_time(store, model):
    with ThreadPoolExecutor(4) as several:
        kept = list(
            several.map(
                lambda n: store.keep(model, card("linkage" if n % 3 == 0 else "accounts"), batches=[]), range(9)
            )
        )
    assert sorted((each.kind, each.version) for each in kept) == [
        *(("accounts", n) for n in range(1, 7)),
        *(("linkage", n) for n in range(1, 4)),
    ]
    assert len(store.lines()) == 9


def test_the_last_line_of_a_kind_says_what_is_in_force(store, model):
    store.keep(model, card(), batches=[])
    second = store.keep(model, card(), batches=[])
    assert store.current("accounts", CASES) == second
    store.withdraw(second, SAID)
    assert store.current("accounts", CASES) is None
    assert [(each.version, each.action) for each in store.lines()] == [(1, "train"), (2, "train"), (2, "withdraw")]
    assert store.lines()[-1].actor == "wu"


@given(st.sets(st.sampled_from("ABCD")), st.sets(st.sampled_from("ABCD")))
def test_only_who_has_every_case_of_a_model_sees_it(tmp_path_factory, of, has):
    store, cases = Store(tmp_path_factory.mktemp("models")), tuple(sorted(of))
    store._write("list.json", b"[]")
    store._add([], line(cases=cases))
    assert (store.current("accounts", has) is not None) == (of <= has)


@given(st.sets(st.integers(1, 6)), st.sets(st.integers(1, 6)), st.booleans())
def test_a_model_is_stale_exactly_when_rows_that_it_was_taught_have_gone(taught, now, judged):
    said = state(
        line(tuple(sorted(taught))), now, scope_key="k" if taught == now else "other", decisions="d" if judged else "e"
    )
    assert gone(line(tuple(taught)), now) == (not taught <= now)
    if taught - now:
        assert said == STALE
    elif taught and (taught != now or not judged):
        assert said == OUTDATED
    else:
        assert said == CURRENT


def test_a_model_is_read_once_however_often_it_is_asked_for_and_its_note_is_said_once(store, model):
    store.keep(model, card(), batches=[1])
    current = Current(store, CASES)
    first = current.model("accounts", batches=[1, 2])
    assert current.model("accounts", batches=[1, 2]) is first
    assert len(current.notes) == 1
    assert current.named("accounts").startswith("-1-")
    assert current.named("linkage") == ""
    assert current.model("linkage", batches=[1, 2]) is None


def test_what_is_no_model_of_the_kind_is_refused_though_its_digest_fits(store, model):
    kept = store.keep(model, card("linkage"), batches=[])
    with pytest.raises(UserError, match="linkage"):
        Current(store, CASES).model("linkage", batches=[])
    assert store.card(kept).kind == "linkage"


def test_a_number_that_json_cannot_hold_is_left_out_and_others_are_rounded():
    told = read_card(
        written_card(replace(card(), validation={"a": float("nan"), "b": np.float64(1 / 3), "c": np.int64(2)}))
    )
    assert told.validation == {"a": None, "b": 0.333333, "c": 2}
    assert read_card(written_card(card(cycles=(-1.0, 2.0), round=None))).features == {
        "cycles": (-1.0, 2.0),
        "round": None,
    }


def test_a_period_is_of_what_has_a_day():
    assert period_of(pd.Series(["2026-03-05 10:00", None, "2026-03-01", "?"])) == ("2026-03-01", "2026-03-05")
    assert period_of(pd.Series([None, None], dtype=object)) == ()


def test_of_several_forms_of_a_file_the_first_that_is_there_is_read(tmp_path):
    (tmp_path / "t.csv.gz").write_bytes(b"x")
    (path,) = files_of(tmp_path, ["t.csv|t.csv.gz"])
    assert path.name == "t.csv.gz"
    assert set(hashes_of([path]).values()) == {"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
