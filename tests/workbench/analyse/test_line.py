"""The line's analyses asked of drawn worlds: what comes back, with names and rows, and what is left out and said."""

from __future__ import annotations

import pytest

from workbench.errors import UserError

T1, T2, T3, T4 = (f"tel:+8615400000{n:03}" for n in range(1, 5))
CALLS = f"""
    张三 -[USES]-> {T1}
    李四 -[USES]-> {T2}
    王五 -[USES]-> {T3}
    {T1} -[CALLED at=2026-03-01T08:00:00 seconds=60 imei=imei:1]-> {T3}
    {T2} -[CALLED at=2026-03-02T08:00:00 seconds=60 imei=imei:1]-> {T3}
    {T3} -[CALLED at=2026-03-03T08:00:00 seconds=60 imei=imei:3]-> {T4}
    {T1} -[CALLED at=2026-03-04T08:00:00]-> tel:cn:10086
    {T2} -[CALLED at=2026-03-04T09:00:00]-> tel:cn:10086
"""


def existing(asked, events):
    """Return whether all these ids are rows of the scope."""
    places = asked.inputs._scope.sql("SELECT file || ':' || sheet || ':' || row FROM calls UNION ALL "
                                     "SELECT file || ':' || sheet || ':' || row FROM transfers UNION ALL "
                                     "SELECT file || ':' || sheet || ':' || row FROM sightings").fetchall()  # fmt: skip
    return set(events) <= {row for (row,) in places}


def test_numbers_of_one_handset_come_with_their_users(asked):
    found = asked(CALLS, "shared_handsets").frame
    assert list(zip(found["imei"], found["phone_name"], strict=True)) == [("imei:1", "张三"), ("imei:1", "李四")]
    assert existing(asked, found["event"])


def test_a_shop_s_handset_is_left_out_and_said(asked):
    result = asked(CALLS, "shared_handsets", most=1)
    assert result.frame.empty
    assert "1 部手机" in result.warnings[0]


def test_a_path_goes_over_people_and_numbers_and_opens_its_links(asked):
    result = asked(CALLS, "paths", ends="张三 李四", count=1, ignored=["tel:cn:10086"])
    assert result.frame["way"].tolist() == ["张三 → 张三 → 王五 → 李四 → 李四"]
    steps = result.frames["steps"]
    assert [types for types in steps["types"]] == [("USES",), ("CALLED",), ("CALLED",), ("USES",)]
    assert steps["links"].iloc[1] == (f"CALLED|{T1}|{T3}",)


def test_known_hubs_are_passed_by_and_printed(asked):
    through = asked(CALLS, "paths", ends=f"{T1} {T2}", types="CALLED", count=5)
    assert len(through.frame) == 2
    result = asked(CALLS, "paths", ends=f"{T1} {T2}", types="CALLED", count=5, ignored=["tel:cn:10086"])
    assert len(result.frame) == 1
    assert any("10086" in warning for warning in result.warnings)


def test_what_is_not_joined_is_said(asked):
    result = asked("张三 -[USES]-> tel:cn:1\n李四 -[USES]-> tel:cn:2", "paths", ends="张三 李四")
    assert result.frame.empty
    assert "没有找到" in result.warnings[0]


def test_the_common_contact_is_found_and_the_hotline_left_out(asked):
    result = asked(CALLS, "shared_contacts", numbers=f"{T1} {T2}", ignored=["tel:cn:10086"])
    assert result.frame["contact_name"].tolist() == ["王五"]
    assert existing(asked, [event for of in result.frame["events"] for event in of])
    assert "10086" in result.warnings[0]


@pytest.mark.parametrize("params", [{}, {"numbers": T1}, {"numbers": f"{T1} {T2}", "accounts": "acct:1 acct:2"}])
def test_common_contacts_need_two_numbers_or_two_accounts(asked, params):
    with pytest.raises(UserError, match="至少两个"):
        asked(CALLS, "shared_contacts", **params)


def test_two_accounts_have_a_counterparty_in_common(asked):
    text = """
        acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=5000]-> acct:A:9
        acct:A:2 -[TRANSFERRED at=2026-03-01T10:00:00 amount=4000]-> acct:A:9
    """
    assert asked(text, "shared_contacts", accounts="acct:A:1 acct:A:2").frame["contact"].tolist() == ["acct:A:9"]


def test_whoever_was_at_both_scenes_is_found_by_local_time(asked):
    text = f"""
        {T1} -[CALLED at=2026-03-01T00:10:00 cell=cell:1]-> -
        {T1} -[CALLED at=2026-03-02T00:10:00 cell=cell:2]-> -
        {T2} -[CALLED at=2026-03-01T00:20:00 cell=cell:1]-> -
        {T3} -[CALLED at=2026-03-02T09:00:00 cell=cell:2]-> -
    """
    scenes = "cell:1@2026-03-01T08:00/2026-03-01T09:00, cell:2@2026-03-02T08:00/2026-03-02T09:00"
    result = asked(text, "collision", scenes=scenes)
    assert result.frame["who"].tolist() == [T1]
    assert result.frames["lists"]["length"].tolist() == [2, 1]
    for wrong in ("cell:1", "cell:1@noon/night", ""):
        with pytest.raises(UserError):
            asked(text, "collision", scenes=wrong)


def test_numbers_collide_in_their_contacts(asked):
    assert set(asked(CALLS, "collision", numbers=f"{T1} {T2}").frame["who"]) == {T3, "tel:cn:10086"}


def test_a_contact_that_vanishes_is_told(asked):
    result = asked(CALLS, "around", numbers=T1, moment="2026-03-03")
    assert dict(zip(result.frame["contact"], result.frame["change"], strict=True)) == {
        T3: "vanishes",
        "tel:cn:10086": "appears",
    }


def test_calls_passed_on_and_forwarded_come_back(asked):
    day = "\n".join(
        f"{T1} -[CALLED at=2026-03-{d:02}T08:00:00 seconds=30]-> {T2}\n"
        f"{T2} -[CALLED at=2026-03-{d:02}T08:03:00 seconds=30]-> {T3}"
        for d in range(1, 9)
    )
    relay = asked(day, "relays").frame
    assert relay[["first", "relay", "last", "times"]].to_numpy().tolist() == [[T1, T2, T3, 8]]
    assert asked(day, "relays", ignored=[T2]).frame.empty
    forwarded = f"{T1} -[CALLED at=2026-03-03T08:00:00 act=forward forwarded_to={T4}]-> {T2}"
    assert asked(forwarded, "forwardings").frame[["number", "to"]].to_numpy().tolist() == [[T2, T4]]


def test_one_machine_behind_two_accounts_is_found_and_a_public_one_said(asked):
    text = """
        acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=5000 terminal=cash]-> -
        acct:A:2 -[TRANSFERRED at=2026-03-01T10:00:00 amount=4000 terminal=cash]-> -
    """
    assert asked(text, "shared_terminals").frame.empty


ALONE = "\n".join(
    f"{who} -[SEEN_AT at=2026-03-{d:02}T{h}:00:00 means=hotel]-> place:{d + h}"
    for h, who in zip((13, 15, 17, 19, 21), ("王五", "赵六", "孙七", "周八", "吴九"), strict=True)
    for d in range(2, 28, 5)
)


def test_people_who_travel_together_are_linked_and_each_link_rests_on_rows(asked):
    nights = "\n".join(
        f"{who} -[SEEN_AT at=2026-03-{d:02}T12:0{n}:00 means=hotel]-> place:{d}"
        for d in range(1, 29, 4)
        for n, who in enumerate(("张三", "李四"))
    )
    result = asked(f"{nights}\n{ALONE}", "co_travel")
    (line,) = result.frame.to_dict("records")
    assert {line["a_name"], line["b_name"]} == {"张三", "李四"}
    (item,) = result.items
    assert (item.type, item.props["times"], len(item.reasons)) == ("MOVED_WITH", 7, 14)
    assert item.source.startswith("rec:")
    assert existing(asked, item.reasons)
    assert "5%" in result.warnings[0]


def test_a_car_travels_for_its_owner_and_it_is_said_that_another_may_have_driven(asked):
    gates = "\n".join(
        f"{who} -[SEEN_AT at=2026-03-{d:02}T12:0{n}:00 means=checkpoint]-> place:{d}"
        for d in range(1, 29, 4)
        for n, who in enumerate(("plate:鲁Q00001", "李四"))
    )
    result = asked(f"张三 -[OWNS]-> plate:鲁Q00001\n{gates}\n{ALONE}", "co_travel")
    (line,) = result.frame.to_dict("records")
    assert {line["a_name"], line["b_name"]} == {"张三", "李四"}
    assert any("1 辆车" in warning for warning in result.warnings)
    assert asked(
        f"张三 -[OWNS]-> plate:鲁Q00001\n{gates}\n{ALONE}", "co_travel", ignored=["plate:鲁Q00001"]
    ).frame.empty


NIGHTS = "\n".join(
    f"{who} -[SEEN_AT at=2026-03-{d:02}T12:0{n}:00 until=2026-03-{d + 1:02}T02:00:00 means=hotel]-> place:{d}"
    for d in range(1, 28, 4)
    for n, who in enumerate(("张三", "李四"))
)


def test_the_named_meet_where_both_were_seen(asked):
    result = asked(
        f"{NIGHTS}\n王五 -[SEEN_AT at=2026-03-02T12:00:00 means=hotel]-> place:9",
        "meetings",
        who="张三 李四",
        minutes=60,
    )
    assert len(result.frame) == 7
    assert set(result.frame["names"].iloc[0]) == {"张三", "李四"}
    assert existing(asked, result.frame["events"].iloc[0])


def test_guests_who_arrive_together_and_stay_are_told(asked):
    result = asked(NIGHTS, "stays")
    assert result.frame[["times"]].to_numpy().tolist() == [[7]]
    assert {result.frame["a_name"].iloc[0], result.frame["b_name"].iloc[0]} == {"张三", "李四"}
