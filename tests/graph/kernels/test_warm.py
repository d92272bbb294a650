"""After warming, nobody waits for the compiler."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numba.core.dispatcher import Dispatcher

from graph.kernels import best_first, brandes, components, cycles, ego, projection, rule, successors, transfers
from graph.kernels import csr as rows
from graph.kernels.all_starts import all_starts
from graph.kernels.chains import chain_search, transfer_index
from graph.kernels.cotravel import co_occurrences
from graph.kernels.cycles import temporal_cycles
from graph.kernels.warm import warm

MODULES = (best_first, brandes, components, cycles, ego, projection, rule, rows, successors, transfers)


def compiled():
    """Return how many versions of each kernel are compiled."""
    return {
        f"{module.__name__}.{name}": len(kernel.signatures)
        for module in MODULES
        for name, kernel in vars(module).items()
        if isinstance(kernel, Dispatcher)
    }


def test_columns_of_any_kind_use_what_was_compiled():
    warm()
    before = compiled()
    frame = pd.DataFrame({"s": [0, 1, 2], "d": [1, 2, 0], "t": [1, 2, 3], "a": [5, 5, 5]})
    for columns in (
        (frame.s, frame.d, frame.t, frame.a),
        (frame.s.to_list(), frame.d.to_list(), frame.t.to_list(), frame.a.to_list()),
        tuple(frame[name].to_numpy(dtype=np.int32)[::1] for name in "sdta"),
    ):
        index = transfer_index(*columns, nodes=3)
        chain_search(index, [0, 1], window_ms=9, least_ratio=0, most_ratio=1, hops=4, top=1, cap=5)
        all_starts(index, window_ms=9, least_ratio=0, most_ratio=1, hops=4, cap=5)
        temporal_cycles(index, window_ms=9, longest=3, cap=5)
    made = rows.csr(frame.s, frame.d, nodes=3, weight=frame.a.astype(float), undirected=True)
    brandes.brandes(made, [0])
    brandes.brandes(rows.csr(frame.s, frame.d, nodes=3))
    ego.ego(made, [0], hops=2, hub=1)
    ego.push_pagerank(rows.csr(frame.s, frame.d, nodes=3), [0])
    co_occurrences(frame.s, frame.t, people=3, cap=2)
    projection.projection(frame.s, frame.d, people=3, events=3, weight=frame.a, largest=5)
    assert compiled() == before
