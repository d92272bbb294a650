"""Every link leads to all of its rows, and to no other."""

from __future__ import annotations

import duckdb
import pytest

from graph.errors import QueryError
from graph.projection.evidence import LinkName, event_rows, link_rows, node_rows
from graph.projection.target import write_target

TWO_FILES = """
    张三 -[USES]-> tel:+8615400000001
    tel:+8615400000001 -[CALLED at=2026-03-01T08:00:00 seconds=60 cell=cell:LC-1-1 imei=imei:1 imsi=imsi:1]-> tel:+8615400000002
    tel:+8615400000001 -[CALLED at=2026-03-01T09:00:00 act=text]-> tel:+8615400000002
    tel:+8615400000003 -[CALLED at=2026-03-01T10:00:00 act=forward seconds=5 owner=tel:+8615400000001 forwarded_to=tel:+8615400000009]-> tel:+8615400000001
    acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=5000 serial=S1]-> acct:A:2
    acct:A:1 -[TRANSFERRED at=2026-03-01T09:30:00 amount=700 terminal=cash]-> -
    张三 -[SEEN_AT at=2026-03-01T10:00:00 means=hotel]-> place:1
    case:1 category=盗窃
    张三 -[SUSPECT_IN]-> case:1
    case:1 -[MENTIONS]-> net:a:x|y%7C
    == b
    tel:+8615400000001 -[CALLED at=2026-03-01T08:00:02 seconds=61 owner=tel:+8615400000002]-> tel:+8615400000002
    acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:03 amount=5000 serial=S1 owner=acct:A:2]-> acct:A:2
    张三 -[USES]-> tel:+8615400000001
"""


@pytest.fixture
def projected(drawn, tmp_path):
    scope = drawn(TWO_FILES)
    folder = tmp_path / "state"
    folder.mkdir()
    return scope, write_target(scope, [], folder)


def test_each_link_has_as_many_rows_as_it_says(projected):
    scope, target = projected
    for shape in target.shapes:
        if shape.name.startswith("link."):
            for link, rows in duckdb.sql(f"SELECT id, rows FROM '{target.path(shape.name)}'").fetchall():
                assert len(link_rows(scope.connection, link, state=target.folder)) == rows, link


def test_a_call_in_both_files_shows_both_rows_with_what_they_disagree_on(projected):
    scope, target = projected
    rows = link_rows(scope.connection, "CALLED|tel:+8615400000001|tel:+8615400000002", state=target.folder)
    call = rows[rows["act"] == "call"]
    assert sorted(call["file_name"]) == ["a.txt", "b.txt"]
    assert sorted(call["seconds"]) == [60, 61]
    assert call["event"].nunique() == 1
    assert rows["event"].nunique() == 2


def test_a_forwarded_call_is_evidence_of_both_its_legs(projected):
    scope, target = projected
    for link in ("tel:+8615400000003|tel:+8615400000001", "tel:+8615400000001|tel:+8615400000009"):
        rows = link_rows(scope.connection, f"CALLED|{link}", state=target.folder)
        assert list(rows["act"]) == ["forward"]


def test_rows_come_with_the_file_the_import_and_the_place_in_the_file(projected):
    scope, target = projected
    rows = link_rows(scope.connection, "SEEN_AT|tel:+8615400000001|cell:LC-1-1", state=target.folder)
    (row,) = rows.to_dict("records")
    assert (row["table"], row["file_name"], row["import_id"], row["row"]) == ("calls", "a.txt", "I000001", 2)


def test_what_describes_a_node_is_shown_too(projected):
    scope, target = projected
    person = duckdb.sql(f"SELECT key FROM '{target.path('node.Person')}' LIMIT 1").fetchall()[0][0]
    assert list(node_rows(scope.connection, person, state=target.folder)["table"]) == ["persons"]
    assert list(node_rows(scope.connection, "case:1", state=target.folder)["row"]) == [8]


def test_an_id_names_its_ends_whatever_signs_their_keys_have():
    assert LinkName.parse("MENTIONS|case:1|net:a:x%7Cy%257C") == LinkName("MENTIONS", "case:1", "net:a:x|y%7C")


@pytest.mark.parametrize("wrong", ["", "CALLED|a", "NOTHING|a|b", "CALLED|a|b|c", "TRANSFERRED|a|b"])
def test_what_is_no_id_is_refused(wrong):
    with pytest.raises(QueryError, match="链接标识"):
        LinkName.parse(wrong)


def test_an_event_cited_by_its_id_shows_both_sides_without_any_projection(drawn):
    scope = drawn(TWO_FILES)
    for table, kind in (("calls", "call"), ("transfers", "transfer")):
        scope.events(table)
        event = f"SELECT event FROM {kind}_events GROUP BY event HAVING count(*) = 2"
        ((told,),) = scope.sql(event).fetchall()
        rows = event_rows(scope, [told])
        assert sorted(rows["file_name"]) == ["a.txt", "b.txt"]
        assert set(rows["event"]) == {told}
        assert set(rows["table"]) == {table}


def test_a_row_cited_by_its_id_shows_what_every_table_has_of_it_once(drawn):
    scope = drawn(TWO_FILES)
    for table in ("links", "sightings", "entities"):
        where = "file || ':' || sheet || ':' || row"
        row = scope.sql(f"SELECT min({where}) FROM {table}").fetchall()[0][0]
        rows = event_rows(scope, [row, row])
        assert len(rows) == 1
        assert f"{rows['file'][0]}:{rows['sheet'][0]}:{rows['row'][0]}" == row


def test_several_ids_show_every_row_and_a_strange_one_shows_none(drawn):
    scope = drawn(TWO_FILES)
    scope.events("calls")
    events = {event for (event,) in scope.sql("SELECT event FROM call_events").fetchall()}
    assert set(event_rows(scope, events)["event"]) == events
    assert event_rows(scope, ["kein:Blatt:7", "", "tel:+8615400000001|tel:+8615400000002"]).empty


def test_the_other_side_s_row_leads_to_the_whole_event(drawn):
    scope = drawn(TWO_FILES)
    scope.events("transfers")
    second = "SELECT file || ':' || sheet || ':' || row FROM transfer_events WHERE NOT first"
    ((row,),) = scope.sql(second).fetchall()
    assert row in {f"{r.file}:{r.sheet}:{r.row}" for r in event_rows(scope, [row]).itertuples()}
