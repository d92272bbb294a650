"""A card has every field in both languages, says what the figures give reason to doubt, and reads as it was written."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from models.accounts.features import FEATURES
from models.evaluation.held_out import Figure
from models.evaluation.validation import Validation
from models.linkage.compared import DIRECTIONS
from workbench.errors import UserError
from workbench.modelling import KINDS, kind_of
from workbench.modelling.card import Card, read_card, written_card
from workbench.modelling.later import Later
from workbench.modelling.spoken import card_text, later_text, summary
from workbench.modelling.taught import Taught
from workbench.modelling.training import described, of_folder, trained
from workbench.wording import LANGUAGES, say

SECTIONS = (
    *("predicts", "not_for", "limits", "data", "splits", "base_rate", "measures", "reliability", "missing", "permuted"),
    *("features", "made"),
)


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    """Return the card of case linkage taught from a folder, validated in one round."""
    folder, dice, lines = tmp_path_factory.mktemp("set"), np.random.default_rng(2), []
    for hand in range(36):
        haunt, season = dice.normal(0, 6_000, 2), dice.uniform(0, 300)
        for _ in range(1 + hand % 3):
            x, y = haunt + dice.normal(0, 600, 2)
            day = pd.Timestamp("2023-01-01") + pd.to_timedelta(season + dice.normal(0, 8), unit="D")
            lines.append((f"C{len(lines)}", x, y, day.round("min"), "abcd"[hand % 4], f"O{hand}"))
    frame = pd.DataFrame(lines, columns=["crime_id", "x_m", "y_m", "from", "mo_way", "offender_id"])
    frame.drop(columns="offender_id").to_csv(folder / "crimes.csv", index=False)
    frame[["offender_id", "crime_id"]].to_csv(folder / "offences.csv", index=False)
    return of_folder(kind_of("linkage"), folder, actor="li", rounds=1, seed=5)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_card_has_every_section_in_either_language(card, lang):
    text = card_text(card, lang=lang)
    for section in SECTIONS:
        assert f"## {say(f'model_card.{section}', lang=lang)}" in text
    for key in card.warnings:
        assert say(f"model_warning.{key}", lang=lang) in text
    assert "{" not in text
    assert not re.search(r"\bnan\b", text)


def test_a_card_says_what_it_was_taught_with_which_seed_and_versions(card):
    text = card_text(card, lang="en")
    assert "72 cases in 144 rows, 72 of them solved, 36 groups of offenders" in text
    assert "2023-" in text
    assert "Seed 5" in text
    assert "scikit-learn" in text
    assert all(sha256 in text for sha256 in card.data.files.values())


def test_every_figure_of_the_card_is_printed_with_its_interval(card):
    text = card_text(card, lang="en")
    for figure in card.validation["figures"]:
        if figure["lo"] is not None:
            assert f"{figure['value']:.3f} ({figure['lo']:.3f}–{figure['hi']:.3f})" in text
    head, *lines = summary(card, lang="en")
    assert head == ["this model", "distance × time", "logistic regression", "default: declared curves"]
    assert len(lines) == 4


def test_a_card_is_plain_json_with_all_its_fields_and_reads_as_it_was_written(card):
    data = written_card(card.numbered(3, sha256="ab"))
    told = json.loads(data)
    assert set(told) == {field.name for field in fields(Card)}
    assert told["sha256"] == "ab"
    again = read_card(data)
    assert written_card(again) == data
    assert (again.version, again.data, again.made) == (3, card.data, card.made)


def validation(ap=0.6, gain=0.1, skill=0.2, other=0.5, permuted=0.4):
    figures = (
        Figure("ap", "ours", ap, 100, ap - 0.1, ap + 0.1),
        Figure("ap", "default", other, 100, other - 0.1, other + 0.1),
        Figure("ap gain", "ours", gain + 0.05, 100, gain, gain + 0.1),
        Figure("brier_skill", "ours", skill, 100, skill - 0.1, skill + 0.1),
    )
    chance = (Figure("auc", "ours", permuted + 0.1, 100, permuted, permuted + 0.2),)
    return Validation("ours", ("plain",), ("default",), 4, 400, 20, figures, (), chance, 0.05, {}, 0)


@pytest.mark.parametrize(
    ("worse", "warning"),
    [
        ({}, None),
        ({"gain": -0.01}, "not_better_than_plain"),
        ({"other": 0.6}, "not_better_than_default"),
        ({"skill": -0.1}, "not_calibrated"),
        ({"permuted": 0.7}, "leaks"),
    ],
)
def test_what_the_figures_give_reason_to_doubt_is_said_and_nothing_else(card, worse, warning):
    doubts = {"leaks", "not_better_than_plain", "not_better_than_default", "not_calibrated", "not_validated"}
    kind = kind_of("linkage")
    taught = Taught("linkage", card_frame(), [frozenset({"O"})] * 2, [0, 0])
    made = described(kind, taught, kind.estimator(), worth=validation(**worse), made=card.made)
    assert set(made.warnings) & doubts == ({warning} if warning else set())
    assert {"solved_only", "few_series", "no_person"} <= set(made.warnings)


def card_frame():
    return pd.DataFrame({"case": ["1", "2"]})


def test_a_model_that_nobody_validated_says_so_in_place_of_figures(card):
    kind = kind_of("linkage")
    taught = Taught("linkage", card_frame(), [frozenset({"O"})] * 2, [0, 0])
    made = described(kind, taught, kind.estimator(), worth=None, made=card.made)
    assert made.warnings[0] == "not_validated"
    assert say("model_card.not_measured", lang="en") in card_text(made, lang="en")
    assert summary(made) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_says_what_it_is_for_and_what_it_is_not_for(kind, lang):
    assert all(say(f"model_card.{part}_{kind}", lang=lang) for part in ("predicts", "not_for"))


def test_every_feature_that_a_model_can_have_has_a_word():
    for lang in LANGUAGES:
        assert all(say(f"model_feature.{name}", lang=lang) for name in (*FEATURES, *DIRECTIONS))


def test_a_folder_without_its_files_or_columns_is_told_what_it_lacks(tmp_path):
    for kind, lacks in (("linkage", "crimes.csv"), ("accounts", "transfers.csv"), ("identities", "records.csv")):
        with pytest.raises(UserError, match=lacks):
            kind_of(kind).from_folder(tmp_path)
    with pytest.raises(UserError):
        kind_of("linkage").from_folder(tmp_path / "nowhere")
    (tmp_path / "transfers.csv").write_text("source,target,amount\n", encoding="utf-8")
    (tmp_path / "accounts.csv").write_text("account,laundering\n", encoding="utf-8")
    with pytest.raises(UserError, match="day"):
        kind_of("accounts").from_folder(tmp_path)
    (tmp_path / "records.csv").write_text("name\n王伟\n", encoding="utf-8")
    with pytest.raises(UserError, match="record_id"):
        kind_of("identities").from_folder(tmp_path)


def test_a_folder_of_accounts_teaches_the_triage_and_missing_transfers_leave_fewer(tmp_path, card):
    lines = ["source,target,day,amount"]
    for ring in range(8):
        lines += [f"R{ring}{a},R{ring}{(a + 1) % 3},{ring + a / 9:.3f},{500 - a}" for a in range(3)]
    lines += [f"J{n},S{n % 12},{n % 20},{100 + n}" for n in range(120)]
    (tmp_path / "transfers.csv").write_text("\n".join(lines), encoding="utf-8")
    known = ["account,laundering", *(f"R{ring}{a},1" for ring in range(8) for a in range(3))]
    known += [f"J{n},0" for n in range(120)]
    (tmp_path / "accounts.csv").write_text("\n".join(known), encoding="utf-8")
    kind = kind_of("accounts")
    taught = kind.from_folder(tmp_path)
    assert (len(taught.frame), taught.known, taught.period) == (144, 24, ("1970-01-01", "1970-01-20"))
    assert len(taught.poorer(0.5)) < 144
    assert "held_out_alone" not in kind.limits(taught)
    assert "held_out_alone" in kind.limits(replace(taught, groups=[0] * 144))
    _, made = trained(kind, taught, card.made, rounds=0)
    assert set(made.features) == set(taught.frame)
    assert "foreign" in made.warnings


def test_later_judgements_are_told_with_the_share_that_stands():
    assert "75%" in later_text(Later(8, 2), lang="en")
    assert "no hit rate" in later_text(Later(8, 2), lang="en")
    assert later_text(None, lang="en") == later_text(Later(0, 0), lang="en")
