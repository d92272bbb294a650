"""The network's analyses asked of a drawn world of two gangs with one go-between."""

from __future__ import annotations

import itertools

import pytest

from workbench.errors import UserError

ONE, OTHER = ([f"tel:+86154000000{group}{n}" for n in range(5)] for group in (1, 2))


def talk(numbers):
    """Draw two calls between every two of some numbers."""
    pairs = itertools.combinations(numbers, 2)
    return "\n".join(
        f"{a} -[CALLED at=2026-03-0{d}T08:{n:02}:00]-> {b}" for n, (a, b) in enumerate(pairs) for d in (1, 2)
    )


NAMED = "\n".join(f"case:{n % 3} -[MENTIONS]-> {number}" for n, number in enumerate(ONE))
WORLD = f"""
{talk(ONE)}
{talk(OTHER)}
{talk([ONE[0], OTHER[0]])}
张三 -[USES]-> {ONE[1]}
李四 -[USES]-> {OTHER[3]}
{NAMED}
张三 -[LIVES_AT]-> place:1
李四 -[LIVES_AT]-> place:1
"""


def rows(asked, table):
    return {
        row for (row,) in asked.inputs._scope.sql(f"SELECT file || ':' || sheet || ':' || row FROM {table}").fetchall()
    }


def test_two_gangs_are_found_each_member_with_rows_and_confidence(asked):
    result = asked(WORLD, "gangs", tables=2, draws=12, every="yes")
    found = {frozenset(of) for _, of in result.frames["members"].groupby("gang")["member"]}
    assert found == {frozenset(ONE), frozenset(OTHER)}
    links = [item for item in result.items if item.type == "MEMBER_OF"]
    assert [item.type for item in result.items].count("Group") == 2
    assert {item.source for item in links} == {*ONE, *OTHER}
    assert all(0 <= item.props["confidence"] <= 1 and item.reasons for item in links)
    assert {row for item in links for row in item.reasons} <= rows(asked, "calls")
    assert set(result.frames["members"]["member_name"].dropna()) == {"张三", "李四"}
    assert any("不等于犯罪" in warning for warning in result.warnings)


def test_only_gangs_that_cases_touch_are_put_before_anybody(asked):
    quiet = asked(WORLD, "gangs", tables=0, draws=12)
    assert quiet.frame[["reported", "marked", "cases"]].to_numpy().tolist() == [[True, 5, 3]]
    assert set(quiet.frames["members"]["member"]) == set(ONE)
    assert {item.source for item in quiet.items if item.type == "MEMBER_OF"} == set(ONE)
    assert asked(WORLD, "gangs", tables=0, draws=12, every="yes").frame["reported"].tolist() == [True, False]


def test_a_member_s_rows_are_those_it_shares_with_its_gang_and_no_others(asked):
    result = asked(WORLD, "gangs", tables=0, draws=12, every="yes")
    (link,) = [item for item in result.items if item.source == OTHER[3]]
    calls = asked.inputs.calls
    own = calls[(calls["caller"] == OTHER[3]) | (calls["callee"] == OTHER[3])]
    assert set(link.reasons) == set(own["event"])
    (between,) = [item for item in result.items if item.source == OTHER[0]]
    other_gang = calls[calls["caller"].isin(ONE) & calls["callee"].isin(OTHER)]
    assert not set(between.reasons) & set(other_gang["event"])


def test_from_one_known_number_the_gang_around_comes_with_what_ties_it(asked):
    result = asked(WORLD, "gang", seeds=ONE[2], draws=20, cut=0.6)
    assert set(result.frame["member"]) == set(ONE) - {ONE[2]}
    assert set(result.frames["reasons"]["layer"]) == {"calls"}
    assert list(result.frames["cuts"]["cut"]) == sorted(result.frames["cuts"]["cut"], reverse=True)
    assert len([item for item in result.items if item.type == "MEMBER_OF"]) == len(ONE)


def test_a_person_stands_for_its_numbers_and_accounts(asked):
    by_number, by_name = (asked(WORLD, "gang", seeds=seed, draws=12) for seed in (ONE[1], "张三"))
    assert by_number.frame.equals(by_name.frame)


def test_people_come_in_with_their_layers(asked):
    result = asked(WORLD, "gang", seeds="张三", layers="calls address", draws=12, cut=0.0)
    assert "李四" in set(result.frame["member_name"])
    with pytest.raises(UserError, match="horoscope"):
        asked(WORLD, "gang", seeds="张三", layers="horoscope")


def test_whoever_shares_nothing_is_in_no_network(asked):
    with pytest.raises(UserError, match="不在网络中"):
        asked(f"{WORLD}\n孤身 -[USES]-> tel:cn:7", "gang", seeds="孤身", draws=5)


def test_a_known_hub_ties_nobody(asked):
    result = asked(WORLD, "gangs", tables=0, draws=10, every="yes", ignored=[ONE[0]])
    assert ONE[0] not in set(result.frames["members"]["member"])


def test_the_go_betweens_hold_the_network_together(asked):
    result = asked(WORLD, "key_players", k=1)
    assert result.frame["member"].iloc[0] in (ONE[0], OTHER[0])
    effect = result.frames["effect"].set_index("measure")
    assert effect.loc["largest"].tolist() == [10, 5]
    assert any("结构" in warning for warning in result.warnings)
    around = asked(WORLD, "key_players", k=1, seeds=ONE[2], cut=0.6, draws=12)
    assert around.frames["effect"].set_index("measure").loc["largest", "before"] == 5


def test_the_same_question_twice_has_the_same_answer(asked):
    one, other = (asked(WORLD, "gangs", tables=1, draws=10, seed=5, every="yes") for _ in range(2))
    assert one.items == other.items
    assert one.frame.equals(other.frame)


def test_what_ties_two_members_names_the_rows_of_both_and_no_others(asked):
    result = asked(WORLD, "gang", seeds=ONE[2], draws=20, cut=0.6)
    calls = asked.inputs.calls
    lines = result.frames["reasons"].to_dict("records")
    assert lines
    for line in lines:
        ends = {line["member"], line["other"]}
        own = calls[calls["caller"].isin(ends) & calls["callee"].isin(ends)]
        assert set(line["reasons"]) == set(own["event"])


def test_a_member_s_line_carries_the_rows_that_its_kept_link_would(asked):
    for name, params in (("gang", {"seeds": ONE[2], "cut": 0.6}), ("gangs", {"tables": 0, "every": "yes"})):
        result = asked(WORLD, name, draws=20, **params)
        kept = {item.source: item.reasons for item in result.items if item.type == "MEMBER_OF"}
        members = result.frames["members"]
        assert len(members)
        assert all(reasons == kept[of] for of, reasons in zip(members["member"], members["reasons"], strict=True))


def test_the_seeds_of_a_gang_are_named_beside_its_members(asked):
    result = asked(WORLD, "gang", seeds=ONE[1], draws=20, cut=0.6)
    assert result.frames["seeds"].to_numpy().tolist() == [[ONE[1], "张三"]]


def test_a_member_says_how_many_rows_it_rests_on_also_when_only_some_are_kept(asked, monkeypatch):
    monkeypatch.setattr("workbench.analyse.membership.MOST_REASONS", 3)
    members = asked(WORLD, "gangs", tables=0, draws=12, every="yes").frames["members"]
    assert members["reasons"].map(len).eq(3).all()
    assert members["rows"].min() >= 8  # two calls with each of four others


def test_how_many_groups_are_not_listed_is_said_without_the_name_of_a_parameter(asked):
    quiet = asked(WORLD, "gangs", tables=0, draws=12)
    assert any("其余 1 个" in words for words in quiet.warnings)
    assert not any("every" in words for words in quiet.warnings)
    assert not any("其余" in words for words in asked(WORLD, "gangs", tables=0, draws=12, every="yes").warnings)


def test_plain_methods_stand_beside_the_map(asked):
    beside = asked(WORLD, "gangs", tables=0, draws=12, every="yes").frames["beside"]
    assert beside["method"].tolist() == ["consensus", "modularity", "propagation"]
    assert beside.loc[0, ["groups", "agreement"]].tolist() == [2, 1]


def test_whoever_stands_between_two_gangs_is_listed_with_both(asked):
    between = "tel:+8615400000030"
    world = WORLD + talk([between, *ONE[:2]]) + "\n" + talk([between, *OTHER[:2]])
    frames = asked(world, "gangs", tables=0, draws=60, every="yes").frames
    torn = frames["members"][frames["members"]["close"] & (frames["members"]["second"] >= 0)]
    assert frames["overlaps"]["member"].tolist() == sorted(torn["member"], key=list(frames["overlaps"]["member"]).index)
    assert (frames["overlaps"]["gang"] != frames["overlaps"]["second"]).all()
