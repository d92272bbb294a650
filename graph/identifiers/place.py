"""Places: an address, a postcode and a point together make the key, so that two spellings stay two places."""

from __future__ import annotations

import hashlib

from graph.identifiers.spelling import compact


def key(address: str = "", postcode: str = "", *, lat: float | None = None, lon: float | None = None) -> str | None:
    """Return the key of a place, or None when nothing says where it is.

    Coordinates count to six decimals (a tenth of a metre), in the datum they were given in.
    """
    parts = [compact(address).lower(), compact(postcode).upper(), _degrees(lat), _degrees(lon)]
    if not any(parts):
        return None
    return "place:" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"
