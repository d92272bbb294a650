"""The settings of Splink for some fields: the same object for DuckDB and for Spark.

Why derived and not written by hand: a data set nobody has seen has columns nobody has named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from splink import SettingsCreator, block_on

from models.resolution.blocking import rules
from models.resolution.columns import Field
from models.resolution.comparisons import RARE, comparison
from models.resolution.prepared import RECORD


@dataclass(frozen=True, slots=True)
class Chances:
    """How often each level of a comparison occurs, from equal to different: in pairs of one person, and of two."""

    same: tuple[float, ...]
    other: tuple[float, ...]


def settings(
    fields: Sequence[Field], *, learned: Mapping[str, Chances] | None = None, prior: float = 1e-4
) -> SettingsCreator:
    """Return Splink's settings for records that `prepared` and `with_keys` made of these fields.

    Parameters
    ----------
    fields : sequence of Field
        What is compared.
    learned : mapping of str to Chances, optional
        What was learned for each field.
    prior : float
        How probable it is that two records drawn at random are of one person.
    """
    compared = [comparison(field, fields) for field in fields]
    if learned:
        for field, each in zip(fields, compared, strict=True):
            each.configure(
                m_probabilities=list(learned[field.name].same), u_probabilities=list(learned[field.name].other)
            )
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[*compared],
        blocking_rules_to_generate_predictions=[block_on(f"key_{number}") for number in range(len(rules(fields)))],
        probability_two_random_records_match=prior,
        unique_id_column_name=RECORD,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def rare(fields: Sequence[Field]) -> tuple[str, ...]:
    """Return the fields whose equality weighs by the term's frequency."""
    return tuple(field.name for field in fields if field.kind in RARE)
