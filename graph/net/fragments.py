"""What is left of a network when some of its nodes are gone: pairs that still reach each other, and the largest part.

Why a kernel: the exact search for three nodes among 150 looks at half a million remainders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.jit import kernel
from graph.net.links import Links

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """The neighbours of every node: node n has other[first[n]:first[n + 1]], ascending."""

    first: Int64s
    other: Int32s

    @property
    def size(self) -> int:
        """Return how many nodes there are."""
        return len(self.first) - 1


def around(links: Links) -> Around:
    """Return the neighbours in a network; weights, loops and repeated links do not matter."""
    codes = np.unique(
        np.concatenate([links.first * links.size + links.second, links.second * links.size + links.first])
    )
    source, target = np.divmod(codes, max(1, links.size))
    apart = source != target
    first = np.searchsorted(source[apart], np.arange(links.size + 1))
    return Around(first.astype(np.int64), target[apart].astype(np.int32))


def left(neighbours: Around, gone: Int64s) -> tuple[int, int]:
    """Return how many pairs of the remaining nodes reach each other, and how many nodes the largest part has.

    Parameters
    ----------
    neighbours : Around
        The network.
    gone : ndarray of int64
        The nodes taken away.

    Notes
    -----
    One breadth-first walk, O(nodes + links).
    """
    away = np.zeros(neighbours.size, np.bool_)
    away[gone] = True
    pairs, largest = remainder(neighbours.first, neighbours.other, away)
    return int(pairs), int(largest)


@kernel
def remainder(first: Int64s, other: Int32s, away: Bools) -> tuple[int, int]:
    """Return (pairs that reach each other, nodes of the largest part) without the nodes that are away."""
    size = len(away)
    seen = away.copy()
    queue = np.empty(size, np.int32)
    pairs, largest = 0, 0
    for start in range(size):
        if seen[start]:
            continue
        seen[start] = True
        queue[0] = start
        head, tail = 0, 1
        while head < tail:
            node = queue[head]
            head += 1
            for place in range(first[node], first[node + 1]):
                near = other[place]
                if not seen[near]:
                    seen[near] = True
                    queue[tail] = near
                    tail += 1
        pairs += tail * (tail - 1) // 2
        largest = max(largest, tail)
    return pairs, largest


@kernel
def cost(first: Int64s, other: Int32s, away: Bools, by_largest: bool) -> float:
    """Return what is to be made small: the pairs left, or the largest part with the pairs as tie-breaker."""
    pairs, largest = remainder(first, other, away)
    size = len(away)
    return largest + pairs / (size * (size + 1.0)) if by_largest else float(pairs)


@kernel
def exact(first: Int64s, other: Int32s, k: int, by_largest: bool) -> Int64s:
    """Return the best k nodes of all choices (k from 1 to 3), of equally good ones the first in order."""
    size = len(first) - 1
    away = np.zeros(size, np.bool_)
    best, least = np.arange(k), np.inf
    chosen = np.arange(k)
    while True:
        away[chosen] = True
        here = cost(first, other, away, by_largest)
        away[chosen] = False
        if here < least:
            least = here
            best = chosen.copy()
        place = k - 1
        while place >= 0 and chosen[place] == size - k + place:
            place -= 1
        if place < 0:
            return best
        chosen[place] += 1
        for after in range(place + 1, k):
            chosen[after] = chosen[after - 1] + 1


@kernel
def swapped_once(first: Int64s, other: Int32s, chosen: Int64s, candidates: Int64s, by_largest: bool) -> bool:
    """Change `chosen` by the best exchange of one node for a candidate; say whether there was a better one."""
    away = np.zeros(len(first) - 1, np.bool_)
    away[chosen] = True
    least = cost(first, other, away, by_largest)
    found_out, found_in = -1, -1
    for out in range(len(chosen)):
        away[chosen[out]] = False
        for new in candidates:
            if away[new] or new == chosen[out]:
                continue
            away[new] = True
            here = cost(first, other, away, by_largest)
            away[new] = False
            if here < least - 1e-9:
                least, found_out, found_in = here, out, new
        away[chosen[out]] = True
    if found_out >= 0:
        chosen[found_out] = found_in
    return found_out >= 0


@kernel
def swapped_twice(first: Int64s, other: Int32s, chosen: Int64s, candidates: Int64s, by_largest: bool) -> bool:
    """Change `chosen` by the first better exchange of two nodes for two candidates; say whether there was one."""
    away = np.zeros(len(first) - 1, np.bool_)
    away[chosen] = True
    least = cost(first, other, away, by_largest)
    for a in range(len(chosen)):
        for b in range(a):
            away[chosen[a]] = False
            away[chosen[b]] = False
            for i in range(len(candidates)):
                if away[candidates[i]]:
                    continue
                away[candidates[i]] = True
                for j in range(i):
                    if away[candidates[j]]:
                        continue
                    away[candidates[j]] = True
                    if cost(first, other, away, by_largest) < least - 1e-9:
                        chosen[a], chosen[b] = candidates[i], candidates[j]
                        return True
                    away[candidates[j]] = False
                away[candidates[i]] = False
            away[chosen[a]] = True
            away[chosen[b]] = True
    return False
