"""Take the README's pictures anew: `make pictures`, or with FUSION_TEST_CITY=… from a city that is there already."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

os.environ["FUSION_PICTURES"] = str(HERE.parents[1] / "pictures")
sys.exit(pytest.main([str(HERE / "test_pictures.py"), "-q"]))
