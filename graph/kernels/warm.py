"""Compiles every kernel on the smallest input, so that nobody waits for the compiler later.

Why at set-up: compiling all of them takes about a minute once; the machine code is then kept on disk.
"""

from __future__ import annotations

from graph.kernels.chains import chain_search
from graph.kernels.csr import csr
from graph.kernels.transfers import transfer_index


def warm() -> None:
    """Call each kernel once with the types that the public functions give it."""
    csr([0], [1], nodes=2, weight=[1.0], undirected=True).strength.sum()
    index = transfer_index([0, 1, 2], [1, 2, 0], [1, 2, 3], [9, 9, 9], nodes=3)
    chain_search(index, [0], window_ms=9, least_ratio=0.5, most_ratio=1.0, hops=3, top=2, cap=9)
