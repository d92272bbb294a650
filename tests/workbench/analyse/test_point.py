"""A profile asked of a drawn world: what there is, by whom, and what the files do not cover."""

from __future__ import annotations

T1, T2 = (f"tel:+8615400000{n:03}" for n in (1, 2))
WORLD = f"""
    张三 -[USES since=2026-01-01]-> {T1}
    张三 -[HOLDS]-> acct:A:1
    李四 -[USES]-> {T2}
    {T1} -[CALLED at=2026-03-01T08:00:00 seconds=60 cell=cell:1 imei=imei:1]-> {T2}
    {T1} -[CALLED at=2026-03-05T08:00:00 seconds=60 cell=cell:1]-> {T2}
    acct:A:1 -[TRANSFERRED at=2026-03-03T09:00:00 amount=5000]-> acct:A:2
    张三 -[SUSPECT_IN]-> case:1
    李四 -[SUSPECT_IN]-> case:1
    李四 -[SUSPECT_IN]-> case:2
"""


def test_a_person_is_looked_at_with_the_numbers_and_accounts_that_are_its_own(asked):
    result = asked(WORLD, "profile", key="张三")
    contacts = result.frames["contacts"]
    assert contacts[["contact_name", "calls"]].to_numpy().tolist() == [["李四", 2]]
    assert result.frames["turnover"]["paid"].tolist() == [5000]
    assert result.frames["whereabouts"]["where"].tolist() == ["cell:1"]
    assert set(result.frames["linked"]["other_name"]) >= {"张三"}


def test_a_number_has_no_money_and_says_what_its_files_cover(asked):
    result = asked(WORLD, "profile", key=T2)
    assert "turnover" not in result.frames
    assert result.warnings == (f"{T2} 没有调取资料（账单或话单）。",)
    assert (
        asked(WORLD, "profile", key=T1, since="2026-03-01", until="2026-03-10").frames["coverage"]["share"].iloc[0]
        < 0.5
    )


def test_a_case_has_its_people_and_the_cases_they_lead_to(asked):
    result = asked(WORLD, "profile", key="case:1")
    assert set(result.frames["linked"]["other_name"]) == {"张三", "李四"}
    assert result.frames["cases"]["case"].tolist() == ["case:2"]


def test_a_world_without_files_of_calls_or_money_still_has_profiles(asked):
    assert asked("张三 -[SUSPECT_IN]-> case:1", "profile", key="张三").frames["linked"]["other"].tolist() == ["case:1"]
