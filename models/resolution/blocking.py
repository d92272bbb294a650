"""Which pairs are compared at all: those that share a rare key, such as a number or a name with a year of birth.

Why keys as columns: a key that thousands share is emptied before any pair is made, so that no common name costs minutes,
and each rule is a plain equality in every dialect.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from models.resolution.columns import Field, Kind

_PARTS = frozenset({"given", "surname"})
_PER_RECORD = 5
_FLOOR = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One key: the prepared columns that must all be equal, and the fields they belong to.

    With `crossed`, their values may stand in each other's place, as given name and surname do.
    """

    columns: tuple[str, ...]
    fields: frozenset[str]
    crossed: bool = False


Part = tuple[str, str]
"""A prepared column and the field it belongs to."""


def rules(fields: Sequence[Field]) -> tuple[Rule, ...]:
    """Return the keys by which records of these fields meet, each once, in a fixed order."""
    found = {frozenset(parts): None for parts in _keys(fields)}
    return tuple(map(_rule, found))


def with_keys(frame: pd.DataFrame, known: Sequence[Rule]) -> pd.DataFrame:
    """Return prepared records with a column `key_0, key_1 …` per rule; keys that too many share are missing."""
    keys = {f"key_{number}": _guarded(_key(frame, rule)) for number, rule in enumerate(known)}
    return pd.concat([frame, pd.DataFrame(keys, index=frame.index)], axis=1)


def _keys(fields: Sequence[Field]) -> Iterator[tuple[Part, ...]]:
    of = {kind: [field.name for field in fields if field.kind == kind] for kind in _ALL}
    births = [(f"{name}{form}", name) for name in of["birth"] for form in ("_either", "_year", "_day")]
    exact = [part for part in births if part[0].endswith("_either")]
    places = [(name, name) for kind in ("postcode", "address", "term") for name in of[kind]]
    tokens = [(name + form, name) for name in of["name"] for form in ("_blurred", "_letters")]
    for kind in ("id_number", "phone", "number", "email", "nickname"):
        yield from (((name, name),) for name in of[kind])
    yield from (((f"{name}_local", name),) for name in of["email"])
    yield from ((part,) for part in [*exact, *places, *tokens])
    yield from ((token, other) for token in tokens for other in [*births, *places])
    parts = [(name + form, name) for kind in ("given", "surname") for name in of[kind] for form in ("", "_skeleton")]
    yield from ((one, other) for one in parts for other in [*births, *places])
    yield from ((one, other) for one, other in combinations(parts, 2) if one[1] != other[1])
    yield from ((birth, place) for birth in births for place in places)
    yield from combinations(places, 2)
    yield from (((f"{name}_street", name), birth) for name in of["address"] for birth in births)


_ALL: tuple[Kind, ...] = (
    *("name", "given", "surname", "nickname", "birth", "id_number", "phone", "email", "address", "postcode"),
    *("number", "term"),
)


def _rule(key: frozenset[Part]) -> Rule:
    names = frozenset(name for _, name in key)
    return Rule(tuple(sorted(column for column, _ in key)), names, names == _PARTS)


def _key(frame: pd.DataFrame, rule: Rule) -> pd.Series:
    key = frame[rule.columns[0]]
    if rule.crossed:
        other = frame[rule.columns[1]]
        return key.where(key <= other, other) + "|" + other.where(key <= other, key)
    for name in rule.columns[1:]:
        key = key + "|" + frame[name]
    return key


def _guarded(key: pd.Series) -> pd.Series:
    """Return a key, missing where its group is so large that the pairs of all smaller ones use the budget up."""
    sizes = key.map(key.value_counts()).fillna(0).to_numpy(dtype=np.int64)
    by_size = np.bincount(sizes, minlength=2)  # records in groups of a size
    by_size[:2] = 0
    pairs = np.cumsum(by_size * (np.arange(len(by_size)) - 1) / 2)
    budget = max(_FLOOR, _PER_RECORD * len(key))
    largest = int(np.searchsorted(pairs, budget, side="right")) - 1
    return key.where((sizes > 1) & (sizes <= max(1, largest)))
