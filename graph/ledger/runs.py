"""What a kept result is: a run with its items, and the rule that says which runs a workspace sees.

Why so narrow a rule: a result tells something of every row it was computed from, and scopes differ. Two workspaces may
share a case and still not all of them, so a result goes by the workspace that made it, never by the cases it touches. And
since a name alone could be given again, and a case be taken from a workspace, a run is seen only while its own workspace
still holds every case that the run was computed from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from graph.errors import LedgerError
from graph.ledger.tables import DERIVED
from graph.schema import KIND, LINK, label_of

GROUP = "Group"
_RECORD = "rec:"


@dataclass(frozen=True, slots=True)
class Item:
    """One derived link, or one group.

    Attributes
    ----------
    type : str
        A derived link type of `graph.schema`, or "Group".
    source, target : str or None
        Keys of its ends; a person is named by a record, since clusters change and records do not, and a group by a
        name within its run, such as "group:1". Of a group, `source` is that name and `target` is None.
    props : mapping
        Properties by their names in `graph.schema`.
    reasons : tuple of str
        Ids of the rows it rests on: rows, or the events they show. Only a group, which rests on its members, has none.
    score : float or None
        Orders the items of one run, greatest first.

    Examples
    --------
    >>> Item("MOVED_WITH", "tel:1", "tel:2", reasons=("f:s:1",)).labels
    ('Phone', 'Phone')
    """

    type: str
    source: str
    target: str | None = None
    props: Mapping[str, object] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    score: float | None = None

    @property
    def labels(self) -> tuple[str | None, str | None]:
        """The labels of its two ends."""
        return _label(self.source), _label(self.target) if self.target is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One line of the list: a result that was kept, or its withdrawal. The fields are those of `tables.DERIVED`."""

    seq: int
    run: str
    action: str
    batch: int | None
    of_run: str | None
    workspace: str
    cases: tuple[str, ...]
    method: str
    method_version: str
    params: str
    input_version: int
    scope_key: str
    decisions: str
    items: int
    content: str
    seconds: float | None
    warnings: str
    actor: str
    purpose: str | None
    why: str | None
    ledger_version: int
    created_at: datetime


_EMPTY: dict[str, Any] = dict.fromkeys(DERIVED.names) | {"cases": (), "params": "{}", "warnings": "[]", "items": 0}
# What a withdrawal repeats of the run it withdraws, so that a line can be read by itself.
_ABOUT = ("workspace", "method", "method_version", "params", "input_version", "scope_key", "decisions", "content")


def read_run(values: Mapping[str, Any]) -> Run:
    """Return a line from its columns; those that came later than it take the values of an empty line."""
    known = _EMPTY | dict(values)
    return Run(**(known | {"cases": tuple(known["cases"] or ())}))


def numbered(records: Sequence[Run], fields: Mapping[str, object], *, ledger_version: int) -> Run:
    """Return the next line after these, with its number, its id and the present time; the rest as given."""
    seq = (records[-1].seq if records else 0) + 1
    made = {"seq": seq, "run": f"D{seq:06d}", "ledger_version": ledger_version, "created_at": datetime.now(UTC)}
    return read_run(dict(fields) | made)


def about(run: Run) -> dict[str, object]:
    """Return what the withdrawal of a run says of it."""
    return {name: getattr(run, name) for name in _ABOUT} | {"of_run": run.run, "cases": run.cases}


def in_force(
    records: Iterable[Run], workspace: str, cases: Collection[str], *, version: int | None = None
) -> list[Run]:
    """Return the runs that a workspace sees and nobody withdrew, in the order they were kept.

    Parameters
    ----------
    records : iterable of Run
        The whole list in order of `seq`.
    workspace : str
        Who looks.
    cases : collection of str
        The cases it has now.
    version : int, optional
        Only what was kept and withdrawn up to the end of this ledger version.
    """
    known = [r for r in records if seen(r, workspace, cases) and (version is None or r.ledger_version <= version)]
    withdrawn = {r.of_run for r in known if r.action == "withdraw"}
    return [r for r in known if r.action == "keep" and r.run not in withdrawn]


def seen(run: Run, workspace: str, cases: Collection[str]) -> bool:
    """Return whether a workspace with these cases may know of a run."""
    return run.workspace == workspace and set(run.cases) <= set(cases)


def check(items: Sequence[Item]) -> None:
    """Refuse items that the graph could not show, or that rest on nothing.

    Raises
    ------
    LedgerError
        For a result without items, a type or ends that the vocabulary does not have, an unknown property, a link without
        reasons, or a member of a group that the run does not name.
    """
    if not items:
        raise LedgerError("没有可保存的关系。There are no links to keep in this result.")
    groups = {item.source for item in items if item.type == GROUP}
    for number, item in enumerate(items, 1):
        if wrong := _wrong(item, groups):
            raise LedgerError(f"结果第 {number} 项不能保存（{wrong}）。Item {number} cannot be kept: {wrong}.")


def line_of(item: Item) -> dict[str, object]:
    """Return an item as plain values, the way it is stored: equal items make equal lines, on every machine."""
    source_label, target_label = item.labels
    return {
        "type": item.type,
        "source_label": source_label,
        "source": item.source,
        "target_label": target_label,
        "target": item.target,
        "props": json.dumps(dict(item.props), ensure_ascii=False, sort_keys=True, default=_plain),
        "score": None if item.score is None else float(item.score),
        "reasons": list(item.reasons),
    }


_SAID = ("type", "source", "target", "props", "score", "reasons")


def content_of(lines: Iterable[Mapping[str, object]]) -> str:
    """Return the SHA-256 over everything the lines of a run say, in their order."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(json.dumps([line[name] for name in _SAID], ensure_ascii=False).encode())
    return digest.hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else str(value)  # a number of numpy is the number it holds


def _label(key: str) -> str | None:
    """Return the label of an end; a cluster's key names nobody for long, so it has none."""
    named = label_of(key)
    return "Person" if key.startswith(_RECORD) else named if named != "Person" else None


def _wrong(item: Item, groups: Collection[str]) -> str:
    """Return what is wrong with an item, empty when nothing is."""
    known = KIND[GROUP].properties if item.type == GROUP else LINK[item.type].properties if item.type in LINK else ()
    if item.type == GROUP:
        fits = item.target is None and label_is(item.source, GROUP)
    else:
        fits = item.type in LINK and LINK[item.type].derived and item.labels in LINK[item.type].ends
    if not fits:
        return f"{item.type} {item.source} → {item.target}"
    if unknown := set(item.props) - {"name", *(p.name for p in known)}:
        return f"{item.type}: {sorted(unknown)}"
    if item.type != GROUP and not item.reasons:
        return f"{item.type} {item.source} → {item.target}: no reasons"
    named = (end for end in (item.source, item.target) if end is not None and label_is(end, GROUP))
    return next((f"{end}: no such group" for end in named if end not in groups), "")


def label_is(key: str, label: str) -> bool:
    """Return whether a key is one of this label's."""
    return _label(key) == label
