"""What a kernel is given."""

from __future__ import annotations

import numpy as np
import pytest

from graph.kernels.columns import numbers, places, same_length, weights


@pytest.mark.parametrize(
    ("made", "dtype"),
    [(numbers([1, 0], below=2), np.int32), (places([1, 0]), np.int64), (weights([1, 0]), np.float64)],
)
def test_each_kind_of_column_has_one_type(made, dtype):
    assert made.dtype == dtype
    assert made.flags.c_contiguous
    assert made.tolist() == [1, 0]


@pytest.mark.parametrize("make", [lambda c: numbers(c, below=4), places, weights])
def test_a_view_or_a_column_nobody_may_write_is_copied_so_that_nothing_is_compiled_anew(make):
    strided, fixed = np.arange(4, dtype=np.int32)[::2], np.arange(4, dtype=np.int32)
    fixed.setflags(write=False)
    for column in (strided, fixed):
        made = make(column)
        assert made.flags.writeable
        assert made.flags.c_contiguous


def test_a_column_of_the_right_type_is_not_copied():
    column = np.arange(3, dtype=np.int64)
    assert places(column) is column


@pytest.mark.parametrize("column", [[-1], [2], [2**32]])
def test_a_number_out_of_bounds_is_refused_before_it_is_cut_to_32_bits(column):
    with pytest.raises(ValueError, match="only 0 to 1 are there"):
        numbers(column, below=2)


def test_columns_of_different_lengths_are_named():
    same_length(a=np.arange(2), b=np.arange(2))
    with pytest.raises(ValueError, match="a 2, b 3"):
        same_length(a=np.arange(2), b=np.arange(3))
