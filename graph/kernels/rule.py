"""When a transfer continues another: soon after, and with nearly the same amount."""

from __future__ import annotations

from typing import NamedTuple

from graph.kernels.jit import kernel

MOST_FEN = 2**62


class Rule(NamedTuple):
    """What a chain of transfers obeys.

    Parameters
    ----------
    window_ms : int
        A transfer leaves the account that the one before reached later than it, by at most so many milliseconds.
    least_ratio, most_ratio : float
        Its amount, divided by the amount before, is neither below nor above.
    hops : int
        A chain has at most so many transfers, the first included.
    """

    window_ms: int
    least_ratio: float
    most_ratio: float
    hops: int


def checked(rule: Rule) -> Rule:
    """Return the rule with the kernels' own types, if a chain could obey it."""
    window_ms, least, most, hops = int(rule.window_ms), float(rule.least_ratio), float(rule.most_ratio), int(rule.hops)
    if window_ms < 1 or hops < 1 or not 0 <= least <= most:
        raise ValueError(f"window and hops are at least 1, and the band runs from 0 upward, not {rule}")
    return Rule(window_ms, least, most, hops)


@kernel
def band(amount: int, least: float, most: float) -> tuple[int, int]:
    """Return the smallest and the largest amount whose ratio to `amount`, as one division gives it, is in the band.

    Why search beside the product: 0.07 · 100 is not 7, but 7 / 100 is 0.07, and a limit means what is written.
    """
    low = 1
    if least * amount > 1:
        low = int(least * amount)
        while low > 1 and (low - 1) / amount >= least:
            low -= 1
        while low / amount < least:
            low += 1
    if most * amount >= MOST_FEN:
        return low, MOST_FEN
    high = int(most * amount)
    while high / amount > most:
        high -= 1
    while (high + 1) / amount <= most:
        high += 1
    return low, high
