from __future__ import annotations

import psutil
import pytest

from graph.engine.sizes import memory, open_limit, sizes

GIB = 1 << 30


@pytest.mark.parametrize(("total", "heap"), [(2, 512), (8, 512), (32, 2048), (64, 4096), (1024, 4096)])
def test_the_heap_is_a_sixteenth_of_the_memory_within_bounds(total: int, heap: int) -> None:
    assert sizes(total * GIB).heap == heap


@pytest.mark.parametrize("total", [1, 4, 16, 64, 512])
def test_one_question_gets_half_the_heap_and_all_together_leave_a_quarter(total: int) -> None:
    found = sizes(total * GIB)
    assert found.transaction * 2 == found.heap
    assert found.transaction < found.transactions < found.heap


def test_one_server_may_be_open_for_every_gib_and_one_always() -> None:
    assert [open_limit(n) for n in (GIB // 2, GIB, 5 * GIB)] == [1, 1, 5]


def test_memory_is_never_more_than_the_machine_has() -> None:
    assert 0 < memory() <= psutil.virtual_memory().total
