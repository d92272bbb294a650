"""A projection on a real Neo4j: what it touches, what it survives, what it notices."""

from __future__ import annotations

import pytest

from graph.errors import ProjectionError
from graph.projection import live_hash
from graph.projection import project as project_into
from graph.projection.apply import apply, counts, ensure_indexes, ensure_keys
from graph.projection.plan import read_plan, write_plan
from graph.projection.target import write_target

pytestmark = pytest.mark.neo4j

FIRST = """
    张三 -[USES since=1969-01-01]-> tel:+8615400000001
    tel:+8615400000001 -[CALLED at=2026-03-01T08:00:00 seconds=60 cell=cell:1-1-1]-> tel:cn:10086
    acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=5000]-> acct:A:2
    cell:1-1-1 lat=36.6512345 lon=117.12 name=一号塔
    case:1 category=盗窃 filed_at=2026-03-01T00:00:00+00:00 occurred_on=2026-02-28 loss=100
    张三 -[KNOWS means=phone]-> 李四
"""


class Killed(Exception):
    """The process ended here."""


class Interrupted:
    """A graph whose process is killed at a write: before it reaches Neo4j, or after Neo4j has done it."""

    def __init__(self, graph, *, writes, after):
        self._graph, self._left, self._after = graph, writes, after
        self.generation = graph.generation
        self.read = graph.read

    def write(self, statements):
        self._left -= 1
        if self._left < 0 and not self._after:
            raise Killed
        self._graph.write(statements)
        if self._left < 0:
            raise Killed


def test_the_hash_of_the_tables_is_the_hash_of_the_graph(world):
    done = world.project(FIRST)
    assert live_hash(world.view._graph) == done.hash
    assert (done.nodes, done.links) == (8, 5)


@pytest.mark.parametrize(
    "tampering",
    [
        "MATCH (n:Phone) WITH n LIMIT 1 SET n.name = 'x'",
        "MATCH (n:Phone) WITH n LIMIT 1 SET n.colour = 'x'",
        "MATCH ()-[l:CALLED]->() SET l.calls = l.calls + 1",
        "MATCH ()-[l:KNOWS]->() DELETE l",
        "MATCH (a:Person {name: '张三'})-[l:KNOWS]->(b) CREATE (b)-[m:KNOWS]->(a) SET m = l DELETE l",
        "CREATE (:Person {key: 'person:x'})",
    ],
)
def test_the_hash_tells_when_a_graph_was_changed_by_hand(world, tampering):
    done = world.project(FIRST)
    world.view._graph.write([(tampering, {})])
    assert live_hash(world.view._graph) != done.hash


def test_projecting_again_touches_nothing(world):
    first = world.project(FIRST)
    again = world.project()
    assert (first.touched, again.touched, again.hash) == (13, 0, first.hash)


def test_an_import_touches_only_what_it_changes(world):
    world.project(FIRST)
    done = world.project("tel:+8615400000001 -[CALLED at=2026-03-02T08:00:00 seconds=5]-> tel:cn:10086")
    assert done.touched == 1
    assert world.cypher("MATCH ()-[l:CALLED]->() RETURN l.calls, l.seconds") == [(2, 65)]


def test_a_retracted_file_disappears_and_leaves_what_others_say_too(world):
    before = world.project(FIRST).hash
    (made,) = world.draw("""
        == b
        张三 -[USES]-> tel:+8615400000002
        tel:+8615400000001 -[CALLED at=2026-03-05T08:00:00 seconds=5]-> tel:cn:10086
    """)
    assert world.project().hash != before
    world.view.retract(made.import_id, "导错案件")
    assert world.project().hash == before


def test_one_side_of_an_event_may_go_without_the_event(world):
    (_, other) = world.draw("""
        tel:+8615400000001 -[CALLED at=2026-03-01T08:00:00 seconds=60]-> tel:+8615400000002
        == b
        tel:+8615400000001 -[CALLED at=2026-03-01T08:00:01 seconds=60 owner=tel:+8615400000002]-> tel:+8615400000002
    """)
    world.project()
    assert world.cypher("MATCH ()-[l:CALLED]->() RETURN l.calls, l.rows") == [(1, 2)]
    world.view.retract(other.import_id, "重复")
    world.project()
    assert world.cypher("MATCH ()-[l:CALLED]->() RETURN l.calls, l.rows") == [(1, 1)]


def test_a_graph_that_was_changed_by_hand_is_filled_anew_once_its_counts_show_it(world):
    done = world.project(FIRST)
    world.view._graph.write([("MATCH (n:Phone) DETACH DELETE n", {})])
    healed = world.project()
    assert (healed.hash, healed.touched) == (done.hash, 13)
    assert live_hash(world.view._graph) == done.hash


def test_a_graph_whose_notes_are_lost_is_filled_anew(world):
    done = world.project(FIRST)
    world.view._states.forget()
    assert world.project().hash == done.hash
    assert live_hash(world.view._graph) == done.hash


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_projection_killed_at_any_write_is_finished_by_the_next(world, after):
    world.draw(FIRST)
    scope = world.ledger.scope(["case:W"])
    expected = world.project().hash
    for writes in range(0, 14, 2):
        world.view._states.forget()
        interrupted = Interrupted(world.view._graph, writes=writes, after=after)
        with pytest.raises(Killed):
            project_into(scope, [], graph=interrupted, states=world.view._states)
        assert world.project().hash == expected
        assert live_hash(world.view._graph) == expected
    scope.close()


def test_a_step_that_is_sent_twice_is_done_once(drawn, graph_server, tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    plan = write_plan(write_target(drawn(FIRST), [], folder), None, {})
    ensure_keys(graph_server)

    class Repeating:
        generation, read = "", graph_server.read

        def write(self, statements):
            graph_server.write(statements)
            graph_server.write(statements)

    apply(Repeating(), plan)
    found = counts(graph_server)
    assert (found.nodes, found.links) == (plan.counts["node"], plan.counts["link"])


def test_a_finished_plan_applied_again_does_nothing(drawn, graph_server, tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    plan = write_plan(write_target(drawn(FIRST), [], folder), None, {})
    ensure_keys(graph_server)
    apply(graph_server, plan)
    apply(graph_server, read_plan(folder))
    assert counts(graph_server).nodes == plan.counts["node"]


def test_a_graph_amid_an_unknown_plan_is_left_alone(drawn, graph_server, tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    plan = write_plan(write_target(drawn(FIRST), [], folder), None, {})
    graph_server.write([("CREATE (:_Projection {plan: 'other', step: 3})", {})])
    with pytest.raises(ProjectionError, match="重建"):
        apply(graph_server, plan)


def test_at_rest_there_is_no_marker(world):
    world.project(FIRST)
    assert world.cypher("MATCH (n:_Projection) RETURN count(n)") == [(0,)]


def test_every_label_has_a_unique_key_and_every_type_an_index(graph_server):
    ensure_keys(graph_server)
    ensure_indexes(graph_server)
    unique = graph_server.alter("SHOW CONSTRAINTS YIELD type, properties WHERE properties = ['key'] RETURN count(*)")
    indexes = graph_server.alter("SHOW INDEXES YIELD entityType, properties WHERE properties = ['id'] RETURN count(*)")
    assert unique.rows[0][0] == 15
    assert indexes.rows[0][0] == 24


def test_progress_counts_up_to_all_that_is_touched(world):
    world.draw(FIRST)
    told = []
    done = world.view.project(progress=lambda n, total: told.append((n, total)))
    assert told == sorted(told)
    assert told[-1] == (done.touched, done.touched)


def test_counts_that_do_not_add_up_are_told_and_mended_by_the_next_projection(world):
    world.draw(FIRST)
    scope = world.ledger.scope(["case:W"])

    class Forgetful:
        """Loses the nodes of one kind, as no server should."""

        def __init__(self, graph):
            self._graph, self.read, self.generation = graph, graph.read, graph.generation

        def write(self, statements):
            self._graph.write(
                [(text.replace("CREATE (:Cell ", "WITH r WHERE false CREATE (:Cell "), p) for text, p in statements]
            )

    with pytest.raises(ProjectionError, match="Cell"):
        project_into(scope, [], graph=Forgetful(world.view._graph), states=world.view._states)
    scope.close()
    assert world.project().nodes == 8
