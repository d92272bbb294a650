"""The difference between the state in the graph and the target state, written to disk as numbered steps.

Why on disk: what a step holds never depends on the graph, so a killed projection goes on with the very same steps.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from graph.projection.shapes import NodeShape, Shape, shape_named
from graph.projection.target import Target

BATCH = 5_000
CREATE, UPDATE, DELETE = "create", "update", "delete"
_PLAN, _BEGUN, _CHANGES = "plan.json", "begun", "changes"


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction: some rows of one file, all to be created, updated or deleted in the same way."""

    change: str
    shape: str
    file: str
    first: int
    rows: int

    @property
    def statement(self) -> str:
        """The Cypher that does it, for one row `r`."""
        return str(getattr(shape_named(self.shape), self.change))


@dataclass(frozen=True, slots=True)
class Plan:
    """Every step from one state to the next.

    Attributes
    ----------
    folder : Path
        Holds the target state, and the changes under `changes/`.
    id : str
        Told to the graph with every step.
    whole : bool
        Whether it fills an empty graph.
    counts : dict
        Under `node` and `link`, how many of each label and type the graph must have at the end; `""` is all.
    about : dict
        What is to be known of the state once it is reached.
    """

    folder: Path
    id: str
    whole: bool
    steps: tuple[Step, ...]
    counts: dict[str, dict[str, int]]
    about: dict[str, Any]

    @property
    def begun(self) -> bool:
        """Whether the graph may already have been told of it."""
        return self._begun.exists()

    def begin(self) -> None:
        """Note that the graph has been told of it."""
        self._begun.touch()

    @property
    def _begun(self) -> Path:
        return self.folder / _BEGUN

    @property
    def touched(self) -> int:
        """How many nodes and links the plan creates, changes or deletes."""
        return sum(step.rows for step in self.steps)

    def batches(self, first: int = 0) -> Iterator[tuple[int, list[list[object]]]]:
        """Yield the number and the rows of each step from `first` on; a row is a list of plain values."""
        at = first
        while at < len(self.steps):
            run = [s for s in self.steps[at:] if s.file == self.steps[at].file]
            for rows in _read(self.folder / run[0].file, run):
                yield at, rows
                at += 1


def write_plan(target: Target, before: Path | None, about: dict[str, Any]) -> Plan:
    """Compare the target with the state in the folder `before` (None for an empty graph) and write the steps.

    Links go before nodes are deleted, and nodes come before links are created. The plan counts from the moment its
    last file, `plan.json`, is there.
    """
    folder = target.folder
    (folder / _CHANGES).mkdir()
    changes = list(_changes(folder, target, before))
    steps = tuple(step for change in sorted(changes, key=_order) for step in _steps(*change))
    plan = Plan(folder, secrets.token_hex(8), before is None, steps, _counts(target), about)
    stored = {name: getattr(plan, name) for name in ("id", "whole", "counts", "about")}
    write_whole(folder / _PLAN, json.dumps(stored | {"steps": [asdict(step) for step in steps]}, ensure_ascii=False))
    return plan


def read_plan(folder: Path) -> Plan | None:
    """Return the plan that was written into a state's folder, None when it never was finished."""
    if not (folder / _PLAN).is_file():
        return None
    stored = json.loads((folder / _PLAN).read_text("utf-8"))
    steps = tuple(Step(**step) for step in stored.pop("steps"))
    return Plan(folder=folder, steps=steps, **stored)


def drop_plan(folder: Path) -> None:
    """Delete a plan that was carried out; the state it led to stays."""
    (folder / _PLAN).unlink(missing_ok=True)
    (folder / _BEGUN).unlink(missing_ok=True)
    shutil.rmtree(folder / _CHANGES, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all, whatever happens meanwhile."""
    draft = path.with_name(f"{path.name}.draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


Change = tuple[str, str, str, int]  # change, shape, file, rows


def _order(change: Change) -> tuple[int, str]:
    what, shape = change[:2]
    kind = shape.partition(".")[0]
    order = [(DELETE, "link"), (DELETE, "node"), (CREATE, "node"), (UPDATE, "node"), (CREATE, "link"), (UPDATE, "link")]
    return order.index((what, kind)), shape


def _steps(change: str, shape: str, file: str, rows: int) -> Iterator[Step]:
    for first in range(0, rows, BATCH):
        yield Step(change, shape, file, first, min(BATCH, rows - first))


def _changes(folder: Path, target: Target, before: Path | None) -> Iterator[Change]:
    now = {shape.name for shape in target.shapes}
    then = (
        {path.stem for path in before.glob("*.parquet") if path.stem.startswith(("node.", "link."))}
        if before
        else set()
    )
    with duckdb.connect(config={"threads": 2}) as db:
        for name in sorted(now | then):
            old = before / f"{name}.parquet" if before and name in then else None
            yield from _difference(
                db, folder, shape_named(name), old=old, new=target.path(name) if name in now else None
            )


def _difference(
    db: duckdb.DuckDBPyConnection, folder: Path, shape: Shape, *, old: Path | None, new: Path | None
) -> Iterator[Change]:
    if old is None and new is not None:
        yield CREATE, shape.name, new.name, pq.read_metadata(new).num_rows
        return
    for change, select in _selects(shape, old, new):
        file = f"{_CHANGES}/{change}.{shape.name}.parquet"
        (rows,) = db.execute(f"COPY ({select}) TO '{_quoted(folder / file)}' (FORMAT parquet)").fetchone() or (0,)
        if rows:
            yield change, shape.name, file, int(rows)


def _selects(shape: Shape, old: Path | None, new: Path | None) -> Iterator[tuple[str, str]]:
    """Yield what selects the rows to delete, create and update."""
    was, key = f"read_parquet('{_quoted(old)}')" if old else "", shape.identity
    if new is None:
        yield DELETE, f"SELECT {', '.join(shape.handle)} FROM {was} ORDER BY {key}"
        return
    now, all_ = f"read_parquet('{_quoted(new)}')", ", ".join(shape.columns)
    yield DELETE, f"SELECT {', '.join(shape.handle)} FROM {was} o ANTI JOIN {now} n USING ({key}) ORDER BY {key}"
    yield CREATE, f"SELECT {all_} FROM {now} n ANTI JOIN {was} o USING ({key}) ORDER BY {key}"
    known = set(pq.read_schema(old).names) if old else set()
    differs = " OR ".join(f"n.{c} IS DISTINCT FROM o.{c}" for c in shape.columns if c in known) or "false"
    # A property that the state before did not have yet is new wherever it says something.
    added = "".join(f" OR n.{c} IS NOT NULL" for c in shape.columns if c not in known)
    yield UPDATE, f"SELECT n.* FROM {now} n JOIN {was} o USING ({key}) WHERE {differs}{added} ORDER BY {key}"


def _counts(target: Target) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {"node": {}, "link": {}}
    for shape in target.shapes:
        kind, name = ("node", shape.label) if isinstance(shape, NodeShape) else ("link", shape.type)
        for of in ("", name):
            counts[kind][of] = counts[kind].get(of, 0) + pq.read_metadata(target.path(shape.name)).num_rows
    return counts


def _read(path: Path, run: Sequence[Step]) -> Iterator[list[list[object]]]:
    """Yield the rows of consecutive steps of one file."""
    skip = run[0].first
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=BATCH):
            if skip >= batch.num_rows:
                skip -= batch.num_rows
                continue
            yield _rows(batch)


def _rows(batch: pa.RecordBatch) -> list[list[object]]:
    return [list(row) for row in zip(*map(values, batch.columns), strict=True)]


def values(column: pa.Array) -> list[object]:
    """Return plain values, instants as milliseconds since 1970."""
    if pa.types.is_timestamp(column.type):
        milliseconds = column.to_numpy(zero_copy_only=False).astype("datetime64[ms]").astype("int64")
        return [
            None if null else n for null, n in zip(column.is_null().to_pylist(), milliseconds.tolist(), strict=True)
        ]
    return list(column.to_pylist())


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
