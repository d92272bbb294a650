"""Cells made into areas, so that two masts above one square, or two carriers' cells, count as one place.

Why: a phone at rest wanders between neighbouring cells, and two people side by side are seldom in the same one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from graph.point.datum import Floats, metres, to_wgs84


def cell_areas(cells: pd.DataFrame, *, within: float = 500.0) -> pd.Series[str]:
    """Return the area of each cell.

    Parameters
    ----------
    cells : pandas.DataFrame
        Columns cell (key), lat, lon (degrees, may be missing); optionally datum (GCJ02 is brought to WGS84) and area
        (a name that cells of one place share).
    within : float
        Metres from the middle cell of an area to its others.

    Returns
    -------
    pandas.Series
        Area by cell key; an area is named by its first cell. Cells without position or shared name stay alone.

    Notes
    -----
    Cells are taken by key; each that is in no area yet founds one and takes in the free cells around it, nearest
    area first where two reach. No area is wider than twice `within`, unlike single linkage, which would join a whole
    city. Then areas with cells of one name become one. O(n log n).
    """
    known = cells.drop_duplicates("cell").sort_values("cell", ignore_index=True)
    near = _by_distance(_plane(known), within=within)
    if "area" in known:
        near = _by_name(near, known["area"])
    keys = known["cell"].to_numpy()
    return pd.Series(keys[near], index=pd.Index(keys, name="cell"), name="area")


def areas_of(where: pd.Series[str], areas: pd.Series[str] | None) -> pd.Series[str]:
    """Return the area of each cell or place named; what is in no area stands for itself."""
    return where if areas is None else where.map(areas).fillna(where)


def _plane(cells: pd.DataFrame) -> Floats:
    lat, lon = (cells[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("lat", "lon"))
    shifted = (cells["datum"] == "GCJ02").to_numpy(dtype=bool) if "datum" in cells else np.zeros(len(cells), dtype=bool)
    return metres(*to_wgs84(lat, lon, shifted=shifted))


def _by_distance(points: Floats, *, within: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return for each point the founder of its area."""
    placed = np.flatnonzero(np.isfinite(points).all(axis=1))
    founder, nearest = np.arange(len(points)), np.full(len(points), np.inf)
    founded = np.zeros(len(points), dtype=bool)
    around: Iterable[list[int]] = KDTree(points[placed]).query_ball_point(points[placed], within) if len(placed) else []
    for index, found in zip(placed.tolist(), around, strict=True):
        if nearest[index] < np.inf:
            continue
        founded[index] = True
        others = placed[sorted(found)]
        others = others[~founded[others] | (others == index)]
        apart = np.hypot(*(points[others] - points[index]).T)
        nearer = apart < nearest[others]
        founder[others[nearer]], nearest[others[nearer]] = index, apart[nearer]
    return founder


def _by_name(
    founder: np.ndarray[tuple[int], np.dtype[np.int64]], names: pd.Series[str]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the founders after areas with cells of one name became one: the first founder of each."""
    known = np.flatnonzero(names.notna())
    codes, _ = pd.factorize(names.iloc[known])
    count = len(founder)
    ends = np.concatenate([founder, count + codes]), np.concatenate([np.arange(count), known])
    size = count + len(known)
    joined = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(size, size))
    _, component = connected_components(joined, directed=False)
    _, first = np.unique(component[:count], return_index=True)
    return np.asarray(first[component[:count]], dtype=np.int64)
