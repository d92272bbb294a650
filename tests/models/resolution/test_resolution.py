"""Records of one person come together with reasons that add up, and what must not is never joined."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from models.evaluation.pairs import pair_figures
from models.persisted import digest, restored, stored
from models.resolution import Resolution
from models.resolution.engine import Engine, undisturbed
from models.resolution.id_number import check_character, valid
from models.resolution.resolution import paired


def pair(model, records, a="x0", b="x1"):
    """Return the evidence for two added records."""
    (found,) = model.reasons(records, pd.DataFrame({"a": [a], "b": [b]}))
    return found


def weight(found, item):
    return next((each.weight for each in found.items if each.feature == item), None)


def test_a_town_is_put_back_together(town, model):
    records, person = town
    figures = pair_figures(model.groups(records), person)
    assert figures.f1.value >= 0.98
    assert figures.precision.value == 1


def test_items_add_up_to_the_score_and_to_what_splink_itself_predicts(town, model):
    records, _ = town
    candidates = model.candidates(records)
    reasons = model.reasons(records, candidates)
    assert len(candidates) > 100
    for line, found in zip(candidates.itertuples(), reasons, strict=True):
        assert math.fsum(item.weight for item in found.items) == pytest.approx(line.score, abs=1e-9)
        assert found.about == (line.a, line.b)
        assert all(item.rows == found.about for item in found.items)
    theirs = splink_predicts(model, records).set_index(["record_id_l", "record_id_r"])["match_weight"]
    ours = candidates.set_index(["a", "b"])["odds"] / np.log10(2)
    assert theirs.loc[ours.index].to_numpy() == pytest.approx(ours.to_numpy(), abs=1e-6)


def splink_predicts(model, records):
    """Return what Splink predicts with the learned settings and our frequencies, all else its own."""
    tables = {n: pd.DataFrame({"value": v, "frequency": model.shares_[n]}) for n, v in model.terms_.items()}
    with undisturbed():
        engine = Engine(model._prepared(records), model.splink_settings(), tables)
        found = engine._linker.inference.predict().as_duckdbpyrelation().df()
    engine.close()
    return found


def test_the_settings_serve_spark_as_well(model):
    settings = model.splink_settings().get_settings("spark")
    said = settings.as_dict()
    assert said["sql_dialect"] == "spark"
    assert len(said["comparisons"]) == len(model.names_)
    sql = " ".join(level["sql_condition"] for each in said["comparisons"] for level in each["comparison_levels"])
    assert "jaro_winkler(" in sql
    assert "jaro_winkler_similarity" not in sql


def test_the_same_records_in_any_order_give_the_same_answer_twice(town, model):
    records, _ = town
    shuffled = records.sample(frac=1, random_state=3)
    again = Resolution()
    pd.testing.assert_series_equal(again.fit_groups(shuffled), model.groups(records))
    pd.testing.assert_frame_equal(again.candidates(shuffled), model.candidates(records))
    pd.testing.assert_series_equal(again.groups(records), model.groups(shuffled))


def test_two_valid_numbers_never_meet_even_through_a_third_that_fits_both(model, added):
    one = {"name": "欧阳婧雯", "birth_date": "1980-03-05", "phone": "15499999999", "address": "澜川市望溪区松涛路999号"}
    twin = {**one, "id_number": valid_number("99010119800305001")}
    other = {**one, "id_number": valid_number("99010119800305002")}
    records = added(twin, other, one, {**one, "phone": None}, {**one, "address": None})
    groups = model.groups(records)
    assert groups["x0"] != groups["x1"]
    assert groups["x2"] in (groups["x0"], groups["x1"])
    found = model.candidates(records)
    assert not ((found["a"] == "x0") & (found["b"] == "x1")).any()


def valid_number(body):
    return body + check_character(body)


def test_no_group_of_a_town_holds_two_valid_numbers(town, model):
    records, _ = town
    groups = model.groups(records)
    known = records.set_index("record_id")["id_number"].dropna()
    known = known[known.map(valid)]
    assert known.groupby(groups[known.index]).nunique().max() == 1


def test_a_name_alone_joins_nobody_however_rare(model, added):
    records = added({"name": "尉迟婧雯"}, {"name": "尉迟婧雯"}, {"name": "尉迟婧雯"})
    groups = model.groups(records)
    assert groups[["x0", "x1", "x2"]].nunique() == 3
    assert not model.candidates(records)["a"].str.startswith("x").any()


def test_the_old_number_of_fifteen_digits_is_the_same_number(model, added):
    new = valid_number("99010119800305001")
    old = new[:6] + new[8:17]
    records = added({"name": "张伟", "id_number": new}, {"name": "李敏", "id_number": old})
    assert weight(pair(model, records), "id_number") > 3
    assert model.groups(records)[["x0", "x1"]].nunique() == 1


@pytest.mark.parametrize("place", [8, 12, 15])
def test_a_number_with_two_digits_swapped_speaks_for_the_same_person(model, added, place):
    new = valid_number("99010119860427531")
    wrong = new[:place] + new[place + 1] + new[place] + new[place + 2 :]
    assert wrong == new or not valid(wrong)
    records = added({"name": "张伟", "id_number": new}, {"name": "张伟", "id_number": wrong})
    assert weight(pair(model, records), "id_number") > 1


def test_another_valid_number_speaks_against_it(model, added):
    records = added(
        {"name": "张伟", "id_number": valid_number("99010119860427531")},
        {"name": "张伟", "id_number": valid_number("99010119860427532")},
    )
    assert weight(pair(model, records), "id_number") < -1


def test_names_that_sound_alike_or_differ_in_a_character_are_nearer_than_others(model, added):
    said = {
        "equal": ("刘静芳", "刘静芳"),
        "blurred": ("刘静芳", "牛进芳"),
        "one character": ("刘静芳", "刘静婧"),
        "other": ("刘静芳", "高勇"),
    }
    weights = {
        how: weight(pair(model, added({"name": a, "phone": "1"}, {"name": b, "phone": "1"})), "name")
        for how, (a, b) in said.items()
    }
    assert weights["equal"] > weights["one character"] > weights["other"]
    assert weights["blurred"] > weights["other"]
    assert weights["other"] < 0 < weights["equal"]


def test_a_common_name_weighs_less_than_a_rare_one():
    common = [{"name": "张伟", "phone": f"154{n:08d}"} for n in range(30)]
    rare = [{"name": f"{a}{b}", "phone": f"155{n:08d}"} for n, (a, b) in enumerate(zip("欧司尉上诸葛", "婧雯璐瑶菲蓉"))]
    lines = pd.DataFrame([*common, *rare, *common[:8], *rare]).assign(birth_date="1980-01-01")
    lines.loc[::3, "birth_date"] = "1981-02-03"
    records = lines.assign(record_id=[f"r{n:03d}" for n in range(len(lines))])
    model = Resolution().fit(records)
    often, seldom = (
        pair(model, records, *records.loc[records["phone"] == phone, "record_id"])
        for phone in ("15400000001", "15500000002")
    )
    assert weight(often, "name") == weight(seldom, "name")
    assert weight(seldom, "name_rarity") > weight(often, "name_rarity") + 0.5


def test_what_is_missing_weighs_nothing_and_is_named(model, added):
    found = pair(model, added({"name": "张伟", "phone": "15400000001"}, {"name": "张伟", "address": "松涛路1号"}))
    assert {"phone", "address", "birth", "id_number"} <= set(found.missing)
    assert {item.feature for item in found.items} <= {"name", "name_rarity"}


def test_taking_a_record_away_changes_only_what_cites_it(town, model):
    records, _ = town
    before = model.candidates(records)
    gone = before.loc[0, "a"]
    after = model.candidates(records[records["record_id"] != gone])
    rest = before[(before["a"] != gone) & (before["b"] != gone)].reset_index(drop=True)
    both = rest.merge(after, on=["a", "b"], suffixes=("", "_after"))
    assert len(both) >= 0.98 * len(rest)
    assert both["score"].to_numpy() == pytest.approx(both["score_after"].to_numpy(), abs=1e-12)


def test_protected_columns_are_never_read(town, model):
    records, _ = town
    marked = records.assign(
        民族=["汉", "回"] * (len(records) // 2) + ["汉"] * (len(records) % 2), native_place=records["name"]
    )
    with pytest.warns(UserWarning, match="protected"):
        found = Resolution().fit(marked)
    assert found.names_ == model.names_
    pd.testing.assert_frame_equal(found.candidates(marked), model.candidates(records))


def test_it_is_an_estimator_that_is_cloned_and_asked_in_frames(town, model):
    records, _ = town
    copy = clone(Resolution(prior=0.01, random_state=4))
    assert copy.get_params() == {"key": "record_id", "prior": 0.01, "rounds": 1, "random_state": 4}
    candidates = model.candidates(records).tail(5)
    frame = paired(records, candidates)
    assert model.decision_function(frame) == pytest.approx(candidates["score"].to_numpy(), abs=1e-9)
    probability = model.predict_proba(frame)
    assert probability.sum(axis=1) == pytest.approx(1)
    assert np.log10(probability[:, 1] / probability[:, 0]) == pytest.approx(candidates["odds"].to_numpy(), abs=1e-3)


def test_a_declared_prior_moves_the_odds_and_not_the_score(town, model):
    records, _ = town
    other = Resolution(prior=0.5)
    for name in ("names_", "kinds_", "columns_", "whole_", "terms_", "shares_", "same_", "other_", "prior_"):
        setattr(other, name, getattr(model, name))
    one, two = model.candidates(records, least=3.0), other.candidates(records, least=3.0)
    assert len(two) > len(one)
    both = one.merge(two, on=["a", "b"], suffixes=("", "_declared"))
    assert len(both) == len(one)
    assert both["score"].to_numpy() == pytest.approx(both["score_declared"].to_numpy(), abs=1e-12)
    assert (both["odds_declared"] > both["odds"]).all()


def test_a_model_is_stored_and_answers_the_same(town, model):
    records, _ = town
    data = stored(model)
    back = restored(data, Resolution, sha256=digest(data))
    pd.testing.assert_frame_equal(back.candidates(records), model.candidates(records))


def test_records_without_a_comparable_column_are_refused():
    with pytest.raises(ValueError, match="no column"):
        Resolution().fit(pd.DataFrame({"record_id": ["a", "b"], "note": [None, None]}))
