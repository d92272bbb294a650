"""Number and handset changes: which number took another's place, and which SIMs and handsets went from hand to hand."""

from __future__ import annotations

from models.swaps.chains import HandsetChains, handset_chains
from models.swaps.measuring import Rarities, Sources, rarities
from models.swaps.model import SwapModel
from models.swaps.replaced import CUT, Swaps, number_swaps

__all__ = [
    "CUT",
    "HandsetChains",
    "Rarities",
    "Sources",
    "SwapModel",
    "Swaps",
    "handset_chains",
    "number_swaps",
    "rarities",
]
