"""Compiles every kernel on the smallest input, so that nobody waits for the compiler later.

Why at set-up: compiling all of them takes about a minute once; the machine code is then kept on disk.
"""

from __future__ import annotations

from graph.kernels.all_starts import all_starts
from graph.kernels.brandes import brandes
from graph.kernels.chains import chain_search
from graph.kernels.components import companions, connected_parts, modularity
from graph.kernels.cotravel import co_occurrences
from graph.kernels.csr import csr
from graph.kernels.cycles import temporal_cycles
from graph.kernels.ego import ego, push_pagerank
from graph.kernels.projection import projection
from graph.kernels.transfers import transfer_index


def warm() -> None:
    """Call each kernel once with the types that the public functions give it."""
    links = csr([0], [1], nodes=2, weight=[1.0], undirected=True)
    links.strength.sum()
    brandes(links)
    modularity(links, connected_parts(links, companions(links)))
    ego(links, [0], hops=1)
    push_pagerank(links, [0])
    index = transfer_index([0, 1, 2], [1, 2, 0], [1, 2, 3], [9, 9, 9], nodes=3)
    chain_search(index, [0], window_ms=9, least_ratio=0.5, most_ratio=1.0, hops=3, top=2, cap=9)
    all_starts(index, window_ms=9, least_ratio=0.5, most_ratio=1.0, hops=3, cap=9)
    temporal_cycles(index, window_ms=9, longest=3, cap=9)
    projection([0, 1], [0, 0], people=2, events=1)
    co_occurrences([0, 1], [0, 0], people=2, cap=2)
