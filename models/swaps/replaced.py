"""Numbers that took another's place: who fell silent, who came up for them, how sure that is, and who cannot be found.

Why in passes: once a change is found, the contact stands under its former number in everybody's ties, and a number whose
contacts all changed too is found in the next pass.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from models.contract import refuse_protected
from models.evidence import Evidence, Item
from models.swaps.candidates import Reach, candidates
from models.swaps.citing import cited
from models.swaps.ends import DAY, Flags, Ints, Pairs
from models.swaps.measuring import Known, Rarities, Sources, known, measured
from models.swaps.model import ITEMS, SwapModel
from models.swaps.rivals import confidence
from models.swaps.temper import KINSHIP, temper

CUT = 0.9
"""How sure a change must be to be told; how many false ones that lets pass is measured on cities (`fusion evaluate`)."""
REPLACED = 0.03
"""The share of numbers that are replaced, before anything is seen."""
LEAST = 1_000
"""At least so many numbers any successor could have had, for files of few numbers show little of a town."""
PASSES = 3
_SILENT = 3.0
_SOON = 7.0


@dataclass(frozen=True, slots=True)
class Swaps:
    """What was found.

    Attributes
    ----------
    pairs : DataFrame
        `old, new`, `stopped_at, began_at` (UTC: the old one's last call, the new one's first), `shared` (contacts both have,
        under former numbers), `score` (log10 Bayes factor), `confidence`, `rank` (1 is the old one's likeliest), and a
        column per item; surest first, equal ones by old and new.
    silent : DataFrame
        Numbers that fell silent and for which nothing is told: `old, stopped_at, why` (no_contact: nobody who came up has a
        contact of its; several: more than one could be it; unlikely: none is likely enough; uncovered: no file shows what came
        after), by old.
    cut : float
        The confidence from which a pair is told.
    common : Rarities
        How usual everything is and how far shared contacts may be believed: given back, it is held fixed.
    """

    pairs: pd.DataFrame
    silent: pd.DataFrame
    cut: float
    common: Rarities
    _known: Known = field(repr=False)
    _sources: Sources = field(repr=False)

    @property
    def told(self) -> pd.DataFrame:
        """The pairs from the cut on."""
        told: pd.DataFrame = self.pairs[self.pairs["confidence"] >= self.cut]
        return told

    def evidence(self, place: int) -> Evidence:
        """Return the evidence of one line of `pairs`, every item with the rows it rests on."""
        return self.evidences([place])[place]

    def evidences(self, places: Iterable[int]) -> dict[int, Evidence]:
        """Return the evidence of some lines of `pairs`, by the line."""
        asked = list(places)
        lines: pd.DataFrame = self.pairs.loc[asked]
        sources = self._sources.about([*lines["old"], *lines["new"]])
        return {
            place: self._evidence(line, sources) for place, line in zip(asked, lines.to_dict("records"), strict=True)
        }

    def _evidence(self, line: dict[Any, Any], sources: Sources) -> Evidence:
        pair = (line["old"], line["new"])
        behind = cited(self._known, sources, pair=pair)
        days = (line["began_at"] - line["stopped_at"]) / pd.Timedelta(days=1)
        values = {"contacts": float(line["shared"]), "timing": round(days, 2)}
        weights = {name: float(line.get(name, np.nan)) for name in ITEMS}
        items = tuple(
            Item(name, values.get(name, round(weight, 2)), weight, behind.get(name, ()))
            for name, weight in weights.items()
            if not np.isnan(weight)
        )
        return Evidence(pair, items, tuple(name for name in ITEMS if np.isnan(weights[name])))


def number_swaps(
    sources: Sources,
    *,
    model: SwapModel | None = None,
    common: Rarities | None = None,
    whole: Collection[str] | None = None,
    reach: Reach | None = None,
    cut: float = CUT,
) -> Swaps:
    """Return which numbers took which others' places.

    Parameters
    ----------
    sources : Sources
        `calls` (event, caller, callee, started_at, and seconds if known); if there are any, `sides` (event, phone, cell,
        imei, started_at: what a number's own file says of it), `registers` (event, phone, holder, since, until) and
        `statements` (owner, period_from, period_to).
    model : SwapModel, optional
        A fitted one; by default every item weighs what was measured.
    common : Rarities, optional
        How usual everything is; learnt from `sources` itself by default.
    whole : collection of str, optional
        The numbers that may be replaced or replace another; all by default. Short numbers of closed circles only stand for
        others, and belong to nobody.
    reach : Reach, optional
        Which pairs are compared.
    cut : float
        The confidence from which a pair is told.

    Raises
    ------
    Protected
        When one of the frames has a column of a protected attribute.

    Notes
    -----
    Scores are sums of log10 Bayes factors; those of contacts and of how they are kept up are tempered (see
    `models.swaps.temper`). The confidence weighs every pair against its rivals, from odds of three in a
    hundred over the count of numbers, a thousand at least. Three passes; in the second and third, contacts found to have changed stand under their
    former number. O(passes × contacts of both, over the pairs compared).
    """
    refuse_protected(sources.columns)
    asked = _Asked(model or SwapModel(), reach or Reach(), cut, None if whole is None else frozenset(whole))
    about = known(sources, common)
    power = None if common is None else common.temper
    compared = _compared(about, asked)
    pairs = _weighed(about, asked, compared, power=1.0 if power is None else power)
    if power is None:
        power = temper(about, asked.reach, allowed=asked.allowed(about) & ~_changed(about, pairs, cut))
        pairs = _weighed(about, asked, compared, power=power)
    for _ in range(PASSES - 1):
        alias = _renamed(pairs[pairs["confidence"] >= cut], len(about.ends.names))
        if np.array_equal(about.alias, alias):
            break
        about = about.renamed(alias)
        pairs = _weighed(about, asked, _compared(about, asked), power=power)
    fitted = replace(about.rarities, temper=power)
    silent = _silent(about, pairs, cut=cut, allowed=asked.allowed(about))
    return Swaps(_told(about, pairs), silent, cut, fitted, about, sources)


@dataclass(frozen=True, slots=True)
class _Asked:
    """How pairs are compared: by which model, within which reach, from which confidence on, and of which numbers."""

    model: SwapModel
    reach: Reach
    cut: float
    whole: frozenset[str] | None

    def allowed(self, about: Known) -> Flags:
        names = about.ends.names
        return np.ones(len(names), np.bool_) if self.whole is None else np.isin(names.astype(str), list(self.whole))


def _compared(about: Known, asked: _Asked) -> tuple[Pairs, pd.DataFrame]:
    none = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    also = none if about.handsets is None else about.handsets.pairs
    found = candidates(about.activity, about.ties, asked.reach, whole=asked.allowed(about), also=also)
    return found, measured(about, found)


def _weighed(about: Known, asked: _Asked, compared: tuple[Pairs, pd.DataFrame], *, power: float) -> pd.DataFrame:
    (old, new), raw = compared
    items = [name for name in ITEMS if name in raw]
    tempered = raw[items] * [power if name in KINSHIP else 1.0 for name in items]
    model = asked.model if hasattr(asked.model, "factors_") else asked.model.fit(tempered)
    weights = model.weights(tempered)
    score = weights.sum(axis=1).to_numpy(np.float64)
    sure = confidence(score, (old, new), odds=REPLACED / max(LEAST, len(about.ends.names)))
    frame = pd.DataFrame({"old": old, "new": new, "shared": raw["shared"], "score": score, "confidence": sure.round(6)})
    return pd.concat([frame, weights], axis=1)


def _changed(about: Known, pairs: pd.DataFrame, cut: float) -> Flags:
    """Return which numbers stand in a pair that is likely enough to be told."""
    told = pairs[pairs["confidence"] >= cut]
    found = np.zeros(len(about.ends.names), np.bool_)
    found[np.concatenate([told["old"], told["new"]]).astype(np.int64)] = True
    return found


def _renamed(told: pd.DataFrame, count: int) -> Ints:
    """Return which number each one stands for: the first of its chain of changes."""
    alias = np.arange(count)
    surest = told.sort_values(["confidence", "score", "old"], ascending=[False, False, True]).drop_duplicates("new")
    alias[surest["new"].to_numpy(np.int64)] = surest["old"].to_numpy(np.int64)
    for _ in range(PASSES):
        alias = alias[alias]
    return alias


def _told(about: Known, pairs: pd.DataFrame) -> pd.DataFrame:
    ordered = pairs.sort_values(
        ["confidence", "score", "old", "new"], ascending=[False, False, True, True], ignore_index=True
    )
    old, new = ordered["old"].to_numpy(np.int64), ordered["new"].to_numpy(np.int64)
    names, moved = about.ends.names, about.activity
    made = ordered.assign(old=names[old], new=names[new])
    made.insert(2, "stopped_at", _instant(moved.fall.second[old]))
    made.insert(3, "began_at", _instant(moved.rise.second[new]))
    made.insert(7, "rank", ordered.groupby("old").cumcount() + 1)
    return made


def _silent(about: Known, pairs: pd.DataFrame, *, cut: float, allowed: np.ndarray) -> pd.DataFrame:
    """Return the numbers that clearly fell silent, or whose files end, and have no successor that is told."""
    moved = about.activity
    best = pairs.groupby("old")["confidence"].max().reindex(range(len(allowed)))
    every = pairs.groupby("old")["confidence"].sum().reindex(range(len(allowed)))
    end = float(about.ends.second.max()) if len(about.ends.second) else 0.0
    unseen = (moved.window.until < end - _SOON * DAY) & (moved.fall.second > moved.window.until - _SOON * DAY)
    long = moved.window.until - moved.fall.second >= _SOON * DAY
    fell = allowed & ((long & (moved.fall.size >= _SILENT)) | (unseen & (about.ends.count > 1)))
    why = np.select([unseen, best.isna(), every >= 0.5], ["uncovered", "no_contact", "several"], "unlikely")
    here = np.flatnonzero(fell & ~(best >= cut).to_numpy())
    return pd.DataFrame(
        {"old": about.ends.names[here], "stopped_at": _instant(moved.fall.second[here]), "why": why[here]}
    )


def _instant(second: np.ndarray) -> pd.DatetimeIndex:
    return pd.to_datetime((second * 1e6).round().astype(np.int64), unit="us", utc=True)
