"""Following money (资金穿透): chains of transfers, where a sum went, hard bounds, roles of accounts, what to ask next.

Why many small modules: each question is one function on the frame of transfers and stands alone; what they share is one
order of transfers (`book`) and one reading of balances (`balances`).
"""

from __future__ import annotations

from graph.line.money.attribution import MAIN, RULES, Attribution, Rule, attribution, attributions
from graph.line.money.bounds import Ground, bounds, ground
from graph.line.money.bridges import bridged, bridges
from graph.line.money.chains import Band, FoundChains, money_chains, transfers_of
from graph.line.money.cycles import FoundCycles, money_cycles
from graph.line.money.patterns import fan_in, fan_out, gather_scatter, scatter_gather
from graph.line.money.requests import next_call_records, next_statements
from graph.line.money.roles import RoleLimits, account_roles
from graph.line.money.spread import account_spread, transfer_spread
from graph.line.money.stops import stop_payments
from graph.line.money.traders import TraderLimits, trader_signs
from graph.line.money.whereabouts import totals, whereabouts

__all__ = [
    "MAIN",
    "RULES",
    "Attribution",
    "Band",
    "FoundChains",
    "FoundCycles",
    "Ground",
    "RoleLimits",
    "Rule",
    "TraderLimits",
    "account_roles",
    "account_spread",
    "attribution",
    "attributions",
    "bounds",
    "bridged",
    "bridges",
    "fan_in",
    "fan_out",
    "gather_scatter",
    "ground",
    "money_chains",
    "money_cycles",
    "next_call_records",
    "next_statements",
    "scatter_gather",
    "stop_payments",
    "totals",
    "trader_signs",
    "transfer_spread",
    "transfers_of",
    "whereabouts",
]
