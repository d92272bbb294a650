"""A sum of monotone curves, one per feature, each read as a Bayes factor: the model that explains itself.

Why curves and not trees: on pairs of cases, where whole groups are held out, a curve per feature ranks as well as a forest
does, its weights are the explanation, and a curve that can only fall with distance cannot learn a sampling accident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.base import BaseEstimator

from models.contract import EvidenceModel, refuse_protected

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Curve = tuple[Floats, Floats]
"""The places at which a curve bends, rising, and its height at each."""
Fit = tuple[dict[str, Curve], float]
"""The curves of one resample, and what is added to every line."""
JOINT = "joint"
"""The item that corrects for features that say the same thing twice; it is the same for every line."""
_LN10 = float(np.log(10))
_ROUNDS = 300
_MOST = 200_000  # false lines that are learned from


class MonotoneEvidence(EvidenceModel, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Additive log Bayes factors, each a piecewise linear monotone curve of one feature.

    Parameters
    ----------
    directions : mapping of str to int, optional
        +1 where more speaks for the claim, -1 where more speaks against it; only features named here are used.
    logarithmic : mapping of str to float, optional
        Features whose curve bends on a logarithmic scale, each with what is added before the logarithm is taken.
    knots : int
        Pieces of each curve, cut at quantiles among the true lines.
    smooth : float
        How strongly the slopes of one curve's pieces are drawn to each other.
    shrink : float
        How strongly a curve is drawn to nothing.
    bags : int
        Over how many resamples of the groups the curves are averaged; 1 takes the groups as they are, uncalibrated.
    prior : float
        The declared probability of the claim before any evidence, for `predict_proba`.
    random_state : int
        Which resamples.

    Attributes
    ----------
    curves_ : dict of str to (ndarray, ndarray)
        Per feature, the places (logarithms, where it bends on a logarithmic scale) and the log10 Bayes factors there;
        beyond the ends a curve is level.
    joint_ : float
        What is added to every line, log10.
    base_rate_ : float
        The share of true lines that was learned from.

    Notes
    -----
    A penalised logistic regression on ramps with non-negative slopes (L-BFGS-B). Each curve is normalised so that its
    Bayes factor has mean 1 among the false lines, as a Bayes factor must. The sum is calibrated by Platt's logistic (1999)
    on the lines none of whose groups was drawn in a resample. Beyond 200,000 false lines a sample of them is learned from.
    O(bags x lines x features x knots) a round.
    """

    def __init__(
        self,
        directions: Mapping[str, int] | None = None,
        *,
        logarithmic: Mapping[str, float] | None = None,
        knots: int = 5,
        smooth: float = 1.0,
        shrink: float = 0.05,
        bags: int = 10,
        prior: float = 0.5,
        random_state: int = 0,
    ) -> None:
        self.directions = directions
        self.logarithmic = logarithmic
        self.knots = knots
        self.smooth = smooth
        self.shrink = shrink
        self.bags = bags
        self.prior = prior
        self.random_state = random_state

    def fit(
        self, X: pd.DataFrame, y: ArrayLike, groups: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> MonotoneEvidence:
        """Learn the curves.

        Parameters
        ----------
        X : DataFrame
            A line per pair, a column per feature; NaN where it could not be compared.
        y : array of bool, shape (lines,)
            Whether the claim is true.
        groups : array, shape (lines,) or (lines, 2), optional
            What the line, or each of its two ends, belongs to; without it every line is a group.
        sample_weight : array, shape (lines,), optional
            How much each line counts.

        Raises
        ------
        Protected
            When a feature is a protected attribute.
        ValueError
            When there is no true or no false line.
        """
        directions = self.directions or dict.fromkeys(map(str, X.columns), 1)
        refuse_protected(map(str, X.columns))
        wanted = np.asarray(y, dtype=np.bool_)
        if wanted.all() or not wanted.any():
            raise ValueError("to learn from, some lines must be true and some false")
        self.classes_ = np.array([False, True])
        self.feature_names_in_ = np.array(list(directions), dtype=object)
        self.base_rate_ = float(wanted.mean())
        lines = _sampled(wanted, np.random.default_rng(self.random_state))
        values = {name: self._scaled(X, name)[lines] for name in directions}
        weight = np.ones(len(wanted)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        ends = np.arange(len(wanted))[:, None] if groups is None else np.asarray(groups).reshape(len(wanted), -1)
        self._learn(values, wanted[lines], weight[lines], np.unique(ends[lines], return_inverse=True)[1])
        return self

    def weights(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the weight of every feature, NaN where it could not be compared, and of `joint`."""
        found = {name: _height(self._scaled(X, name), *curve) for name, curve in self.curves_.items()}
        return pd.DataFrame(found | {JOINT: np.full(len(X), self.joint_)}, index=X.index)

    def _scaled(self, X: pd.DataFrame, name: str) -> Floats:
        values = X[name].to_numpy(dtype=np.float64)
        added = (self.logarithmic or {}).get(name)
        return values if added is None else np.log(values + added)

    def _learn(self, values: dict[str, Floats], wanted: Bools, weight: Floats, ends: Ints) -> None:
        """Average the curves of all resamples, and calibrate on what each of them left out."""
        ends = ends.reshape(len(wanted), -1)
        drawn = list(_resamples(int(ends.max()) + 1, self.bags, np.random.default_rng(self.random_state)))
        fits, left = [], _LeftOut([], [], [], [])
        for times in drawn:
            often = times[ends]
            count = np.where(wanted, often.max(axis=1), often.prod(axis=1)) * weight
            if not (count[wanted] > 0).any() or not (count[~wanted] > 0).any():
                continue
            fit = self._fitted(values, wanted, count)
            fits.append(fit)
            left.add(fit, values, wanted, weight, out=(often == 0).all(axis=1))
        slope, shift = left.calibration()
        self.curves_ = {name: _mean_curve([curves[name] for curves, _ in fits], slope) for name in values}
        self.joint_ = slope * float(np.mean([joint for _, joint in fits])) + shift

    def _fitted(self, values: dict[str, Floats], wanted: Bools, weight: Floats) -> Fit:
        """Return the curves in log10, each with mean Bayes factor 1 among the false lines, and what is the same for all."""
        signs = self.directions or dict.fromkeys(values, 1)
        rising = {name: signs[name] * v for name, v in values.items()}
        places = {name: _places(v, wanted & (weight > 0), self.knots) for name, v in rising.items()}
        ramps = [_ramps(rising[name], places[name]) for name in values]
        terms = {"smooth": self.smooth, "shrink": self.shrink}
        bias, steps = _slopes(ramps, list(places.values()), wanted, weight, **terms)
        curves, joint = {}, bias - float(logit(weight[wanted].sum() / weight.sum()))
        for name, step in zip(values, steps, strict=True):
            height = np.concatenate([[0.0], np.cumsum(step)])
            usual = _log_mean(_height(rising[name][~wanted], places[name], height), weight[~wanted])
            curve = places[name], (height - usual) / _LN10
            curves[name] = curve if signs[name] > 0 else (-curve[0][::-1], curve[1][::-1])
            joint += usual
        return curves, joint / _LN10


@dataclass(slots=True)
class _LeftOut:
    """What each resample left out: how it was scored, what was so, what it counts, and how common it was."""

    scores: list[Floats]
    truths: list[Bools]
    weights: list[Floats]
    offsets: list[Floats]

    def add(self, fit: Fit, values: dict[str, Floats], wanted: Bools, weight: Floats, *, out: Bools) -> None:
        truth, count = wanted[out], weight[out]
        if not truth.any() or truth.all():
            return
        curves, joint = fit
        heights = [_height(values[name][out], *curve) for name, curve in curves.items()]
        self.scores.append(np.nansum(heights, axis=0) + joint)
        self.truths.append(truth)
        self.weights.append(count)
        self.offsets.append(np.full(len(truth), logit(count[truth].sum() / count.sum())))

    def calibration(self) -> tuple[float, float]:
        if not self.scores:
            return 1.0, 0.0
        scores, offsets, weights = (np.concatenate(part) for part in (self.scores, self.offsets, self.weights))
        return calibrated(scores, np.concatenate(self.truths), offsets, weights, strength=float(len(self.scores)))


def calibrated(
    scores: ArrayLike, truth: ArrayLike, offsets: ArrayLike, weights: ArrayLike, *, strength: float = 1.0
) -> tuple[float, float]:
    """Return slope and shift, both in log10, that turn scores into log10 Bayes factors of these outcomes.

    Parameters
    ----------
    scores : array, shape (lines,)
        log10.
    truth : array of bool, shape (lines,)
        What was so.
    offsets : array, shape (lines,)
        Natural log odds of the share of true ones among the lines a line was held out with.
    weights : array, shape (lines,)
        How much each counts.
    strength : float
        How strongly the slope is drawn to 1.

    Notes
    -----
    Platt (1999) with an offset, so that a Bayes factor does not take up how common the claim was in the sample. The slope is
    not below zero: a score that misleads weighs nothing.
    """
    score, wanted, offset, weight = (np.asarray(v, dtype=np.float64) for v in (scores, truth, offsets, weights))

    def loss(found: Floats) -> tuple[float, Floats]:
        odds = offset + _LN10 * (found[0] * score + found[1])
        wrong = weight * (expit(odds) - wanted)
        value = float(weight @ np.logaddexp(0, np.where(wanted > 0, -odds, odds))) + strength * (found[0] - 1) ** 2
        return value, np.array([_LN10 * (wrong @ score) + 2 * strength * (found[0] - 1), _LN10 * wrong.sum()])

    found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(0, None), (None, None)]).x
    return float(found[0]), float(found[1])


def _sampled(wanted: Bools, generator: np.random.Generator) -> Ints:
    """Return the places of all true lines and of as many false ones as are enough."""
    false = np.flatnonzero(~wanted)
    if len(false) > _MOST:
        false = generator.choice(false, _MOST, replace=False)
    return np.sort(np.concatenate([np.flatnonzero(wanted), false]))


def _resamples(groups: int, count: int, generator: np.random.Generator) -> Iterator[Ints]:
    """Yield how often each group is drawn, with replacement, in each resample; a single one takes each once."""
    if count < 2:
        yield np.ones(groups, dtype=np.int64)
        return
    for _ in range(count):
        yield np.bincount(generator.integers(0, groups, groups), minlength=groups)


def _mean_curve(curves: list[Curve], slope: float) -> Curve:
    """Return the mean of curves that bend at different places; it bends at all of them."""
    places = np.unique(np.concatenate([p for p, _ in curves]))
    return places, slope * np.asarray(np.mean([_height(places, *curve) for curve in curves], axis=0))


def _places(values: Floats, wanted: Bools, knots: int) -> Floats:
    """Return where a curve may bend: the ends of the values and quantiles of those of the true lines."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.array([0.0, 1.0])
    true = values[wanted & ~np.isnan(values)]
    inner = np.quantile(true, np.linspace(0, 1, knots + 1)[1:-1]) if len(true) else np.empty(0)
    found = np.unique(np.concatenate([[known.min()], inner, [known.max()]]))
    return found if len(found) > 1 else np.array([found[0], found[0] + 1])


def _ramps(values: Floats, places: Floats) -> Floats:
    """Return how far each piece of the curve has been climbed at each value, 0 to 1, shape (lines, pieces); NaN as 0."""
    widths = np.diff(places)
    return np.nan_to_num(np.clip((values[:, None] - places[:-1]) / widths, 0, 1))


def _height(values: Floats, places: Floats, heights: Floats) -> Floats:
    """Return a curve at some values; NaN stays NaN."""
    return np.asarray(np.interp(values, places, heights))


def _log_mean(heights: Floats, weight: Floats) -> float:
    known = ~np.isnan(heights) & (weight > 0)
    return float(np.log(np.average(np.exp(heights[known]), weights=weight[known]))) if known.any() else 0.0


def _slopes(
    ramps: list[Floats], places: list[Floats], wanted: Bools, weight: Floats, *, smooth: float, shrink: float
) -> tuple[float, list[Floats]]:
    """Return the bias and the climb of every piece of every curve, none below zero."""
    features = np.hstack(ramps)
    shares = [np.diff(p) / (p[-1] - p[0]) for p in places]
    bounds = np.cumsum([0, *(len(share) for share in shares)])
    parts = [(slice(*pair), share) for pair, share in zip(pairwise(bounds), shares, strict=True)]

    def loss(found: Floats) -> tuple[float, Floats]:
        climbs = found[1:]
        odds = found[0] + features @ climbs
        wrong = weight * (expit(odds) - wanted)
        gradient = np.concatenate([[wrong.sum()], features.T @ wrong])
        value = float(weight @ np.logaddexp(0, np.where(wanted, -odds, odds)))
        for part, share in parts:
            whole = climbs[part].sum()
            apart = climbs[part] / share - whole
            value += smooth * float(apart**2 @ share) / 2 + shrink * whole**2
            gradient[1:][part] += smooth * apart + 2 * shrink * whole
        return value, gradient

    start = np.concatenate([[-5.0], np.full(features.shape[1], 0.3)])
    bounded = [(None, None), *[(0, None)] * features.shape[1]]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounded, options={"maxiter": _ROUNDS}).x
    return float(found[0]), [found[1:][part] for part, _ in parts]
