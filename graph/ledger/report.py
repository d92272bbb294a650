"""What one import did, in numbers that add up.

Why a value of its own: the same report is printed, shown on a page, stored in the ledger and compared by `verify`.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """The counts and findings of one import.

    Attributes
    ----------
    rows_read : int
        Rows of the file that say something; always `accepted + rejected + duplicate`.
    other_lines : int
        Title, header, total and blank lines: read, but not rows.
    reasons : dict
        Why rows were rejected, and how many.
    warnings : dict
        What was accepted although odd, and how many.
    period_from, period_to : datetime or None
        The first and last instant of the accepted rows, UTC.
    gaps : list of str
        Days (ISO dates, or `from/to` spans) inside the period without a row.
    balance_breaks : int
        Places where a statement's balance does not follow from the row before.
    two_sided : int
        Rows that another file of the case also has, seen from the other party.
    tables : dict
        Rows written into each table of the ledger.
    """

    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    other_lines: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    period_from: datetime | None = None
    period_to: datetime | None = None
    gaps: list[str] = field(default_factory=list)
    balance_breaks: int = 0
    two_sided: int = 0
    template: str = ""
    tables: dict[str, int] = field(default_factory=dict)

    @property
    def adds_up(self) -> bool:
        """Whether every row read is accepted, rejected or duplicate."""
        return self.rows_read == self.accepted + self.rejected + self.duplicate

    def to_json(self) -> str:
        """Return the report as JSON, instants as ISO 8601 in UTC."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, default=_instant)

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Read what `to_json` wrote; fields of a later release are left out."""
        known = {f.name for f in dataclasses.fields(cls)}
        values: dict[str, Any] = {k: v for k, v in json.loads(text or "{}").items() if k in known}
        for name in ("period_from", "period_to"):
            if values.get(name):
                values[name] = datetime.fromisoformat(values[name])
        return cls(**values)


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{value!r} has no place in a report")
