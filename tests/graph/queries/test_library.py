"""The question library keeps the manners that keep Neo4j quick and the answers right."""

from __future__ import annotations

import re

import pytest

from graph.errors import QueryError
from graph.net.betweenness import betweenness
from graph.queries import GROUPS, catalogue, load
from graph.schema import KIND, LINK

QUERIES = catalogue()
TYPES = {"thing", "text", "integer", "number", "instant", "date", *KIND}
NODE = re.compile(r"\((\w*)((?::[\w|]+)?)\s*(\{[^}]*\})?\)")


def body(query):
    """Return the Cypher without comments and with texts blanked."""
    lines = (line for line in query.text.splitlines() if not line.startswith("//"))
    return re.sub(r"'[^']*'", "''", "\n".join(lines))


def each(test):
    return pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)(test)


def test_there_are_questions_about_points_lines_and_nets():
    assert {query.group for query in QUERIES} == set(GROUPS)
    assert len(QUERIES) >= 14
    assert len({query.name for query in QUERIES}) == len(QUERIES)


@each
def test_a_header_says_it_in_both_languages(query):
    for said in (query.title, query.asks):
        assert set(said) == {"zh", "en"}
        assert re.search(r"[\u4e00-\u9fff]", said["zh"])
        assert said["en"].isascii()
    assert query.asks["zh"].endswith("？")
    assert query.asks["en"].endswith("?")


@each
def test_parameters_are_declared_used_and_have_a_known_type(query):
    assert {p.name for p in query.params} == set(re.findall(r"\$(\w+)", body(query))) | (
        {"limit"} if query.then else set()
    )
    assert {p.type for p in query.params} <= TYPES


@each
def test_columns_are_those_that_are_returned(query):
    returned = body(query).rpartition("RETURN")[2].partition("ORDER BY")[0]
    rest = [part.strip() for part in re.sub(r"\[[^\]]*\]|\([^)]*\)", "", returned).split(",")]
    names = [part.split(" AS ")[-1].strip() for part in rest]
    if not query.then:
        assert tuple(names) == query.columns


@each
def test_an_answer_has_an_order_and_an_end(query):
    last = body(query).rpartition("RETURN")[2]
    assert "ORDER BY" in last
    assert re.search(r"LIMIT (\$limit|\d+)\s*$", last)


@each
def test_only_known_labels_and_types_are_named(query):
    labels = {label for _, named, _ in NODE.findall(body(query)) for label in named.strip(":").split("|") if label}
    types = {t for named in re.findall(r"\[\w*:([\w|]+)", body(query)) for t in named.split("|")}
    assert labels <= set(KIND)
    assert types <= set(LINK)


@each
def test_a_node_looked_up_by_key_names_its_label(query):
    looked_up = re.findall(r"\([^()]*\{[^}]*key:[^}]*\}\)", body(query))
    assert all(re.match(r"\(\w*:\w", node) for node in looked_up)
    assert looked_up or query.group == "net"


@each
def test_a_first_match_starts_from_a_label(query):
    first = re.search(r"MATCH (?:\w+ = )?\((\w*)(:[\w|]+)?", body(query))
    assert first is not None
    assert first[2]


@each
def test_hops_are_bounded(query):
    assert not re.search(r"\*(?!\d*\.\.\d)(?!\d)", re.sub(r"count\(\*\)|\{\.\*", "", body(query)))


@each
def test_hubs_are_guarded_before_a_second_hop(query):
    hops = re.findall(r"MATCH [^\n]*-\[[^\]]*\]-[^\n]*", body(query))
    if query.group != "point" and len(hops) > 1 and "$key" not in query.text:
        assert re.search(r"COUNT \{[^}]*\} < \$hub", body(query)), "a second hop needs a guard"


@each
def test_nothing_beyond_plain_cypher_is_used(query):
    assert not re.search(r"\b(apoc|gds|CALL|LOAD|USE|CREATE|MERGE|SET|DELETE|REMOVE)\b", body(query), re.IGNORECASE)


@each
def test_no_question_knows_the_answers_of_one_data_set(query):
    text = "\n".join(line for line in query.text.splitlines() if not line.startswith("//"))
    assert set(re.findall(r"'([^']*)'", text)) <= {"", "in", "out", "|"}


def test_a_question_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(QueryError, match="contacts"):
        load("nonsense")
    assert load("contacts").group == "point"


def test_what_follows_the_rows_is_a_function_of_the_net():
    assert {query.then for query in QUERIES} <= {"", betweenness.__name__}
