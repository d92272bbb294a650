"""Splink as its own guide sets it up: library comparisons, two training passes, connected components at .95.

Why here and not among the models: it is what ours is measured against, and nobody is shown its answers.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from itertools import combinations

import duckdb
import pandas as pd
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_library as cl
from splink.internals.comparison_creator import ComparisonCreator
from splink.internals.exceptions import EMTrainingException

from models.resolution import Field
from models.resolution.engine import undisturbed

_THRESHOLD = 0.95
_TELLING = ("birth", "email", "phone", "id_number", "postcode", "surname")


def splink_defaults(records: pd.DataFrame, fields: Sequence[Field], *, key: str) -> pd.Series:
    """Return the group of every record as Splink's defaults have it, indexed by record."""
    with undisturbed():
        return _grouped(records, fields, key)


def _grouped(records: pd.DataFrame, fields: Sequence[Field], key: str) -> pd.Series:
    columns = {field.name: (field.columns or field.whole)[0] for field in fields}
    frame = records[[key, *dict.fromkeys(columns.values())]].sort_values(key).astype("str")
    connection = duckdb.connect()
    connection.execute("SET threads = 1")  # its sampling is the same again on one thread only
    connection.execute("SET enable_progress_bar = false")
    people = DuckDBAPI(connection).register(pa.Table.from_pandas(frame, preserve_index=False), table_name="people")
    linker = Linker(people, _settings(fields, columns, key), log_level=logging.ERROR)
    _train(linker, fields, columns)
    pairs = linker.inference.predict(threshold_match_probability=_THRESHOLD, warning_mode="never")
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=_THRESHOLD)
    lines: pd.DataFrame = found.as_duckdbpyrelation().df()
    connection.close()
    return lines.set_index(key)["cluster_id"].sort_index()


def _settings(fields: Sequence[Field], columns: dict[str, str], key: str) -> SettingsCreator:
    single = [columns[field.name] for field in fields if field.kind in _TELLING]
    pairs = combinations(dict.fromkeys(columns[f.name] for f in fields if f.kind not in (*_TELLING, "category")), 2)
    rules = [*((column,) for column in single), *pairs]
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=key,
        comparisons=list(_comparisons(fields, columns)),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
    )


def _comparisons(fields: Sequence[Field], columns: dict[str, str]) -> Iterator[ComparisonCreator]:
    seen: set[str] = set()
    kinds = {field.kind: columns[field.name] for field in fields}
    parted = kinds.get("given", "") != kinds.get("surname", "")
    if parted and "given" in kinds and "surname" in kinds:
        seen |= {kinds["given"], kinds["surname"]}
        yield cl.ForenameSurnameComparison(kinds["given"], kinds["surname"])
    for field in fields:
        column = columns[field.name]
        if column in seen:
            continue
        seen.add(column)
        match field.kind:
            case "name" | "given" | "surname":
                yield cl.NameComparison(column)
            case "birth":
                yield cl.DateOfBirthComparison(column, input_is_string=True)
            case "email":
                yield cl.EmailComparison(column)
            case "postcode":
                yield cl.PostcodeComparison(column)
            case _:
                yield cl.ExactMatch(column).configure(term_frequency_adjustments=True)


def _train(linker: Linker, fields: Sequence[Field], columns: dict[str, str]) -> None:
    """Train as the guide does: how common a match is from near-certain rules, u by sampling, m in two passes."""
    named = list(dict.fromkeys(columns[f.name] for f in fields if f.kind in ("name", "given", "surname")))
    births = [columns[f.name] for f in fields if f.kind == "birth"]
    unique = [(columns[f.name],) for f in fields if f.kind in ("id_number", "phone", "email")]
    certain = [*((name, *births) for name in named), *unique] or [tuple(columns.values())]
    linker.training.estimate_probability_two_random_records_match([block_on(*rule) for rule in certain], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (named, births or [rule[0] for rule in unique[:1]]):
        if not rule:
            continue
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
        except EMTrainingException:
            continue  # no pair meets so: what the other pass teaches must do
