"""Adapter of case linkage 串并案: which cases are likely of one hand, with what speaks for it and against it.

Why learned here only when there is enough to learn from: a handful of solved series teaches a model their accidents; below
that the declared curves stand in, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from graph.ledger import runs
from models.evaluation.splits import groups_of
from models.evidence import Evidence, Item
from models.linkage import CaseLinkage, Compared, evidence_of, found_series, ranked
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.analyse.worded import strength_key
from workbench.errors import UserError
from workbench.wording import Said, said

ENOUGH = 30
"""So many groups of solved cases of one hand are enough to learn from."""
_TOLD = 0.05  # what weighs less is no reason to name
_LINK = ["case", "other", "weight", "probability", "strength", "because", "missing", "began", "events"]
_REASON = ["case", "other", "item", "value", "weight", "events"]
_MEMBER = ["series", "case", "category", "began", "suspects", "events"]


def linked_cases(inputs: Inputs, *, cases: list[str], top: int) -> Answer:
    """Return the likeliest links of some cases, or of all, their reasons, and the series that hold together."""
    inputs.step("frames")
    frame = inputs.cases
    unknown = [case for case in cases if case not in set(frame["case"])]
    if unknown:
        raise UserError(said("analyse.no_such_case", case=", ".join(unknown)))
    inputs.step("compare")
    model, source = case_model(inputs)
    compared = compare(model, frame, ignored=inputs.ignored)
    inputs.step("reasons")
    rows = dict(zip(frame["case"], map(tuple, frame["rows"]), strict=True))
    found = [
        (case, other, evidence_of(compared, pair, rows=rows)) for case, other, pair in _shown(compared, cases, top)
    ]
    chance = {(case, other): one.posterior(compared.prior) for case, other, one in found}
    series = [own for own in found_series(compared) if not cases or set(own) & set(cases)]
    frames = {
        "links": inputs.named(_links(found, chance, frame), "case", "other"),
        "reasons": _reasons(found),
        "series": inputs.named(_members(series, frame, rows), "case"),
    }
    notes = (source, said("analyse.linkage_prior", prior=f"{compared.prior:.4f}"), *inputs.model_notes)
    return Answer(frames, tuple(_items(compared, series, rows)), notes)


def case_model(inputs: Inputs) -> tuple[CaseLinkage, Said]:
    """Return what links the cases here, and where it was learned: by this workspace, by its solved cases now, or nowhere."""
    trained = inputs.model("linkage")
    if trained:
        return trained, said("analyse.linkage_trained")
    frame = inputs.cases
    hands = [frozenset(who) for who in frame["suspects"]]
    solved = [own for own in hands if own]
    groups = int((np.bincount(groups_of(solved)) > 1).sum()) if solved else 0
    if groups >= ENOUGH:
        return CaseLinkage().fit(frame, hands), said("analyse.linkage_learned", groups=groups)
    return CaseLinkage().fit(frame), said("analyse.linkage_declared", groups=ENOUGH)


def compare(model: CaseLinkage, frame: pd.DataFrame, *, ignored: Collection[str] = ()) -> Compared:
    """Return every pair of the cases that is worth comparing, weighed.

    Who is suspected is no evidence, and neither is a known hub that two cases have in common.
    """
    hubs = frozenset(ignored)
    things = [[thing for thing in own if thing not in hubs] for own in frame["things"]]
    return model.compare(
        frame.drop(columns=["name", "suspects", "rows"]).assign(things=pd.Series(things, dtype=object).to_numpy())
    )


def link_evidence(frames: Mapping[str, pd.DataFrame], place: int) -> Evidence:
    """Return the evidence of a line of `links`, put together again from the tables of an answer."""
    line, reasons = frames["links"].iloc[place], frames["reasons"]
    own = reasons[(reasons["case"] == line["case"]) & (reasons["other"] == line["other"])]
    told = own[["item", "value", "weight", "events"]].itertuples(index=False, name=None)
    items = tuple(Item(item, value, weight, tuple(events)) for item, value, weight, events in told)
    return Evidence((line["case"], line["other"]), items, tuple(line["missing"]))


def _shown(compared: Compared, cases: Sequence[str], top: int) -> Iterator[tuple[str, str, int]]:
    """Yield the links to be told: those of each case asked about, its likeliest first, else the likeliest of all."""
    if cases:
        for case in dict.fromkeys(cases):
            best = ranked(compared, case).head(top)
            yield from zip([case] * len(best), best["case"], best["pair"], strict=True)
        return
    keys = compared.cases.keys
    order = np.lexsort((keys[compared.second], keys[compared.first], -compared.score))[:top].tolist()
    yield from ((str(keys[compared.first[p]]), str(keys[compared.second[p]]), p) for p in order)


def _links(
    found: Iterable[tuple[str, str, Evidence]], chance: dict[tuple[str, str], float], frame: pd.DataFrame
) -> pd.DataFrame:
    began = frame.set_index("case")["from"]
    lines = [
        (
            case,
            other,
            one.score,
            chance[case, other],
            _word(one),
            one.in_favour(least=_TOLD),
            one.missing,
            began[other],
            one.rows,
        )
        for case, other, one in found
    ]
    return pd.DataFrame(lines, columns=pd.Index(_LINK))


def _word(one: Evidence) -> str:
    return "against" if one.score < 0 else strength_key(one.strength)


def _reasons(found: Iterable[tuple[str, str, Evidence]]) -> pd.DataFrame:
    lines = [
        (case, other, item.feature, item.value, item.weight, item.rows)
        for case, other, one in found
        for item in one.items
    ]
    return pd.DataFrame(lines, columns=pd.Index(_REASON))


def _members(series: Sequence[tuple[str, ...]], frame: pd.DataFrame, rows: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    told = frame.set_index("case")
    lines = [
        (number, case, told["mo_category"][case], told["from"][case], len(told["suspects"][case]), rows[case])
        for number, own in enumerate(sorted(series, key=lambda own: (-len(own), own)), start=1)
        for case in sorted(own, key=lambda case: (told["from"][case], case))
    ]
    return pd.DataFrame(lines, columns=pd.Index(_MEMBER))


def _items(
    compared: Compared, series: Iterable[tuple[str, ...]], rows: dict[str, tuple[str, ...]]
) -> Iterator[runs.Item]:
    """Yield the links within series that speak for one hand."""
    keys = compared.cases.keys
    ends = zip(keys[compared.first].tolist(), keys[compared.second].tolist(), strict=True)
    place = {frozenset(pair): line for line, pair in enumerate(ends)}
    for own in series:
        for a, b in combinations(sorted(own), 2):
            line = place.get(frozenset((a, b)))
            score = float(compared.score[line]) if line is not None else 0.0
            if score > 0:
                yield runs.Item("SERIES_WITH", a, b, {"log_bf": score}, (*rows[a], *rows[b]), score)
