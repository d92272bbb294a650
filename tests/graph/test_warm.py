"""After warming, no analysis waits for the compiler."""

from __future__ import annotations

import importlib
import pkgutil

from numba.core.dispatcher import Dispatcher

import graph
from graph.warm import warm


def kernels():
    """Return every compiled function of the package, by name."""
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(graph.__path__, "graph.")]
    return {
        f"{kernel.py_func.__module__}.{kernel.py_func.__name__}": kernel
        for module in modules
        for kernel in vars(module).values()
        if isinstance(kernel, Dispatcher)
    }


def test_no_kernel_that_python_calls_is_left_out():
    warm()
    found = kernels()
    inner = {name for kernel in found.values() for name in kernel.py_func.__code__.co_names}
    entered = {name: kernel for name, kernel in found.items() if kernel.py_func.__name__ not in inner}
    assert len(entered) > 20
    assert [name for name, kernel in sorted(entered.items()) if not kernel.signatures] == []
