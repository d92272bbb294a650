"""However a graph came to be, by any sequence of imports, retractions, judgements, kept and withdrawn results, kills and
projections, it is the graph that a rebuild makes, hash for hash."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from graph.errors import LedgerError
from graph.ledger.runs import Item
from graph.projection import live_hash
from graph.projection import project as project_into

pytestmark = [pytest.mark.neo4j, pytest.mark.proof, pytest.mark.timeout(3600)]

# Lines that meet each other: shared people, both sides of calls and transfers, repeats, periods, things of every kind.
LINES = [
    "张三 id_number=370102199001011234 aliases=老三",
    "张叁 id_number=370102199001011234 sex=男",
    "李四 birth_date=1985-05-05",
    "王五 id_number=370102198505055678 address=东街1号",
    "张三 -[USES since=2026-01-01]-> tel:+8615400000001",
    "李四 -[USES since=2025-01-01 until=2025-06-01]-> tel:+8615400000001",
    "王五 -[HOLDS]-> acct:JL:1",
    "张三 -[KNOWS relation=亲属 means=register]-> 李四",
    "张三 -[KNOWS means=phone]-> 李四",
    "李四 -[KNOWS]-> 王五",
    "张三 -[SUSPECT_IN]-> case:1",
    "王五 -[VICTIM_IN]-> case:1",
    "case:1 category=盗窃 loss=100 filed_at=2026-03-01T00:00:00+00:00",
    "case:1 category=抢劫 status=已破 occurred_on=2026-02-28",
    "case:1 -[AT]-> place:1",
    "place:1 name=东街 lat=36.6500001 lon=117.1200009",
    "tel:+8615400000001 -[CALLED at=2026-03-01T08:00:00 seconds=60 cell=cell:LC-1-1 imei=imei:1 imsi=imsi:1]-> tel:+8615400000002",
    "tel:+8615400000001 -[CALLED at=2026-03-01T08:00:02 seconds=61 owner=tel:+8615400000002]-> tel:+8615400000002",
    "tel:+8615400000002 -[CALLED at=2026-03-02T08:00:00 act=text]-> tel:+8615400000001",
    "tel:+8615400000003 -[CALLED at=2026-03-03T08:00:00 act=forward forwarded_to=tel:+8615400000004 owner=tel:+8615400000001]-> tel:+8615400000001",
    "tel:+8615400000001 -[CALLED at=2026-03-04T08:00:00 other_text=154****0009]-> -",
    "acct:JL:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=5000 serial=S1]-> acct:BY:2",
    "acct:JL:1 -[TRANSFERRED at=2026-03-01T09:00:03 amount=5000 serial=S1 owner=acct:BY:2]-> acct:BY:2",
    "acct:BY:2 -[TRANSFERRED at=2026-03-01T10:00:00 amount=4900 terminal=cash]-> -",
    "acct:BY:2 -[TRANSFERRED at=2026-03-01T11:00:00 amount=100]-> acct:JL:1",
    "张三 -[SEEN_AT at=2026-03-01T10:00:00 until=2026-03-02T10:00:00 means=hotel]-> place:1",
    "张三 -[SEEN_AT at=2026-03-05T10:00:00 means=netbar]-> place:1",
    "王五 -[OWNS]-> plate:鲁A12345",
    "王五 -[EATS]-> place:1",
]
PEOPLE = ["张三", "张叁", "李四", "王五"]
PHONES = [f"tel:+8615400000{n:03}" for n in range(1, 5)]
TERMS = {"workspace": "专班", "cases": ["case:W"], "params": "{}", "decisions": "", "seconds": 0.0, "warnings": "[]"} | {
    "method": "random", "method_version": "1", "input_version": 0, "scope_key": "", "purpose": "测试", "why": "证明"
}  # fmt: skip
ITEMS = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 99), st.lists(st.integers(0, 99), min_size=1, max_size=3)), max_size=5
)


class Killed(Exception):
    """The process ended here."""


class Interrupted:
    """A graph whose process ends at a write: before it reaches Neo4j, or after Neo4j has done it."""

    def __init__(self, graph, *, writes, after):
        self._graph, self._left, self._after = graph, writes, after
        self.generation, self.read = graph.generation, graph.read

    def write(self, statements):
        self._left -= 1
        if self._left < 0 and not self._after:
            raise Killed
        self._graph.write(statements)
        if self._left < 0:
            raise Killed


def machine(make_world):
    """Return the state machine; every run of it gets a new workspace on an emptied server."""

    class Life(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.world = make_world()
            self.live = []
            self.records = []
            self.files = 0

        @rule(lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=10))
        def imports(self, lines):
            self.files += 1
            name = f"f{self.files}"
            (made,) = self.world.draw(f"== {name}\n" + "\n".join(lines))
            if made.import_id in self.live:  # the same bytes are the import that they already were
                return
            self.live.append(made.import_id)
            self.records += [f"{person}@{name}" for person in PEOPLE if any(person in line for line in lines)]

        @rule(data=st.data())
        def retracts(self, data):
            if self.live:
                gone = data.draw(st.sampled_from(self.live))
                self.live.remove(gone)
                self.world.view.retract(gone, "误导入")

        @rule(data=st.data(), verdict=st.sampled_from(["same", "same", "different", "unsure", "withdrawn"]))
        def judges(self, data, verdict):
            if len(self.records) > 1:
                a, b = data.draw(st.lists(st.sampled_from(self.records), min_size=2, max_size=2, unique=True))
                self.world.judge(a, b, verdict)

        @rule(picks=ITEMS)
        def keeps(self, picks):
            """Keep members and companions picked by number, each resting on some rows of what is there now."""
            with self.world.view._scope() as scope:
                rows, records = (
                    rows_of(scope),
                    [r for (r,) in scope.sql("SELECT record FROM persons ORDER BY 1").fetchall()],
                )
                items = [Item("Group", "group:1", props={"name": "甲", "confidence": 0.5})]
                for number, (a, b, cited) in enumerate(picks):
                    reasons = tuple(rows[n % len(rows)] for n in cited) if rows else ("none",)
                    ends = (
                        (PHONES[a % 4], PHONES[b % 4])
                        if a % 2 or not records
                        else (records[b % len(records)], "group:1")
                    )
                    type_ = "MOVED_WITH" if a % 2 or not records else "MEMBER_OF"
                    items.append(Item(type_, *ends, {}, reasons, number / 2))
                try:
                    self.world.ledger.derived.keep(scope, items, TERMS | {"actor": "tester"})
                except LedgerError:
                    assert not rows

        @rule(data=st.data())
        def withdraws(self, data):
            if runs := self.world.view._runs():
                self.world.view.withdraw(data.draw(st.sampled_from(runs)).run, why="误")

        @rule()
        def projects(self):
            self.world.project()

        @rule(writes=st.integers(0, 25), after=st.booleans())
        def is_killed_while_projecting(self, writes, after):
            view = self.world.view
            graph = Interrupted(view._graph, writes=writes, after=after)
            with view._scope() as scope:
                derived = self.world.ledger.derived.standing(scope, view._runs())
                try:
                    project_into(scope, view._decisions(), graph=graph, states=view._states, derived=derived)
                except Killed:
                    pass

        @rule()
        def is_compacted(self):
            self.world.ledger.compact()

        def teardown(self):
            done = self.world.project()
            view = self.world.view
            assert live_hash(view._graph) == done.hash
            view._states.forget()
            assert self.world.project().hash == done.hash
            assert live_hash(view._graph) == done.hash
            self.world.close()

        @invariant()
        def the_ledger_is_whole(self):
            assert {made.import_id for made in self.world.ledger.records()} == set(self.live)

    return Life


def rows_of(scope):
    """Return the id of every row in scope that a result may cite, sorted."""
    tables = ("calls", "transfers", "persons", "entities", "links", "sightings")
    each = " UNION ".join(f"SELECT file || ':' || sheet || ':' || \"row\" AS id FROM {table}" for table in tables)
    return [row for (row,) in scope.sql(f"SELECT id FROM ({each}) ORDER BY id").fetchall()]


def test_any_life_of_a_graph_ends_as_a_rebuild_would(fresh_world, full, seed):
    life = machine(fresh_world)
    size = settings(
        max_examples=60 if full else 4,
        stateful_step_count=14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(seeded(seed)(life), settings=size)


def test_a_real_rebuild_in_a_new_home_has_the_same_hash(own_world, seed):
    world = own_world("rebuilt")
    dice = random.Random(seed)
    for number in range(3):
        world.draw(f"== f{number}\n" + "\n".join(dice.sample(LINES, 15)))
        world.project()
    world.judge("张三@f0", "李四@f1", "same")
    before = world.project()
    first = world.view._graph.generation
    rebuilt = world.project(rebuild=True)
    assert rebuilt.hash == before.hash
    assert world.view._graph.generation != first
    assert world.view.graph_hash() == before.hash
    assert world.project().touched == 0
