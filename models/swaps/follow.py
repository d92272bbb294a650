"""How far a new number's contacts are an old one's, and how alike the two are in touch with those they share.

Why a mixture and not a share: a new number has some of the old one's contacts and some of its own. How likely its contacts are
under "some of them are drawn from the old one's" against "all are drawn from everybody's" weighs a bank's hotline near nothing
and a sister much, without a list of hubs. Why habits on shared contacts only: one of the two may have a file of its own and
the other not; what a common contact's file says of both can be compared.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, gammaln

from models.swaps.activity import Activity
from models.swaps.ends import DAY, Floats, Pairs
from models.swaps.ties import Shared
from models.swaps.usual import Customs

FOLLOWED = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9)
"""Shares of contacts that may have followed, each as likely as the others before anything is seen."""
_HABIT = 0.3
_SHAPE = 0.5


def followed(shared: Shared, total: Floats, customs: Customs) -> Floats:
    """Return for every pair the log10 Bayes factor of the new one's contacts, shape (pairs,).

    Parameters
    ----------
    shared : Shared
        The contacts of both.
    total : ndarray of float64, shape (pairs,)
        The weight of all contacts of the new number.
    customs : Customs
        How popular each contact is.

    Notes
    -----
    For each share f of contacts that followed, the product over the new one's contacts c of
    `(f * share_old(c) + (1 - f) * popular(c)) / popular(c)`, to the power of the contact's weight; the mean over f. The
    mixture is that of language models for retrieval (Jelinek and Mercer 1980).
    """
    ratio = shared.share / customs.popular[shared.contact]
    found = np.empty((len(FOLLOWED), len(total)))
    for place, part in enumerate(FOLLOWED):
        gained = shared.weight * (np.log(part * ratio + (1 - part)) - np.log1p(-part))
        found[place] = np.log1p(-part) * total + np.bincount(shared.pair, gained, minlength=len(total))
    highest = found.max(axis=0)
    return np.asarray((highest + np.log(np.exp(found - highest).mean(axis=0))) / np.log(10))


def pace(shared: Shared, known: Activity, pairs: Pairs, *, customs: Customs) -> Floats:
    """Return the log10 Bayes factor of how often the new number and each shared contact are in touch, shape (pairs,).

    How long they could be seen to be is what the contact's own files say: up to the old one's end, from the new one's
    beginning.

    Notes
    -----
    Calls of a tie are Poisson with a rate that is gamma distributed among the contact's ties; under the claim the old number's
    calls have told of the rate, counted at three tenths because habits change.
    """
    old, new = pairs[0][shared.pair], pairs[1][shared.pair]
    before = np.fmax(known.fall.second[old] - customs.since[shared.contact], DAY) / DAY
    after = np.fmax(customs.until[shared.contact] - known.rise.second[new], DAY) / DAY
    rate = _SHAPE / customs.rate[shared.contact]
    told = _counted(shared.calls[1], after, shape=_SHAPE + _HABIT * shared.calls[0], rate=rate + _HABIT * before)
    usual = _counted(shared.calls[1], after, shape=np.full(len(old), _SHAPE), rate=rate)
    return _summed(told - usual, shared, len(pairs[0]))


def _counted(count: Floats, days: Floats, *, shape: Floats, rate: Floats) -> Floats:
    """Return the logarithm of the chance of a count, given that there is any: negative binomial without nought."""
    log_nought = shape * np.log(rate / (rate + days))
    rest = gammaln(shape + count) - gammaln(shape) - gammaln(count + 1) + count * np.log(days / (rate + days))
    return np.asarray(rest + log_nought - np.log(-np.expm1(log_nought)))


def manner(shared: Shared, *, pairs: int, customs: Customs) -> Floats:
    """Return the log10 Bayes factor of who calls whom, and of texts against talk, with shared contacts; shape (pairs,).

    Beta-binomial, each contact's own manner with anybody standing for what is usual.
    """
    called, silent = customs.called[shared.contact], customs.texts[shared.contact]
    found = _alike(shared.made, shared.calls, (4 * called, 4 * (1 - called)))
    found += _alike(shared.texts, shared.calls, (2.5 * silent, 2.5 * (1 - silent)))
    return _summed(found, shared, pairs)


def _alike(part: tuple[Floats, Floats], whole: tuple[Floats, Floats], prior: tuple[Floats, Floats]) -> Floats:
    """Return the log ratio of the new one's part if the old one's has told of it, and if it has not."""
    yes, no = prior[0] + _HABIT * part[0], prior[1] + _HABIT * (whole[0] - part[0])
    rest = whole[1] - part[1]
    told = betaln(yes + part[1], no + rest) - betaln(yes, no)
    return np.asarray(told - betaln(prior[0] + part[1], prior[1] + rest) + betaln(prior[0], prior[1]))


def _summed(found: Floats, shared: Shared, count: int) -> Floats:
    return np.asarray(np.bincount(shared.pair, found, minlength=count) / np.log(10))
