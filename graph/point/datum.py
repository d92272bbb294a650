"""Coordinates of Chinese maps brought to WGS 84.

Why: maps at home are shifted by some five hundred metres (GCJ-02), more than the distance between two cells.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Krasovsky's ellipsoid, on which the shift is defined.
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
METRES_PER_DEGREE = 111_320.0


def to_wgs84(lat: Floats, lon: Floats, *, shifted: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return latitudes and longitudes in WGS 84.

    Parameters
    ----------
    lat, lon : ndarray
        Degrees, shape (n,).
    shifted : ndarray of bool
        Which points are given in GCJ-02; the others are left as they are.

    Notes
    -----
    The shift changes by centimetres over its own length, so taking it off three times is exact to a millimetre.
    """
    north, east = np.zeros_like(lat), np.zeros_like(lon)
    for _ in range(3):
        north, east = _shift(lat - north, lon - east)
    return np.where(shifted, lat - north, lat), np.where(shifted, lon - east, lon)


def metres(lat: Floats, lon: Floats) -> Floats:
    """Return plane coordinates in metres, shape (n, 2), good for distances within some hundred kilometres."""
    middle = np.radians(np.nanmean(lat)) if np.isfinite(lat).any() else 0.0
    return np.column_stack([lon * METRES_PER_DEGREE * np.cos(middle), lat * METRES_PER_DEGREE])


def _shift(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Return the degrees north and east that GCJ-02 adds at points in WGS 84."""
    x, y = lon - 105.0, lat - 35.0
    ripple = _waves(x, (20.0, 6.0), (20.0, 2.0))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + ripple
    north = north + _waves(y, (20.0, 1.0), (40.0, 1 / 3)) + _waves(y, (160.0, 1 / 12), (320.0, 1 / 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + ripple
    east = east + _waves(x, (20.0, 1.0), (40.0, 1 / 3)) + _waves(x, (150.0, 1 / 12), (300.0, 1 / 30))
    root = 1 - _ECCENTRICITY * np.sin(np.radians(lat)) ** 2
    meridian, parallel = _AXIS * (1 - _ECCENTRICITY) / root**1.5, _AXIS / np.sqrt(root) * np.cos(np.radians(lat))
    return np.degrees(north / meridian), np.degrees(east / parallel)


def _waves(x: Floats, first: tuple[float, float], second: tuple[float, float]) -> Floats:
    made: Floats = first[0] * np.sin(first[1] * np.pi * x) + second[0] * np.sin(second[1] * np.pi * x)
    return made * 2 / 3
