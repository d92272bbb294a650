"""Sixty-odd statements of somebody who means ill: none changes anything or reads outside, and the next question works."""

from __future__ import annotations

import time

import pytest

from graph.errors import QueryError
from workbench.desk import Desk, audit
from workbench.errors import UserError

pytestmark = [pytest.mark.neo4j, pytest.mark.proof, pytest.mark.timeout(900)]

WORLD = """
    张三 -[USES]-> tel:cn:1
    tel:cn:1 -[CALLED at=2026-03-01T08:00:00 seconds=60]-> tel:cn:2
    李四 -[KNOWS]-> 张三
"""

WRITES = [
    "CREATE (n:Person {key: 'x'})",
    "create (n)",
    "  /* a question */ CREATE (n) // really",
    "MERGE (n:Person {key: 'x'}) RETURN n",
    "MATCH (n:Person) SET n.name = 'x'",
    "MATCH (n:Person) SET n += {name: 'x'} RETURN n",
    "MATCH (n:Person) SET n:Hacked RETURN n",
    "MATCH (n:Person) REMOVE n.name RETURN n",
    "MATCH (n:Person) REMOVE n:Person RETURN n",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n:Phone) OPTIONAL MATCH (n)-[l]-() DELETE l, n",
    "MATCH (n:Person) FOREACH (x IN [1] | SET n.name = 'x')",
    "MATCH (n:Person) CALL { WITH n SET n.name = 'x' } RETURN n",
    "MATCH (n:Person) CALL (n) { SET n.name = 'x' } IN TRANSACTIONS OF 1 ROWS",
    "CALL { CREATE (n) } IN TRANSACTIONS RETURN 1",
    "MATCH (n) WITH n UNION MATCH (m) CREATE (:X) RETURN m AS n",
    "MATCH (a:Person), (b:Phone) CREATE (a)-[:USES]->(b)",
    "CYPHER 5 CREATE (n)",
    "CYPHER runtime=slotted CREATE (n)",
    "PROFILE CREATE (n)",
    "EXPLAIN CREATE (n)",
    "RETURN 1; CREATE (n)",
    "RETURN 1 AS x UNION CREATE (n) RETURN 1 AS x",
    "\\u0043REATE (n)",
    "MATCH (n:Person) \\u0053ET n.name = 'x'",
    "CREATE INDEX FOR (n:Person) ON (n.sex)",
    "CREATE CONSTRAINT FOR (n:Person) REQUIRE n.name IS UNIQUE",
    "DROP CONSTRAINT key_Person",
    "DROP INDEX name_Person IF EXISTS",
    "CREATE FULLTEXT INDEX f FOR (n:Person) ON EACH [n.name]",
    "CALL db.createLabel('X')",
    "CALL db.create.setNodeVectorProperty(null, 'x', [1.0])",
    "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()",
]
OUTSIDE = [
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "LOAD CSV WITH HEADERS FROM 'http://127.0.0.1:1/x.csv' AS line RETURN line",
    "load /* x */ csv from 'file:///etc/hostname' AS line RETURN line",
    "LOAD\nCSV FROM 'https://example.org/x' AS line RETURN line",
    "MATCH (n) CALL { LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line } RETURN line",
    "\\u004cOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "USE system SHOW USERS",
    "USE system MATCH (n) RETURN n",
    "use `system` return 1",
    "USE neo4j MATCH (n) RETURN n",
    "CALL { USE system RETURN 1 AS x } RETURN x",
    "USE graph.byName('system') RETURN 1",
    "RETURN 1 AS x UNION USE system RETURN 2 AS x",
]
ADMINISTRATION = [
    "SHOW USERS",
    "SHOW CURRENT USER",
    "SHOW DATABASES YIELD *",
    "SHOW TRANSACTIONS",
    "SHOW SETTINGS YIELD name, value",
    "CYPHER 25 SHOW SETTINGS",
    "show /* all */ functions",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "ALTER USER neo4j SET PASSWORD 'hacked123' CHANGE NOT REQUIRED",
    "CREATE USER eve SET PASSWORD 'hacked123'",
    "CREATE OR REPLACE USER neo4j SET PASSWORD 'hacked123'",
    "DROP USER neo4j",
    "GRANT ROLE admin TO eve",
    "CREATE DATABASE other",
    "STOP DATABASE neo4j",
    "CALL dbms.listConfig() YIELD name, value RETURN name, value",
    "CALL dbms.setConfigValue('db.transaction.timeout', '0')",
    "CALL `dbms`.`components`()",
    "CALL dbms.killQuery('1')",
    "CALL tx.setMetaData({x: 1})",
    "CALL db.stats.clear('QUERIES')",
    "MATCH (n) CALL dbms.showCurrentUser() YIELD username RETURN username",
    "CALL db.labels() YIELD label CALL dbms.components() YIELD name RETURN name",
    "CALL db.clearQueryCaches()",
]
ENDLESS = [
    "UNWIND range(1, 100000) AS i MATCH (a), (b), (c), (d), (e), (f) WHERE a.key + b.key <> c.key + f.key RETURN max(i)",
    "UNWIND range(1, 10000000000) AS i RETURN count(*)",
    "UNWIND range(1, 200000000) AS i WITH collect(i) AS c RETURN size(c)",
    "UNWIND range(1, 10000) AS i RETURN range(1, 1000000)",
    "UNWIND range(1, 100000) AS i UNWIND range(1, 100000) AS j WITH i, j ORDER BY i * j RETURN i LIMIT 1",
    "RETURN reduce(s = '', x IN range(1, 3000000) | s + 'xxxxxxxxxxxxxxxx')",
    "MATCH p = (a)-[*]-(b) UNWIND range(1, 1000000) AS i MATCH q = (c)-[*1..9]-(d) RETURN count(*)",
]
# What Neo4j's own clock does not reach: the server has to go.
RUNAWAY = [
    "RETURN reduce(s = 0, x IN range(1, 100000000000) | s + x)",
    "RETURN 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac' =~ '(.*a){24}b'",
]
# What only looks dangerous is answered.
HARMLESS = [
    ("MATCH (p:Person) WHERE p.name = 'CREATE (n) SET x' RETURN count(p)", [(0,)]),
    ("RETURN 'LOAD CSV FROM x' AS text // DELETE everything", [("LOAD CSV FROM x",)]),
    (
        "WITH {set: 1, create: 2, use: 3, call: 4} AS load RETURN load.set + load.create + load.use + load.call AS show",
        [(10,)],
    ),
    ("MATCH (`CREATE`:Person) RETURN count(`CREATE`) AS `DELETE`", [(2,)]),
    ("CALL db.labels() YIELD label WITH label WHERE label STARTS WITH 'Ph' RETURN collect(label)", [(["Phone"],)]),
    ("CYPHER 25 MATCH (n:Person) RETURN count(n)", [(2,)]),
    ("MATCH (p:Person) CALL (p) { MATCH (p)-[:USES]->(n) RETURN count(n) AS used } RETURN sum(used)", [(1,)]),
]


@pytest.fixture(scope="module")
def victim(own_world):
    """Return a world on a server of its own: some statements end it."""
    world = own_world("hostile")
    world.project(WORLD)
    world.view.seconds = 5.0
    return world


def refusal(world, statement):
    """Return what the door says to a statement, and how long that took."""
    began = time.monotonic()
    with pytest.raises((UserError, QueryError)) as refused:
        world.view.cypher(statement)
    return str(refused.value), time.monotonic() - began


def untouched(world):
    """Whether the graph says what it said, has the same users, indexes and constraints, and still answers."""
    graph = world.view._graph
    users = [row[0] for row in graph.alter("SHOW USERS YIELD user").rows]
    rules = graph.alter("SHOW CONSTRAINTS YIELD name RETURN count(*)").rows[0][0]
    world.view._graph.read("MATCH (n:Person) RETURN count(n)")
    return (world.view.graph_hash(), users, rules)


def test_there_are_at_least_sixty():
    assert len(WRITES + OUTSIDE + ADMINISTRATION + ENDLESS + RUNAWAY) >= 60


@pytest.mark.parametrize("statements", [WRITES, OUTSIDE, ADMINISTRATION], ids=["writes", "outside", "administration"])
def test_nothing_is_written_read_outside_or_administered(victim, statements):
    before = untouched(victim)
    for statement in statements:
        told, seconds = refusal(victim, statement)
        assert told, statement
        assert "Traceback" not in told
        assert "root:" not in told, statement
        assert seconds < victim.view.seconds + 5, statement
        assert victim.cypher("MATCH (n:Person) RETURN count(n)") == [(2,)], statement
    assert untouched(victim) == before


@pytest.mark.parametrize("statement", ENDLESS + RUNAWAY)
def test_what_never_ends_is_ended_and_the_next_question_works(victim, statement):
    told, seconds = refusal(victim, statement)
    assert any(word in told for word in ("停止", "强制结束")), told
    # Half as long again and five seconds is when the server itself is given up; the rest is a busy machine.
    assert seconds < victim.view.seconds * 1.5 + 20
    assert victim.cypher("MATCH (n:Person) RETURN count(n)") == [(2,)]


@pytest.mark.parametrize(("statement", "rows"), HARMLESS)
def test_what_only_looks_dangerous_is_answered(victim, statement, rows):
    assert victim.cypher(statement) == rows


def test_every_statement_stands_in_the_audit_refused_or_not(victim):
    victim.cypher("RETURN 4711")
    refusal(victim, "CREATE (:Audited4712)")
    asked = [line["detail"] for line in audit_lines(victim)]
    assert any("4711" in detail for detail in asked)
    assert any("Audited4712" in detail for detail in asked)


def audit_lines(world):
    desk = Desk.open(world.settings)
    try:
        return desk.rows(audit.select())
    finally:
        desk.close()
