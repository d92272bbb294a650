"""The steps from one state to the next, as they are written to disk."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from graph.projection.plan import BATCH, read_plan, values, write_plan
from graph.projection.target import write_target

FIRST = """
    张三 -[USES]-> tel:cn:1
    tel:cn:1 -[CALLED at=2026-03-01T08:00:00 seconds=60]-> tel:cn:2
    case:1 category=盗窃
"""
SECOND = """
    张三 -[USES]-> tel:cn:1
    tel:cn:1 -[CALLED at=2026-03-01T08:00:00 seconds=60]-> tel:cn:2
    tel:cn:1 -[CALLED at=2026-03-02T08:00:00 seconds=60]-> tel:cn:2
    tel:cn:1 -[CALLED at=2026-03-02T09:00:00 seconds=60]-> tel:cn:3
    李四 id_number=370102199001011234
"""


@pytest.fixture
def state(drawn, tmp_path):
    def of(text):
        folder = tmp_path / f"state-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return write_target(drawn(text), [], folder)

    return of


def changed(plan):
    counted = Counter()
    for step in plan.steps:
        counted[step.change, step.shape] += step.rows
    return dict(counted)


def test_an_empty_graph_is_filled_with_nodes_before_links(state):
    plan = write_plan(state(FIRST), None, {})
    assert plan.whole
    assert {step.change for step in plan.steps} == {"create"}
    kinds = [step.shape.partition(".")[0] for step in plan.steps]
    assert kinds == sorted(kinds, reverse=True)
    assert plan.touched == 4 + 2


def test_a_difference_touches_only_what_changed(state):
    before = state(FIRST)
    plan = write_plan(state(SECOND), before.folder, {})
    assert changed(plan) == {
        ("delete", "node.Case"): 1,
        ("create", "node.Person"): 1,
        ("create", "node.Phone"): 1,
        ("create", "link.CALLED.Phone.Phone"): 1,
        ("update", "link.CALLED.Phone.Phone"): 1,
    }


def test_links_go_before_nodes_go_and_come_after_nodes_come(state):
    before = state(SECOND)
    plan = write_plan(state("case:1 -[MENTIONS]-> tel:cn:9"), before.folder, {})
    order = [(step.change, step.shape.partition(".")[0]) for step in plan.steps]
    assert list(dict.fromkeys(order)) == [
        ("delete", "link"),
        ("delete", "node"),
        ("create", "node"),
        ("create", "link"),
    ]


def test_the_same_state_again_needs_no_step(state):
    plan = write_plan(state(SECOND), state(SECOND).folder, {})
    assert (plan.steps, plan.touched) == ((), 0)


def test_a_plan_read_back_is_the_plan_that_was_written(state):
    target = state(FIRST)
    plan = write_plan(target, None, {"source": "x", "number": 3})
    assert read_plan(target.folder) == plan


def test_a_plan_that_was_not_finished_is_none(state):
    assert read_plan(state(FIRST).folder) is None


def test_counts_at_the_end_are_told_by_label_and_type(state):
    plan = write_plan(state(SECOND), None, {})
    assert plan.counts == {
        "node": {"": 5, "Person": 2, "Phone": 3},
        "link": {"": 3, "CALLED": 2, "USES": 1},
    }


def test_batches_can_be_taken_up_at_any_step(state):
    many = "\n".join(f"tel:cn:{n} x=1" for n in range(BATCH * 2 + 5))
    plan = write_plan(state(many + "\ncase:1 x=1"), None, {})
    assert [step.rows for step in plan.steps] == [1, BATCH, BATCH, 5]
    everything = list(plan.batches())
    for first in range(len(plan.steps) + 1):
        assert list(plan.batches(first)) == everything[first:]
    keys = [row[0] for number, rows in everything if number for row in rows]
    assert keys == sorted(f"tel:cn:{n}" for n in range(BATCH * 2 + 5))


def test_values_travel_as_plain_types_with_instants_as_milliseconds(state):
    plan = write_plan(
        state("case:1 filed_at=2026-03-01T09:00:00+00:00 occurred_on=2026-02-28 loss=5 category=盗窃"), None, {}
    )
    ((_, (row,)),) = plan.batches()
    assert {type(value).__name__ for value in row if value is not None} == {"str", "int", "date"}
    assert 1772355600000 in row
    assert 5 in row


def test_instants_before_1970_and_missing_ones_travel_too():
    instants = [datetime(1969, 12, 31, 23, 59, 59, 999_000, UTC), None, datetime(1900, 1, 1, tzinfo=UTC)]
    assert values(pa.array(instants, pa.timestamp("us", tz="UTC"))) == [-1, None, -2208988800000]
