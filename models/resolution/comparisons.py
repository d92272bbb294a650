"""How two values of a kind are compared: Splink's levels, from equal to different, in words that every dialect has.

Why levels and not one likeness: each has its own weight learned from the records, and a reader can check which applied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from splink import comparison_level_library as cll
from splink import comparison_library as cl
from splink.internals.comparison_level_creator import ComparisonLevelCreator

from models.resolution.columns import Field, Kind

Level = ComparisonLevelCreator
RARE = frozenset({"name", "given", "surname", "nickname", "birth", "postcode", "term", "email", "address"})
"""Kinds of which a rare value says more than a common one: their equality weighs by the term's frequency."""
NAMES = frozenset({"name", "given", "surname", "nickname"})
"""Kinds that are a name."""
WEAK = NAMES | {"category"}
"""Kinds that many strangers share: alone they join nobody."""


def comparison(field: Field, fields: Sequence[Field]) -> cl.CustomComparison:
    """Return how a field of these fields is compared."""
    levels: list[Level | dict[str, Any]] = [
        cll.NullLevel(field.name),
        *_LEVELS[field.kind](field.name, fields),
        cll.ElseLevel(),
    ]
    return cl.CustomComparison(levels, output_column_name=field.name)


def level_count(field: Field, fields: Sequence[Field]) -> int:
    """Return how many levels a field has, not counting that of missing values."""
    return len(_LEVELS[field.kind](field.name, fields)) + 1


def _equal(column: str, *, rare: bool = False) -> Level:
    level = cll.ExactMatchLevel(column)
    return level.configure(tf_adjustment_column=column) if rare else level


def _custom(sql: str) -> Level:
    return cll.CustomLevel(sql)


def _name(column: str, _: Sequence[Field]) -> list[Level]:
    return [
        _equal(column, rare=True),
        cll.ExactMatchLevel(f"{column}_letters"),
        cll.ExactMatchLevel(f"{column}_sound"),
        cll.ExactMatchLevel(f"{column}_blurred"),
        cll.And(cll.LevenshteinLevel(column, 1), _custom(f"length({column}_l) + length({column}_r) > 4")),
        cll.LevenshteinLevel(f"{column}_sound", 1),
        cll.LevenshteinLevel(column, 1),
        cll.JaroWinklerLevel(f"{column}_sound", 0.9),
    ]


def _part(column: str, fields: Sequence[Field]) -> list[Level]:
    """Return the levels of a given name or surname: equal, misspelt, shortened, and stood in the other's place."""
    other = {"given": "surname", "surname": "given"}[column] if column in ("given", "surname") else ""
    levels = [
        _equal(column, rare=True),
        cll.Or(cll.LevenshteinLevel(column, 1), cll.JaroWinklerLevel(column, 0.92)),
        cll.JaroWinklerLevel(column, 0.85),
        _custom(
            f"substr({column}_l, 1, 1) = substr({column}_r, 1, 1) AND (length({column}_l) <= 3 OR length({column}_r) <= 3)"
        ),
    ]
    if any(field.name == other for field in fields):
        crossed = f"{column}_l = {other}_r OR {column}_r = {other}_l"
        levels.insert(1, _custom(crossed))
    return levels


def _birth(column: str, _: Sequence[Field]) -> list[Level]:
    year, day = f"{column}_year", f"{column}_day"
    apart = f"abs(cast({year}_l AS int) - cast({year}_r AS int)) = 1"
    return [
        _equal(column, rare=True),
        cll.Or(cll.LevenshteinLevel(column, 1), _custom(f"{column}_turned_l = {column}_r")),
        cll.Or(cll.DamerauLevenshteinLevel(column, 1), _custom(f"{day}_l = {day}_r AND {apart}")),
        cll.Or(
            cll.And(cll.ExactMatchLevel(year), _custom(f"substr({day}_l, 1, 2) = substr({day}_r, 1, 2)")),
            cll.And(cll.ExactMatchLevel(year), _custom(f"substr({day}_l, 4, 2) = substr({day}_r, 4, 2)")),
            cll.ExactMatchLevel(day),
        ),
        cll.LevenshteinLevel(column, 2),
        cll.ExactMatchLevel(year),
    ]


def _identity(column: str, _: Sequence[Field]) -> list[Level]:
    both = f"{column}_valid_l = 'yes' AND {column}_valid_r = 'yes'"
    return [
        _equal(column),
        _custom(both),
        cll.DamerauLevenshteinLevel(column, 1),
        cll.DamerauLevenshteinLevel(column, 2),
    ]


def _email(column: str, _: Sequence[Field]) -> list[Level]:
    return [
        _equal(column, rare=True),
        cll.ExactMatchLevel(f"{column}_local"),
        cll.DamerauLevenshteinLevel(column, 2),
        cll.JaroWinklerLevel(column, 0.9),
        cll.JaroWinklerLevel(f"{column}_local", 0.88),
    ]


def _address(column: str, _: Sequence[Field]) -> list[Level]:
    return [
        _equal(column, rare=True),
        cll.LevenshteinLevel(column, 1),
        cll.ExactMatchLevel(f"{column}_street"),
        cll.JaccardLevel(column, 0.8),
    ]


def _postcode(column: str, _: Sequence[Field]) -> list[Level]:
    return [
        _equal(column, rare=True),
        cll.DamerauLevenshteinLevel(column, 1),
        _custom(f"substr({column}_l, 1, 4) = substr({column}_r, 1, 4)"),
        _custom(f"substr({column}_l, 1, 2) = substr({column}_r, 1, 2)"),
    ]


def _number(column: str, _: Sequence[Field]) -> list[Level]:
    return [_equal(column), cll.DamerauLevenshteinLevel(column, 1)]


def _term(column: str, _: Sequence[Field]) -> list[Level]:
    return [
        _equal(column, rare=True),
        cll.Or(cll.DamerauLevenshteinLevel(column, 1), cll.JaroWinklerLevel(column, 0.9)),
        cll.JaroWinklerLevel(column, 0.8),
    ]


def _plainly(column: str, _: Sequence[Field]) -> list[Level]:
    return [_equal(column)]


def _nickname(column: str, _: Sequence[Field]) -> list[Level]:
    return [_equal(column, rare=True)]


_LEVELS: dict[Kind, Callable[[str, Sequence[Field]], list[Level]]] = {
    "name": _name,
    "given": _part,
    "surname": _part,
    "nickname": _nickname,
    "birth": _birth,
    "id_number": _identity,
    "phone": _number,
    "email": _email,
    "address": _address,
    "postcode": _postcode,
    "number": _number,
    "category": _plainly,
    "term": _term,
}
