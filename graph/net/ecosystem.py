"""The trade around the gangs (黑灰生态): gangs as nodes, and who supplies several of them with cards, numbers or laundering.

Why through suppliers: two gangs that never speak may buy from one seller, and taking the seller away hurts both.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

LARGEST = 50
"""A supplier of more gangs is a public service (a shop, a carrier), not a part of the trade."""


@dataclass(frozen=True, slots=True, eq=False)
class Ecosystem:
    """Gangs and those who supply several of them.

    Attributes
    ----------
    links : DataFrame
        `a, b` (gangs, a < b), `weight`, `suppliers` (how many), `by` (their keys), heaviest first. A supplier of k gangs
        gives each pair 1 / (k - 1).
    suppliers : DataFrame
        `supplier, kind, gangs` (their numbers), `customers`, `events`, those of most gangs first.
    left_out : DataFrame
        `supplier, kind, gangs` of the suppliers of too many gangs.
    """

    links: pd.DataFrame
    suppliers: pd.DataFrame
    left_out: pd.DataFrame


def ecosystem(members: pd.DataFrame, supplies: pd.DataFrame, *, largest: int = LARGEST) -> Ecosystem:
    """Return how gangs hang together through shared suppliers.

    Parameters
    ----------
    members : DataFrame
        `person, gang`.
    supplies : DataFrame
        `supplier, kind` (such as card, number, launderer), `customer, event`: who gave what to whom. A supplier may be
        a gang's member: then it supplies the other gangs, and its own counts as supplied too.
    largest : int
        Suppliers of more gangs link nothing and are listed apart.

    Notes
    -----
    O(supplies + sum of squared gangs per supplier).

    Examples
    --------
    >>> members = pd.DataFrame({"person": ["a", "b", "c"], "gang": [0, 0, 1]})
    >>> supplies = pd.DataFrame(
    ...     {"supplier": "s", "kind": "card", "customer": ["a", "c"], "event": ["e1", "e2"]})
    >>> ecosystem(members, supplies).links[["a", "b", "weight"]].to_numpy(object).tolist()
    [[0, 1, 1.0]]
    """
    gang = members.drop_duplicates("person").set_index("person")["gang"]
    known = supplies[supplies["customer"].isin(gang.index)]
    known = known.assign(gang=gang.loc[known["customer"]].to_numpy())
    own = {str(person): int(number) for person, number in gang.items()}
    rows = [_supplier(str(who), str(kind), lines, own) for (who, kind), lines in known.groupby(["supplier", "kind"])]
    frame = pd.DataFrame(rows, columns=["supplier", "kind", "gangs", "customers", "events"])
    count = frame["gangs"].map(len)
    frame = frame.assign(count=count).sort_values(["count", "supplier", "kind"], ascending=[False, True, True])
    several, public = frame[frame["count"].between(2, largest)], frame[frame["count"] > largest]
    columns = ["supplier", "kind", "gangs"]
    kept = several[[*columns, "customers", "events"]].reset_index(drop=True)
    return Ecosystem(_links(kept), kept, public[columns].reset_index(drop=True))


def _supplier(
    who: str, kind: str, lines: pd.DataFrame, gang: dict[str, int]
) -> tuple[str, str, tuple[int, ...], tuple[str, ...], tuple[str, ...]]:
    """Return a supplier with all gangs it has to do with, its own among them."""
    supplied = {int(number) for number in lines["gang"]} | ({gang[who]} if who in gang else set())
    customers, events = (tuple(sorted(set(lines[column]))) for column in ("customer", "event"))
    return who, kind, tuple(sorted(supplied)), customers, events


def _links(suppliers: pd.DataFrame) -> pd.DataFrame:
    shares = [
        (a, b, 1 / (len(gangs) - 1), supplier)
        for supplier, gangs in zip(suppliers["supplier"], suppliers["gangs"], strict=True)
        for a, b in combinations(gangs, 2)
    ]
    by: dict[tuple[int, int], set[str]] = {}
    weight: dict[tuple[int, int], float] = {}
    for a, b, share, supplier in sorted(shares):
        by.setdefault((a, b), set()).add(supplier)
        weight[a, b] = weight.get((a, b), 0.0) + share
    lines = [(a, b, weight[a, b], len(by[a, b]), tuple(sorted(by[a, b]))) for a, b in by]
    frame = pd.DataFrame(lines, columns=["a", "b", "weight", "suppliers", "by"])
    return frame.sort_values(["weight", "a", "b"], ascending=[False, True, True], ignore_index=True)
