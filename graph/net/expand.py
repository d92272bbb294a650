"""From one or a few known people to the gang around them: who belongs, how surely, and what ties them.

Why not co-membership alone: whoever is tied to one member only is always drawn with that member, and would stand level
with it. So everybody's co-membership is multiplied with what they would add to the gang, ties to its likely members beyond
those that weights alone would give. Nearness (personalised PageRank over degree) orders the rest, and reaches anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from graph.net.consensus import Consensus, Progress, consensus, silent
from graph.net.fused import Floats, Fused, Ints, evidence, pairs, place_of

RESTART = 0.15
"""How often the walk returns to the seeds (Andersen, Chung & Lang 2006)."""
AROUND = 2_000
"""How many of the nearest people are looked at in a large network."""
_ENOUGH = 1e-10
_MOST_STEPS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Expansion:
    """Everybody around some seeds, who belongs most first.

    Attributes
    ----------
    seeds : tuple of str
        Where it started.
    ranking : DataFrame
        `person, confidence, gain, nearness`, the highest confidence × gain first, equals by confidence, nearness, then
        key; the seeds are left out. `confidence` is the mean co-membership with the seeds, 0 to 1; `gain` the weight
        that ties a person to the others, each counted by confidence, less what weights alone would give, at least 0.
    net : Fused
        The network that was looked at: everybody, or the `AROUND` nearest.
    """

    seeds: tuple[str, ...]
    ranking: pd.DataFrame
    net: Fused

    def members(self, cut: float = 0.5) -> pd.DataFrame:
        """Return who is taken in at a cut and what ties each to the others taken in.

        Returns
        -------
        DataFrame
            The ranking's lines with a confidence of at least `cut`, and for each `tied` (to how many of the seeds and
            other members), `weight`, `events`, and one column per layer; the layers' columns add up to the weight.
        """
        taken = self.ranking[self.ranking["confidence"] >= cut]
        ties = _ties(self.net, [*self.seeds, *taken["person"]])
        return taken.merge(ties, how="left", on="person").fillna(0).astype({"tied": "int64", "events": "int64"})

    def reasons(self, *, cut: float = 0.5) -> pd.DataFrame:
        """Return what ties each member to the seeds and the other members.

        Returns
        -------
        DataFrame
            `person, other, layer, event, people, share`: members in the order of the ranking, of each the rarest first.
        """
        taken = self.ranking.loc[self.ranking["confidence"] >= cut, "person"].tolist()
        shared = evidence(self.net, [*self.seeds, *taken])
        one, other = ({"a": ends[0], "b": ends[1]} for ends in (("person", "other"), ("other", "person")))
        lines = pd.concat([shared.rename(columns=one), shared.rename(columns=other)], ignore_index=True)
        lines["place"] = lines["person"].map({person: place for place, person in enumerate(taken)})
        order = ["place", "share", "layer", "event", "other"]
        known = lines.dropna(subset="place").sort_values(order, ascending=[True, False, True, True, True])
        return known[["person", "other", "layer", "event", "people", "share"]].reset_index(drop=True)

    def cuts(self, at: Sequence[float] = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)) -> pd.DataFrame:
        """Return what each cut takes in: `cut, people, joined` (who joins at it, in order), `inside`.

        `inside` is the share of the members' and seeds' weight that stays among them: where it falls, outsiders join.
        """
        lines, former = [], set[str]()
        for cut in sorted(at, reverse=True):
            taken = self.ranking.loc[self.ranking["confidence"] >= cut, "person"].tolist()
            joined = tuple(person for person in taken if person not in former)
            former = set(taken)
            lines.append((cut, len(taken), joined, _inside(self.net, [*self.seeds, *taken])))
        return pd.DataFrame(lines, columns=["cut", "people", "joined", "inside"])


def gang_around(
    net: Fused,
    seeds: Iterable[str],
    *,
    drawn: Consensus | None = None,
    draws: int = 300,
    seed: int = 0,
    progress: Progress = silent,
) -> Expansion:
    """Return everybody around the seeds in the order in which they belong to their gang.

    Parameters
    ----------
    net : Fused
        The network; see `graph.net.gangs.SOFT` for its rarity.
    seeds : iterable of str
        The known people.
    drawn : Consensus, optional
        Draws of this network already made, so that a second question costs nothing. Without it a network of more than
        `AROUND` people is first cut down to the nearest.
    draws, seed, progress
        See `graph.net.consensus.consensus`.

    Raises
    ------
    KeyError
        If a seed is not in the network.
    ValueError
        If there is no seed.
    """
    known = tuple(sorted(set(seeds)))
    if not known:
        raise ValueError("no seed")
    near = nearness(net, known)
    looked, drawn = _looked_at(net, known, near=near, drawn=drawn, draws=draws, seed=seed, progress=progress)
    places = np.array([place_of(looked, person) for person in known])
    together = np.mean([drawn.together(np.full(looked.size, p), np.arange(looked.size)) for p in places], axis=0)
    frame = pd.DataFrame({"person": looked.people, "confidence": together, "gain": _gain(looked, together, places)})
    frame["nearness"] = near[np.searchsorted(net.people, looked.people)]
    return Expansion(known, _ranked(frame[~frame["person"].isin(known)]), looked)


def nearness(net: Fused, seeds: Iterable[str], *, restart: float = RESTART) -> Floats:
    """Return the personalised PageRank of everybody over their own weight, seen from the seeds.

    Returns
    -------
    ndarray of float64, shape (n,)
        0 where no path leads. Dividing by the weight (Andersen, Chung & Lang 2006) takes popularity out: without it
        whoever knows everybody comes first.

    Notes
    -----
    Power iteration, O(pairs) for each of about 150 steps.
    """
    matrix = net.matrix()
    strength = np.asarray(matrix.sum(axis=1), dtype=np.float64)
    over = 1 / np.where(strength > 0, strength, np.inf)
    step = sparse.csr_array(matrix * over[:, None]).T.tocsr()
    home = np.zeros(net.size)
    home[[place_of(net, person) for person in seeds]] = 1
    home /= home.sum()
    return np.asarray(_walked(step, home, restart) * over, dtype=np.float64)


def within(net: Fused, places: Ints) -> Fused:
    """Return the network of some of its people, every share weighing what it weighs in the whole."""
    new = np.full(net.size, -1)
    new[np.sort(places)] = np.arange(len(places))
    kept = (new[net.first] >= 0) & (new[net.second] >= 0)
    number = np.cumsum(kept) - 1
    share, line = kept[net.pair], new[net.attender] >= 0
    return replace(
        net,
        people=net.people[np.sort(places)],
        first=new[net.first[kept]],
        second=new[net.second[kept]],
        pair=number[net.pair[share]],
        event=net.event[share],
        share=net.share[share],
        attended=net.attended[line],
        attender=new[net.attender[line]],
    )


def _gain(net: Fused, together: Floats, seeds: Ints) -> Floats:
    """Return how much modularity everybody would add to the gang in which each is by the share of draws.

    Notes
    -----
    Σ c (w - s s' / S) over the others' co-membership c, weight w of the pair, strengths s, s' and their sum S (Newman
    2006, the modularity matrix); rounded, as sums depend on their order. O(pairs).
    """
    matrix, share = net.matrix(), together.copy()
    share[seeds] = 1
    strength = np.asarray(matrix.sum(axis=1), dtype=np.float64)
    expected = strength * (strength @ share) / max(float(strength.sum()), 1e-300)
    gain: Floats = np.round(np.maximum(matrix @ share - expected, 0), 9)
    return gain


def _ranked(others: pd.DataFrame) -> pd.DataFrame:
    """Return who would be taken in first."""
    order = ["belonging", "confidence", "nearness", "person"]
    frame = others.assign(belonging=others["confidence"] * others["gain"])
    ranked = frame.sort_values(order, ascending=[False, False, False, True], ignore_index=True)
    return ranked[["person", "confidence", "gain", "nearness"]]


def _looked_at(
    net: Fused,
    seeds: Sequence[str],
    *,
    near: Floats,
    drawn: Consensus | None,
    draws: int,
    seed: int,
    progress: Progress,
) -> tuple[Fused, Consensus]:
    """Return the network to look at and its draws."""
    if drawn is not None:
        return net, drawn
    if net.size > AROUND:
        nearest = np.argsort(-near, kind="stable")[:AROUND]
        net = within(net, np.union1d(nearest, [place_of(net, person) for person in seeds]))
    return net, consensus(net, draws=draws, seed=seed, progress=progress)


def _walked(step: sparse.csr_array, home: Floats, restart: float) -> Floats:
    rank = home
    for _ in range(_MOST_STEPS):
        after = restart * home + (1 - restart) * (step @ rank)
        after += home * (1 - after.sum())  # what stands at people without links walks on from the seeds
        if np.abs(after - rank).sum() < _ENOUGH:
            return np.asarray(after, dtype=np.float64)
        rank = after
    return np.asarray(rank, dtype=np.float64)


def _ties(net: Fused, people: Sequence[str]) -> pd.DataFrame:
    """Return what ties each of some people to the others of them."""
    inner = pairs(within(net, np.array([place_of(net, person) for person in people])))
    both = pd.concat(
        [inner.rename(columns={"a": "person", "b": "other"}), inner.rename(columns={"b": "person", "a": "other"})]
    )
    sums = both.drop(columns="other").groupby("person").sum()
    return sums.assign(tied=both.groupby("person").size()).reset_index()


def _inside(net: Fused, people: Sequence[str]) -> float:
    """Return the share of some people's weight that stays among them."""
    chosen = np.zeros(net.size, np.bool_)
    chosen[[place_of(net, person) for person in people]] = True
    weight, ends = net.weights(), chosen[net.first].astype(int) + chosen[net.second]
    touched = float((weight * ends).sum())
    return float(2 * weight[ends == 2].sum()) / touched if touched else 0.0
