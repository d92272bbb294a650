"""Hidden ties: which two people who are not linked in the files most likely are, with what speaks for it.

Why learned from the network itself: no single measure of likeness is best on every network, so some known links are
hidden, and how well each measure finds them again sets its weight.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MEASURES = ("common_neighbours", "preferential_attachment", "resource_allocation", "adamic_adar", "katz", "walk")
_HIDDEN = 0.15
_ROUNDS = 10
_DAMPING = 0.05


def likeness(adjacency: Floats) -> dict[str, Floats]:
    """Return every measure of likeness of every two nodes, each of shape (n, n) and symmetric.

    Parameters
    ----------
    adjacency : ndarray of float64, shape (n, n)
        1 where two nodes are linked, symmetric, nothing on the diagonal.

    Notes
    -----
    Katz with damping .05 over the largest degree; the walk is the personalised PageRank over degree both ways. O(n^3).
    """
    degree = adjacency.sum(axis=1)
    inverse = np.divide(1, degree, out=np.zeros_like(degree), where=degree > 0)
    logarithm = np.divide(1, np.log(np.maximum(degree, 2)), out=np.zeros_like(degree), where=degree > 1)
    unit = np.eye(len(adjacency))
    katz = np.linalg.inv(unit - min(_DAMPING, 0.5 / max(1.0, degree.max(initial=0))) * adjacency) - unit
    walk = 0.15 * np.linalg.inv(unit - 0.85 * adjacency * inverse[:, None]) * inverse[None, :]
    return {
        "common_neighbours": adjacency @ adjacency,
        "preferential_attachment": np.outer(degree, degree),
        "resource_allocation": (adjacency * inverse) @ adjacency,
        "adamic_adar": (adjacency * logarithm) @ adjacency,
        "katz": katz,
        "walk": (walk + walk.T) / 2,
    }


def hidden_ties(adjacency: Floats, *, seed: int = 0) -> pd.DataFrame:
    """Return the pairs that are not linked, the most likely hidden tie first.

    Parameters
    ----------
    adjacency : ndarray of float64, shape (n, n)
        1 where two nodes are linked, symmetric, nothing on the diagonal.
    seed : int
        Which links are hidden to learn from.

    Returns
    -------
    DataFrame
        `a, b` (a < b), `score` (log-odds) and each measure's part of it; the parts and `base` add up to the score. Equal
        ones in the order of a, b.

    Notes
    -----
    Logistic regression on the logarithms of the measures, over ten hidings of 15 % of the links (Berlusconi et al. 2016
    compare the measures on court files). A network with fewer than ten links is ranked by resource allocation.
    """
    first, second = np.nonzero(np.triu(1 - adjacency, 1))
    features = _features(adjacency, first, second)
    frame = pd.DataFrame({"a": first, "b": second})
    lessons = _lessons(adjacency, seed)
    if lessons is None:
        frame = frame.assign(score=features[:, MEASURES.index("resource_allocation")], base=0.0)
    else:
        frame = pd.concat([frame, _parts(features, *lessons)], axis=1)
    ordered: pd.DataFrame = frame.sort_values(["score", "a", "b"], ascending=[False, True, True], ignore_index=True)
    return ordered


def _features(adjacency: Floats, first: Ints, second: Ints) -> Floats:
    measures = likeness(adjacency)
    columns = [np.log(measures[name][first, second] + _floor(measures[name])) for name in MEASURES]
    return np.column_stack(columns) if len(first) else np.zeros((0, len(MEASURES)))


def _floor(values: Floats) -> float:
    """Return what stands for zero under the logarithm: a tenth of the smallest positive value."""
    positive = values[values > 1e-15]
    return float(positive.min()) / 10 if len(positive) else 1e-9


def _lessons(adjacency: Floats, seed: int) -> tuple[Floats, NDArray[np.bool_]] | None:
    """Return features of unlinked pairs and whether a link was hidden there, over several hidings."""
    generator = np.random.default_rng(seed)
    first, second = np.nonzero(np.triu(adjacency, 1))
    if len(first) < 10:
        return None
    found = []
    for _ in range(_ROUNDS):
        hidden = generator.permutation(len(first))[: max(1, round(_HIDDEN * len(first)))]
        less = adjacency.copy()
        less[first[hidden], second[hidden]] = less[second[hidden], first[hidden]] = 0
        linked = less.sum(axis=1) > 0  # who has lost every link is not asked about, as in the network itself
        a, b = np.nonzero(np.triu((1 - less) * np.outer(linked, linked), 1))
        found.append((_features(less, a, b), adjacency[a, b] > 0))
    return np.concatenate([x for x, _ in found]), np.concatenate([y for _, y in found])


def _parts(features: Floats, lessons: Floats, hidden: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the score of each pair and what each measure adds to it."""
    fitted = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1_000)).fit(lessons, hidden)
    scaler, model = fitted[0], fitted[1]
    parts = scaler.transform(features) * model.coef_[0] if len(features) else features
    frame = pd.DataFrame(parts, columns=list(MEASURES)).assign(base=float(model.intercept_[0]))
    return frame.assign(score=frame.sum(axis=1).round(9))
