"""The content of a call: a stable 63-bit number that is equal for rows that say the same.

Why not by MD5 like that of transfers: ten million calls would spend more time on it than on all else together, and
nearly everything about a call is a number already.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Numbers that stand for caller, callee, the owner's side, the other end's wording and the act; see `events.calls_sql`.
CALL_PARTS = ("a_", "b_", "side_", "other_", "act_")
# Large odd weights: sums of parts so weighted meet no more often than chance has it.
_WEIGHTS = {
    "a_": 0x9E3779B97F4A7C15,
    "b_": 0xC2B2AE3D27D4EB4F,
    "side_": 0xD6E8FEB86659FD93,
    "other_": 0xA0761D6478BD642F,
    "act_": 0xE7037ED1A0B428DB,
    "started_at": 0x8EBC6AF09C88C6E3,
    "seconds": 0x589965CC75374CC3,
}


def with_call_content(rows: pa.Table) -> pa.Table:
    """Return the rows with the column `content` in place of `CALL_PARTS`.

    Parameters
    ----------
    rows : pa.Table
        Answer of `events.calls_sql`; instants are microseconds.
    """
    total = np.zeros(rows.num_rows, dtype=np.uint64)
    for name, weight in _WEIGHTS.items():
        part = pc.fill_null(rows.column(name).cast(pa.int64()), -1).to_numpy()
        total += part.astype(np.uint64) * np.uint64(weight)
    mixed = (total ^ (total >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
    content = pa.array((mixed >> np.uint64(1)).astype(np.int64))
    return rows.drop_columns(list(CALL_PARTS)).append_column("content", content)
