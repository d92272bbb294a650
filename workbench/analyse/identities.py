"""Records that are likely of one person, for a person to judge: a queue with reasons, what was judged already left out.

Why a queue of persons and not of records: whatever shares a valid ID number or was judged the same is one person already,
and of two persons the likeliest pair of records is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from models.evidence import Evidence, Item
from models.persisted import digest, restored, stored
from models.resolution import Resolution
from models.statement import RARITY
from workbench.analyse.claims import SAME
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.analyse.worded import value_words
from workbench.wording import said

_MASKED = frozenset({"id_number", "birth", "sex", "address", "nickname"})
_NAMED = ["score", "odds", "together"]
_REASONS = ["record_a", "record_b", "item", "found", "raw", "weight", "events"]


def same_people(inputs: Inputs, *, odds: float, top: int) -> Answer:
    """Which records of different persons are likely of one, the likeliest first, with what speaks for and against it."""
    inputs.step("frames")
    _ = inputs.person_records  # read before the step that compares begins
    inputs.step("compare")
    queue = identity_queue(inputs, odds=odds)
    inputs.step("reasons")
    shown = queue.head(top).reset_index(drop=True)
    found = identity_evidence(inputs, zip(shown["record_a"], shown["record_b"], strict=True))
    notes = [said("analyse.identities_queue"), *inputs.model_notes]
    notes += [said("analyse.identities_cut", count=len(queue), top=top)] if len(queue) > top else []
    frames = {"pairs": inputs.named(shown, "a", "b"), "reasons": _reasons(found), "missing": _missing(found)}
    return Answer(frames, (), tuple(notes))


def identity_queue(inputs: Inputs, *, odds: float = 0.0) -> pd.DataFrame:
    """Return the pairs of persons that are likely one, the likeliest first.

    Parameters
    ----------
    inputs : Inputs
        What may be read.
    odds : float
        The least log10 of the posterior odds.

    Returns
    -------
    DataFrame
        `a, b` (keys of persons), `record_a, record_b` (their likeliest two records, a < b), `score` (log10 Bayes factor),
        `odds` (log10 posterior odds), `together` (whether all their records were grouped together) and `events` (the
        rows of the two records). Pairs that are one person already, or of which any two records were judged different,
        are not there. Equal ones in the order of the records.
    """
    found = inputs.identity_candidates
    person, event = _by_record(inputs.people, "person"), _by_record(inputs.person_records, "event")
    known = found.assign(a=found["record_a"].map(person), b=found["record_b"].map(person))
    known = known[(known["a"] != known["b"]) & (known["odds"] > odds)]
    apart = {frozenset((person.get(a, a), person.get(b, b))) for a, b in inputs.judged_apart}
    first = known[np.array(list(_first_of_each(zip(known["a"], known["b"], strict=True), apart)), dtype=np.bool_)]
    events = [(event[a], event[b]) for a, b in zip(first["record_a"], first["record_b"], strict=True)]
    return (
        first[["a", "b", "record_a", "record_b", *_NAMED]]
        .assign(events=pd.Series(events, index=first.index, dtype=object))
        .reset_index(drop=True)
    )


def identity_evidence(inputs: Inputs, pairs: Iterable[tuple[str, str]]) -> list[Evidence]:
    """Return the evidence that two records are of one person, for each pair; its items cite the rows of both records."""
    wanted = pd.DataFrame([tuple(sorted(pair)) for pair in pairs], columns=["a", "b"])
    if wanted.empty:
        return []
    records = inputs.person_records
    named = records[records["record_id"].isin([*wanted["a"], *wanted["b"]])]
    found = taken_up(inputs.identity_model).reasons(named.drop(columns="event"), wanted)
    return [_on_rows(each, _by_record(named, "event")) for each in found]


def candidate_pairs(records: pd.DataFrame, model: pd.DataFrame) -> pd.DataFrame:
    """Return `record_a, record_b, score, odds, together` of person records; none where there was nothing to learn from."""
    columns = ["record_a", "record_b", *_NAMED]
    if model.empty:
        empty = {name: pd.Series(dtype="str" if "record" in name else "float64") for name in columns}
        return pd.DataFrame(empty).astype({"together": "bool"})
    found = taken_up(model).candidates(records.drop(columns="event"))
    return found.rename(columns={"a": "record_a", "b": "record_b"})[columns]


def learned_model(records: pd.DataFrame) -> pd.DataFrame:
    """Return the model that person records teach, as a frame that can be kept: `model, sha256`; no line without any."""
    try:
        return model_frame(Resolution().fit(records.drop(columns="event")))
    except ValueError:  # nothing can be compared
        return model_frame()


def model_frame(*models: Resolution) -> pd.DataFrame:
    """Return models as a frame that can be kept: `model, sha256`."""
    data = [stored(model) for model in models]
    return pd.DataFrame({"model": pd.Series(data, dtype=object), "sha256": pd.Series(map(digest, data), dtype="str")})


def taken_up(model: pd.DataFrame) -> Resolution:
    """Return the model that `learned_model` made."""
    return restored(model["model"].iloc[0], Resolution, sha256=str(model["sha256"].iloc[0]))


def _first_of_each(pairs: Iterable[tuple[str, str]], apart: Collection[frozenset[str]]) -> Iterator[bool]:
    """Yield for every pair whether it is the first of its two persons and these may be one."""
    seen = set(apart)
    for ends in map(frozenset, pairs):
        yield ends not in seen
        seen.add(ends)


def _by_record(frame: pd.DataFrame, name: str) -> dict[str, str]:
    key = "record" if "record" in frame else "record_id"
    return dict(zip(frame[key], frame[name], strict=True))


def _on_rows(found: Evidence, event: dict[str, str]) -> Evidence:
    rows = tuple(event[record] for record in found.about)
    items = tuple(Item(item.feature, _tellable(item), item.weight, rows) for item in found.items)
    return Evidence(found.about, items, found.missing)


def _tellable(item: Item) -> str | float:
    """Return what may be told of a comparison: of what pages mask, and of what gives the native place away, how far apart."""
    if item.feature == "plate":
        return str(item.value).replace("plate", "")
    if item.feature.removesuffix(RARITY) not in _MASKED:
        return item.value
    one, _, other = str(item.value).partition(" / ")
    return f"edits={edits(one, other) if other else 0}"


def edits(a: str, b: str) -> int:
    """Return how many characters are to be put in, taken out or changed to make one text of another.

    Examples
    --------
    >>> edits("372922", "379222"), edits("", "ab")
    (2, 2)
    """
    line = list(range(len(b) + 1))
    for place, left in enumerate(a, 1):
        before, line[0] = line[0], place
        for at, right in enumerate(b, 1):
            before, line[at] = line[at], min(line[at] + 1, line[at - 1] + 1, before + (left != right))
    return line[-1]


def _reasons(found: list[Evidence]) -> pd.DataFrame:
    lines = [
        (*each.about, item.feature, value_words(SAME, item.feature, item.value), item.value, item.weight, item.rows)
        for each in found
        for item in each.items
    ]
    return pd.DataFrame(lines, columns=pd.Index(_REASONS))


def _missing(found: list[Evidence]) -> pd.DataFrame:
    lines = [(*each.about, name) for each in found for name in each.missing]
    return pd.DataFrame(lines, columns=pd.Index(_REASONS[:3]))


def evidence_for(frames: Mapping[str, pd.DataFrame], record_a: str, record_b: str) -> Evidence:
    """Return the evidence for a pair of the queue, from the tables of `same_people`."""
    reasons, missing = (_of_pair(frames[name], record_a, record_b) for name in ("reasons", "missing"))
    cells = zip(reasons["item"], reasons["raw"], reasons["weight"], reasons["events"], strict=True)
    items = tuple(Item(str(name), raw, float(weight), tuple(rows)) for name, raw, weight, rows in cells)
    return Evidence((record_a, record_b), items, tuple(missing["item"]))


def _of_pair(frame: pd.DataFrame, record_a: str, record_b: str) -> pd.DataFrame:
    lines: pd.DataFrame = frame[(frame["record_a"] == record_a) & (frame["record_b"] == record_b)]
    return lines
