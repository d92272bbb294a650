"""What can be claimed of two things or of a group, and the evidence for each claim, from all that weighs evidence.

Why a claim for each and no sum over all: that two records are of one person and that two people act together are different
claims, and the sum of their evidence is evidence for neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph.schema import label_of
from models.association import Commonness, association, commonness, with_contacts
from models.evidence import Evidence
from models.statement import Statement
from workbench.analyse.inputs import Inputs
from workbench.errors import UserError
from workbench.wording import say

if TYPE_CHECKING:
    from models.linkage import Compared

SAME, REPLACED, SERIES, TIED = "same_person", "successor", "one_hand", "acting_together"
CLAIMS = (SAME, REPLACED, SERIES, TIED)
_OWN_CLAIM = {"Person": SAME, "Phone": REPLACED, "Case": SERIES}
_TIED = frozenset({"Person", "Phone", "Account", "Vehicle", "OnlineId"})


@dataclass(frozen=True, slots=True)
class Weighed:
    """The statements that could be made, and the claims that nothing could be said for.

    Attributes
    ----------
    told : tuple of Statement
        For two things one for each claim, for a group one for each member.
    unsaid : tuple of str
        Claims of `CLAIMS` for which the two were not compared.
    """

    told: tuple[Statement, ...]
    unsaid: tuple[str, ...] = ()


def weighed(inputs: Inputs, things: Sequence[str], *, prior: float | None) -> Weighed:
    """Return what speaks for and against each claim that can be made of some things.

    Raises
    ------
    UserError
        For fewer than two different things, or things of which nothing can be claimed together.
    """
    keys = list(dict.fromkeys(things))
    if len(keys) < 2:
        raise UserError(say("analyse.statement_few"))
    labels = {label_of(key) or "" for key in keys}
    sources = _Sources(inputs)
    if len(keys) > 2:
        return Weighed(tuple(Statement(*found, prior) for found in _group(sources, keys, labels)))
    own = [_OWN_CLAIM[label] for label in labels if len(labels) == 1 and label in _OWN_CLAIM]
    claims = [*own, *([TIED] if labels <= _TIED else [])]
    if not claims:
        raise UserError(say("analyse.statement_kinds"))
    found = {claim: _FINDS[claim](sources, keys[0], keys[1]) for claim in claims}
    told = tuple(Statement(claim, evidence, prior) for claim, evidence in found.items() if evidence and evidence.items)
    return Weighed(told, tuple(claim for claim, evidence in found.items() if not (evidence and evidence.items)))


def _group(sources: _Sources, keys: list[str], labels: set[str]) -> Iterator[tuple[str, Evidence]]:
    """Yield the evidence of each member with the rest: the sum over all pairs would count everything many times."""
    if labels == {"Case"}:
        for key in keys:
            pairs = [sources.series(key, other) for other in keys if other != key]
            best = max((one for one in pairs if one), key=lambda one: (one.score, one.about), default=None)
            rest = tuple(other for other in keys if other != key)
            yield SERIES, replace(best, about=(key, *rest)) if best else Evidence((key, *rest), (), (SERIES,))
    elif labels <= _TIED:
        for key in keys:
            yield TIED, sources.tied(key, *(other for other in keys if other != key))
    else:
        raise UserError(say("analyse.statement_kinds"))


@dataclass
class _Sources:
    """Everything that weighs evidence, each worked out when it is first asked for."""

    inputs: Inputs = field(repr=False)

    @cached_property
    def shares(self) -> pd.DataFrame:
        return with_contacts(self.inputs.incidences, self.covered)

    @cached_property
    def covered(self) -> frozenset[str]:
        return frozenset(self.inputs.statements["owner"])

    @cached_property
    def usual(self) -> Commonness:
        return commonness(self.shares)

    def tied(self, key: str, *others: str) -> Evidence:
        """Return what speaks for one acting together with one or several others."""
        mine, theirs = self._keys(key), {one for other in others for one in self._keys(other)}
        return association(
            self.shares,
            mine,
            theirs,
            usual=self.usual,
            about=(key, *others),
            covered=self.covered,
            days=common_days(self.inputs.statements, mine, theirs),
        )

    def same(self, a: str, b: str) -> Evidence | None:
        """Return what speaks for two persons, or person records, being one: of their likeliest two records."""
        from workbench.analyse.identities import identity_evidence  # needs Splink

        if self.inputs.identity_model.empty:
            return None
        found = identity_evidence(self.inputs, [self._records(a, b)])[0]
        return replace(found, about=(a, b))

    def replaced(self, a: str, b: str) -> Evidence | None:
        """Return what speaks for one of two numbers having taken the other's place; None where they were not compared."""
        from models.swaps import Sources, number_swaps
        from workbench.analyse.numbers import complete, registered

        inputs = self.inputs
        ignored = inputs.calls["caller"].isin(inputs.ignored) | inputs.calls["callee"].isin(inputs.ignored)
        calls = inputs.calls[~ignored]
        sources = Sources(calls, inputs.call_sides, registered(inputs.belongings), None)
        found = number_swaps(sources, whole=complete(calls))
        here = found.pairs.index[found.pairs["old"].isin([a, b]) & found.pairs["new"].isin([a, b])]
        return found.evidence(int(here[0])) if len(here) else None

    @cached_property
    def _compared_cases(self) -> tuple[Compared, dict[str, tuple[str, ...]]]:
        from workbench.analyse.linked_cases import case_model, compare  # needs scikit-learn

        frame = self.inputs.cases
        model, _ = case_model(self.inputs)
        rows = dict(zip(frame["case"], map(tuple, frame["rows"]), strict=True))
        return compare(model, frame, ignored=self.inputs.ignored), rows

    def series(self, a: str, b: str) -> Evidence | None:
        """Return what speaks for two cases being of one hand; None where they are too far apart to be compared."""
        from models.linkage import evidence_of

        compared, rows = self._compared_cases
        keys = compared.cases.keys
        ends = np.column_stack([keys[compared.first], keys[compared.second]])
        here = np.flatnonzero(np.isin(ends, [a, b]).all(axis=1))
        if not len(here):
            return None
        found = evidence_of(compared, int(here[0]))
        cited = tuple(row for key in found.about for row in rows[key])
        return replace(found, items=tuple(replace(item, rows=cited) for item in found.items))

    def _keys(self, key: str) -> set[str]:
        return set(self.inputs.keys_of(key)) if key.startswith("person:") else {key}

    def _records(self, a: str, b: str) -> tuple[str, str]:
        """Return the likeliest two records of two persons: those that are candidates, else the first of each."""
        people = self.inputs.people
        known = self.inputs.identity_candidates
        person = dict(zip(people["record"], people["person"], strict=True))
        ends = [{person.get(x, x), person.get(y, y)} for x, y in zip(known["record_a"], known["record_b"], strict=True)]
        here = next((place for place, both in enumerate(ends) if both == {a, b}), None)
        if here is not None:
            return str(known["record_a"].iloc[here]), str(known["record_b"].iloc[here])
        return self.inputs.records.get(a, a), self.inputs.records.get(b, b)


def common_days(statements: pd.DataFrame, a: Iterable[str], b: Iterable[str]) -> int:
    """Return on how many days files of both parties cover them: from the first to the last day both have files of."""
    spans = []
    for keys in (a, b):
        own = statements[statements["owner"].isin(set(keys))]
        if own.empty:
            return 0
        spans.append((own["period_from"].min(), own["period_to"].max()))
    begin, end = max(first for first, _ in spans), min(last for _, last in spans)
    return max(0, int((end - begin) / pd.Timedelta(days=1)))


_FINDS: dict[str, Callable[[_Sources, str, str], Evidence | None]] = {
    SAME: _Sources.same,
    REPLACED: _Sources.replaced,
    SERIES: _Sources.series,
    TIED: _Sources.tied,
}
