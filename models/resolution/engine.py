"""Splink on DuckDB, held still: the same records and settings give the same bits.

Why a connection of our own with one order: what Splink computes is a set of pairs; sorted, it is one answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb
import pandas as pd
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator

from models.resolution.prepared import RECORD

_PART = 250_000
"""So many pairs are compared at a time: Splink keeps the texts of both sides of each."""
LEFT, RIGHT = f"{RECORD}_l", f"{RECORD}_r"


@contextmanager
def undisturbed() -> Iterator[None]:
    """Give the global generator back as it was: Splink draws the names of its tables from it."""
    before = random.getstate()
    try:
        yield
    finally:
        random.setstate(before)


class Engine:
    """Prepared records in a database of their own, with Splink on top.

    Parameters
    ----------
    frame : DataFrame
        What `with_keys` gives.
    settings : SettingsCreator
        How they are compared.
    frequencies : mapping of str to DataFrame
        For each field of a rarity: `value, frequency`.
    """

    def __init__(self, frame: pd.DataFrame, settings: SettingsCreator, frequencies: Mapping[str, pd.DataFrame]) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET enable_progress_bar = false")
        self._api = DuckDBAPI(self._connection)
        records = self._api.register(pa.Table.from_pandas(frame, preserve_index=False), table_name="people")
        self._linker = Linker(records, settings, log_level=None, validate_settings=False)
        for name, values in frequencies.items():
            table = values.set_axis([name, f"tf_{name}"], axis=1)
            known = self._api.register(pa.Table.from_pandas(table, preserve_index=False), table_name=f"tf_of_{name}")
            self._linker.table_management.register_term_frequency_lookup(known, name)

    def close(self) -> None:
        """Let the database go."""
        self._connection.close()

    def blocked(self) -> pd.DataFrame:
        """Return the pairs that share a key: `a, b` (a < b), sorted."""
        found = self._linker.inference.compute_blocked_pairs_for_predict()
        pairs = self._connection.execute(
            f"SELECT DISTINCT least(join_key_l, join_key_r) AS a, greatest(join_key_l, join_key_r) AS b "
            f"FROM {found.physical_name} ORDER BY ALL"
        )
        frame: pd.DataFrame = pairs.df()
        return frame

    def compared(self, pairs: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
        """Return Splink's columns (`gamma_…`, `mw_…`) of given pairs, in the order of the pairs.

        Parameters
        ----------
        pairs : DataFrame
            `a, b`, each pair once.
        columns : sequence of str
            Which columns, at least one.
        """
        parts = (pairs.iloc[at : at + _PART] for at in range(0, max(1, len(pairs)), _PART))
        return pd.concat([self._part(part, columns) for part in parts], ignore_index=True)

    def _part(self, pairs: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
        table = pd.DataFrame({"match_key": "0", "join_key_l": pairs["a"], "join_key_r": pairs["b"]}).astype("str")
        self._connection.register("asked", pa.Table.from_pandas(table, preserve_index=False))
        self._connection.execute("CREATE OR REPLACE TABLE asked_pairs AS FROM asked")
        given = self._api.table_to_splink_dataframe("asked_pairs", "asked_pairs")
        self._linker.table_management.register_blocked_pairs_for_predict(given)
        found = self._linker.inference.predict(warning_mode="never")
        chosen = ", ".join(f'p."{name}"' for name in columns)
        answer: pd.DataFrame = self._connection.execute(
            f"SELECT a.join_key_l AS a, a.join_key_r AS b, {chosen} FROM asked_pairs a "
            f"JOIN {found.physical_name} p ON p.{LEFT} = a.join_key_l AND p.{RIGHT} = a.join_key_r ORDER BY a.rowid"
        ).df()
        found.drop_table_from_database_and_remove_from_cache()
        return answer
