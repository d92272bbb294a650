"""The network's analyses asked of a drawn world of two gangs with one go-between."""

from __future__ import annotations

import itertools

import pytest

from workbench.errors import UserError

ONE, OTHER = [f"甲{n}" for n in range(5)], [f"乙{n}" for n in range(5)]


def together(people, case):
    """Draw every three of some people as suspects of a case of their own."""
    trios = itertools.combinations(people, 3)
    return "\n".join(f"{who} -[SUSPECT_IN]-> case:{case}{n}" for n, trio in enumerate(trios) for who in trio)


WORLD = f"""
{together(ONE, "A")}
{together(OTHER, "B")}
甲0 -[SUSPECT_IN]-> case:C
乙0 -[SUSPECT_IN]-> case:C
甲1 -[USES]-> tel:+8615400000001
tel:+8615400000001 -[CALLED at=2026-03-01T08:00:00]-> tel:+8615400000099
"""


def test_two_gangs_are_found_each_member_with_rows_and_confidence(asked):
    result = asked(WORLD, "gangs", tables=2, draws=20)
    members = result.frames["members"]
    gangs = [set(of) for _, of in members.groupby("gang")["person_name"]]
    assert max(len(gang & set(ONE)) for gang in gangs) == len(ONE)
    groups = [item for item in result.items if item.type == "Group"]
    links = [item for item in result.items if item.type == "MEMBER_OF"]
    assert len(groups) == len(result.frame)
    assert len({item.source for item in links}) >= 10
    assert all(item.source.startswith("rec:") and 0 <= item.props["confidence"] <= 1 and item.reasons for item in links)
    places = asked.inputs._scope.sql("SELECT file || ':' || sheet || ':' || row FROM links").fetchall()
    assert {row for item in links for row in item.reasons} <= {row for (row,) in places} | set(
        asked.inputs.calls["event"]
    )
    assert any("不等于犯罪" in warning for warning in result.warnings)


def test_a_member_s_rows_are_those_it_shares_with_its_gang_and_no_others(asked):
    result = asked(WORLD, "gangs", tables=0, draws=20, layers="case")
    record = {name: asked.inputs.records[key] for key, name in asked.inputs.names.items() if key.startswith("person:")}
    (link,) = [item for item in result.items if item.source == record["乙3"]]
    own = asked.inputs._scope.sql(
        "SELECT file || ':' || sheet || ':' || row FROM links WHERE source = $1", [record["乙3"]]
    )
    assert set(link.reasons) == {row for (row,) in own.fetchall()}


def test_from_one_known_person_the_gang_around_comes_with_what_ties_it(asked):
    result = asked(WORLD, "gang", seeds="甲2", draws=40, cut=0.6)
    assert set(result.frame["person_name"].dropna()) == set(ONE) - {"甲2"}
    assert set(result.frames["reasons"]["layer"]) <= {"case", "calls"}
    assert list(result.frames["cuts"]["cut"]) == sorted(result.frames["cuts"]["cut"], reverse=True)
    assert len([item for item in result.items if item.type == "MEMBER_OF"]) == len(ONE)


def test_a_number_leads_to_the_person_who_uses_it(asked):
    by_number = asked(WORLD, "gang", seeds="tel:+8615400000001", draws=20)
    by_name = asked(WORLD, "gang", seeds="甲1", draws=20)
    assert by_number.frame.equals(by_name.frame)


def test_whoever_shares_nothing_is_in_no_network(asked):
    with pytest.raises(UserError, match="不在网络中"):
        asked(f"{WORLD}\n孤身 -[USES]-> tel:cn:7", "gang", seeds="孤身", draws=5)


def test_a_known_hub_ties_nobody(asked):
    result = asked(WORLD, "gangs", tables=0, draws=10, ignored=["tel:+8615400000099"])
    assert not any(key.startswith("tel:") for key in result.frames["members"]["person"])


def test_the_go_betweens_hold_the_network_together(asked):
    result = asked(WORLD, "key_players", k=1, layers="case")
    assert result.frame["person_name"].iloc[0] in ("甲0", "乙0")
    effect = result.frames["effect"].set_index("measure")
    assert effect.loc["largest", "before"] == 10
    assert effect.loc["largest", "left"] == 5
    assert any("结构" in warning for warning in result.warnings)
    assert asked(WORLD, "key_players", k=1, seeds="甲2", draws=20).frames["effect"]["before"].max() < 45


def test_the_same_question_twice_has_the_same_answer(asked):
    one, other = (asked(WORLD, "gangs", tables=1, draws=10, seed=5) for _ in range(2))
    assert one.items == other.items
    assert one.frame.equals(other.frame)


def test_roles_say_who_is_busy_and_why_somebody_seems_to_call_strangers(asked):
    called = "\n".join(
        f"tel:+8615400000002 -[CALLED at=2026-03-02T08:{n:02}:00 seconds=20]-> tel:cn:8{n:03}" for n in range(30)
    )
    world = f"{WORLD}\n甲3 -[USES]-> tel:+8615400000002\n{called}"
    result = asked(world, "roles", seeds="甲2", draws=40, cut=0.6, layers="case")
    seen = result.frame.set_index("person_name")
    assert set(ONE) <= set(seen.index)
    assert seen.loc["甲3", "function"] == "话务"
    assert (seen.drop("甲3")["function"] == "").all()
    (reason,) = result.frames["functions"].to_dict("records")
    assert (reason["measure"], reason["value"], len(reason["events"])) == ("strangers", 30, 20)
    assert any("不是认定" in warning for warning in result.warnings)


def test_what_ties_two_members_names_the_rows_of_both_and_no_others(asked):
    result = asked(WORLD, "gang", seeds="甲2", draws=40, cut=0.6, layers="case")
    scope = asked.inputs._scope
    for line in result.frames["reasons"].to_dict("records"):
        rows = scope.sql("SELECT file || ':' || sheet || ':' || row FROM links WHERE target = $1", [line["event"]])
        assert set(line["reasons"]) <= {row for (row,) in rows.fetchall()}
        assert len(line["reasons"]) == 2


def test_a_member_s_line_carries_the_rows_that_its_kept_link_would(asked):
    result = asked(WORLD, "gang", seeds="甲2", draws=40, cut=0.6)
    kept = {item.source: item.reasons for item in result.items if item.type == "MEMBER_OF"}
    for line in result.frame.to_dict("records"):
        if line["person"].startswith("person:"):
            assert line["reasons"] == kept[asked.inputs.records[line["person"]]]
