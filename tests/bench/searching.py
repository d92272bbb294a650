"""Our side of the rows about chains: the ten best of each of 1,000 seeds, and what the best deliver."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from money import RULE, TRANSFERS, seeds, transfers
from processor import quickest

from graph.kernels.chains import chain_search, transfer_index


def searched(data: Path, size: int = TRANSFERS) -> tuple[float, int, str]:
    """Search from all seeds, the ten best chains of each kept."""
    drawn = transfers(data, size)
    index = transfer_index(*drawn.columns, nodes=drawn.nodes)
    begins = seeds(drawn)
    seconds, chains = quickest(lambda: chain_search(index, begins, **RULE, top=10, cap=100_000))
    best = chains.delivered[np.unique(chains.start, return_index=True)[1]].sum()
    return seconds, int(chains.found.sum()), f"{chains.found.sum()} chains, {int(best)} fen"
