"""Kept results in the graph: drawn dotted, each with its rows, gone with its rows, and never a reason for a node."""

from __future__ import annotations

import duckdb
import pyarrow.parquet as pq
import pytest

from graph.ledger import Ledger
from graph.ledger.runs import Item
from graph.projection import source_of
from graph.projection.clusters import Decision
from graph.projection.evidence import LinkName, link_rows
from graph.projection.target import write_target

WORLD = """
    张三 -[USES]-> tel:+8615400000001
    李四 -[USES]-> tel:+8615400000002
    tel:+8615400000001 -[CALLED at=2026-03-01T08:00:00 seconds=60]-> tel:+8615400000002
    tel:+8615400000002 -[CALLED at=2026-03-01T09:00:00 seconds=60]-> tel:+8615400000004
    == b
    tel:+8615400000001 -[CALLED at=2026-03-01T08:00:02 seconds=61 owner=tel:+8615400000002]-> tel:+8615400000002
    王五 -[USES]-> tel:+8615400000003
"""
PHONES = [f"tel:+8615400000{n:03}" for n in range(1, 5)]


class Kept:
    """A drawn world, what is kept of it, and the graph it makes."""

    def __init__(self, scope, folder):
        self.scope, self.folder = scope, folder
        self.ledger = Ledger.open(folder / "ledger-0")
        self.files = dict(scope.sql("SELECT left(file_name, 1), file FROM imports").fetchall())
        self.people = dict(scope.sql("SELECT name, record FROM persons").fetchall())
        self.states = 0

    def row(self, file, number):
        return f"{self.files[file]}::{number}"

    def keep(self, *items, method="test"):
        terms = dict.fromkeys(("method_version", "scope_key", "decisions", "actor", "purpose", "why"), "")
        given = {"workspace": "w", "cases": ["case:W"], "params": "{}", "warnings": "[]", "seconds": 0.0}
        return self.ledger.derived.keep(self.scope, items, terms | given | {"method": method, "input_version": 1})

    def retract(self, file):
        (made,) = (r for r in self.ledger.records() if r.file == self.files[file])
        self.ledger.retract(made.import_id, actor="li", why="误")

    def items(self):
        return self.ledger.derived.standing(self.scope, self.ledger.derived.runs("w", ["case:W"]))

    def draw(self, decisions=()):
        self.states += 1
        self.state = self.folder / f"state-{self.states}"
        self.state.mkdir()
        self.scope.close()
        self.scope = self.ledger.scope(["case:W"])
        self.target = write_target(self.scope, list(decisions), self.state, derived=self.items())
        return self

    def table(self, name):
        path = self.target.path(name)
        return pq.read_table(path).to_pylist() if path.exists() else []

    def links(self, type_):
        shapes = (shape for shape in self.target.shapes if shape.name.startswith(f"link.{type_}."))
        return [(link["source"], link["target"]) for shape in shapes for link in self.table(shape.name)]


@pytest.fixture
def kept(drawn, tmp_path):
    made = Kept(drawn(WORLD), tmp_path)
    yield made
    made.scope.close()


def gang(kept, *members):
    """Return a group with members, each citing one row."""
    group = Item("Group", "group:1", props={"name": "甲团伙", "confidence": 0.8})
    return [
        group,
        *(
            Item("MEMBER_OF", kept.people[name], "group:1", {"share": 0.5, "confidence": score}, (row,), score)
            for name, row, score in members
        ),
    ]


def test_a_link_of_a_result_is_an_inference_that_names_its_run_method_and_rows(kept):
    run = kept.keep(Item("MOVED_WITH", *PHONES[:2], {"times": 3, "p": 0.01}, (kept.row("a", 3),)), method="co_travel")
    (link,) = kept.draw().table("link.MOVED_WITH.Phone.Phone")
    assert link == {
        "source": PHONES[0],
        "target": PHONES[1],
        "id": f"MOVED_WITH|{PHONES[0]}|{PHONES[1]}|{run.run}",
        "kind": "inference",
        "rows": 1,
        "times": 3,
        "p": 0.01,
        "run": run.run,
        "method": "co_travel",
    }


def test_members_are_drawn_to_a_group_of_their_own_run(kept):
    run = kept.keep(*gang(kept, ("张三", kept.row("a", 1), 0.9), ("李四", kept.row("a", 2), 0.7)))
    kept.draw()
    (group,) = kept.table("node.Group")
    assert group == {
        "key": f"group:{run.run}-1", "name": "甲团伙", "confidence": 0.8, "run": run.run, "method": "test"
    }  # fmt: skip
    assert {(m["target"], m["confidence"]) for m in kept.table("link.MEMBER_OF.Person.Group")} == {
        (group["key"], 0.9),
        (group["key"], 0.7),
    }


def test_a_number_may_be_a_member_too(kept):
    kept.keep(Item("Group", "group:1"), Item("MEMBER_OF", PHONES[0], "group:1", {"share": 1.0}, (kept.row("a", 3),)))
    (member,) = kept.draw().table("link.MEMBER_OF.Phone.Group")
    assert (member["source"], member["share"]) == (PHONES[0], 1.0)
    assert kept.table("node.Group")[0]["name"] == "D000001-1", "named by its run where nobody named it"


def test_two_runs_that_say_the_same_draw_two_links_and_one_withdrawn_leaves_the_other(kept):
    item = Item("REPLACED_BY", *PHONES[:2], {"confidence": 0.5}, (kept.row("a", 1),))
    first, second = (kept.keep(item, method=method) for method in ("one", "two"))
    assert len(kept.draw().links("REPLACED_BY")) == 2
    kept.ledger.derived.withdraw(first.run, workspace="w", cases=["case:W"], actor="li", purpose=None, why="误")
    (link,) = kept.draw().table("link.REPLACED_BY.Phone.Phone")
    assert link["run"] == second.run


def test_every_derived_link_opens_as_many_rows_as_it_says(kept):
    event = kept.scope.sql(f"SELECT DISTINCT event FROM {kept.scope.events('calls')} e WHERE repeats OR NOT first")
    (shared,) = event.fetchall()[0]
    kept.keep(
        *gang(kept, ("张三", shared, 0.9), ("王五", kept.row("b", 2), 0.5)),
        Item("MOVED_WITH", *PHONES[:2], {"times": 1}, (shared, kept.row("a", 4))),
    )
    kept.draw()
    counted = {}
    for shape in kept.target.shapes:
        if shape.name.startswith("link."):
            for link in kept.table(shape.name):
                rows = link_rows(kept.scope.connection, link["id"], state=kept.state)
                assert len(rows) == link["rows"], link["id"]
                counted[link["source"], shape.type] = len(rows)
    assert counted[PHONES[0], "MOVED_WITH"] == 3, "both sides of the shared call, and the other call"
    rows = link_rows(kept.scope.connection, f"MOVED_WITH|{PHONES[0]}|{PHONES[1]}|D000001", state=kept.state)
    assert sorted(zip(rows["file_name"], rows["row"], strict=True)) == [("a.txt", 3), ("a.txt", 4), ("b.txt", 1)]
    assert rows["event"].nunique() == 2


def test_a_link_goes_when_a_row_it_cites_is_retracted_and_the_others_stay(kept):
    kept.keep(*gang(kept, ("张三", kept.row("b", 1), 0.9), ("李四", kept.row("a", 2), 0.7)))
    before = kept.draw().links("MEMBER_OF")
    kept.retract("b")
    after = kept.draw().links("MEMBER_OF")
    assert (len(before), len(after)) == (2, 1)
    assert len(kept.table("node.Group")) == 1


def test_a_group_without_members_is_not_drawn(kept):
    kept.keep(*gang(kept, ("王五", kept.row("b", 2), 0.9)))
    assert len(kept.draw().table("node.Group")) == 1
    kept.retract("b")
    assert kept.draw().table("node.Group") == []


def test_a_result_brings_no_number_back_whose_rows_are_gone(kept):
    kept.keep(Item("REPLACED_BY", PHONES[0], PHONES[2], {}, (kept.row("a", 1),)))
    assert kept.draw().links("REPLACED_BY") == [(PHONES[0], PHONES[2])]
    kept.retract("b")
    kept.draw()
    assert kept.links("REPLACED_BY") == []
    assert PHONES[2] not in {node["key"] for node in kept.table("node.Phone")}


def test_members_that_turn_out_to_be_one_person_are_one_member_and_the_surest_speaks(kept):
    kept.keep(*gang(kept, ("张三", kept.row("a", 1), 0.4), ("李四", kept.row("a", 2), 0.9)))
    same = Decision(kept.people["张三"], kept.people["李四"], same=True)
    (member,) = kept.draw([same]).table("link.MEMBER_OF.Person.Group")
    assert (member["confidence"], member["rows"]) == (0.9, 2)
    assert len(kept.draw().links("MEMBER_OF")) == 2


def test_a_pair_that_turns_out_to_be_one_person_is_no_pair(kept):
    ends = (kept.people["张三"], kept.people["李四"])
    kept.keep(Item("MOVED_WITH", *ends, {"times": 2}, (kept.row("a", 1),)))
    assert len(kept.draw().links("MOVED_WITH")) == 1
    assert kept.draw([Decision(*ends, same=True)]).links("MOVED_WITH") == []


def test_a_row_of_a_file_cannot_assert_what_only_an_analysis_infers(drawn, tmp_path):
    scope = drawn("张三 -[USES]-> tel:cn:1\ntel:cn:1 -[REPLACED_BY]-> tel:cn:2\n张三 -[MEMBER_OF]-> group:x")
    (tmp_path / "state").mkdir()
    target = write_target(scope, [], tmp_path / "state")
    assert target.left_out == {"MEMBER_OF": 1, "REPLACED_BY": 1}
    assert target.links == 1


def test_what_a_graph_is_made_from_names_the_results_in_force_and_only_them(kept):
    alone = source_of(kept.scope, [])
    assert source_of(kept.scope, [], kept.items()) == alone
    kept.keep(Item("REPLACED_BY", *PHONES[:2], {}, (kept.row("a", 1),)))
    one = source_of(kept.scope, [], kept.items())
    run = kept.keep(Item("REPLACED_BY", *PHONES[1:3], {}, (kept.row("a", 1),)))
    assert len({alone, one, source_of(kept.scope, [], kept.items())}) == 3
    kept.ledger.derived.withdraw(run.run, workspace="w", cases=["case:W"], actor="li", purpose=None, why="误")
    assert source_of(kept.scope, [], kept.items()) == one


def test_a_world_without_results_is_as_it_was(kept):
    kept.draw()
    assert {shape.name for shape in kept.target.shapes if "Group" in shape.name} == set()
    assert duckdb.sql(f"SELECT count(*) FROM '{kept.state}/derived_rows.parquet'").fetchall() == [(0,)]


def test_the_id_of_a_derived_link_names_its_run():
    assert LinkName.parse("MEMBER_OF|person:1|group:D000001-1|D000001") == LinkName(
        "MEMBER_OF", "person:1", "group:D000001-1", "D000001"
    )
