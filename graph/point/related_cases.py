"""Which other cases share people, numbers, accounts or anything else with a case.

Why rarity: two cases that share a gang's second number are worth a visit, two that share the bank's hotline are not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.point.cited import cited, empty

_COLUMNS = ("case", "score", "shared", "things", "events")


def related_cases(links: pd.DataFrame, case: str) -> pd.DataFrame:
    """Return the cases that share something with a case, by rarity of what they share.

    Parameters
    ----------
    links : pandas.DataFrame
        Columns source, target, id (and others): links of which one end is a case, `case:…`.
    case : str
        Key of the case.

    Returns
    -------
    pandas.DataFrame
        `case`, `score`: sum over what is shared of ln(cases / cases linked with it), `shared`: how many things,
        `things`: their keys, rarest first, `events`: ids of the links of both cases. Highest score first, then by key.
    """
    ends = _ends(links)
    known = ends.groupby("thing")["case"].nunique()
    rarity = pd.Series(np.log(ends["case"].nunique() / known.to_numpy(dtype=float)), index=known.index)
    ours = ends.loc[ends["case"] == case, "thing"].unique()
    met = ends[ends["thing"].isin(ours) & (ends["case"] != case)]
    if met.empty:
        return empty(_COLUMNS)
    ids = ends[ends["case"] == case].groupby("thing")["id"].agg(cited)
    lines = [_line(str(other), part, rarity=rarity, ids=ids) for other, part in met.groupby("case")]
    found = pd.DataFrame(lines, columns=list(_COLUMNS))
    return found.sort_values(["score", "case"], ascending=[False, True], ignore_index=True)


def _ends(links: pd.DataFrame) -> pd.DataFrame:
    """Return (case, thing, id) of every link between a case and something else, either way round."""
    parts = []
    for end, other in (("source", "target"), ("target", "source")):
        whole = links[links[end].str.startswith("case:") & ~links[other].str.startswith("case:")]
        parts.append(whole[[end, other, "id"]].rename(columns={end: "case", other: "thing"}))
    return pd.concat(parts, ignore_index=True)


def _line(
    other: str, part: pd.DataFrame, *, rarity: pd.Series[float], ids: pd.Series[str]
) -> tuple[str, float, int, tuple[str, ...], tuple[str, ...]]:
    things = sorted(set(part["thing"]), key=lambda thing: (-float(rarity[thing]), thing))
    events = {*part["id"], *(link for thing in things for link in ids[thing])}
    return (
        other,
        round(float(sum(rarity[thing] for thing in things)), 9),
        len(things),
        tuple(things),
        tuple(sorted(events)),
    )
