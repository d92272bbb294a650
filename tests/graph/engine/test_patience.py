"""What does not end is not waited for."""

from __future__ import annotations

import threading
import time

import pytest

from graph.engine.patience import Runaway, patience, within


def test_the_result_comes_back():
    assert within(5, lambda: 42) == 42


def test_an_error_comes_back_as_it_was():
    def work():
        raise KeyError("x")

    with pytest.raises(KeyError, match="x"):
        within(5, work)


def test_work_that_does_not_end_is_left_behind():
    held = threading.Event()
    began = time.monotonic()
    with pytest.raises(Runaway, match="强制结束"):
        within(0.05, held.wait)
    assert time.monotonic() - began < 4
    held.set()


def test_a_question_is_given_longer_than_its_limit():
    assert all(patience(seconds) > seconds + 4 for seconds in (0.1, 3, 30, 600))
