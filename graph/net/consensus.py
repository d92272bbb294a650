"""How often two people fall into one community when the evidence is thinned and the resolution varied.

Why: one run of one method always gives some answer; what is the same in most of a hundred runs, each without a fifth
of the events, does not hang on one record or one setting, and the share of runs is a confidence that can be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from graph.net.communities import communities, connected
from graph.net.fused import Bools, Floats, Fused, Ints
from graph.net.links import Links
from graph.net.resolution import fitted_resolution

DENSE = 3_000
"""Blocks of more people are not clustered by every pair, but by label propagation over the network's own pairs."""
FINEST = 2**0.5
"""The fitted resolution is not believed beyond: among thousands of people it describes circles of three friends.

Draws reach from half to twice it, so that the plain resolution 1 stays in the middle half of what is looked at.
"""
CUTS = tuple(round(0.2 + 0.05 * step, 2) for step in range(13))
"""The cuts among which the best is sought, .2 to .8."""
Progress = Callable[[int, int], None]
"""Told how many draws of how many are done; what it raises ends the work."""


def silent(done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class Consensus:
    """The communities of many draws.

    Attributes
    ----------
    labels : ndarray of int32, shape (draws, n)
        Each draw's communities; -1 for who had no link left in it.
    resolutions : ndarray of float64, shape (draws,)
        The resolution of each draw.
    """

    labels: NDArray[np.int32]
    resolutions: Floats

    def together(self, a: Ints, b: Ints) -> Floats:
        """Return the co-membership of pairs: in what share of the draws that have both they are in one community."""
        share = np.zeros(len(a))
        step = max(1, 4_000_000 // max(1, len(self.labels)))
        for start in range(0, len(a), step):
            one, other = self.labels[:, a[start : start + step]], self.labels[:, b[start : start + step]]
            both = (one >= 0) & (other >= 0)
            share[start : start + step] = ((one == other) & both).sum(0) / np.maximum(both.sum(0), 1)
        return share

    def among(self, people: Ints) -> Floats:
        """Return the co-membership of everyone with everyone, shape (people, people), 1 on the diagonal."""
        size = len(people)
        same, both = np.zeros((size, size), np.int32), np.zeros((size, size), np.int32)
        for labels in self.labels[:, people]:
            there = labels >= 0
            both += there[:, None] & there[None, :]
            same += (labels[:, None] == labels[None, :]) & there[:, None]
        share: Floats = same / np.maximum(both, 1)
        np.fill_diagonal(share, 1.0)
        return share


def links_of(net: Fused, kept: Bools | None = None) -> Links:
    """Return the fused network's pairs as weighted links, counting only the kept events if given."""
    return Links(net.first, net.second, net.weights(kept), net.size).present()


def consensus(
    net: Fused,
    *,
    draws: int = 300,
    kept: float = 0.8,
    spread: float = 2.0,
    seed: int = 0,
    progress: Progress = silent,
) -> Consensus:
    """Return the communities of many draws of the events at many resolutions.

    Parameters
    ----------
    net : Fused
        The network.
    draws : int
        How many.
    kept : float
        The chance of each event to be in a draw.
    spread : float
        Resolutions are log-uniform between the network's fitted resolution (at most `FINEST`) divided and multiplied
        by this.
    seed : int
        The same seed gives the same draws.
    progress : callable
        Told after each draw.
    """
    generator = np.random.default_rng(seed)
    middle = min(fitted_resolution(links_of(net), seed=seed), FINEST)
    resolutions = middle * np.exp(generator.uniform(-np.log(spread), np.log(spread), draws))
    labels = np.full((draws, net.size), -1, np.int32)
    for draw, resolution in enumerate(resolutions.tolist()):
        links = links_of(net, generator.random(len(net.events)) < kept)
        run = int(generator.integers(2**31))
        found = communities(links.csr(), seed=run, method="modularity", resolution=resolution)
        linked = np.unique(np.concatenate([links.first, links.second]))
        labels[draw, linked] = found[linked]
        progress(draw + 1, draws)
    return Consensus(labels, resolutions)


def agreed(net: Fused, drawn: Consensus, *, cut: float | None = None) -> Ints:
    """Return the communities that the draws agree on, each connected.

    Parameters
    ----------
    cut : float, optional
        Members of a community are together in this share of the draws on average. By default the one of `CUTS` whose
        communities are expected to agree best with those of a draw.

    Notes
    -----
    Average linkage over the co-membership of every pair, O(n^2) for up to `DENSE` people; the cut of highest posterior
    expected adjusted Rand index (Fritsch & Ickstadt 2009). A larger network is first taken apart where no pair of it is
    together often enough; a part that is still larger than `DENSE` is divided by label propagation over the pairs'
    co-membership.
    """
    links = links_of(net)
    blocks = [Block.of(drawn, people) for people in _blocks(links, drawn, CUTS[0] if cut is None else cut)]
    labels = np.arange(net.size)
    chosen = _best_cut(blocks, net.size) if cut is None else cut
    for block in blocks:
        labels[block.people] = block.people[_first_of(block.clusters(chosen))]
    return connected(labels, links.csr()).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """People who are clustered together: their co-membership and its tree of mergers; None for too many people."""

    people: Ints
    share: Floats | None
    tree: Floats | None

    @classmethod
    def of(cls, drawn: Consensus, people: Ints) -> Block:
        """Return the block of some people."""
        if len(people) > DENSE:
            return cls(people, None, None)
        share = squareform(1 - drawn.among(people), checks=False)
        return cls(people, 1 - share, linkage(share, "average"))

    def clusters(self, cut: float) -> NDArray[np.int32]:
        """Return the clusters whose last merger was at `cut` or above; one cluster of too many people."""
        if self.tree is None:
            return np.zeros(len(self.people), np.int32)
        labels: NDArray[np.int32] = fcluster(self.tree, 1 - cut + 1e-9, "distance")
        return labels

    def agreement(self, cut: float) -> tuple[float, float, float]:
        """Return how many pairs a cut puts together, their co-membership, and that of all pairs."""
        if self.share is None:
            return 0.0, 0.0, 0.0
        labels = self.clusters(cut)
        first, second = np.triu_indices(len(labels), 1)
        same = labels[first] == labels[second]
        return float(same.sum()), float(self.share[same].sum()), float(self.share.sum())


def _best_cut(blocks: list[Block], size: int) -> float:
    """Return the cut whose partition is expected to agree best with a draw's; of equal ones the one nearest .5."""
    everything = size * (size - 1) / 2
    scores = []
    for cut in CUTS:
        pairs, within, total = np.sum([block.agreement(cut) for block in blocks] or [(0, 0, 0)], axis=0).tolist()
        chance = pairs * total / max(everything, 1)
        room = (pairs + total) / 2 - chance
        scores.append((round((within - chance) / room, 9) if room > 1e-9 else 0.0, -abs(cut - 0.5), cut))
    return max(scores)[2]


def _blocks(links: Links, drawn: Consensus, cut: float) -> list[Ints]:
    """Return groups of people (two or more) that are clustered apart from each other."""
    if links.size <= DENSE:
        return [np.arange(links.size)] if links.size > 1 else []
    together = drawn.together(links.first, links.second)
    close = together >= cut
    tied = Links(links.first[close], links.second[close], together[close], links.size)
    rows = tied.csr()
    labels = connected(np.zeros(links.size, np.int64), rows)
    if np.bincount(labels).max() > DENSE:
        labels = communities(rows, seed=0)
    order = np.argsort(labels, kind="stable")
    return [part for part in np.split(order, np.cumsum(np.bincount(labels))[:-1]) if len(part) > 1]


def _first_of(labels: NDArray[np.int32]) -> Ints:
    """Return for each place the first place with its label."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return first[inverse].astype(np.int64)
