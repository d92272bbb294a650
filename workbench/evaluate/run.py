"""One evaluation: every set found, every fold predicted and scored, the records and the report written."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from workbench.errors import UserError
from workbench.evaluate.finding import Found, Unread, sets_in
from workbench.evaluate.picture import drawn
from workbench.evaluate.record import SEED, Record, recorded
from workbench.evaluate.registry import capabilities, capability
from workbench.evaluate.report import PICTURES, picture_name, section, sections, written
from workbench.evaluate.stages import scored, write_city
from workbench.wording import say

Told = Callable[[str], None]
Task = tuple[Found, Callable[[], list[Record]]]
"""A set and what evaluates it."""


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
    asked: list[Task] = [(one, partial(_records, one)) for one in found]
    asked += [(_city(seed), partial(_of_city, seed)) for seed in range(1, cities + 1)]
    records, failed = gathered(asked, told)
    unread += failed
    for other in unread:
        told(say("evaluate.unread", folder=other.folder, why=other.why))
    return Evaluated(tuple(records), tuple(unread), _files(records, unread, data=data, out=out))


def gathered(tasks: Sequence[Task], told: Told) -> tuple[list[Record], list[Unread]]:
    """Return the records of every set that can be evaluated, and why the others cannot."""
    records: list[Record] = []
    unread: list[Unread] = []
    for one, work in tasks:
        told(say("evaluate.evaluating", capability=one.capability.name, name=one.name))
        try:
            records += work()
        except (UserError, ValueError, KeyError, OSError) as error:
            unread.append(Unread(one.folder, say("evaluate.failed", why=error)))
    return records, unread


def _city(seed: int, beneath: Path = Path("city")) -> Found:
    """Return a city of the run's own as a set."""
    return Found(capability("city"), beneath / f"{SEED}{seed}")


def _of_city(seed: int) -> list[Record]:
    """Return the records of a city that is written for this only, each stage in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="fusion-evaluate-") as folder:
        city = _city(seed, Path(folder))
        write_city(city.folder, seed)
        return _records(city)


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
    reasons = [(str(_beneath(data, other.folder)), other.why) for other in unread]
    pictures = out / PICTURES
    pictures.mkdir(exist_ok=True)
    for key, title in sections(records):
        own = [record for record in records if section(record) == key]
        (pictures / picture_name(key)).write_text(drawn(own, title=title), encoding="utf-8")
    human.write_text(written(records, reasons), encoding="utf-8")
    return machine, human


def _beneath(data: Path | None, folder: Path) -> Path:
    """Return a folder as seen from the data's; what was written for the run is named as it is."""
    return folder.relative_to(data) if data and folder.is_relative_to(data) else folder
