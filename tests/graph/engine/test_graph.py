"""Questions and writes on one shared server."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from graph.engine import Graph, Link, Node, Path
from graph.errors import EngineError, QueryError

pytestmark = pytest.mark.neo4j

CALLING = """
CREATE (a:Phone {key: 'tel:1', n: 1}), (b:Phone {key: 'tel:2', n: 2})
CREATE (a)-[:CALLED {id: 'CALLED|tel:1|tel:2', rows: 3}]->(b)
"""
PAIR = [(CALLING, None)]
ONE, TWO = Node("Phone", "tel:1", {"key": "tel:1", "n": 1}), Node("Phone", "tel:2", {"key": "tel:2", "n": 2})
CALL = Link("CALLED", "CALLED|tel:1|tel:2", "tel:1", "tel:2", {"id": "CALLED|tel:1|tel:2", "rows": 3})
ENDLESS = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b)"


def count(graph: Graph) -> object:
    return graph.read("MATCH (n) RETURN count(n)").rows[0][0]


def test_an_answer_has_its_columns_in_order_and_its_rows(graph: Graph) -> None:
    answer = graph.read("UNWIND $xs AS x RETURN x, x * 2 AS twice", {"xs": [1, 2]})
    assert answer.columns == ["x", "twice"]
    assert answer.rows == [[1, 2], [2, 4]]
    assert answer.records() == [{"x": 1, "twice": 2}, {"x": 2, "twice": 4}]
    assert not answer.truncated


def test_an_answer_without_rows_still_has_its_columns(graph: Graph) -> None:
    assert graph.read("MATCH (n:Nothing) RETURN n.key AS key").columns == ["key"]


@pytest.mark.parametrize(("rows", "truncated"), [(1, True), (4, True), (5, False), (6, False)])
def test_rows_beyond_the_limit_are_cut_and_that_is_told(graph: Graph, rows: int, truncated: bool) -> None:
    answer = graph.read("UNWIND range(1, 5) AS x RETURN x", rows=rows)
    assert (len(answer.rows), answer.truncated) == (min(rows, 5), truncated)


def test_a_million_rows_cost_no_more_than_those_asked_for(graph: Graph) -> None:
    began = time.monotonic()
    assert graph.read("UNWIND range(1, 100000000) AS x RETURN x", rows=3).rows == [[1], [2], [3]]
    assert time.monotonic() - began < 5


def test_nodes_links_and_paths_become_plain_values(graph: Graph) -> None:
    graph.write(PAIR)
    answer = graph.read("MATCH p = (a:Phone {n: 1})-[r]->(b) RETURN a, r, p")
    assert answer.rows == [[ONE, CALL, Path((ONE, TWO), (CALL,))]]


def test_a_link_returned_alone_still_knows_the_keys_of_its_ends(graph: Graph) -> None:
    graph.write(PAIR)
    assert graph.read("MATCH ()-[r]->() RETURN r").rows == [[CALL]]


def test_values_inside_lists_and_maps_become_plain_too(graph: Graph) -> None:
    graph.write(PAIR)
    answer = graph.read("MATCH (a:Phone {n: 1}) RETURN {who: [a], day: date('2026-03-05')} AS map")
    assert answer.rows == [[{"who": [ONE], "day": date(2026, 3, 5)}]]


@pytest.mark.parametrize(
    ("cypher", "value"),
    [
        ("datetime('2026-03-05T14:23:11Z')", datetime(2026, 3, 5, 14, 23, 11, tzinfo=UTC)),
        (
            "datetime('2026-03-05T14:23:11+08:00')",
            datetime(2026, 3, 5, 14, 23, 11, tzinfo=timezone(timedelta(hours=8))),
        ),
        ("date('2026-03-05')", date(2026, 3, 5)),
        ("duration('P1M2DT3S')", "P1M2DT3S"),
        ("point({longitude: 1, latitude: 2})", {"x": 1.0, "y": 2.0, "srid": 4326}),
        ("1.5", 1.5),
        ("null", None),
        ("true", True),
        ("'张三'", "张三"),
    ],
)
def test_scalars_become_plain_values(graph: Graph, cypher: str, value: object) -> None:
    assert graph.read(f"RETURN {cypher} AS v").rows == [[value]]


def test_parameters_may_be_aware_datetimes_and_lists_of_maps(graph: Graph) -> None:
    at = datetime(2026, 3, 5, 14, 23, 11, tzinfo=UTC)
    assert graph.read("UNWIND $rows AS r RETURN r.at", {"rows": [{"at": at}]}).rows == [[at]]


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (:X)",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n) SET n.x = 1",
        "MERGE (:X {a: 1})",
        "CREATE INDEX FOR (n:X) ON n.a",
        "CREATE CONSTRAINT FOR (n:X) REQUIRE n.a IS UNIQUE",
        "CALL (){ CREATE (:X) } IN TRANSACTIONS",
        "FOREACH (i IN [1] | CREATE (:X))",
        "CALL db.createLabel('X')",
        "CREATE USER eve SET PASSWORD 'eve12345'",
        "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    ],
)
def test_a_read_cannot_write_in_any_form(graph: Graph, cypher: str) -> None:
    graph.write(PAIR)
    with pytest.raises(QueryError):
        graph.read(cypher)
    assert graph.read("MATCH (n) WHERE n.x IS NULL RETURN count(n)").rows == [[2]]


def test_a_refused_write_says_that_only_reading_is_allowed(graph: Graph) -> None:
    with pytest.raises(QueryError, match="只能读取"):
        graph.read("CREATE (:X)")


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:1/x", "https://localhost/x", "ftp://[::1]/x"]
)
def test_load_csv_reads_neither_files_nor_addresses(graph: Graph, address: str) -> None:
    with pytest.raises(QueryError):
        graph.read(f"LOAD CSV FROM '{address}' AS row RETURN row")
    with pytest.raises(QueryError):
        graph.alter(f"LOAD CSV FROM '{address}' AS row RETURN row")


def test_an_endless_question_ends_at_its_time_limit_and_the_next_one_works(graph: Graph) -> None:
    began = time.monotonic()
    with pytest.raises(QueryError, match="超过 1 秒"):
        graph.read(ENDLESS, seconds=1)
    assert time.monotonic() - began < 4
    assert graph.read("RETURN 1 AS one").rows == [[1]]


@pytest.mark.parametrize("seconds", [0, -1])
def test_no_time_means_no_time_and_not_for_ever(graph: Graph, seconds: float) -> None:
    with pytest.raises(QueryError):
        graph.read(ENDLESS, seconds=seconds)


def test_a_question_that_eats_memory_is_stopped_and_the_next_one_works(graph: Graph) -> None:
    with pytest.raises(QueryError, match="内存"):
        graph.read("UNWIND range(1, 200000000) AS x WITH collect(x) AS xs RETURN size(xs)", seconds=120)
    assert graph.read("RETURN 1 AS one").rows == [[1]]


def test_a_wrong_statement_is_told_with_its_place(graph: Graph) -> None:
    with pytest.raises(QueryError, match="第 2 行第 1 列"):
        graph.read("MATCH (n)\nRETRUN n")


def test_explaining_tells_the_place_as_the_user_wrote_it(graph: Graph) -> None:
    with pytest.raises(QueryError, match="第 1 行第 1 列"):
        graph.explain("MATC (n) RETURN n")
    with pytest.raises(QueryError, match="第 2 行第 1 列"):
        graph.explain("MATCH (n)\nRETRUN n")


def test_a_long_list_of_what_was_expected_is_not_shown(graph: Graph) -> None:
    with pytest.raises(QueryError) as caught:
        graph.read("MATC (n) RETURN n")
    assert len(str(caught.value)) < 160


def test_a_missing_parameter_is_named(graph: Graph) -> None:
    with pytest.raises(QueryError, match="who"):
        graph.read("RETURN $who")


def test_a_parameter_of_an_unknown_type_is_the_questions_fault(graph: Graph) -> None:
    with pytest.raises(QueryError):
        graph.read("RETURN $x", {"x": object()})


def test_dividing_by_zero_is_the_questions_fault(graph: Graph) -> None:
    with pytest.raises(QueryError, match="by zero"):
        graph.read("RETURN 1 / 0")


@pytest.mark.parametrize(
    ("cypher", "kind", "operator"),
    [
        ("MATCH (n:Phone {key: $k}) RETURN n", "r", "NodeByLabelScan"),
        ("CREATE (:X)", "w", "Create"),
        ("MATCH (n) SET n.x = 1 RETURN n", "rw", "SetProperty"),
        ("CREATE INDEX FOR (n:X) ON n.a", "s", "CreateIndex"),
        ("LOAD CSV FROM 'file:///x' AS r RETURN r", "r", "LoadCSV"),
        ("CALL db.labels()", "r", "ProcedureCall"),
        ("SHOW USERS", "s", "AdministrationCommand"),
    ],
)
def test_explaining_tells_what_a_statement_would_do_and_does_nothing(
    graph: Graph, cypher: str, kind: str, operator: str
) -> None:
    plan = graph.explain(cypher, {"k": "tel:1"})
    assert plan.kind == kind
    assert operator in plan.operators
    assert count(graph) == 0


def test_statements_written_together_stand_together_or_not_at_all(graph: Graph) -> None:
    with pytest.raises(QueryError):
        graph.write([("CREATE (:X {a: 1})", None), ("CREATE (:X {a: 1 / 0})", None)])
    assert count(graph) == 0
    graph.write([("CREATE (:X {a: $a})", {"a": 1}), ("MATCH (x:X) SET x.b = x.a + 1", None)])
    assert graph.read("MATCH (x:X) RETURN x.a, x.b").rows == [[1, 2]]


def test_a_broken_constraint_undoes_the_whole_transaction(graph: Graph) -> None:
    graph.alter("CREATE CONSTRAINT FOR (x:X) REQUIRE x.key IS UNIQUE")
    with pytest.raises(QueryError):
        graph.write([("CREATE (:X {key: 1})", None), ("CREATE (:X {key: 2}), (:X {key: 1})", None)])
    assert count(graph) == 0


def test_writers_that_collide_all_get_through(graph: Graph) -> None:
    graph.write([("CREATE (:X {key: 1, n: 0}), (:X {key: 2, n: 0})", None)])
    failed: list[Exception] = []

    def add(keys: list[int]) -> None:
        try:
            for _ in range(15):
                graph.write([("MATCH (x:X {key: $k}) SET x.n = x.n + 1", {"k": key}) for key in keys])
        except EngineError as error:
            failed.append(error)

    threads = [threading.Thread(target=add, args=(keys,)) for keys in ([1, 2], [2, 1], [1, 2], [2, 1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert graph.read("MATCH (x:X) RETURN x.n").rows == [[60], [60]]


def test_threads_may_ask_the_same_graph_at_once(graph: Graph) -> None:
    answers: list[object] = []

    def ask(n: int) -> None:
        answers.extend(graph.read("RETURN $n AS n", {"n": n}).rows[0])

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, answers)) == sorted(map(str, range(20)))


def test_wiping_leaves_no_node_link_constraint_or_index(graph: Graph) -> None:
    graph.write(PAIR)
    graph.alter("CREATE CONSTRAINT FOR (x:Phone) REQUIRE x.key IS UNIQUE")
    graph.alter("CREATE INDEX `odd name` FOR ()-[r:CALLED]-() ON (r.id)")
    graph.alter("CREATE FULLTEXT INDEX names FOR (n:Phone) ON EACH [n.name]")
    graph.wipe()
    assert count(graph) == 0
    assert graph.read("SHOW CONSTRAINTS").rows == []
    assert graph.read("SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN type").rows == []


def test_a_closed_graph_opens_again_with_the_next_question(graph: Graph) -> None:
    graph.close()
    assert graph.read("RETURN 1 AS one").rows == [[1]]


def test_the_generation_is_named(graph: Graph) -> None:
    assert graph.generation == "g000001"


def test_a_password_is_not_part_of_what_an_address_shows_of_itself(graph: Graph) -> None:
    address, home = graph._server.locate()
    assert home is not None
    assert home.password not in repr(address)
