"""Handsets and numbers that changed hands for good are told in order; lent ones and shops are not."""

from __future__ import annotations

import pandas as pd

from models.swaps import handset_chains

AT = pd.Timestamp("2026-03-01", tz="UTC")


def sides(*uses):
    """Return the lines of uses drawn as (phone, imei, first day, last day), one a day."""
    lines = []
    for phone, imei, first, last in uses:
        lines += [(phone, imei, None, AT + pd.Timedelta(days=day)) for day in range(first, last + 1)]
    frame = pd.DataFrame(lines, columns=["phone", "imei", "imsi", "started_at"])
    frame["started_at"] = frame["started_at"].astype("datetime64[us, UTC]")
    return frame.assign(event=[f"e{n:03d}" for n in range(len(frame))])


def changes(found):
    return found.changes[["kind", "kept", "before", "after"]].to_numpy().tolist()


def test_a_number_that_went_to_another_handset_is_told_with_its_last_and_first_use():
    found = handset_chains(sides(("a", "i1", 0, 9), ("a", "i2", 10, 20)))
    assert changes(found) == [["new_handset", "a", "i1", "i2"]]
    line = found.changes.iloc[0]
    assert (line["left_at"], line["taken_at"]) == (AT + pd.Timedelta(days=9), AT + pd.Timedelta(days=10))
    assert line["events"] == ("e009", "e010")
    assert line["times"] == 21


def test_a_handset_that_came_to_another_number_is_told():
    found = handset_chains(sides(("a", "i1", 0, 9), ("b", "i1", 12, 20)))
    assert changes(found) == [["new_number", "i1", "a", "b"]]


def test_a_number_lent_for_two_days_has_not_changed():
    found = handset_chains(sides(("a", "i1", 0, 9), ("a", "i9", 4, 5), ("a", "i1", 6, 20)))
    assert found.changes.empty
    assert set(found.uses["imei"]) == {"i1", "i9"}


def test_two_handsets_used_side_by_side_are_no_change():
    assert handset_chains(sides(("a", "i1", 0, 20), ("a", "i2", 5, 30))).changes.empty


def test_three_handsets_in_a_row_are_two_changes_in_order():
    found = handset_chains(sides(("a", "i1", 0, 5), ("a", "i2", 6, 11), ("a", "i3", 12, 18)))
    assert changes(found) == [["new_handset", "a", "i1", "i2"], ["new_handset", "a", "i2", "i3"]]


def test_a_repair_shop_joins_nobody_and_is_told():
    uses = [(f"p{n}", "shop", n, n) for n in range(9)] + [(f"p{n}", f"i{n}", 0, 20) for n in range(9)]
    found = handset_chains(sides(*uses))
    assert found.changes.empty
    assert found.uses.empty
    assert found.left_out.to_numpy().tolist() == [["shop", 9]]
    assert handset_chains(sides(*uses), most=9).left_out.empty


def test_numbers_joined_by_handsets_are_one_chain_in_order_of_use():
    found = handset_chains(
        sides(("a", "i1", 0, 3), ("b", "i1", 4, 8), ("b", "i2", 9, 12), ("x", "i7", 0, 5), ("y", "i7", 6, 9))
    )
    lines = found.uses[["chain", "phone", "imei"]].to_numpy().tolist()
    assert lines[0][0] == 0
    assert [line[1:] for line in lines if line[0] == lines[0][0]] in (
        [["a", "i1"], ["b", "i1"], ["b", "i2"]],
        [["x", "i7"], ["y", "i7"]],
    )
    assert found.uses["chain"].nunique() == 2


def test_cards_can_be_followed_instead_of_numbers():
    frame = sides(("a", "i1", 0, 9), ("a", "i2", 10, 20)).assign(imsi=["s1"] * 10 + ["s2"] * 11)
    assert handset_chains(frame, identity="imsi").changes.empty
    same = frame.assign(imsi="s1")
    assert changes(handset_chains(same, identity="imsi")) == [["new_handset", "s1", "i1", "i2"]]


def test_lines_without_a_handset_tell_nothing():
    frame = sides(("a", "i1", 0, 3)).assign(imei=None)
    found = handset_chains(frame)
    assert found.changes.empty
    assert found.uses.empty


def test_the_order_of_the_lines_makes_no_difference():
    frame = sides(("a", "i1", 0, 9), ("a", "i2", 10, 20), ("b", "i1", 11, 15))
    one, other = handset_chains(frame), handset_chains(frame.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(one.changes, other.changes)
    pd.testing.assert_frame_equal(one.uses, other.uses)
