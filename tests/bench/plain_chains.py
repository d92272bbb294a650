"""The plain ways to follow chains, as peers: a depth-first kernel over columns, and Python with bisection.

Both work on columns sorted by source and time, and answer what `all_starts` and `chain_search` answer.
"""

from __future__ import annotations

import bisect

import numba
import numpy as np


def sorted_columns(
    source: np.ndarray, target: np.ndarray, time: np.ndarray, amount: np.ndarray, *, nodes: int
) -> tuple:
    """Return where each account begins, and time, amount and target by source and time, with the order."""
    order = np.lexsort((time, source))
    first = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=nodes), out=first[1:])
    return first, time[order], amount[order].astype(np.float64), target[order], order


@numba.njit(cache=True)
def every_start(first, time, amount, target, window, least, most, hops):
    """Return per sorted transfer how many whole chains it begins and how long the longest is."""
    chains, longest = np.zeros(len(time), np.int64), np.zeros(len(time), np.int32)
    upcoming, grown = np.empty(hops + 1, np.int64), np.empty(hops + 1, np.bool_)
    row, account = np.empty(hops + 1, np.int64), np.empty(hops + 2, np.int32)
    for source in range(len(first) - 1):
        account[0] = source
        for start in range(first[source], first[source + 1]):
            if target[start] == source:
                continue
            depth, row[1], account[1], grown[1] = 1, start, target[start], False
            upcoming[1] = first[target[start]] + np.searchsorted(
                time[first[target[start]] : first[target[start] + 1]], time[start], side="right"
            )
            longest[start] = 1
            while depth:
                here = account[depth]
                j, last = upcoming[depth], row[depth]
                if depth == hops or j == first[here + 1] or time[j] > time[last] + window:
                    chains[start] += not grown[depth]
                    depth -= 1
                    continue
                upcoming[depth] += 1
                ratio = amount[j] / amount[last]
                if ratio < least or ratio > most:
                    continue
                repeated = False
                for k in range(depth + 1):
                    repeated |= account[k] == target[j]
                if repeated:
                    continue
                grown[depth] = True
                depth += 1
                row[depth], account[depth], grown[depth] = j, target[j], False
                upcoming[depth] = first[target[j]] + np.searchsorted(
                    time[first[target[j]] : first[target[j] + 1]], time[j], side="right"
                )
                longest[start] = max(longest[start], depth)
    return chains, longest


def whole_chains(
    columns: tuple, begins: list[tuple[int, int]], *, window_ms: int, least_ratio: float, most_ratio: float, hops: int
) -> list:
    """Return every whole chain of each start (source, sorted place), by plain Python and bisection."""
    first, time, amount, target, _ = columns
    found = []
    for source, start in begins:
        waiting = [((start,), (source, int(target[start])))] if target[start] != source else []
        while waiting:
            chain, accounts = waiting.pop()
            last, here = chain[-1], accounts[-1]
            begin, end = int(first[here]), int(first[here + 1])
            grown = False
            for j in range(
                bisect.bisect_right(time, time[last], begin, end),
                bisect.bisect_right(time, time[last] + window_ms, begin, end) if len(chain) < hops else 0,
            ):
                ratio = amount[j] / amount[last]
                to = int(target[j])
                if least_ratio <= ratio <= most_ratio and to not in accounts:
                    waiting.append(((*chain, j), (*accounts, to)))
                    grown = True
            if not grown:
                found.append(chain)
    return found
