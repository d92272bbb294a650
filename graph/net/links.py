"""Undirected weighted links as pairs: what a fused network gives, and what removals take apart.

Why beside `graph.kernels.csr`: thinning and removing work on pairs, each once; kernels walk rows in which every link
stands at both its ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.csr import Csr, csr

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Undirected weighted links between nodes numbered from 0: each pair once, first < second, ascending."""

    first: Ints
    second: Ints
    weight: Floats
    size: int

    def present(self) -> Links:
        """Return the links of positive weight."""
        there = self.weight > 0
        return Links(self.first[there], self.second[there], self.weight[there], self.size)

    def csr(self) -> Csr:
        """Return them as compressed sparse rows."""
        return csr(self.first, self.second, weight=self.weight, nodes=self.size, undirected=True)
