"""Where payment could still be stopped (止付建议): who may hold part of the sum, urgent first, and whom it would harm.

Why range and bounds stand beside the sum: an order to stop rests on how sure it is that the money is there.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from graph.line.money.attribution import MAIN, Attribution, Rule
from graph.line.money.bounds import Ground, bounds
from graph.line.money.requests import Known, called
from graph.line.money.traders import trader_signs

HALF_LIFE_HOURS = 24.0
"""Money put through accounts is gone in hours: after so long half the urgency of a sum is left."""
_COLUMNS = [
    "account", "bank", "holder", "covered", "held", "held_least", "held_most", "arrived", "bound_least", "bound_most",
    "last_at", "hours", "urgency", "innocent", "signs", "events",
]  # fmt: skip


def stop_payments(
    place: Ground,
    seeds: Mapping[str, int],
    rules: Mapping[Rule, Attribution],
    *,
    covered: frozenset[str],
    rule: Rule = MAIN,
    known: Known | None = None,
    now: pd.Timestamp | None = None,
    least_fen: int = 100_000,
) -> pd.DataFrame:
    """Return the accounts where part of the sum may still be held.

    Parameters
    ----------
    place : Ground
        `ground(transfers)`.
    seeds : mapping of str to int
        Event → traced minor units.
    rules : mapping
        `attributions(transfers, seeds)`.
    covered : frozenset of str
        Accounts with a statement; in the others what came and was not seen leaving may be anywhere by now.
    rule : str
        The rule that says what is held.
    known : callable, optional
        Tells bank and holder of an account that no file words.
    now : pandas.Timestamp, optional
        From when hours are counted; the last transfer when not given.
    least_fen : int
        Accounts that hold less under every rule are left out.

    Returns
    -------
    pandas.DataFrame
        `account, bank, holder, covered`; `held` (by `rule`), `held_least, held_most` (over the rules), `arrived`, and
        `bound_least, bound_most`, the hard bounds of what arrived; `last_at` (last traced arrival), `hours` since,
        `urgency` = held_most · 2^(-hours / HALF_LIFE_HOURS), largest first, then by account; `innocent, signs`: the
        warning of `trader_signs`; `events` that brought it. Minor units.
    """
    found = _holdings(rules, rule)
    found = found[found["held_most"] >= max(1, least_fen)].reset_index(drop=True)
    frame = place.book.frame
    limits = bounds(place, seeds, found["account"]).rename(columns={"least": "bound_least", "most": "bound_most"})
    signs = trader_signs(frame, found.set_index("account")["arrived"])[["account", "innocent", "signs"]]
    key = {"account": found["account"].dtype}  # a frame without lines does not know its own types
    found = found.merge(limits.astype(key), on="account").merge(signs.astype(key), on="account")
    hours = ((now or frame["occurred_at"].max()) - found["last_at"]).dt.total_seconds() / 3_600
    found = found.assign(
        **called(frame, found["account"], known),
        covered=found["account"].isin(covered),
        hours=hours,
        urgency=found["held_most"] * 2.0 ** (-hours.clip(lower=0) / HALF_LIFE_HOURS),
    )
    order = ["urgency", "held_most", "account"]
    return found.sort_values(order, ascending=[False, False, True], ignore_index=True)[_COLUMNS]


def _holdings(rules: Mapping[Rule, Attribution], chosen: Rule) -> pd.DataFrame:
    """Return what each account holds: by a rule, least and most of all; arrivals of that rule, else of one that has it."""
    held = pd.DataFrame({rule: found.accounts.set_index("account")["held"] for rule, found in rules.items()})
    held = held.fillna(0).astype("int64")
    ordered = [chosen, *(rule for rule in rules if rule != chosen)]
    every = pd.concat([rules[rule].accounts for rule in ordered]).drop_duplicates("account").set_index("account")
    lines = every.loc[held.index, ["arrived", "last_at", "events"]]
    lines = lines.assign(held=held[chosen], held_least=held.min(axis=1), held_most=held.max(axis=1))
    return lines.rename_axis("account").reset_index()
