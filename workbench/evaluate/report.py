"""`VALIDATION.md` from the records: what was measured, ours beside the simple methods; nobody types a figure."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import psutil

from workbench.evaluate.record import Record

_PACKAGES = ("fusion-workbench", "numpy", "pandas", "scipy", "numba", "networkit", "networkx", "scikit-learn")
_ORDER = {"ours": 0, "variant": 1, "baseline": 2}
_HEAD = """# Validation

Written by `make evaluate DATA=…`; `validation.json` beside it holds every figure. Predictions were made in a process and a
folder without the truth, and scored in another. **Bold** is the primary figure of a set and measure; intervals are 95 %.
"""


def written(records: Sequence[Record], unread: Iterable[tuple[str, str]]) -> str:
    """Return the report of some records and of the folders that could not be read."""
    parts = [_HEAD, _machine()]
    for key in dict.fromkeys(map(_section, records)):
        own = [record for record in records if _section(record) == key]
        parts.append(f"## {key}\n\n" + "\n".join(_table(own)) + "\n")
    reasons = [f"- `{folder}`: {why}" for folder, why in unread]
    return "\n".join([*parts, *(["## Not evaluated\n", *reasons, ""] if reasons else [])])


def _section(record: Record) -> str:
    """Return the heading a record stands under; cities that were written for the run are one set of many seeds."""
    written_for_it = record.capability == "city" and record.set.startswith("seed-")
    return "city: mean over the cities" if written_for_it else f"{record.capability}: {record.set}"


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


def _table(records: Sequence[Record]) -> Iterator[str]:
    """Yield a set's table: a line per split and method, a column per measure."""
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
    """Return one figure, or the mean over seeds; its interval if it has one and stands alone."""
    if not records:
        return ""
    mean = sum(record.value for record in records) / len(records)
    text = f"{mean:.3f}".rstrip("0").rstrip(".") or "0"
    text = f"**{text}**" if any(record.primary for record in records) else text
    one = records[0]
    return f"{text} ({one.lo:.3f}–{one.hi:.3f})" if len(records) == 1 and one.lo < one.hi else text
