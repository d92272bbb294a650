"""Which person records are one Person: equal valid ID numbers, and what people of this workspace decided.

Why records and not clusters carry the decisions: a cluster changes with every import, a record never does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Decision:
    """A judgement in force: two person records are the same person, or are not."""

    a: str
    b: str
    same: bool


def write_clusters(db: DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Create the table `clusters` (record, person) from the view `persons` and the decisions, in deciding order.

    A person's key is `person:` and 16 hex digits of the SHA-256 of its smallest record: opaque, and the same
    whichever order the files came in.
    """
    db.execute(_GROUPS)
    db.register("judged", _judged(db, decisions))
    db.execute(_CLUSTERS)
    db.unregister("judged")


_GROUPS = """
CREATE OR REPLACE TEMP TABLE record_groups AS
SELECT record, id_number, coalesce('id:' || id_number, record) AS "group"
FROM (
    SELECT record, arg_min(CASE WHEN id_valid THEN id_number END, (file, sheet, row)) AS id_number
    FROM persons GROUP BY record
)
"""

_CLUSTERS = """
CREATE OR REPLACE TEMP TABLE clusters AS
SELECT record, 'person:' || left(sha256(root), 16) AS person
FROM (
    SELECT record, coalesce(root, min(record) OVER (PARTITION BY "group")) AS root
    FROM record_groups LEFT JOIN judged USING (record)
)
"""


def _judged(db: DuckDBPyConnection, decisions: Sequence[Decision]) -> pa.Table:
    """Return (record, root) for every record whose group a decision touches: the others need no thought."""
    db.register("touched", pa.table({"record": pa.array({end for d in decisions for end in (d.a, d.b)}, pa.string())}))
    rows = db.execute(
        'SELECT record, id_number FROM record_groups WHERE "group" IN '
        '(SELECT "group" FROM record_groups JOIN touched USING (record)) ORDER BY record'
    ).fetchall()
    db.unregister("touched")
    roots = roots_of(rows, decisions)
    return pa.table({"record": pa.array(list(roots), pa.string()), "root": pa.array(list(roots.values()), pa.string())})


def roots_of(records: Iterable[tuple[str, str | None]], decisions: Sequence[Decision]) -> dict[str, str]:
    """Return each record's root, the smallest record of its person.

    Decisions "same" are followed first, in order, then equal ID numbers in the order of the records; a union that
    would bring two records together that were judged different, even through third ones, does not happen.

    Parameters
    ----------
    records
        (record, valid ID number or None), sorted by record.
    decisions
        The judgements in force, oldest first; ends that are not among the records are ignored.

    Examples
    --------
    >>> roots_of([("a", "1"), ("b", "1"), ("c", None)], [Decision("a", "b", same=False), Decision("b", "c", same=True)])
    {'a': 'a', 'b': 'b', 'c': 'b'}
    """
    known = dict(records)
    parts = _Parts(known, [d for d in decisions if d.a in known and d.b in known])
    by_number: dict[str, list[str]] = defaultdict(list)
    for record, number in known.items():
        # First fit: a record that may not join the first person of its number tries the next one.
        if number is not None and not any(parts.join(first, record) for first in by_number[number]):
            by_number[number].append(record)
    return {record: parts.find(record) for record in known}


class _Parts:
    """A partition of the records that only grows where no pair was judged different."""

    def __init__(self, records: Iterable[str], decisions: Sequence[Decision]) -> None:
        self._root = {record: record for record in records}
        self._members = {record: [record] for record in self._root}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for decision in decisions:
            if not decision.same:
                self._apart[decision.a].add(decision.b)
                self._apart[decision.b].add(decision.a)
        for decision in decisions:
            if decision.same:
                self.join(decision.a, decision.b)

    def find(self, record: str) -> str:
        return self._root[record]

    def join(self, a: str, b: str) -> bool:
        """Unite two parts; return whether they are one afterwards."""
        keep, lose = sorted((self._root[a], self._root[b]))
        if keep == lose:
            return True
        if any(self._root[other] == keep for member in self._members[lose] for other in self._apart[member]):
            return False
        for member in self._members[lose]:
            self._root[member] = keep
        self._members[keep] += self._members.pop(lose)
        return True
