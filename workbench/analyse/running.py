"""One analysis run on one scope: parameters in, a result out, persons turned into records that outlive their clusters."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from graph.ledger.runs import Item, Run
from workbench.analyse.catalogue import Analysis
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Origin, Result
from workbench.analyse.steps import Steps
from workbench.errors import UserError
from workbench.faults import spoken

Keep = Callable[[Result, str], Run]


def run(
    wanted: Analysis,
    params: Mapping[str, object],
    inputs: Inputs,
    *,
    steps: Steps,
    workspace: str,
    keep: Keep,
    origin: Origin | None = None,
) -> Result:
    """Run an analysis to its end.

    Parameters
    ----------
    wanted : Analysis
        Which.
    params : mapping
        Its parameters, already of their types.
    inputs : Inputs
        What it may read.
    steps : Steps
        Told what is being done; the inputs' own.
    workspace : str
        Where it runs.
    keep : callable
        How the result is kept.
    origin : Origin, optional
        Who asks, and what for.

    Raises
    ------
    UserError
        When a parameter is of no use to the analysis.
    Cancelled
        When somebody wanted to stop.
    """
    began = time.monotonic()
    try:
        answer = wanted.answer(inputs, dict(params))
    except (ValueError, KeyError) as error:
        if not _told(error):
            raise  # a fault of ours, for the log
        raise UserError(spoken(str(error.args[0]))) from error
    steps.end()
    return Result(
        analysis=wanted.name,
        version=wanted.version,
        params=params,
        frames=answer.frames,
        items=tuple(recorded(item, inputs.records) for item in answer.items),
        warnings=answer.warnings,
        workspace=workspace,
        input_version=inputs.version,
        scope_key=inputs.scope_key,
        decisions=inputs.decisions,
        seconds=time.monotonic() - began,
        _keep=keep,
        origin=origin or Origin(),
    )


def recorded(item: Item, records: Mapping[str, str]) -> Item:
    """Return an item whose persons are named by their smallest records."""
    target = item.target if item.target is None else records.get(item.target, item.target)
    return replace(item, source=records.get(item.source, item.source), target=target)


def _told(error: Exception) -> bool:
    """Return whether one of our own functions raised an error, to say that it cannot use a parameter."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    raised_in = str(trace.tb_frame.f_globals.get("__name__", "")) if trace else ""
    return bool(error.args) and raised_in.partition(".")[0] in ("graph", "models", "workbench")
