"""One evaluation: every set found, every fold predicted and scored, the records and the report written."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.city.options import Options
from workbench.errors import UserError
from workbench.evaluate.finding import Found, Unread, sets_in
from workbench.evaluate.record import Record, recorded
from workbench.evaluate.registry import capabilities, capability
from workbench.evaluate.report import written
from workbench.evaluate.stages import scored
from workbench.wording import say

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation gave.

    Attributes
    ----------
    records : tuple of Record
        By set, in the order of the folds and of the methods.
    unread : tuple of Unread
        Folders with data that could not be evaluated, and why.
    files : tuple of Path
        `validation.json` and `VALIDATION.md`.
    """

    records: tuple[Record, ...]
    unread: tuple[Unread, ...]
    files: tuple[Path, ...]


def evaluate(data: Path | None, out: Path, *, cities: int = 0, told: Told = lambda words: None) -> Evaluated:
    """Evaluate every labelled set in a folder and write the records and the report.

    Parameters
    ----------
    data : Path, optional
        Folders of sets, `<capability>/<name>/`; a set anywhere beneath is found by its files' columns.
    out : Path
        Where `validation.json` and `VALIDATION.md` are written.
    cities : int
        So many training cities (seeds 1, 2, 3 …) are written to a folder of their own and evaluated too.
    told : callable
        Told a sentence about each set.

    Raises
    ------
    UserError
        If there is no such folder.
    """
    if data is not None and not data.is_dir():
        raise UserError(say("evaluate.no_folder", folder=data))
    found, unread = sets_in(data, capabilities()) if data else ([], [])
    records: list[Record] = []
    for one in found:
        told(say("evaluate.evaluating", capability=one.capability.name, name=one.name))
        try:
            records += _records(one)
        except (UserError, ValueError, KeyError, OSError) as error:
            unread.append(Unread(one.folder, say("evaluate.failed", why=error)))
    for seed in range(1, cities + 1):
        told(say("evaluate.evaluating", capability="city", name=f"seed-{seed}"))
        records += _of_city(seed)
    for other in unread:
        told(say("evaluate.unread", folder=other.folder, why=other.why))
    return Evaluated(tuple(records), tuple(unread), _files(records, unread, data=data, out=out))


def _of_city(seed: int) -> list[Record]:
    """Return the records of a city that is written for this only."""
    from workbench.city.build import build  # the generator is of no use to the other commands

    with tempfile.TemporaryDirectory(prefix="fusion-evaluate-") as folder:
        written_to = Path(folder) / "city" / f"seed-{seed}"
        build(written_to, Options(seed=seed))
        return _records(Found(capability("city"), written_to))


def _records(found: Found) -> list[Record]:
    records = []
    for number, fold in enumerate(found.capability.folds(found.folder)):
        terms = {"of": found.name, "capability": found.capability.name, "split": fold.split}
        figures = scored(found.capability.name, fold)
        records += [recorded(figure, **terms, seed=fold.seed, first=number == 0) for figure in figures]
    return records


def _files(records: list[Record], unread: list[Unread], *, data: Path | None, out: Path) -> tuple[Path, ...]:
    out.mkdir(parents=True, exist_ok=True)
    machine, human = out / "validation.json", out / "VALIDATION.md"
    machine.write_text(json.dumps([asdict(record) for record in records], indent=1) + "\n", encoding="utf-8")
    reasons = [(str(other.folder.relative_to(data) if data else other.folder), other.why) for other in unread]
    human.write_text(written(records, reasons), encoding="utf-8")
    return machine, human
