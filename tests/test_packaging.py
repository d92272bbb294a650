"""Our three import names are ours, whatever else is installed."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PACKAGES = ("graph", "models", "workbench")


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_distribution_provides_our_package(name: str):
    assert set(packages_distributions().get(name, [])) <= {"fusion-workbench"}


def test_the_packages_live_side_by_side():
    assert len({Path(str(import_module(name).__file__)).parents[1] for name in PACKAGES}) == 1
