"""`make bench`: every row beside its peer, in turn, in one run; written to BENCHMARKS.md and benchmarks.json.

Each side runs in a process of its own, so that its peak memory is the operating system's figure; the two alternate, so
that a machine that slows down slows both. The ratio is the median of the paired ratios, the spread their range.

A row may add `tenth`, our side at a tenth of the size, from which the growth of the cost is told; `absent`, which says
how a peer is installed that is not; and a third figure of a side, which `agreed` is given: whether both answered alike.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DATA = Path(os.environ.get("FUSION_BENCH") or ROOT / ".bench")
PARTS = ("neo4j", "duckdb", "deltalake", "pyarrow", "streamlit", "numba", "networkit")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one side: seconds or milliseconds as the row measures them, and peak memory in MB."""

    value: float
    memory: float
    n: int
    answer: object = None


@dataclass(frozen=True, slots=True)
class Record:
    """One published row."""

    name: str
    what: str
    unit: str
    goal: str
    ours: float
    peer: float | None
    ratio: float | None
    spread: tuple[float, float] | None
    met: bool
    n: int
    memory: float
    runs: int
    growth: float | None
    note: str


def main() -> None:
    """Run the rows asked for and write the two files; or, in a child, one side of one row."""
    sys.path.insert(0, str(HERE))
    options = _options()
    if options.side:
        row = importlib.import_module(f"rows.{options.only}")
        if options.side == "prepare":
            row.prepare(DATA)
            return
        value, n, *answer = getattr(row, options.side)(DATA)
        print(json.dumps({"value": value, "n": n, "answer": answer[0] if answer else None}))  # noqa: T201 -- the parent reads it
        return
    names = [options.only] if options.only else sorted(path.stem for path in (HERE / "rows").glob("[a-z]*.py"))
    _publish([_measured(name, runs=options.runs) for name in names])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="performance beside the peers")
    parser.add_argument("--only", help="one row by name")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--side", choices=["prepare", "ours", "peer", "tenth"], help=argparse.SUPPRESS)
    return parser.parse_args()


def _measured(name: str, *, runs: int) -> Record:
    row = importlib.import_module(f"rows.{name}")
    DATA.mkdir(parents=True, exist_ok=True)
    _child(name, "prepare")  # not here: a child's peak memory is counted from its parent's
    missing = row.absent() if hasattr(row, "absent") else ""
    paired = hasattr(row, "peer") and not missing
    pairs = [(_side(name, "ours"), _side(name, "peer") if paired else None) for _ in range(runs)]
    ours = statistics.median(mine.value for mine, _ in pairs)
    ratios = [mine.value / theirs.value for mine, theirs in pairs if theirs]
    ratio = statistics.median(ratios) if paired else None
    unlike = [p for p in pairs if p[1] and hasattr(row, "agreed") and not row.agreed(p[0].answer, p[1].answer)]
    comparable = paired or not hasattr(row, "peer")
    met = comparable and not unlike and row.met(ours, ratio, max(mine.memory for mine, _ in pairs))
    record = Record(
        name=name,
        what=(row.__doc__ or "").strip().splitlines()[0],
        unit=row.UNIT,
        goal=row.GOAL,
        ours=round(ours, 3),
        peer=round(statistics.median(theirs.value for _, theirs in pairs if theirs), 3) if paired else None,
        ratio=round(ratio, 3) if ratio is not None else None,
        spread=(round(min(ratios), 3), round(max(ratios), 3)) if paired else None,
        met=met,
        n=pairs[0][0].n,
        memory=round(max(mine.memory for mine, _ in pairs)),
        runs=runs,
        growth=round(ours / _side(name, "tenth").value, 1) if hasattr(row, "tenth") else None,
        note=missing or ("the answers differ" if unlike else ""),
    )
    print(_line(record), flush=True)  # noqa: T201 -- progress of a long run
    return record


def _side(name: str, side: str) -> Run:
    output, memory = _child(name, side)
    answer = json.loads(output.strip().splitlines()[-1])
    return Run(answer["value"], memory, answer["n"], answer["answer"])


def _child(name: str, side: str) -> tuple[str, float]:
    """Return what one side of a row printed, and its peak memory in MB."""
    command = [sys.executable, str(Path(__file__)), "--only", name, "--side", side]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    output = child.stdout.read() if child.stdout else ""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{name}: {side} failed with exit code {child.returncode}")
    return output, usage.ru_maxrss / 1024


def _publish(records: list[Record]) -> None:
    path = ROOT / "benchmarks.json"
    kept = {r["name"]: r for r in json.loads(path.read_text(encoding="utf-8"))["rows"]} if path.exists() else {}
    kept |= {record.name: asdict(record) for record in records}
    page = {"machine": _machine(), "rows": [kept[name] for name in sorted(kept)]}
    path.write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (ROOT / "BENCHMARKS.md").write_text(_page(page), encoding="utf-8")


def _machine() -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{part: version(part) for part in PARTS},
    }


def _page(page: dict) -> str:
    facts = ", ".join(f"{key} {value}" for key, value in page["machine"].items())
    head = "| row | what | unit | ours | peer | ratio (range) | goal | met | n | memory MB | runs | growth from a tenth |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    return f"# Benchmarks\n\nWritten by `make bench`: {facts}.\n\n{head}" + "".join(_cells(row) for row in page["rows"])


def _cells(row: dict) -> str:
    ratio = f"{row['ratio']} ({row['spread'][0]}–{row['spread'][1]})" if row["ratio"] is not None else "–"
    cells = [row["name"], row["what"], row["unit"], row["ours"], "–" if row["peer"] is None else row["peer"], ratio]
    met = ("yes" if row["met"] else "no") + (f" ({row['note']})" if row.get("note") else "")
    growth = f"× {row['growth']}" if row.get("growth") else "–"
    cells += [row["goal"], met, f"{row['n']:,}", row["memory"], row["runs"], growth]
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def _line(record: Record) -> str:
    return f"{record.name}: ours {record.ours} {record.unit}, peer {record.peer}, ratio {record.ratio}, goal {record.goal}: {record.met} {record.note}"


if __name__ == "__main__":
    main()
