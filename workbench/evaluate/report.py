"""`VALIDATION.md` from the records: what was measured, ours beside the simple methods; nobody types a figure."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import psutil

from models.evaluation.measures import mean_by_group
from workbench.evaluate.record import SEED, Record

_PACKAGES = ("fusion-workbench", "numpy", "pandas", "scipy", "numba", "networkit", "networkx", "scikit-learn")
PICTURES = "validation"
"""The folder of the pictures, beside the report."""
_ORDER = {"ours": 0, "variant": 1, "baseline": 2}
_HEAD = """# Validation

Written by `make evaluate DATA=…`; `validation.json` beside it holds every figure. Predictions were made in a process and a
folder without the truth, and scored in another. **Bold** is the primary figure of a set and measure; intervals are 95 %.
"""


def written(records: Sequence[Record], unread: Iterable[tuple[str, str]]) -> str:
    """Return the report of some records and of the folders that could not be read."""
    parts = [_HEAD, _machine()]
    for key, title in sections(records):
        own = [record for record in records if section(record) == key]
        parts.append(f"## {title}\n\n![{title}]({PICTURES}/{picture_name(key)})\n")
        parts += ["\n".join(_table(table)) + "\n" for table in _tables(own)]
    reasons = [f"- `{folder}`: {why}" for folder, why in unread]
    return "\n".join([*parts, *(["## Not evaluated\n", *reasons, ""] if reasons else [])])


def sections(records: Sequence[Record]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the sections of the report: what they are told by, and their titles."""
    for key in dict.fromkeys(map(section, records)):
        yield key, _title(key, [record for record in records if section(record) == key])


def picture_name(key: tuple[str, str]) -> str:
    """Return the file name of a section's picture."""
    return "-".join(part for part in key if part) + ".svg"


def section(record: Record) -> tuple[str, str]:
    """Return what a record is told with; cities that were written for the run are one set of many seeds."""
    return record.capability, "" if _is_drawn(record) else record.set


def _is_drawn(record: Record) -> bool:
    return record.capability == "city" and record.set.startswith(SEED)


def _title(key: tuple[str, str], records: Sequence[Record]) -> str:
    capability, name = key
    cities = len({record.set for record in records})
    return f"{capability}: {name}" if name else f"{capability}: mean over {cities} cities, intervals over cities"


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    when = datetime.now(UTC).date().isoformat()
    cores = os.cpu_count()
    return (
        f"{when}, {platform.system()} {platform.machine()}, {cores} cores (one thread used), {memory:.0f} GiB,"
        f" Python {platform.python_version()}, {packages}.\n"
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


def _tables(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Yield the records of each table: splits that have no measure in common stand apart."""
    tables: list[tuple[set[str], list[Record]]] = []
    for split in dict.fromkeys(record.split for record in records):
        own = [record for record in records if record.split == split]
        measures = {record.measure for record in own}
        alike = [table for table in tables if table[0] & measures]
        tables = [table for table in tables if table not in alike]
        tables.append((measures.union(*(t[0] for t in alike)), [*(r for t in alike for r in t[1]), *own]))
    yield from (table for _, table in tables)


def _table(records: Sequence[Record]) -> Iterator[str]:
    """Yield a table: a line per split and method, a column per measure."""
    measures = list(dict.fromkeys(record.measure for record in records))
    yield "| split | method | | " + " | ".join(measures) + " | seeds | s |"
    yield "|---|---|---|" + "---|" * (len(measures) + 2)
    lines = dict.fromkeys((record.split, record.role, record.method) for record in records)
    splits = list(dict.fromkeys(split for split, _, _ in lines))
    for line in sorted(lines, key=lambda key: (splits.index(key[0]), _ORDER[key[1]])):
        own = [record for record in records if (record.split, record.role, record.method) == line]
        cells = [_cell([record for record in own if record.measure == measure]) for measure in measures]
        seeds, seconds = len({(record.set, record.seed) for record in own}), max(record.seconds for record in own)
        yield f"| {line[0]} | {line[2]} | {line[1]} | " + " | ".join(cells) + f" | {seeds} | {seconds:.2f} |"


def _cell(records: Sequence[Record]) -> str:
    """Return one figure with its interval, or the mean over cities with an interval over them, or over other seeds."""
    if not records:
        return ""
    mean = sum(record.value for record in records) / len(records)
    lo, hi = _interval(records)
    text = f"{mean:.3f}".rstrip("0").rstrip(".") or "0"
    text = f"**{text}**" if any(record.primary for record in records) else text
    return f"{text} ({lo:.3f}–{hi:.3f})" if lo < hi else text


def _interval(records: Sequence[Record]) -> tuple[float, float]:
    """Return a figure's own interval, or that of a mean over cities; three draws of one set say little and give none."""
    if len(records) == 1:
        return records[0].lo, records[0].hi
    if not _is_drawn(records[0]):
        return 0.0, 0.0
    over = mean_by_group([record.value for record in records], [record.set for record in records])
    return over.lo, over.hi
