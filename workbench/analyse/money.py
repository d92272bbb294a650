"""Adapters of the money's line: which way it went, how much of a sum is where, and what is only convention."""

from __future__ import annotations

from typing import get_args

from graph.line.money.chains import Band, Direction, transfers_of
from graph.line.money.chains import money_chains as chains_of
from graph.line.money.cycles import money_cycles
from graph.line.money.patterns import fan_in, fan_out, gather_scatter, scatter_gather
from graph.line.money.roles import RoleLimits, account_roles
from workbench.analyse.choice import one_of
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.errors import UserError
from workbench.wording import said, say


def money_chains(
    inputs: Inputs,
    *,
    events: list[str],
    accounts: list[str],
    direction: str,
    hours: float,
    least: float,
    most: float,
    hops: int,
    top: int,
) -> Answer:
    """Return the chains that begin (backward: end) with some transfers, or with all of some accounts."""
    towards: Direction = one_of(direction, get_args(Direction), "direction")
    inputs.step("frames")
    transfers = inputs.transfers
    starts = list(
        dict.fromkeys([*events, *(e for a in accounts for e in transfers_of(transfers, a, direction=towards))])
    )
    if not starts:
        raise UserError(say("analyse.no_start"))
    inputs.step("chains")
    band = Band(window_hours=hours, least=least, most=most, hops=hops)
    found = chains_of(transfers, starts, direction=towards, band=band, top=top)
    shown, every = int(found.starts["shown"].sum()), int(found.starts["found"].sum())
    warnings = [said("analyse.shown_of", shown=shown, every=every)]
    if cut := int(found.starts["cut"].sum()):
        warnings.append(said("analyse.cut", count=cut))
    frames = {"chains": inputs.named(found.chains, "end"), "steps": inputs.named(found.steps, "source", "target")}
    return Answer(frames | {"starts": found.starts}, (), tuple(warnings))


def money_roles(inputs: Inputs, *, hours: float, parties: int) -> Answer:
    """Which accounts pass through, collect, keep or cash out, and the shapes that money makes between them."""
    inputs.step("frames")
    transfers, covered = inputs.transfers, frozenset(inputs.statements["owner"])
    inputs.step("roles")
    roles = account_roles(transfers, covered, limits=RoleLimits(window_hours=hours))
    inputs.step("shapes")
    cycles = money_cycles(transfers)
    frames = {
        "roles": inputs.named(roles, "account"),
        "fan_in": inputs.named(fan_in(transfers, window_hours=hours, parties=parties), "account"),
        "fan_out": inputs.named(fan_out(transfers, window_hours=hours, parties=parties), "account"),
        "scatter_gather": inputs.named(scatter_gather(transfers), "scatterer", "gatherer"),
        "gather_scatter": inputs.named(gather_scatter(transfers, window_hours=hours, parties=parties), "account"),
        "cycles": inputs.named(cycles.cycles, "account"),
    }
    return Answer(frames, (), (said("analyse.cut", count=1),) if cycles.cut else ())
