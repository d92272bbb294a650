"""A changed number is found with its reasons; newcomers, hubs and quiet numbers are not taken for one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.errors import Protected
from models.swaps import Sources, SwapModel, number_swaps


def told(found):
    return list(zip(found.told["old"], found.told["new"], strict=True))


def test_a_changed_number_is_found_and_nothing_else(town, changed):
    found = number_swaps(Sources(changed(town(), "old", "new").calls))
    assert told(found) == [("old", "new")]
    first = found.told.iloc[0]
    assert first["rank"] == 1
    assert first["shared"] == 6  # five friends and the hotline
    assert first["stopped_at"] < first["began_at"] < first["stopped_at"] + pd.Timedelta(days=5)


def test_the_items_of_the_evidence_add_up_to_the_score_and_each_cites_rows(town, changed):
    found = number_swaps(Sources(changed(town(), "old", "new").calls))
    place = found.told.index[0]
    evidence = found.evidence(place)
    assert evidence.score == pytest.approx(found.pairs.loc[place, "score"], abs=1e-9)
    assert evidence.about == ("old", "new")
    assert {item.feature for item in evidence.items} == {
        "contacts",
        "fall",
        "rise",
        "timing",
        "pace",
        "manner",
        "hours",
    }
    assert set(evidence.missing) == {"handset", "cells", "opened", "closed", "named"}
    assert all(item.rows for item in evidence.items)
    assert evidence.without("contacts").score < evidence.score


def test_items_cite_the_calls_of_their_own_numbers(town, changed):
    calls = changed(town(), "old", "new").calls
    found = number_swaps(Sources(calls))
    rows = {item.feature: set(item.rows) for item in found.evidence(found.told.index[0]).items}
    of = {
        name: set(calls.loc[(calls["caller"] == name) | (calls["callee"] == name), "event"]) for name in ("old", "new")
    }
    assert rows["fall"] == of["old"]
    assert rows["rise"] == of["new"]
    assert rows["contacts"] == of["old"] | of["new"]


def test_a_newcomer_to_the_same_shops_is_no_successor(town):
    made = town()
    for shop in range(3):
        made.talk("gone", f"shop{shop}", last=30, every=3)
        made.talk("newcomer", f"shop{shop}", first=30.5, every=3)
    for number, first, last in (("gone", 0, 30), ("newcomer", 30.5, 60)):
        made.talk("hotline", number, first=first, last=last, every=3, seconds=0)
    for friend in ("p01", "p12", "p23"):
        made.talk("gone", friend, last=30, every=3)
    for friend in ("p07", "p19", "p31"):
        made.talk("newcomer", friend, first=30.5, every=3)
    found = number_swaps(Sources(made.calls))
    assert told(found) == []
    assert "gone" in set(found.silent["old"])


def test_a_hub_shared_by_all_makes_no_change(town):
    made = town()
    for number in range(8):
        first, last = (0, 30) if number % 2 else (30, 60)
        made.talk("hotline", f"q{number}", first=first, last=last, every=2, seconds=0)
    assert told(number_swaps(Sources(made.calls))) == []


def test_a_steady_town_has_no_changes(town):
    found = number_swaps(Sources(town().calls))
    assert told(found) == []
    assert found.silent.empty


def test_of_two_on_one_day_each_gets_its_own_successor(town, changed):
    made = changed(town(), "old1", "new1", friends=("p01", "p02", "p03", "p04"))
    made = changed(made, "old2", "new2", friends=("p03", "p04", "p05", "p06"), day=30.2)
    assert sorted(told(number_swaps(Sources(made.calls)))) == [("old1", "new1"), ("old2", "new2")]


def gang(made):
    """Put three numbers into a town that call each other, and all change on one day; each has one friend who follows."""
    for one, other in (("g1", "g2"), ("g1", "g3"), ("g2", "g3")):
        made.talk(one, other, last=30, every=1)
        made.talk(one + "n", other + "n", first=30.5, every=1)
    for number, friends in (("g1", ("p05", "p16", "p27", "p38")), ("g2", ("p06", "p17", "p28", "p39"))):
        for friend in friends:
            made.talk(number, friend, last=30, every=2)
            made.talk(number + "n", friend, first=30.5, every=2)
    return made


def test_whoever_changed_with_all_contacts_is_found_once_these_are_found(town):
    found = number_swaps(Sources(gang(town()).calls))
    assert sorted(told(found)) == [("g1", "g1n"), ("g2", "g2n"), ("g3", "g3n")]
    last = found.told[found.told["old"] == "g3"].iloc[0]
    assert last["shared"] == 2  # its two colleagues, under their former numbers


def test_a_chain_of_changes_is_found_link_by_link(town, changed):
    made = changed(town(), "one", "two", day=20)
    made.lines = [
        line for line in made.lines if not ("two" in line[1:3] and line[3] > pd.Timestamp("2026-04-10", tz="UTC"))
    ]
    for friend in ("p03", "p14", "p25", "p36"):
        made.talk("three", friend, first=40.5, every=2)
    found = number_swaps(Sources(made.calls), cut=0.5)
    assert sorted(told(found)) == [("one", "two"), ("two", "three")]


def test_the_order_of_the_lines_makes_no_difference(town, changed):
    calls = changed(town(), "old", "new").calls
    mixed = calls.sample(frac=1, random_state=3)
    one, other = (number_swaps(Sources(frame)) for frame in (calls, mixed))
    pd.testing.assert_frame_equal(one.pairs, other.pairs)
    pd.testing.assert_frame_equal(one.silent, other.silent)
    assert one.evidence(0) == other.evidence(0)


@pytest.mark.parametrize("whose", ["old", "new", "p03", "stranger"])
def test_taking_a_call_away_changes_exactly_the_items_that_cite_it(town, changed, whose):
    made = changed(town(), "old", "new")
    other = {"old": "p50", "new": "p14", "p03": "p04", "stranger": "p40"}[whose]
    event = made.call(whose, other, day=12 if whose != "new" else 45)
    calls = made.calls
    before = number_swaps(Sources(calls))
    common = before.common
    after = number_swaps(Sources(calls[calls["event"] != event]), common=common)
    place = [
        found.pairs.index[(found.pairs["old"] == "old") & (found.pairs["new"] == "new")][0] for found in (before, after)
    ]
    was, now = before.evidence(place[0]), after.evidence(place[1])
    for one, later in zip(was.items, now.items, strict=True):
        assert one.feature == later.feature
        if event in one.rows:
            assert set(later.rows) == set(one.rows) - {event}
            assert later.weight != one.weight or one.feature in (
                "manner",
                "pace",
            )  # of a few calls these may say the same
        else:
            assert later == one
    assert (event in was.rows) == (whose in ("old", "new"))


def test_who_stopped_without_any_surviving_contact_is_said(town):
    made = town()
    for friend in ("p01", "p13", "p29"):
        made.talk("gone", friend, last=25, every=1.5)
    silent = number_swaps(Sources(made.calls)).silent
    assert silent[["old", "why"]].to_numpy().tolist() == [["gone", "no_contact"]]


def test_a_number_whose_only_witness_s_file_ends_is_not_covered(town):
    made = town()
    made.talk("seen", "witness", last=20, every=1)
    for friend in ("p01", "p02"):
        made.talk("witness", friend, last=20, every=1)
    found = number_swaps(Sources(made.calls))
    why = dict(zip(found.silent["old"], found.silent["why"], strict=True))
    assert why["seen"] == "uncovered"


def test_statements_say_whose_files_cover_the_time(town, changed):
    calls = changed(town(), "old", "new").calls
    begin, end = calls["started_at"].min(), calls["started_at"].max()
    owners = pd.DataFrame({"owner": ["p03", "p14"], "period_from": [begin, begin], "period_to": [end, end]})
    assert told(number_swaps(Sources(calls, statements=owners))) == [("old", "new")]


def test_short_names_of_a_circle_are_never_told_as_replaced(town, changed):
    calls = changed(town(), "old", "new").calls
    everybody = {*calls["caller"], *calls["callee"]}
    assert told(number_swaps(Sources(calls), whole=everybody - {"old"})) == []


def test_no_calls_at_all_give_an_empty_answer(town):
    found = number_swaps(Sources(town().calls.head(0)))
    assert found.pairs.empty
    assert found.silent.empty


def test_calls_without_one_of_the_numbers_tell_nothing(town, changed):
    calls = changed(town(), "old", "new").calls
    odd = calls.head(3).assign(event=["x1", "x2", "x3"], callee=[None, None, None])
    plain = number_swaps(Sources(calls)).pairs
    pd.testing.assert_frame_equal(number_swaps(Sources(pd.concat([calls, odd]))).pairs, plain)


def sides(calls, handset, **cells):
    """Return what the files of old and new say of them: their handsets by name, and cells."""
    parts = []
    for phone, imei in handset.items():
        own = calls[(calls["caller"] == phone) | (calls["callee"] == phone)]
        parts.append(own[["event", "started_at"]].assign(phone=phone, imei=imei, cell=cells.get(phone)))
    return pd.concat(parts, ignore_index=True)


def pair(found, old="old", new="new"):
    return found.pairs[(found.pairs["old"] == old) & (found.pairs["new"] == new)].iloc[0]


def test_one_handset_speaks_for_a_change_and_two_handsets_weakly_against_it(town, changed):
    calls = changed(town(), "old", "new").calls
    same = pair(number_swaps(Sources(calls, sides(calls, {"old": "imei:1", "new": "imei:1"}))))
    apart = pair(number_swaps(Sources(calls, sides(calls, {"old": "imei:1", "new": "imei:2"}))))
    shop = {"old": "imei:1", "new": "imei:1"} | {f"p{n:02d}": "imei:1" for n in range(9)}
    public = pair(number_swaps(Sources(calls, sides(calls, shop))))
    assert same["handset"] > 2
    assert -0.5 < apart["handset"] < 0
    assert np.isnan(public["handset"])


def test_a_handset_alone_brings_two_numbers_together(town):
    made = town()
    for friend in ("p01", "p13", "p29"):
        made.talk("gone", friend, last=25, every=1.5)
    for friend in ("p02", "p33", "p44"):
        made.talk("came", friend, first=25.5, every=1.5)
    calls = made.calls
    assert not ((p := number_swaps(Sources(calls)).pairs)["old"].eq("gone") & p["new"].eq("came")).any()
    found = pair(number_swaps(Sources(calls, sides(calls, {"gone": "imei:1", "came": "imei:1"}))), "gone", "came")
    assert found["handset"] > 2
    assert found["shared"] == 0


def test_nights_at_one_mast_speak_for_a_change(town, changed):
    calls = changed(town(), "old", "new").calls
    phones = {"old": "imei:1", "new": "imei:2"} | {f"p{n:02d}": f"imei:{n}" for n in range(10, 40)}
    everywhere = {phone: f"cell:{place}" for place, phone in enumerate(phones)}
    same = pair(number_swaps(Sources(calls, sides(calls, phones, **everywhere | {"new": everywhere["old"]}))))
    apart = pair(number_swaps(Sources(calls, sides(calls, phones, **everywhere))))
    assert same["cells"] > 0.5
    assert -1 < apart["cells"] < 0


def test_a_register_s_days_and_names_are_weighed_and_cited(town, changed):
    calls = changed(town(), "old", "new").calls
    day = pd.Timestamp("2026-03-31", tz="UTC")
    years = pd.Timestamp("2019-01-01", tz="UTC")
    lines = [(f"r{n}", f"p{n:02d}", f"h{n}", years, pd.NaT) for n in range(60)]
    lines += [("ro", "old", "h", years, day), ("rn", "new", "h", day, pd.NaT)]
    registers = pd.DataFrame(lines, columns=["event", "phone", "holder", "since", "until"])
    found = number_swaps(Sources(calls, registers=registers))
    line = pair(found)
    assert min(line["opened"], line["closed"], line["named"]) > 1
    rows = {item.feature: item.rows for item in found.evidence(line.name).items}
    assert "rn" in rows["opened"]
    assert "ro" in rows["closed"]
    assert set(rows["named"]) == {"ro", "rn"}
    old = registers.assign(since=years, until=pd.NaT, holder=registers["event"])
    other = pair(number_swaps(Sources(calls, registers=old)))
    assert max(other["opened"], other["closed"], other["named"]) < 0


def test_a_fitted_model_scales_the_items(town, changed):
    made = changed(town(), "old", "new", friends=("p01", "p02", "p03", "p04"))
    sources = Sources(changed(made, "older", "newer", friends=("p03", "p04", "p05", "p06")).calls)
    plain = number_swaps(sources).pairs
    items = ["contacts", "fall", "rise", "timing", "pace", "manner", "hours"]
    y = plain["new"] == plain["old"].str.replace("old", "new")
    assert 0 < y.sum() < len(y)
    model = SwapModel().fit(plain[items], y)
    assert ((model.factors_ >= 0) & (model.factors_ <= 1)).all()
    scaled = number_swaps(sources, model=model).pairs
    best = scaled.iloc[0]
    assert best["new"] == best["old"].replace("old", "new")
    assert best["score"] == pytest.approx(best[items].sum())


def test_a_register_with_a_protected_attribute_is_refused(town):
    lines = pd.DataFrame({"event": [], "phone": [], "holder": [], "since": [], "until": [], "民族": []})
    with pytest.raises(Protected):
        number_swaps(Sources(town().calls, registers=lines))


def test_the_same_question_twice_has_the_same_answer(town, changed):
    sources = Sources(changed(town(), "old", "new").calls)
    pd.testing.assert_frame_equal(number_swaps(sources).pairs, number_swaps(sources).pairs)
