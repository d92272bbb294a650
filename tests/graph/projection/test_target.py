"""What the rows of a scope make: nodes, links and their properties, without any graph."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb
import pytest

from graph.projection.target import write_target

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def table(drawn, tmp_path):
    """Return what gives the rows of a table of the target state of a drawing, as dictionaries without nulls."""

    def of(text, name, decisions=()):
        folder = tmp_path / f"state-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        target = write_target(drawn(text), list(decisions), folder)
        of.target = target
        if not target.path(name).exists():
            return []
        with duckdb.connect() as db:
            db.execute("SET TimeZone = 'UTC'")
            rows = db.sql(f"FROM read_parquet('{target.path(name)}')").to_arrow_table().to_pylist()
        return [{k: v for k, v in row.items() if v is not None} for row in rows]

    return of


@pytest.mark.parametrize(
    ("key", "number", "network"),
    [
        ("tel:+8615400000001", "15400000001", None),
        ("tel:+8653112345678", "053112345678", None),
        ("tel:+447700900123", "+447700900123", None),
        ("tel:cn:10086", "10086", None),
        ("tel:LC:6123", "6123", "LC"),
        ("tel:?:12-34", "12-34", None),
    ],
)
def test_a_phone_that_no_register_knows_is_named_by_its_number(table, key, number, network):
    (row,) = table(f"{key} x=1", "node.Phone")
    assert (row["name"], row["number"], row.get("network")) == (number, number, network)


def test_what_a_register_says_wins_over_what_a_key_tells(table):
    (row,) = table("acct:card:6299 institution=江岚银行 name=张三的卡 opened_on=2020-05-06", "node.Account")
    assert (row["name"], row["institution"], row["number"]) == ("张三的卡", "江岚银行", "6299")
    assert row["opened_on"] == date(2020, 5, 6)


def test_the_first_row_that_says_something_counts_and_later_ones_fill_the_gaps(table):
    (row,) = table(
        """
        case:1 category=盗窃
        case:1 category=抢劫 status=已破 loss=100 filed_at=2026-03-01T09:00:00+00:00
        """,
        "node.Case",
    )
    assert (row["category"], row["status"], row["loss"], row["filed_at"]) == ("盗窃", "已破", 100, NINE)


def test_values_that_do_not_fit_their_type_are_left_out_and_nothing_else(table):
    (row,) = table("case:1 loss=many filed_at=yesterday status=x", "node.Case")
    assert "loss" not in row
    assert "filed_at" not in row
    assert row["status"] == "x"


def test_ends_of_links_are_nodes_even_if_nothing_describes_them(table):
    assert [row["key"] for row in table("张三 -[OWNS]-> plate:鲁A1", "node.Vehicle")] == ["plate:鲁A1"]


def test_numbers_with_only_masked_partners_are_nodes(table):
    rows = table("tel:cn:1 -[CALLED at=2026-03-01T09:00:00 other_text=138****1111]-> -", "node.Phone")
    assert [row["key"] for row in rows] == ["tel:cn:1"]


def test_calls_are_counted_by_kind_and_direction(table):
    rows = table(
        """
        tel:cn:1 -[CALLED at=2026-03-01T09:00:00 seconds=10]-> tel:cn:2
        tel:cn:1 -[CALLED at=2026-03-02T09:00:00 seconds=20]-> tel:cn:2
        tel:cn:1 -[CALLED at=2026-03-03T09:00:00 act=text]-> tel:cn:2
        tel:cn:2 -[CALLED at=2026-03-04T09:00:00 seconds=5]-> tel:cn:1
        """,
        "link.CALLED.Phone.Phone",
    )
    counted = [(r["source"], r["target"], r["calls"], r["texts"], r["seconds"], r["rows"]) for r in rows]
    assert counted == [("tel:cn:1", "tel:cn:2", 2, 1, 30, 3), ("tel:cn:2", "tel:cn:1", 1, 0, 5, 1)]
    assert (rows[0]["first_at"], rows[0]["last_at"]) == (NINE, datetime(2026, 3, 3, 9, tzinfo=UTC))


def test_a_call_in_both_files_is_counted_once_with_both_rows(table):
    (row,) = table(
        """
        tel:+8615400000001 -[CALLED at=2026-03-01T09:00:00 seconds=60]-> tel:+8615400000002
        == b
        tel:+8615400000001 -[CALLED at=2026-03-01T09:00:02 seconds=60 owner=tel:+8615400000002]-> tel:+8615400000002
        """,
        "link.CALLED.Phone.Phone",
    )
    assert (row["calls"], row["rows"], row["first_at"]) == (1, 2, row["last_at"])


def test_each_transfer_is_a_link_and_cash_never_meets_in_one_node(table):
    text = """
        acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=500 terminal=cash]-> -
        acct:A:1 -[TRANSFERRED at=2026-03-01T09:01:00 amount=500 terminal=cash]-> -
        - -[TRANSFERRED at=2026-03-01T09:02:00 amount=7 terminal=unknown other_name=王五]-> acct:A:1
    """
    rows = table(text, "link.TRANSFERRED.Account.Account")
    assert sorted(r["amount"] for r in rows) == [7, 500, 500]
    assert {r["occurred_ms"] for r in rows} == {int(NINE.timestamp()) * 1000 + n * 60_000 for n in range(3)}
    nodes = table(text, "node.Account")
    found = {(n["key"].split(":")[1], n["name"], n["terminal"]) for n in nodes if "terminal" in n}
    assert found == {("cash", "现金", "cash"), ("unknown", "王五", "unknown")}
    assert sum("terminal" in n for n in nodes) == 3
    assert "number" not in next(n for n in nodes if n.get("terminal") == "cash")


def test_handsets_cards_and_cells_come_from_the_own_rows_of_a_number(table):
    text = "tel:cn:1 -[CALLED at=2026-03-01T09:00:00 cell=cell:LC-1-1 imei=imei:1 imsi=imsi:1]-> tel:cn:2"
    ends = {
        name: [(r["source"], r["target"]) for r in table(text, name)]
        for name in (
            "link.SERVED_BY.Phone.Sim",
            "link.INSTALLED_IN.Sim.Device",
            "link.INSTALLED_IN.Phone.Device",
            "link.SEEN_AT.Phone.Cell",
        )
    }
    assert list(ends.values()) == [
        [("tel:cn:1", "imsi:1")],
        [("imsi:1", "imei:1")],
        [("tel:cn:1", "imei:1")],
        [("tel:cn:1", "cell:LC-1-1")],
    ]


def test_the_same_stay_told_twice_is_seen_once(table):
    (row,) = table(
        """
        张三 -[SEEN_AT at=2026-03-01T09:00:00 until=2026-03-02T09:00:00 means=hotel]-> place:1
        张三 -[SEEN_AT at=2026-03-01T09:00:00 until=2026-03-02T09:00:00 means=hotel]-> place:1
        张三 -[SEEN_AT at=2026-03-05T09:00:00 means=netbar]-> place:1
        """,
        "link.SEEN_AT.Person.Place",
    )
    assert (row["times"], row["rows"], row["means"]) == (2, 3, "hotel,netbar")


@pytest.mark.parametrize(
    ("periods", "since", "until"),
    [
        (["since=2026-01-01 until=2026-02-01", "since=2026-03-01 until=2026-04-01"], 1, 4),
        (["since=2026-01-01 until=2026-02-01", ""], 1, 2),
        (["since=2026-01-01 until=2026-02-01", "since=2026-03-01"], 1, None),
        (["", ""], None, None),
    ],
)
def test_periods_of_one_use_are_joined_and_a_beginning_without_end_lasts(table, periods, since, until):
    (row,) = table("\n".join(f"张三 -[USES {p}]-> tel:cn:1" for p in periods), "link.USES.Person.Phone")
    assert row.get("since") == (datetime(2026, since, 1, tzinfo=UTC) if since else None)
    assert row.get("until") == (datetime(2026, until, 1, tzinfo=UTC) if until else None)
    assert row["rows"] == 2


def test_people_who_know_each_other_by_several_means_have_one_link(table):
    (row,) = table(
        """
        张三 -[KNOWS relation=同事 means=phone]-> 李四
        张三 -[KNOWS means=family]-> 李四
        """,
        "link.KNOWS.Person.Person",
    )
    assert (row["relation"], row["means"], row["rows"]) == ("同事", ["family", "phone"], 2)


def test_rows_that_can_make_no_link_are_counted_by_type(table):
    table(
        """
        张三 id_number=370102199001011234
        张叁 id_number=370102199001011234
        张三 -[KNOWS]-> 张叁
        张三 -[EATS]-> place:1
        case:1 -[USES]-> tel:cn:1
        """,
        "node.Person",
    )
    assert table.target.left_out == {"EATS": 1, "KNOWS": 1, "USES": 1}


def test_links_are_told_apart_by_their_ends_even_with_odd_signs(table):
    rows = table(
        """
        张三 -[USES]-> net:a|b:c
        张三 -[USES]-> net:a:b|c
        张三 -[USES]-> net:a%7Cb:c
        """,
        "link.USES.Person.OnlineId",
    )
    assert len({row["id"] for row in rows}) == 3


def test_an_empty_scope_makes_an_empty_state(table):
    assert table("# nothing", "node.Person") == []
    assert (table.target.nodes, table.target.links, table.target.shapes) == (0, 0, ())
