"""Records of one valid ID number as one node, weighed against others by the best that any two of their records say.

Why pooled: a register entry with an ID number and a bank form with a telephone number of the same person complete each
other, and what one of them leaves out must not speak against a third.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.resolution.columns import Field
from models.resolution.prepared import RECORD

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Nodes:
    """Records by what they are certainly one with.

    Attributes
    ----------
    of : Series of int64, indexed by record
        The node of each record, numbered in the order of its smallest record.
    numbers : ndarray of int64, shape (nodes, ID fields)
        The valid ID number of a node, by its place among all of them, or -1.
    """

    of: pd.Series
    numbers: Ints

    def apart(self, ends: Ints) -> NDArray[np.bool_]:
        """Return which pairs of nodes have two different valid ID numbers; such a pair is never one person."""
        one, other = self.numbers[ends[:, 0]], self.numbers[ends[:, 1]]
        differ = (one >= 0) & (other >= 0) & (one != other)
        return np.asarray(differ.any(axis=1), dtype=np.bool_)

    def ends(self, pairs: pd.DataFrame) -> Ints:
        """Return the nodes of pairs of records (`a, b`), shape (pairs, 2)."""
        places = [self.of.index.get_indexer(pd.Index(pairs[side])) for side in ("a", "b")]
        return np.column_stack([self.of.to_numpy(dtype=np.int64)[place] for place in places])

    def records_of(self, ends: Ints) -> pd.DataFrame:
        """Return every two records of two nodes: `a, b` with a < b, sorted."""
        members = pd.DataFrame({"node": self.of.to_numpy(), "record": self.of.index.to_numpy()})
        pairs = pd.DataFrame(ends, columns=["one", "other"])
        both = pairs.merge(members, left_on="one", right_on="node").merge(members, left_on="other", right_on="node")
        swap = both["record_x"].to_numpy() > both["record_y"].to_numpy()
        a = np.where(swap, both["record_y"], both["record_x"])
        b = np.where(swap, both["record_x"], both["record_y"])
        return pd.DataFrame({"a": a, "b": b}).astype("str").sort_values(["a", "b"], ignore_index=True)


def nodes(frame: pd.DataFrame, fields: Sequence[Field]) -> Nodes:
    """Return the nodes of prepared records."""
    names = [field.name for field in fields if field.kind == "id_number"]
    valid = pd.DataFrame(
        {name: frame[name].where(frame[f"{name}_valid"] == "yes") for name in names}, index=frame.index
    )
    same = valid[names[0]].fillna("record:" + frame[RECORD]) if names else frame[RECORD]
    code, _ = pd.factorize(same)
    first = pd.Series(np.arange(len(frame))).groupby(code).min().to_numpy()
    numbers = [pd.factorize(valid[name])[0][first] for name in names]
    table = np.column_stack(numbers) if names else np.zeros((len(first), 0))
    return Nodes(pd.Series(code, index=frame[RECORD]), table.astype(np.int64))


def pooled(pairs: pd.DataFrame, of_fields: pd.DataFrame, known: Nodes) -> tuple[Ints, pd.DataFrame]:
    """Return the pairs of different nodes, sorted, and the best weight of each field among their records' pairs."""
    ends = np.sort(known.ends(pairs), axis=1)
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    order = order[ends[order, 0] != ends[order, 1]]
    sorted_ends = ends[order]
    starts = np.flatnonzero(np.r_[True, (np.diff(sorted_ends, axis=0) != 0).any(axis=1)][: len(order)])
    values = of_fields.to_numpy(dtype=np.float64)[order]
    best = np.fmax.reduceat(values, starts, axis=0) if len(order) else values
    return sorted_ends[starts], pd.DataFrame(best, columns=of_fields.columns)
