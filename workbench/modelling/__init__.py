"""Models that a workspace trains itself: taught, validated, described by a card, kept in its own folder, taken back.

Why beside the analyses and not in them: an analysis asks what is likely now; a model is made once, by a named person, of
known material, and must be able to say for years what it was made of and what it is worth.
"""

from __future__ import annotations

from workbench.modelling.card import Card
from workbench.modelling.kinds import KINDS, Kind, kind_of
from workbench.modelling.taught import Taught

__all__ = ["KINDS", "Card", "Kind", "Taught", "kind_of"]
