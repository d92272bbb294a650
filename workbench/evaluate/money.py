"""How well money is followed, measured against the training city's truth: rules, their range, bounds, a baseline.

Why against single payments: an investigator follows one victim's money, so every payment counts once, whatever its size.
The method that heads the product (`MAIN`, last in first out) was fixed before these measures were taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.line.money.attribution import MAIN, RULES, Attribution, Rule, traced
from graph.line.money.book import Book, Ints
from graph.line.money.bounds import Ground, bounds
from graph.line.money.chains import Band, money_chains
from graph.line.money.spread import account_spread

THRESHOLD = 0.05
"""A transfer or account belongs to a payment's chain from this share of the payment on."""
BASELINE = Band(window_hours=24.0, least=0.3, most=1.0, hops=8)
"""What analysts do by eye: the next transfer within a day that is no larger and at least a part of it."""


@dataclass(frozen=True, slots=True)
class Measures:
    """One line per payment and method, and one per payment and account.

    Attributes
    ----------
    chains : pandas.DataFrame
        `payment, dwell, innocent, method` (a rule, `all_rules`, `baseline`), `precision, recall, f1, recall_all` (of
        true transfers that stand in no file too), `n` (true transfers).
    ranges : pandas.DataFrame
        `payment, dwell, innocent, account, share`: most less least over the rules, as a share of the payment, for
        accounts that any rule gives at least the threshold.
    bounds : pandas.DataFrame
        `payment, dwell, innocent, account, true, least, most` (minor units), `inside`, `width` (share of the payment).
    """

    chains: pd.DataFrame
    ranges: pd.DataFrame
    bounds: pd.DataFrame


def named_truth(chains: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the city's `chains.csv` with the ledger's events: `seed` of the payment, `found` of the transfer.

    Parameters
    ----------
    chains : pandas.DataFrame
        `dwell, innocent, payment, event, share`; the payment's own transfer is an event too.
    names : mapping
        True event → the ledger's event; one that no accepted row tells of is missing.
    """
    seed, found = chains["payment"].map(names), chains["event"].map(names)
    return chains.assign(seed=seed.astype(object), found=found.astype(object))


def measured(place: Ground, truth: pd.DataFrame, *, bounded: int = 1) -> Measures:
    """Return the measures of every payment that stands in the data.

    Parameters
    ----------
    place : Ground
        `ground(transfers)`.
    truth : pandas.DataFrame
        See `named_truth`.
    bounded : int
        Bounds are worked out for every so-many-th payment.
    """
    fen = pd.Series(place.book.amount, index=place.book.frame["event"])
    chains, ranges, limits = [], [], []
    payments = truth.dropna(subset=["seed"]).groupby("payment", sort=True)
    for number, (payment, lines) in enumerate(payments):
        head = {"payment": payment, "dwell": lines["dwell"].iloc[0], "innocent": bool(lines["innocent"].iloc[0])}
        seed = str(lines["seed"].iloc[0])
        total = int(fen[seed])
        rules = {rule: traced(place.book, {seed: total}, rule=rule, own=place.own) for rule in RULES}
        chains += [head | line for line in _chain_lines(place, lines, seed, rules=rules)]
        ranges += [head | line for line in _range_lines(rules)]
        if number % bounded == 0:
            limits += [head | line for line in _bound_lines(place, lines, {seed: total})]
    return Measures(pd.DataFrame(chains), pd.DataFrame(ranges), pd.DataFrame(limits))


def summary(measures: Measures) -> pd.DataFrame:
    """Return `measure, dwell, method, value, n`: means of chains and ranges, the share inside bounds, medians of widths.

    `dwell` is quick, parked, mixed, or all.
    """
    lines: list[dict[str, object]] = []
    for dwell in ("quick", "parked", "mixed", "all"):
        chains, ranges, limits = (
            table if dwell == "all" else table[table["dwell"] == dwell]
            for table in (measures.chains, measures.ranges, measures.bounds)
        )
        if chains.empty:
            continue
        for method, part in chains.groupby("method", sort=True):
            for measure in ("precision", "recall", "f1", "recall_all"):
                lines.append(_line(f"chain_{measure}", dwell, method, value=part[measure].mean(), n=len(part)))
        for name, value in (("median", ranges["share"].median()), ("mean", ranges["share"].mean())):
            lines.append(_line(f"rule_range_{name}", dwell, "all_rules", value=value, n=len(ranges)))
        if not limits.empty:
            lines.append(_line("bounds_contain_truth", dwell, "bounds", value=limits["inside"].mean(), n=len(limits)))
            lines.append(_line("bounds_width_median", dwell, "bounds", value=limits["width"].median(), n=len(limits)))
    return pd.DataFrame(lines)


def _line(measure: str, dwell: str, method: object, *, value: float, n: int) -> dict[str, object]:
    return {"measure": measure, "dwell": dwell, "method": method, "value": float(value), "n": n}


def _chain_lines(
    place: Ground, lines: pd.DataFrame, seed: str, *, rules: Mapping[Rule, Attribution]
) -> list[dict[str, object]]:
    total = int(next(iter(rules.values())).total)
    true = lines[(lines["share"] >= THRESHOLD * total) & (lines["found"] != seed)]
    seen = set(true["found"].dropna())
    if not seen:
        return []
    said: dict[str, set[str]] = {rule: _members(found, seed) for rule, found in rules.items()}
    said["all_rules"] = set.intersection(*said.values())
    chains = money_chains(place.book.frame, [seed], band=BASELINE, top=20, cap=20_000)
    said["baseline"] = set(chains.steps["event"]) - {seed}
    return [{"method": name, **_scores(found, seen, whole=len(true))} for name, found in said.items()]


def _members(found: Attribution, seed: str) -> set[str]:
    lines = found.transfers
    return set(lines["event"][lines["traced"] >= THRESHOLD * found.total]) - {seed}


def _scores(found: set[str], seen: set[str], *, whole: int) -> dict[str, float]:
    right = len(found & seen)
    return {
        "precision": right / len(found) if found else float("nan"),  # nothing said, nothing wrong
        "recall": right / len(seen),
        "f1": 2 * right / (len(found) + len(seen)),
        "recall_all": right / whole,
        "n": len(seen),
    }


def _range_lines(rules: Mapping[Rule, Attribution]) -> list[dict[str, object]]:
    spread = account_spread(rules)
    wide = spread[spread["most"] >= THRESHOLD * rules[MAIN].total]
    return [{"account": a, "share": s} for a, s in zip(wide["account"], wide["share"], strict=True)]


def _bound_lines(place: Ground, lines: pd.DataFrame, seeds: Mapping[str, int]) -> list[dict[str, object]]:
    """Return, for accounts the payment truly reached in the data, what is true and what the bounds say."""
    total = sum(seeds.values())
    told = lines.dropna(subset=["found"]).drop_duplicates("found")
    moves, fen = place.book.places(told["found"]), told["share"].to_numpy(np.int64)
    order = np.argsort(moves)
    moves, fen = moves[order], fen[order]
    reached = np.unique(place.book.target[moves][place.book.target[moves] >= 0])
    arrived = pd.Series(
        {place.book.accounts[z]: _arrived_once(place.book, moves, fen, account=z) for z in reached.tolist()}
    )
    arrived = arrived[arrived >= THRESHOLD * total]
    limits = bounds(place, seeds, arrived.index)
    true = arrived.to_numpy()
    inside = (limits["least"] <= np.ceil(true)) & (np.floor(true) <= limits["most"])
    width = (limits["most"] - limits["least"]) / total
    return limits.assign(true=true, inside=inside, width=width).to_dict("records")  # type: ignore[return-value]


def _arrived_once(book: Book, moves: Ints, fen: Ints, *, account: int) -> float:
    """Return how much of a payment came to an account for the first time.

    The city moves money through a payment account and later back through it; what an account sends on is taken to have
    been there before in proportion, as the city mixes it.
    """
    here: dict[int, list[float]] = {}
    fresh = 0.0
    for move, share in zip(moves.tolist(), fen.tolist(), strict=True):
        payer, payee = int(book.source[move]), int(book.target[move])
        held, been = here.get(payer, [0.0, 0.0])
        again = share * been / max(held, share) if payer >= 0 else 0.0
        here[payer] = [max(0.0, held - share), been - again]
        if payee == account:
            fresh, again = fresh + share - again, float(share)
        held, been = here.get(payee, [0.0, 0.0])
        here[payee] = [held + share, been + again]
    return fresh
