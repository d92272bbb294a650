"""The two processes of an evaluation: one predicts where no truth is, the other scores what it wrote.

Why processes and not functions: nothing that a prediction left in memory, and no path it knows, leads to the truth.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.errors import UserError
from workbench.evaluate.capability import Fold, Predictions, Score
from workbench.evaluate.registry import capability
from workbench.wording import say

_PATIENCE = 7_200
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Scored:
    """A figure with what its method took and was set to."""

    score: Score
    seconds: float
    config_hash: str


class StageFailed(UserError):
    """A prediction or a score ended with an error."""


def scored(name: str, fold: Fold) -> list[Scored]:
    """Return the figures of one fold of one set, each stage in a process and a folder of its own.

    Raises
    ------
    StageFailed
        If one of the two ended with an error; its last lines are told.
    """
    with tempfile.TemporaryDirectory(prefix="fusion-evaluate-") as folder:
        predictions, truth = (_made(Path(folder) / part) for part in ("predictions", "truth"))
        parts = {f"{number:03}": part for number, part in enumerate(fold.parts)} or {"": fold}
        for own, part in parts.items():
            given = _made(Path(folder) / f"given{own}")
            _write_files(part.given, given)
            _run("predict", name, str(given), str(_made(predictions / own)), str(part.seed), where=given)
            shutil.rmtree(given)
        for own, part in parts.items():
            _write_files(part.truth, _made(truth / own))
        figures = _run("score", name, str(predictions), str(truth), where=truth)
        return list(_read(figures, _methods(predictions, parts)))


def _methods(predictions: Path, parts: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return what each method took over all parts, and what it was set to."""
    methods: dict[str, dict[str, object]] = {}
    for own in parts:
        noted = json.loads((predictions / own / "methods.json").read_text(encoding="utf-8"))
        for name, said in noted.items():
            known = methods.setdefault(name, said | {"seconds": 0.0})
            known["seconds"] = float(str(known["seconds"])) + said["seconds"]
    return methods


def _write_files(files: Mapping[str, Callable[[Path], None]], folder: Path) -> None:
    for file, write in files.items():
        write(folder / file)


def write_city(folder: Path, seed: int) -> None:
    """Write a training city into a folder, in a process of its own.

    Raises
    ------
    StageFailed
        If it ended with an error.
    """
    _run("write", "city", str(folder), str(seed), where=folder.parent)


def main(stage: str, name: str, *paths: str) -> None:
    """Run one stage; called in the process of that stage."""
    if stage == "write":
        _write(Path(paths[0]), int(paths[1]))
        return
    wanted = capability(name)
    if stage == "predict":
        predictions = Predictions(Path(paths[1]), seed=int(paths[2]))
        wanted.predict(Path(paths[0]), predictions)
        predictions.note()
    else:
        figures = [asdict(score) for score in wanted.score(Path(paths[0]), Path(paths[1]))]
        print(json.dumps(figures))  # noqa: T201  the answer to the process that asked


def _write(folder: Path, seed: int) -> None:
    from workbench.city.build import build  # the generator is of no use to the other stages
    from workbench.city.options import Options

    build(folder, Options(seed=seed))


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _run(stage: str, *arguments: str, where: Path) -> str:
    """Run a stage in a process of one thread; return what it printed."""
    env = os.environ | {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-m", "workbench.evaluate.stages", stage, *arguments]
    try:
        ended = subprocess.run(
            command, cwd=where, env=env, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise StageFailed(say("evaluate.too_long", stage=stage, seconds=_PATIENCE)) from late
    if ended.returncode:
        raise StageFailed(" | ".join(ended.stderr.strip().splitlines()[-_TOLD:]))
    return ended.stdout


def _read(figures: str, methods: dict[str, dict[str, object]]) -> Iterator[Scored]:
    for line in json.loads(figures.strip().splitlines()[-1]):
        noted = methods.get(line["method"], {})
        yield Scored(Score(**line), float(str(noted.get("seconds", 0.0))), str(noted.get("config_hash", "")))


if __name__ == "__main__":
    main(*sys.argv[1:])
