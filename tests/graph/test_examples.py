"""The examples in the docstrings say what the functions do."""

import doctest
import importlib
import pkgutil

import pytest

import graph.line
import graph.point

MODULES = sorted(
    module.name
    for package in (graph.point, graph.line)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_come_out_as_written(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
