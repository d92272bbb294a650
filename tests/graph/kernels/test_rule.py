"""When a transfer continues another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.rule import MOST_FEN, Rule, band, checked


@given(st.integers(1, 10**13), st.integers(0, 300), st.integers(0, 300))
def test_the_band_holds_exactly_the_amounts_whose_ratio_is_in_it(amount, a, b):
    least, most = sorted((a / 100, b / 100))
    low, high = band(amount, least, most)
    assert high / amount <= most < (high + 1) / amount
    if low > 1:
        assert (low - 1) / amount < least <= low / amount
    else:
        assert least <= 1 / amount or least == 0


@pytest.mark.parametrize("hundredths", range(1, 100))
def test_a_ratio_written_in_hundredths_is_met_by_whole_yuan(hundredths):
    assert band(10_000, hundredths / 100, 1.0) == (hundredths * 100, 10_000)


def test_a_band_may_be_open_above():
    assert band(10**15, 0.0, float("inf")) == (1, MOST_FEN)


def test_the_numbers_of_a_rule_get_the_types_of_the_kernels():
    assert [type(n) for n in checked(Rule(5.0, 0, 1, 3.0))] == [int, float, float, int]
