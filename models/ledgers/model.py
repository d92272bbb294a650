"""How much each agreement of two records is worth, learned from the two files themselves, without a label.

Why without: nobody marks which booking belongs to which before it matters. Chances of coincidence are counted; what true
pairs look like is learned from the pairs that stand without rival, again and again (expectation and maximisation).
"""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from models.contract import EvidenceModel
from models.ledgers.assignment import probabilities
from models.ledgers.candidates import Reach, candidates
from models.ledgers.comparisons import ENDS, LIKE, comparisons, fitted_grams
from models.ledgers.rarity import BINS, EQUAL, Rarity, rarity, ratio_bins
from models.ledgers.records import Floats, Ints, Records, records

_OWN, _PART = 5.0, 0.04
"""The assumption weighs as many pairs as this, or this part of the records if that is more: against the files' own true
pairs that is little, and where there are none, coincidences cannot teach what a pair looks like.
"""
_BEGUN = np.array([0.03, 0.05, 0.1, 0.3, 0.52])
_MOST = 60.0
_SETTLED = 0.002
"""A round that moves no pair's probability by more than this is the last."""


class LedgerModel(EvidenceModel, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Weights of a near amount, a near day and a like memo, as log10 Bayes factors (Fellegi and Sunter 1969).

    Parameters
    ----------
    before, after : int
        Days that a credit may come before and after its debit.
    keep : int
        So many candidates of each debit are compared closely.
    rounds : int
        Of learning, at most.
    prior : float
        Probability that a debit and a credit drawn at random are one record; for `predict_proba` only, which knows of no
        rivals. `matches` weighs rivals and learns how many have a partner.

    Attributes
    ----------
    amount_, day_, end_ : ndarray of float64
        Shares of true pairs: by bin of the ratio, by days apart, by where the common beginning of the memos ends.
    like_ : ndarray of float64, shape (ends, bins of likeness)
        log10 Bayes factor of a likeness, given where the common beginning ends.
    share_ : float
        How many debits have a partner.

    Examples
    --------
    >>> debits = pd.DataFrame({"id": ["a", "b"], "date": ["2026-03-01"] * 2, "amount": [100.0, 730.5], "memo": ["xu", "li"]})
    >>> credits = pd.DataFrame({"id": ["c", "d"], "date": ["2026-03-02"] * 2, "amount": [723.2, 100.0], "memo": ["li", "xu"]})
    >>> model = LedgerModel().fit(debits, credits)
    >>> model.compared(debits, credits)[["debit", "credit", "days"]].to_numpy().tolist()
    [[0, 1, 1], [1, 0, 1]]
    """

    def __init__(
        self, *, before: int = 5, after: int = 30, keep: int = 30, rounds: int = 15, prior: float = 1e-4
    ) -> None:
        self.before = before
        self.after = after
        self.keep = keep
        self.rounds = rounds
        self.prior = prior

    def fit(self, X: pd.DataFrame, y: pd.DataFrame) -> Self:
        """Learn from debits X and credits y, each with `id, date, amount` and perhaps `memo` (see `records`)."""
        self.learned(X, y)
        return self

    def learned(self, debits: pd.DataFrame, credits: pd.DataFrame) -> pd.DataFrame:
        """Learn as `fit` does and return the pairs that were compared, as `compared` would."""
        return self._learned(records(debits), records(credits))

    def _learned(self, debits: Records, credits: Records) -> pd.DataFrame:
        known = rarity(credits)
        self.amounts_, self.days_, self.starts_ = known.amounts, known.days, known.starts
        self.grams_ = fitted_grams(debits, credits)
        self._begin()
        compared, before = self._compared(debits, credits), np.zeros(0)
        for _ in range(self.rounds if len(compared) else 0):
            sure = probabilities(*_places(compared), self.odds(compared))
            self._learn(compared, sure, len(debits))
            if len(before) and np.abs(sure - before).max() < _SETTLED:
                break
            before = sure
        return compared

    def compared(self, debits: pd.DataFrame, credits: pd.DataFrame) -> pd.DataFrame:
        """Return the pairs worth comparing as `weights` wants them; places are those of the ids in ascending order."""
        return self._compared(records(debits), records(credits))

    def weights(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return log10 Bayes factors of `amount`, `days`, `memo_start`, `memo_likeness`; NaN where a memo is missing."""
        amount = self.amount_[ratio_bins(X["amount"].to_numpy(dtype=np.float64))] / X["chance_of_amount"]
        day = self.day_[np.clip(X["days"] + self.before, 0, len(self.day_) - 1)] / X["chance_of_day"]
        end, like = _memo_bins(X)
        silent = X["memo_end"].isna()
        start = pd.Series(self.end_[end], index=X.index) / X["chance_of_start"]
        found = {
            "amount": np.log10(amount),
            "days": np.log10(day),
            "memo_start": np.log10(start),
            "memo_likeness": np.where(silent, np.nan, self.like_[end, like]),
        }
        return pd.DataFrame(found, index=X.index)

    def odds(self, X: pd.DataFrame) -> Floats:
        """Return the odds of each pair against its debit having no partner at all, shape (lines of X,)."""
        share, drawn = self.share_ / (1 - self.share_), 1 / max(1, len(self.amounts_))
        found: Floats = share * drawn * 10 ** np.minimum(self.decision_function(X), _MOST)
        return found

    def _compared(self, debits: Records, credits: Records) -> pd.DataFrame:
        known = Rarity(self.amounts_, self.days_, self.starts_)
        reach = Reach(before=self.before, after=self.after, keep=self.keep)
        pairs = candidates(debits, credits, known=known, reach=reach)
        return comparisons(debits, credits, pairs, known=known, grams=self.grams_)

    def _begin(self) -> None:
        """Assume what is true of most institutions: near amounts, few days, memos that begin alike."""
        days = np.arange(-self.before, self.after + 1)
        self.amount_ = _shares(np.exp(-np.abs(np.arange(BINS) - EQUAL) / 4))
        self.day_ = _shares(np.exp(-np.maximum(days, 0) / 6) * np.where(days < 0, 0.2, 1.0))
        self.end_, self.like_, self.share_ = _BEGUN, np.zeros((len(ENDS), LIKE)), 0.8
        self._assumed = (self.amount_, self.day_, self.end_)

    def _learn(self, compared: pd.DataFrame, sure: Floats, debits: int) -> None:
        """Set the shares to those of the pairs as far as each is believed."""
        most = max(1, min(debits, len(self.amounts_)))
        own = max(_OWN, _PART * most)
        bins = ratio_bins(compared["amount"].to_numpy(dtype=np.float64))
        end, like = _memo_bins(compared)
        told = compared["memo_end"].notna().to_numpy()
        amount, day, begun = self._assumed
        self.amount_ = _shares(own * amount + np.bincount(bins, sure, BINS))
        self.day_ = _shares(own * day + np.bincount(compared["days"] + self.before, sure, len(day)))
        self.end_ = _shares(own * begun + np.bincount(end, sure * told, len(ENDS)))
        self.like_ = _likeness_weights(end * LIKE + like, sure * told, (1 - sure) * told, own=own)
        self.share_ = float(np.clip(sure.sum() / most, 0.01, 0.999))


def _places(compared: pd.DataFrame) -> tuple[Ints, Ints]:
    return compared["debit"].to_numpy(dtype=np.int64), compared["credit"].to_numpy(dtype=np.int64)


def _memo_bins(compared: pd.DataFrame) -> tuple[Ints, Ints]:
    end = compared["memo_end"].fillna(0).to_numpy(dtype=np.int64)
    like = np.minimum(compared["memo_likeness"].fillna(0).to_numpy(dtype=np.float64) * LIKE, LIKE - 1).astype(np.int64)
    return end, like


def _likeness_weights(bins: Ints, sure: Floats, other: Floats, *, own: float) -> Floats:
    """Return log10 of how much oftener each likeness is among believed pairs, among those whose beginning ends alike."""
    yes, no = (np.bincount(bins, weight, len(ENDS) * LIKE).reshape(len(ENDS), LIKE) for weight in (sure, other))
    base = _shares(yes.sum(axis=0) + no.sum(axis=0) + 1)
    true, false = ((count + own * base) / (count.sum(axis=1, keepdims=True) + own) for count in (yes, no))
    return np.asarray(np.log10(true / false))


def _shares(values: Floats) -> Floats:
    found: Floats = values / values.sum()
    return found
