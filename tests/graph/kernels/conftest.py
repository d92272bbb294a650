"""Compiles the kernels once, so that no example of a property waits for the compiler."""

from __future__ import annotations

import pytest

from graph.kernels.warm import warm


@pytest.fixture(scope="session", autouse=True)
def _warm() -> None:
    warm()
