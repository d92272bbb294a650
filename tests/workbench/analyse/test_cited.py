"""What a line of a table rests on, found in the line itself or behind it."""

from __future__ import annotations

import pandas as pd

from workbench.analyse.cited import Cited, cited, keys_in


def test_a_line_that_names_its_events_cites_them_once():
    frames = {"pairs": pd.DataFrame({"a": ["tel:1"], "event_a": ["f::1"], "events": [("f::1", "f::2")]})}
    assert cited(frames, "pairs", 0) == Cited(("f::1", "f::2"))


def test_a_count_of_events_is_no_id_but_the_reasons_beside_it_are():
    frames = {"members": pd.DataFrame({"member": ["person:1"], "events": [4], "reasons": [("f::9",)]})}
    assert cited(frames, "members", 0).events == ("f::9",)


def test_what_two_people_share_is_no_id_of_a_row():
    frames = {"reasons": pd.DataFrame({"event": ["case:A1"], "reasons": [("f::1", "f::2")]})}
    assert cited(frames, "reasons", 0).events == ("f::1", "f::2")


def test_a_chain_cites_the_events_of_its_steps_and_of_no_other_chain():
    steps = pd.DataFrame({"chain": [0, 0, 1], "event": ["f::1", "f::2", "f::3"]})
    frames = {"chains": pd.DataFrame({"chain": [0, 1], "hops": [2, 1]}), "steps": steps}
    assert cited(frames, "chains", 0).events == ("f::1", "f::2")
    assert cited(frames, "chains", 1).events == ("f::3",)


def test_a_path_goes_along_links():
    steps = pd.DataFrame({"path": [0, 0], "links": [("USES|person:1|tel:1",), ("CALLED|tel:1|tel:2", "KNOWS|a|b")]})
    frames = {"paths": pd.DataFrame({"path": [0], "way": ["甲 → 乙"]}), "steps": steps}
    assert cited(frames, "paths", 0).links == ("USES|person:1|tel:1", "CALLED|tel:1|tel:2", "KNOWS|a|b")
    assert not cited(frames, "paths", 0).events


def test_an_account_rests_on_the_transfers_that_reached_it():
    moved = pd.DataFrame({"event": ["f::1", "f::2"], "target": ["acct:1", "acct:2"]})
    frames = {"accounts": pd.DataFrame({"account": ["acct:2"], "least": [1]}), "transfers": moved}
    assert cited(frames, "accounts", 0).events == ("f::2",)


def test_a_member_s_function_rests_on_the_events_of_its_reasons():
    why = pd.DataFrame({"member": ["tel:1", "tel:2"], "events": [("f::1", "f::2"), ("f::3",)]})
    frames = {"members": pd.DataFrame({"member": ["tel:2"], "function": ["话务"]}), "reasons": why}
    assert cited(frames, "members", 0).events == ("f::3",)


def test_a_total_rests_on_nothing_of_its_own():
    frames = {"effect": pd.DataFrame({"measure": ["pairs"], "before": [3], "left": [1]})}
    assert cited(frames, "effect", 0) == Cited()


def test_only_what_has_a_name_beside_it_is_somebody():
    row = pd.Series(
        {"a": "tel:1", "a_name": None, "b": "tel:2", "b_name": "乙", "where": "cell:3", "c": None, "c_name": None}
    )
    assert keys_in(row) == ("tel:1", "tel:2")
