"""Adapters of calls: what changes around an event, what is passed on, what is forwarded."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from graph.line.around import around as changes_around
from graph.line.forwarding import forwarding_chains
from graph.line.forwarding import forwardings as forwardings_of
from graph.line.relays import call_relays, relay_chains
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer


def around(inputs: Inputs, *, numbers: list[str], moment: datetime, days: int) -> Answer:
    """Which contacts of some numbers appear or vanish around a moment."""
    inputs.step("frames")
    calls, statements = inputs.calls, inputs.statements
    inputs.step("compare")
    found = changes_around(calls, numbers, pd.Timestamp(moment), days=days, statements=statements)
    return Answer({"contacts": inputs.named(found, "contact")})


def relays(inputs: Inputs, *, minutes: int, least: int, false: float) -> Answer:
    """Who passes whose calls on to whom, more often than chance, and the longer chains these make."""
    inputs.step("frames")
    calls = inputs.calls
    calls = calls[~calls["caller"].isin(inputs.ignored) & ~calls["callee"].isin(inputs.ignored)]
    inputs.step("chance")
    found = call_relays(calls, minutes=minutes, least=least)
    believed = found[found["q"] <= false].reset_index(drop=True) if len(found) else found
    chains = relay_chains(believed, calls) if len(believed) else pd.DataFrame()
    return Answer({"relays": inputs.named(believed, "first", "relay", "last"), "chains": chains})


def forwardings(inputs: Inputs, *, seconds: int, hops: int) -> Answer:
    """Which numbers forward to which, and calls that were forwarded more than once."""
    inputs.step("frames")
    calls = inputs.calls
    inputs.step("compare")
    chains = forwarding_chains(calls, seconds=seconds, hops=hops)
    return Answer({"forwardings": inputs.named(forwardings_of(calls), "number", "to"), "chains": chains})
