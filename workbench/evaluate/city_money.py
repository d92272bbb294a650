"""Victims' money in the city: every payment that a case names, followed under each rule, beside what one finds by eye.

Why every payment counts once, whatever its size: an investigator follows one victim's money. The rule that heads the
product (`MAIN`, last in first out) was fixed before these figures were seen. Honest firms' money takes the same ways; no
case names it, so it is what the victims' money must be told from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from graph.ledger import Scope
from graph.ledger.frames import transfer_events
from graph.line.money.attribution import MAIN, RULES, Attribution, Rule, traced
from graph.line.money.bounds import Ground, bounds, ground
from graph.line.money.chains import Band, money_chains
from graph.line.money.spread import account_spread
from models.evaluation.measures import mean_by_group
from workbench.evaluate.capability import Predictions, Score, role_of
from workbench.evaluate.payments import named_payments
from workbench.evaluate.true_money import followed, reached, true_events

THRESHOLD = 0.05
"""A transfer or account belongs to a payment's chain from this share of the payment on."""
DAY, SAME = "next within a day", "same sum within a day"
BASELINES = {DAY: Band(24.0, 0.3, 1.0, 8), SAME: Band(24.0, 0.9, 1.0, 8)}
"""What analysts do by eye: the next transfer within a day that is no larger, and at least a part or nearly all of it."""
BOUNDED = 3
"""Bounds, two flows for each account, are worked out for every third payment."""
AGREED, HARD = "all rules", "bounds"
DWELLS = ("quick", "parked", "mixed")
METHODS = (MAIN, *(rule for rule in RULES if rule != MAIN), AGREED, *BASELINES)
_CHAINS, _ARRIVED = "money chains", "money arrived"


def predict(scope: Scope, predictions: Predictions) -> None:
    """Write what was followed from where to where.

    Files: `money_payments.csv` (payment, case, fen), `money_events.csv` (event, source, target, in the order of time),
    `money_rows.csv` (event, file, sheet, row), `money_said.csv` (payment, method, event),
    `money_ranges.csv` (payment, account, range) and `money_bounds.csv` (payment, account, least, most; minor units).
    """
    place = ground(transfer_events(scope))
    frame = place.book.frame
    fen = dict(zip(frame["event"], place.book.amount.tolist(), strict=True))
    paid = named_payments(scope)
    starts = list(dict.fromkeys(paid["payment"]))
    said, ranges, limits = (
        [_by_eye(place, starts, predictions)],
        [pd.DataFrame(columns=_RANGE)],
        [pd.DataFrame(columns=_LIMITS)],
    )
    for number, start in enumerate(starts):
        rules = dict(_traced(place, {start: fen[start]}, predictions))
        said.append(_named(start, rules))
        ranges.append(_ranges(start, rules))
        if number % BOUNDED == 0:
            with predictions.method(HARD):
                found = bounds(place, {start: fen[start]}, ranges[-1]["account"])
            limits.append(found.assign(payment=start)[_LIMITS])
    tables = {
        "payments": paid.assign(fen=paid["payment"].map(fen)),
        "events": frame[["event", "source", "target"]],
        "rows": scope.sql(_ROWS.format(events=scope.events("transfers"))).to_arrow_table().to_pandas(),
        "said": pd.concat(said),
        "ranges": pd.concat(ranges),
        "bounds": pd.concat(limits),
    }
    for name, table in tables.items():
        table.to_csv(predictions.folder / f"money_{name}.csv", index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return how much of the money was found, how far the rules agree, and whether the bounds hold."""
    tables = {
        name: pd.read_csv(predictions / f"money_{name}.csv", dtype=_TYPES, keep_default_na=False) for name in _TABLES
    }
    chains = true_events(pd.read_csv(truth / "chains.csv"), tables["rows"], truth / "transfer_events.csv")
    paid = tables["payments"].drop_duplicates("payment").set_index("payment")
    victims = chains[~chains["innocent"] & chains["seed"].notna()]
    named = victims["seed"].drop_duplicates()
    figures = [_told("payments found", named.isin(paid.index), method=MAIN, part=_CHAINS)]
    known = victims[victims["seed"].isin(paid.index)]
    figures += _of_chains(known, tables["said"], paid)
    figures += _of_ranges(known, tables["ranges"], paid)
    return [*figures, *_of_bounds(known, tables, paid)]


def _traced(place: Ground, seeds: Mapping[str, int], predictions: Predictions) -> Iterator[tuple[Rule, Attribution]]:
    for rule in RULES:
        with predictions.method(rule, threshold=THRESHOLD):
            yield rule, traced(place.book, seeds, rule=rule, own=place.own)


def _by_eye(place: Ground, starts: list[str], predictions: Predictions) -> pd.DataFrame:
    """Return what the simple methods find from every payment: `payment, method, event`."""
    parts = [pd.DataFrame(columns=["payment", "method", "event"])]
    for name, band in BASELINES.items():
        with predictions.method(name, band=band):
            found = money_chains(place.book.frame, starts, band=band, top=20, cap=20_000)
        steps = found.steps.merge(found.chains[["chain", "start"]], on="chain").rename(columns={"start": "payment"})
        steps = steps[steps["event"] != steps["payment"]].drop_duplicates(["payment", "event"])
        parts.append(steps.assign(method=name)[["payment", "method", "event"]])
    return pd.concat(parts)


def _named(start: str, rules: Mapping[Rule, Attribution]) -> pd.DataFrame:
    """Return the transfers that each rule counts in a payment's chain, and those that all of them do."""
    said: dict[str, set[str]] = {rule: _members(found) - {start} for rule, found in rules.items()}
    said[AGREED] = set.intersection(*said.values())
    lines = [(start, method, event) for method, events in said.items() for event in sorted(events)]
    return pd.DataFrame(lines, columns=["payment", "method", "event"])


def _members(found: Attribution) -> set[str]:
    return set(found.transfers["event"][found.transfers["traced"] >= THRESHOLD * found.total])


def _ranges(start: str, rules: Mapping[Rule, Attribution]) -> pd.DataFrame:
    """Return the accounts that any rule names, and how far the rules lie apart there."""
    spread = account_spread(rules)
    wide = spread[spread["most"] >= THRESHOLD * rules[MAIN].total]
    return wide.assign(payment=start, range=wide["most"] - wide["least"])[_RANGE]


def _of_chains(known: pd.DataFrame, said: pd.DataFrame, paid: pd.DataFrame) -> Iterator[Score]:
    """Yield F1 of each method by how long money rested, precision and recall over all."""
    found = {key: set(events) for key, events in said.groupby(["payment", "method"])["event"]}
    true = [
        (str(seed), lines["dwell"].iloc[0], _true_chain(str(seed), lines, paid))
        for seed, lines in known.groupby("seed")
    ]
    seen = [(seed, dwell, events) for seed, dwell, events in true if events]
    head = pd.DataFrame(
        [(seed, dwell, paid.at[seed, "case"]) for seed, dwell, _ in seen], columns=["seed", "dwell", "case"]
    )
    for method in METHODS:
        values = [_figures(found.get((seed, method), set()), events) for seed, _, events in seen]
        frame = head.join(pd.DataFrame(values, columns=["f1", "precision", "recall"]))
        for dwell in DWELLS:
            yield from _means(method, frame[frame["dwell"] == dwell], {"f1": f"f1, {dwell}"})
        yield from _means(method, frame, {"precision": "precision", "recall": "recall"})


def _means(method: str, frame: pd.DataFrame, measures: Mapping[str, str]) -> Iterator[Score]:
    """Yield means over payments with intervals over cases; nothing where nobody was robbed."""
    role = role_of(method, ours=MAIN, variants=[*RULES, AGREED])
    for column, measure in measures.items() if len(frame) else ():
        mean = mean_by_group(frame[column], list(frame["case"]))
        yield Score(measure, method, role, mean.value, len(frame), mean.lo, mean.hi, method == MAIN, _CHAINS)


def _true_chain(seed: str, lines: pd.DataFrame, paid: pd.DataFrame) -> set[str]:
    """Return the transfers in the data that truly carry enough of a payment."""
    enough = lines["share"] >= THRESHOLD * paid["fen"][seed]
    return set(lines.loc[enough, "found"].dropna()) - {seed}


def _figures(found: set[str], true: set[str]) -> tuple[float, float, float]:
    """Return F1, precision and recall; what says nothing is wrong in nothing."""
    right = len(found & true)
    return 2 * right / (len(found) + len(true)), right / len(found) if found else 1.0, right / len(true)


def _of_ranges(known: pd.DataFrame, accounts: pd.DataFrame, paid: pd.DataFrame) -> Iterator[Score]:
    """Yield how far the rules lie apart at the accounts that any of them names, as a share of the payment."""
    dwell = known.drop_duplicates("seed").set_index("seed")["dwell"]
    here = accounts[accounts["payment"].isin(dwell.index)]
    share = here["range"] / paid["fen"].reindex(here["payment"]).to_numpy()
    for rests in DWELLS:
        own = share[here["payment"].map(dwell) == rests]
        yield _told(f"rule range mean, {rests}", own, method=AGREED, part=_ARRIVED)
        yield _told(f"rule range median, {rests}", own, method=AGREED, part=_ARRIVED, middle=True)


def _of_bounds(known: pd.DataFrame, tables: Mapping[str, pd.DataFrame], paid: pd.DataFrame) -> Iterator[Score]:
    """Yield in what share of cases the bounds hold what truly arrived, how wide they are, and who was overlooked."""
    moves = followed(known, tables["events"]).groupby("seed")
    true = {(str(seed), account): fen for seed, lines in moves for account, fen in reached(lines).items()}
    paid_fen = dict(zip(paid.index, paid["fen"].tolist(), strict=True))
    large = {key for key, fen in true.items() if fen >= THRESHOLD * paid_fen[key[0]]}
    said = tables["bounds"][tables["bounds"]["payment"].isin(known["seed"])]
    keys = list(zip(said["payment"], said["account"], strict=True))
    arrived = pd.Series([true.get(key, 0.0) for key in keys], said.index, dtype=float)
    inside = (said["least"] <= arrived + 1) & (arrived - 1 <= said["most"])  # the city mixes to fractions of a unit
    yield _told("bounds hold", inside, method=HARD, part=_ARRIVED)
    width = (said["most"] - said["least"]) / paid["fen"].reindex(said["payment"]).to_numpy()
    yield _told("bounds width median", width, method=HARD, part=_ARRIVED, middle=True)
    there = pd.Series([key in large for key in keys], said.index, dtype=bool)
    yield _told("bounds width median, reached", width[there], method=HARD, part=_ARRIVED, middle=True)
    named = set(zip(tables["ranges"]["payment"], tables["ranges"]["account"], strict=True))
    yield _told(
        "accounts named", pd.Series([key in named for key in sorted(large)], dtype=bool), method=HARD, part=_ARRIVED
    )


def _told(measure: str, values: pd.Series, *, method: str, part: str, middle: bool = False) -> Score:
    """Return the mean or median of what is ours alone."""
    value = (values.median() if middle else values.mean()) if len(values) else 0.0
    return Score(measure, method, "ours", float(value), len(values), primary=True, part=part)


_RANGE, _LIMITS = ["payment", "account", "range"], ["payment", "account", "least", "most"]
_TABLES = ("payments", "events", "rows", "said", "ranges", "bounds")
_TYPES = dict.fromkeys(("payment", "event", "account", "source", "target", "file", "sheet", "case", "method"), "str")
_TYPES |= dict.fromkeys(("fen", "range", "least", "most"), "int64")
_ROWS = """
SELECT DISTINCT e.event, i.file_name AS file, e.sheet, e."row"
FROM {events} e JOIN (SELECT DISTINCT file, file_name FROM imports) i USING (file) ORDER BY ALL"""
