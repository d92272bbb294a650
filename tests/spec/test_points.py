"""Questions about one thing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from workbench.errors import UserError

pytestmark = pytest.mark.neo4j


def at(day, hour=0):
    return datetime(2026, 3, day, hour, tzinfo=UTC)


CALLS = """
    张三 -[USES since=2026-01-01]-> tel:+8615400000002
    tel:+8615400000001 -[CALLED at=2026-03-01T08:00:00 seconds=60]-> tel:+8615400000002
    tel:+8615400000001 -[CALLED at=2026-03-02T08:00:00 seconds=30]-> tel:+8615400000002
    tel:+8615400000002 -[CALLED at=2026-03-03T08:00:00 seconds=5]-> tel:+8615400000001
    tel:+8615400000003 -[CALLED at=2026-03-04T08:00:00 act=text]-> tel:+8615400000001
    tel:+8615400000002 -[CALLED at=2026-03-05T08:00:00 seconds=9]-> tel:+8615400000003
"""


def test_profile_lists_what_is_known_of_a_thing(world):
    world.project("张三 id_number=370102199001011234 birth_date=1990-01-01 sex=男")
    known = dict(world.ask("profile", key="张三"))
    assert (known["name"], known["birth_date"], known["sex"]) == ("张三", date(1990, 1, 1), "男")


def test_contacts_adds_up_both_directions_and_names_who_uses_the_other_number(world):
    world.project(CALLS)
    assert world.ask(
        "contacts", "name", "holder", "outgoing", "incoming", "texts", "seconds", number="15400000001"
    ) == [
        ("15400000002", ["张三"], 2, 1, 0, 95),
        ("15400000003", [], 0, 0, 1, 0),
    ]
    assert world.ask("contacts", "first_at", "last_at", number="15400000001")[0] == (at(1, 8), at(3, 8))


def test_contacts_gives_no_more_than_asked_for(world):
    world.project(CALLS)
    assert world.ask("contacts", "name", number="15400000001", limit=1) == [("15400000002",)]


def test_owners_come_in_the_order_of_time(world):
    world.project("""
        李四 -[USES since=2025-01-01 until=2025-12-31]-> tel:cn:1
        张三 -[USES since=2026-01-01]-> tel:cn:1
        tel:cn:1 -[CALLED at=2026-03-01T08:00:00 imei=imei:868001234567890 imsi=imsi:460001234567890]-> tel:cn:2
    """)
    assert world.ask("owners", "label", "name", "until", number="tel:cn:1") == [
        ("Person", "李四", datetime(2025, 12, 31, tzinfo=UTC)),
        ("Person", "张三", None),
        ("Device", "868001234567890", at(1, 8)),
        ("Sim", "460001234567890", at(1, 8)),
    ]


def test_belongings_are_what_a_person_uses_holds_owns_and_lives_at(world):
    world.project("""
        张三 -[USES]-> tel:cn:1
        张三 -[HOLDS]-> acct:A:1
        张三 -[CONTROLS]-> acct:A:2
        张三 -[OWNS]-> plate:鲁A1
        张三 -[LIVES_AT]-> place:1
        李四 -[USES]-> tel:cn:2
    """)
    assert world.ask("belongings", "type", "key", person="张三") == [
        ("CONTROLS", "acct:A:2"),
        ("HOLDS", "acct:A:1"),
        ("LIVES_AT", "place:1"),
        ("OWNS", "plate:鲁A1"),
        ("USES", "tel:cn:1"),
    ]


def test_cases_of_a_person_say_in_which_role(world):
    world.project("""
        case:1 category=盗窃 filed_at=2026-03-02T00:00:00+00:00
        case:2 category=诈骗 filed_at=2026-03-01T00:00:00+00:00
        张三 -[SUSPECT_IN]-> case:1
        张三 -[INVOLVED_IN role=关系人]-> case:2
        李四 -[VICTIM_IN]-> case:1
    """)
    assert world.ask("cases_of_person", "type", "role", "key", "category", "time", person="张三") == [
        ("INVOLVED_IN", "关系人", "case:2", "诈骗", at(1)),
        ("SUSPECT_IN", None, "case:1", "盗窃", at(2)),
    ]


TRANSFERS = """
    张三 -[HOLDS]-> acct:A:2
    acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=500 serial=S1]-> acct:A:2
    acct:A:1 -[TRANSFERRED at=2026-03-02T09:00:00 amount=90000]-> acct:A:3
    acct:A:3 -[TRANSFERRED at=2026-03-03T09:00:00 amount=700]-> acct:A:1
    acct:A:1 -[TRANSFERRED at=2026-03-04T09:00:00 amount=800 terminal=cash]-> -
"""


def test_transfers_out_come_in_order_with_who_holds_the_other_account(world):
    world.project(TRANSFERS)
    assert world.ask("transfers_out", "amount", "name", "holder", "serial", account="acct:A:1") == [
        (500, "2", ["张三"], "S1"),
        (90000, "3", [], None),
        (800, "现金", [], None),
    ]


def test_transfers_in_come_from_the_other_side(world):
    world.project(TRANSFERS)
    assert world.ask("transfers_in", "occurred_at", "amount", "key", account="acct:A:1") == [
        (at(3, 9), 700, "acct:A:3")
    ]


def test_transfers_can_be_narrowed_by_local_time_and_amount(world):
    world.project(TRANSFERS)
    # 2026-03-02 09:00 UTC is 17:00 in Shanghai.
    narrowed = world.ask("transfers_out", "amount", account="acct:A:1", since="2026-03-02T17:00:00", least="600")
    assert narrowed == [(90000,), (800,)]
    assert world.ask("transfers_out", "amount", account="acct:A:1", until="2026-03-02T17:00:00") == [(500,)]


def test_neighbours_tell_direction_weight_and_how_well_linked_each_is(world):
    world.project(CALLS)
    assert world.ask("neighbours", "type", "direction", "name", "links", "rows", "degree", key="15400000001") == [
        ("CALLED", "in", "15400000002", 1, 1, 4),
        ("CALLED", "in", "15400000003", 1, 1, 2),
        ("CALLED", "out", "15400000002", 1, 2, 4),
    ]


def test_a_link_in_an_answer_opens_its_rows(world):
    world.project(TRANSFERS)
    ((link,), *_) = world.ask("transfers_out", "link", account="acct:A:1")
    (row,) = world.view.rows(link).to_dict("records")
    assert (row["amount"], row["row"]) == (500, 2)
    assert world.view.source(row["file"], row["sheet"], row["row"]).cells == [TRANSFERS.splitlines()[2].strip()]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "number"),
        ({"number": "15499999999"}, "15499999999"),
        ({"number": "15400000001", "limit": "many"}, "limit"),
        ({"number": "15400000001", "colour": "red"}, "colour"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(world, given, told):
    world.project(CALLS)
    with pytest.raises(UserError, match=told):
        world.ask("contacts", **given)


def test_a_name_that_several_people_have_is_answered_with_their_keys(world):
    world.project("""
        张三 sex=男
        张三#2 sex=女
    """)
    with pytest.raises(UserError, match=r"person:\w{16}.*person:\w{16}"):
        world.ask("profile", key="张三")
