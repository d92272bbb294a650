"""Adapters of changes of number and of handset: who took another number, and which SIMs went through which handsets."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from graph.ledger.runs import Item
from models.evidence import Evidence
from models.swaps import Sources, Swaps, number_swaps
from models.swaps import handset_chains as chains_of
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.analyse.worded import strength_key
from workbench.wording import said

SHOWN = 3
"""So many successors of a number stand in the list of candidates."""


def replaced_numbers(inputs: Inputs, *, numbers: list[str], sure: float) -> Answer:
    """Which numbers took the place of others that fell silent, with what speaks for it; and who cannot be found."""
    inputs.step("frames")
    calls = _without(inputs.calls, inputs.ignored)
    sources = Sources(calls, inputs.call_sides, registered(inputs.belongings), None)
    inputs.step("compare")
    found = number_swaps(sources, whole=complete(calls), cut=sure)
    told = _about(found.told, numbers)
    whys = found.evidences(told.index)
    frames = {
        "replaced": inputs.named(_listed(told, whys), "old", "new"),
        "evidence": _items(whys),
        "candidates": inputs.named(_candidates(found, numbers), "old", "new"),
        "silent": inputs.named(_about(found.silent, numbers).reset_index(drop=True), "old"),
    }
    return Answer(frames, tuple(_links(told, whys)), tuple(_warnings(found)))


def handset_chains(inputs: Inputs, *, numbers: list[str], most: int) -> Answer:
    """Which numbers went to another handset for good, and which handsets to another number; shops are left out."""
    inputs.step("frames")
    sides = inputs.call_sides
    inputs.step("compare")
    found = chains_of(sides, most=most)
    uses, changes = found.uses, found.changes
    if numbers:
        mine = set(uses.loc[uses["phone"].isin(numbers), "chain"])
        uses = uses[uses["chain"].isin(mine)].reset_index(drop=True)
        things = {*uses["phone"], *uses["imei"]}
        changes = changes[changes["kept"].isin(things)].reset_index(drop=True)
    frames = {"changes": changes, "uses": inputs.named(uses, "phone"), "left_out": found.left_out}
    count = len(found.left_out)
    return Answer(frames, (), (said("analyse.busy_handsets", count=count, most=most),) if count else ())


def complete(calls: pd.DataFrame) -> set[str]:
    """Return the numbers of calls that somebody has, and not a short name within a closed circle."""
    seen = pd.unique(pd.concat([calls["caller"], calls["callee"]]).dropna())
    return {number for number in seen if number.startswith("tel:+")}


def registered(belongings: pd.DataFrame) -> pd.DataFrame:
    """Return in whose name numbers stand and since when: `event, phone, holder, since, until`."""
    used = belongings[(belongings["type"] == "USES") & belongings["key"].str.startswith("tel:")]
    return used.rename(columns={"key": "phone", "person": "holder"})[["event", "phone", "holder", "since", "until"]]


def _without(calls: pd.DataFrame, ignored: Iterable[str]) -> pd.DataFrame:
    return calls[~calls["caller"].isin(set(ignored)) & ~calls["callee"].isin(set(ignored))]


def _about(frame: pd.DataFrame, numbers: list[str]) -> pd.DataFrame:
    """Return the lines about some numbers, all without them."""
    if not numbers:
        return frame
    ends = frame[[name for name in ("old", "new") if name in frame]]
    about: pd.DataFrame = frame[ends.isin(numbers).any(axis=1)]
    return about


def _listed(told: pd.DataFrame, whys: dict[int, Evidence]) -> pd.DataFrame:
    columns = ["old", "new", "stopped_at", "began_at", "shared", "confidence", "score"]
    strength = [strength_key(whys[place].strength) for place in told.index]
    events = pd.Series([whys[place].rows for place in told.index], told.index, dtype=object)
    return told[columns].assign(strength=strength, events=events).reset_index(drop=True)


def _items(whys: dict[int, Evidence]) -> pd.DataFrame:
    lines = [
        (*why.about, item.feature, item.value, round(item.weight, 3), item.rows)
        for why in whys.values()
        for item in why.items
    ]
    return pd.DataFrame(lines, columns=pd.Index(["old", "new", "item", "value", "weight", "events"]))


def _candidates(found: Swaps, numbers: list[str]) -> pd.DataFrame:
    """Return the likeliest successors of the numbers asked about, or of those that could be one of several."""
    pairs = found.pairs[(found.pairs["rank"] <= SHOWN) & (found.pairs["confidence"] < found.cut)]
    unsure = found.silent.loc[found.silent["why"] == "several", "old"]
    here = _about(pairs, numbers) if numbers else pairs[pairs["old"].isin(unsure)]
    columns = ["old", "new", "rank", "stopped_at", "began_at", "shared", "confidence", "score"]
    return here.sort_values(["old", "rank"])[columns].reset_index(drop=True)


def _links(told: pd.DataFrame, whys: dict[int, Evidence]) -> Iterable[Item]:
    for place, old, new, sure, score in told[["old", "new", "confidence", "score"]].itertuples():
        yield Item("REPLACED_BY", old, new, {"confidence": sure}, whys[place].rows, score)


def _warnings(found: Swaps) -> Iterable[str]:
    yield said("analyse.swaps_found", found=len(found.told), silent=len(found.silent), sure=f"{found.cut:.0%}")
    counts = found.silent["why"].value_counts()
    for why in ("no_contact", "several", "uncovered"):
        if counts.get(why, 0):
            yield said(f"analyse.swaps_{why}", count=int(counts[why]))
