"""How far each file's clock stands from the others, told by the events that two files plainly share.

Why before matching: two switches may differ by minutes, and the right partner of a call is the nearest one only after
that difference is taken away. Why per file and not per pair of files: most pairs share too few events to tell, but a
file is tied to the others through many.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# Plain pairs per file from which its own offset is believed; below, its clock is taken to be right.
_ENOUGH = 3
# Milliseconds: two rows of one event may always stand so far apart, and never farther than the widest.
_NARROWEST, _WIDEST = 10_000, 180_000
_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


def set_clocks(connection: duckdb.DuckDBPyConnection, plain: str) -> int:
    """Make `_clocks` (clock, ahead): milliseconds by which each file's clock is ahead; return the spread that is left.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where the tables are.
    plain : str
        A table (giver_clock, getter_clock, apart, half): pairs without a rival, `apart` = getter's less giver's time
        in milliseconds, `half` their imprecision.

    Returns
    -------
    int
        How far, in milliseconds, the two rows of one event may still stand apart.
    """
    pairs = connection.execute(f"""
        SELECT giver_clock AS a, getter_clock AS b, median(apart) AS apart, count(*)::DOUBLE AS times
        FROM {plain} WHERE a <> b GROUP BY ALL ORDER BY ALL""").fetchnumpy()
    apart, times = (np.asarray(pairs[name], dtype=np.float64) for name in ("apart", "times"))
    clocks, ends = np.unique(np.concatenate([pairs["a"], pairs["b"]]).astype(np.int64), return_inverse=True)
    a, b = np.split(ends.astype(np.int64), 2)
    ahead = offsets(a, b, apart, times=times)
    seen = np.bincount(ends, np.tile(times, 2), len(clocks)) >= _ENOUGH
    connection.register("_told", pa.table({"clock": clocks[seen], "ahead": ahead[seen]}))
    connection.execute("CREATE OR REPLACE TABLE _clocks AS FROM _told")
    connection.unregister("_told")
    return _spread(connection, plain)


def offsets(a: _Ints, b: _Ints, apart: _Floats, *, times: _Floats, rounds: int = 8) -> _Floats:
    """Return one number per node so that `x[b] - x[a]` comes near `apart`, in the sense of least absolute errors.

    Parameters
    ----------
    a, b : int array
        Ends of each observed difference, numbered from 0.
    apart : float array
        The differences.
    times : float array
        How often each was observed.
    rounds : int
        Turns of reweighting: each takes weight from differences that do not fit, so a wrong one stops to matter.

    Returns
    -------
    float array
        Offsets; those of nodes that are tied to each other sum to about 0.
    """
    size = int(max(a.max(initial=-1), b.max(initial=-1))) + 1
    x: _Floats = np.zeros(size)
    for _ in range(rounds):
        weight = times / np.maximum(np.abs(x[b] - x[a] - apart), 500.0)
        x = _least_squares(a, b, apart, weight=weight, start=x)
    return x


def _least_squares(a: _Ints, b: _Ints, apart: _Floats, *, weight: _Floats, start: _Floats) -> _Floats:
    """Solve the weighted normal equations by conjugate gradients; they are those of a graph's Laplacian."""
    size = len(start)

    def spread(flow: _Floats) -> _Floats:
        return np.asarray(np.bincount(b, flow, size) - np.bincount(a, flow, size), dtype=np.float64)

    scale = np.bincount(a, weight, size) + np.bincount(b, weight, size)
    x = start.copy()
    rest = spread(weight * (apart - (x[b] - x[a])))
    step = near = rest / scale
    energy = float(rest @ near)
    for _ in range(10 * size):
        if energy < 1e-6 * size:
            break
        pushed = spread(weight * (step[b] - step[a]))
        length = energy / float(step @ pushed)
        x, rest = x + length * step, rest - length * pushed
        near = rest / scale
        energy, before = float(rest @ near), energy
        step = near + energy / before * step
    return x


def _spread(connection: duckdb.DuckDBPyConnection, plain: str) -> int:
    middle = connection.execute(f"""
        SELECT median(abs(p.apart - coalesce(b.ahead, 0) + coalesce(a.ahead, 0)))
        FROM {plain} p LEFT JOIN _clocks a ON a.clock = p.giver_clock LEFT JOIN _clocks b ON b.clock = p.getter_clock
        WHERE p.half = 0""").fetchone()
    found = middle[0] if middle and middle[0] is not None else 0.0
    return int(min(max(8 * found, _NARROWEST), _WIDEST))
