"""Tables of analyses in words: yuan, local time, words for the few, ids of rows left out."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench import wording
from workbench.analyse.spoken import column_name, money_columns, spoken_frame, word


@pytest.fixture(autouse=True)
def _chinese():
    wording.speak("zh")
    yield
    wording.speak("zh")


def test_money_is_in_yuan_and_says_so():
    frame = pd.DataFrame({"amount": [150_050], "account": ["acct:1"]})
    shown = spoken_frame(frame, analysis="trace")
    assert shown["金额(元)"].tolist() == [1500.5]
    assert money_columns(frame, "trace") == ["金额(元)"]


def test_a_range_is_money_in_a_trace_and_a_count_elsewhere():
    frame = pd.DataFrame({"left": [700]})
    assert spoken_frame(frame, analysis="trace").iloc[0, 0] == 7
    assert spoken_frame(frame, analysis="key_players").iloc[0, 0] == 700


def test_times_are_local_and_missing_ones_empty():
    frame = pd.DataFrame({"first_at": pd.to_datetime(["2026-03-01T00:00:00Z", None])})
    assert spoken_frame(frame, analysis="relays")["最早"].tolist()[0] == "2026-03-01 08:00:00"
    assert not spoken_frame(frame, analysis="relays")["最早"].tolist()[1]


def test_ids_of_rows_and_empty_columns_are_left_out():
    frame = pd.DataFrame({"member": ["person:1"], "reasons": [("f::1",)], "events": [("f::1",)], "terminal": [None]})
    assert list(spoken_frame(frame, analysis="gangs").columns) == ["成员"]


def test_brokerage_between_gangs_is_left_out_of_the_roles_in_one():
    frame = pd.DataFrame(
        {"member": ["tel:1"], "coordinator": [3], "gatekeeper": [0], "consultant": [0], "liaison": [0]}
    )
    assert list(spoken_frame(frame, analysis="roles").columns) == ["成员"]


def test_one_of_a_few_words_is_translated_and_data_is_not():
    frame = pd.DataFrame({"place": ["cash", "left"], "account": ["cash", "acct:1"]})
    assert spoken_frame(frame, analysis="trace").to_numpy().tolist() == [["现金", "cash"], ["离开资料", "acct:1"]]
    wording.speak("en")
    assert spoken_frame(pd.DataFrame({"function": ["话务", ""]}), analysis="roles").iloc[:, 0].tolist() == [
        "calling",
        "",
    ]


def test_gangs_count_from_one_and_no_second_gang_is_empty():
    frame = pd.DataFrame({"gang": [0, 1], "second": [-1, 0], "stability": [0.914, 1.0]})
    shown = spoken_frame(frame, analysis="gangs")
    assert shown["团伙号"].tolist() == [1, 2]
    assert shown["次选团伙"].astype(object).where(shown["次选团伙"].notna(), None).tolist() == [None, 1]
    assert shown["稳定度"].tolist() == ["91%", "100%"]


def test_gangs_of_two_periods_and_of_suppliers_count_from_one_too():
    frame = pd.DataFrame({"before": [0, -1], "after": [2, 0], "change": ["part", "new"]})
    shown = spoken_frame(frame, analysis="change").astype(object)
    assert shown.where(shown.notna(), None).to_numpy().tolist() == [[1, 3, "部分延续"], [None, 1, "出现"]]
    assert spoken_frame(pd.DataFrame({"gangs": [(0, 4)]}), analysis="ecosystem").iloc[0, 0] == "1、5"


def test_weights_before_and_after_are_no_gangs():
    shown = spoken_frame(pd.DataFrame({"before": [0.0], "after": [1.5]}), analysis="change")
    assert shown.to_numpy().tolist() == [[0.0, 1.5]]


def test_whoever_met_stands_there_by_name():
    frame = pd.DataFrame({"people": [("tel:1", "tel:2")], "of": [2], "names": [("甲", "乙")]})
    assert list(spoken_frame(frame, analysis="meetings").columns) == ["共几个", "谁"]


def test_lists_are_joined_each_part_in_words():
    each = (("tel:1", ("f::1", "f::2")), ("tel:2", ("f::3",)))
    frame = pd.DataFrame({"with_each": [each], "types": [("CALLED",)], "terminals": [(("ip", "198.18.0.1"),)]})
    assert spoken_frame(frame, analysis="paths").iloc[0].tolist() == ["tel:1×2、tel:2×1", "通话", "网络地址 198.18.0.1"]


def test_what_no_rule_speaks_of_has_no_strength():
    shown = spoken_frame(pd.DataFrame({"strength": [0.0, 0.5]}), analysis="roles")
    assert shown.iloc[:, 0].fillna("-").tolist() == ["-", "50%"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_word_nobody_wrote_down_stays_as_it_is(lang):
    wording.speak(lang)
    assert word("tel:+8615400000001") == "tel:+8615400000001"
    with pytest.raises(KeyError):
        column_name("no_such_column", "trace")
