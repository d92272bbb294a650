"""The most that can flow through a network from one node to another, in whole numbers of any size.

Why not a ready one: SciPy's takes 32-bit capacities, which a sum of money in its smallest unit outgrows, and in
networks of events most paths are long holdings of one account, on which level-by-level searches take a turn per length.
Here a search goes deep, never twice into a dead end, and looks for wide paths first (Gabow 1985).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.jit import kernel

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
_NARROWER = 16


@dataclass(frozen=True, slots=True)
class Network:
    """A network laid out for searching: link 2k is the k-th given, 2k + 1 its way back.

    Attributes
    ----------
    first : int64[nodes + 1]
        Where each node's links begin in `links`.
    links : int32[2m]
        Links by the node they leave; in the given order, ways back last.
    head : int32[2m]
        Where each link leads.
    """

    first: Ints
    links: Numbers
    head: Numbers


def network(tail: Numbers, head: Numbers, *, nodes: int) -> Network:
    """Lay out links from `tail[k]` to `head[k]`; of a node's links those given first are tried first."""
    size = len(tail)
    leaves = np.concatenate([tail, head]).astype(np.int32)
    number = np.concatenate([2 * np.arange(size), 2 * np.arange(size) + 1]).astype(np.int32)
    order = np.argsort(leaves, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(leaves, minlength=nodes))]).astype(np.int64)
    heads = np.empty(2 * size, np.int32)
    heads[0::2], heads[1::2] = head, tail
    return Network(first, number[order], heads)


def most_flow(net: Network, room: Ints, *, ends: tuple[int, int], limit: int) -> int:
    """Return the most that can flow between two nodes.

    Parameters
    ----------
    net : Network
        The links.
    room : int64[2m]
        What each link can still take, ways back included; changed to what is left.
    ends : (int, int)
        From where to where.
    limit : int
        Stop at this much.

    Notes
    -----
    O(m) per search; a few searches per power of sixteen of `limit` in practice, O(m² log limit) at worst.
    """
    width, flow = 1, 0
    while width * _NARROWER <= limit:
        width *= _NARROWER
    while width >= 1 and flow < limit:
        more = int(_searched(net.first, net.links, net.head, room, ends[0], ends[1], width, limit - flow))
        flow += more
        width = width if more else width // _NARROWER
    return flow


@kernel
def _searched(
    first: Ints, links: Numbers, head: Numbers, room: Ints, source: int, sink: int, width: int, limit: int
) -> int:
    """Send what one search finds: every node's links are tried once, a node that led nowhere is not entered again."""
    nodes = len(first) - 1
    entered, arc, path = np.zeros(nodes, np.bool_), first[:-1].copy(), np.empty(nodes + 1, np.int32)
    flow, node, depth = 0, source, 0
    entered[source] = True
    while flow < limit:
        if node == sink:
            flow += _sent(path, depth, room, limit - flow)
            depth, node = _back_to_narrow(path, depth, head, room, entered, width, source)
            continue
        link = _open_link(node, first, links, head, room, arc, entered, width)
        if link >= 0:
            path[depth] = link
            depth, node = depth + 1, head[link]
            entered[node] = True
        elif depth == 0:
            break
        else:
            depth -= 1
            node = head[path[depth] ^ 1]
            arc[node] += 1
    return flow


@kernel
def _open_link(
    node: int, first: Ints, links: Numbers, head: Numbers, room: Ints, arc: Ints, entered: NDArray[np.bool_], width: int
) -> int:
    """Return the next link of a node that is wide enough and leads somewhere new, or -1."""
    while arc[node] < first[node + 1]:
        link = links[arc[node]]
        if room[link] >= width and not entered[head[link]]:
            return int(link)
        arc[node] += 1
    return -1


@kernel
def _sent(path: Numbers, depth: int, room: Ints, most: int) -> int:
    for place in range(depth):
        most = min(most, room[path[place]])
    for place in range(depth):
        room[path[place]] -= most
        room[path[place] ^ 1] += most
    return most


@kernel
def _back_to_narrow(
    path: Numbers, depth: int, head: Numbers, room: Ints, entered: NDArray[np.bool_], width: int, source: int
) -> tuple[int, int]:
    """Step back to where the path has become too narrow; nodes behind may be entered again."""
    keep = 0
    while keep < depth and room[path[keep]] >= width:
        keep += 1
    for place in range(keep, depth):
        entered[head[path[place]]] = False
    return keep, source if keep == 0 else head[path[keep - 1]]
