"""Which communities to report as suspected gangs: those that crime touches more often than chance would.

Why apart from the map: a family firm, a courier team and a gang have the same shape. What tells them apart is not how they
are tied but whom cases name among them, so only that decides whether a community is put before anybody.
"""

from __future__ import annotations

import pandas as pd
from scipy.stats import hypergeom

from graph.net.chance import LEAST

MOST_FALSE = 0.05
"""Share of reported communities that chance is allowed to give (Benjamini & Hochberg 1995)."""
LEAST_CASES = 2


def reported(members: pd.DataFrame, marks: pd.DataFrame, *, most_false: float = MOST_FALSE) -> pd.DataFrame:
    """Return every community with the cases that name its members, and whether that is beyond chance.

    Parameters
    ----------
    members : DataFrame
        `person, gang` of everybody in the network.
    marks : DataFrame
        `person, case`: whom a case names as suspect, or whose number or account it mentions as the offender's. Victims
        and witnesses are no marks.
    most_false : float
        The false discovery rate.

    Returns
    -------
    DataFrame
        By p, then gang: `gang, people, marked, cases, expected, p, q, reported, named`. `marked` members are named by
        `cases` different cases; `expected` of them chance would mark; `p` is the hypergeometric tail, `q` the false
        discovery rate at which it would be reported; `named` lists (person, case). Reported is what has q at or below
        `most_false`, `LEAST` people and marks from `LEAST_CASES` cases.
    """
    gang = members.drop_duplicates("person").set_index("person")["gang"]
    known = marks[marks["person"].isin(gang.index)].drop_duplicates(["person", "case"]).sort_values(["person", "case"])
    known = known.assign(gang=gang.loc[known["person"]].to_numpy())
    frame = gang.value_counts().rename("people").rename_axis("gang").reset_index()
    per_gang = known.groupby("gang")
    for column, counted in {"marked": "person", "cases": "case"}.items():
        frame[column] = frame["gang"].map(per_gang[counted].nunique()).fillna(0).astype("int64")
    marked = known["person"].nunique()
    frame["expected"] = frame["people"] * marked / max(1, len(gang))
    tail = hypergeom.sf(frame["marked"] - 1, len(gang), marked, frame["people"])
    frame["p"] = tail
    frame = frame.sort_values(["p", "gang"], ignore_index=True)
    frame["q"] = _false_discovery(frame["p"])
    enough = (frame["cases"] >= LEAST_CASES) & (frame["people"] >= LEAST) & (frame["marked"] > 0)
    frame["reported"] = enough & (frame["q"] <= most_false)
    names = {group: tuple(lines[["person", "case"]].itertuples(index=False, name=None)) for group, lines in per_gang}
    frame["named"] = pd.Series([names.get(group, ()) for group in frame["gang"]], index=frame.index, dtype=object)
    return frame


def _false_discovery(p: pd.Series) -> pd.Series:
    """Return the false discovery rates of ascending p."""
    raw = p * len(p) / pd.Series(range(1, len(p) + 1), index=p.index)
    return raw[::-1].cummin()[::-1].clip(upper=1.0)
