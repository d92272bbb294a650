"""The one way kernels are compiled: cached on disk, no fastmath, so that two runs give the same bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numba

Compiled = TypeVar("Compiled", bound=Callable[..., object])


def kernel(function: Compiled) -> Compiled:
    """Return the function compiled by numba on first use, its machine code kept beside the module."""
    compiled: Compiled = numba.njit(cache=True)(function)  # type: ignore[assignment]  # behaves as the function
    return compiled
