"""The statements that write each kind of node and link."""

from __future__ import annotations

import re

import pytest

from graph.projection.shapes import SQL_TYPE, LinkShape, NodeShape, shape_named
from graph.schema import KINDS, LINKS

SHAPES = [NodeShape(kind.label) for kind in KINDS] + [LinkShape(k.type, *ends) for k in LINKS for ends in k.ends]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_shape_is_found_again_by_its_name(shape):
    assert shape_named(shape.name) == shape


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_column_travels_into_exactly_one_property_of_a_statement(shape):
    ends = 2 if isinstance(shape, LinkShape) else 0
    for statement in (shape.create, shape.update):
        written = re.findall(r"(\w+): (?:r\[(\d+)\]|CASE WHEN r\[(\d+)\])", statement[statement.rindex("{") :])
        assert [(name, int(plain or instant)) for name, plain, instant in written] == [
            (name, place) for place, name in enumerate(shape.columns) if place >= ends
        ]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_property_has_a_type_that_duckdb_knows(shape):
    assert {p.type for p in shape.own} <= SQL_TYPE.keys()
    assert set(shape.handle) <= set(shape.columns)
    assert shape.identity in shape.columns


def test_ends_are_found_by_label_and_key_in_two_matches():
    statement = LinkShape("USES", "Person", "Phone").create
    assert statement.count("MATCH") == 2
    assert "(a:Person {key: r[0]})" in statement
    assert "(b:Phone {key: r[1]})" in statement
