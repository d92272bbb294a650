"""Evaluation on labelled sets: what the analyses are worth, beside the simple methods, in one run.

Why in two processes: what predicts runs in a folder that holds no truth, and what scores never predicts, so that no
label can reach an analysis by mistake.
"""

from __future__ import annotations

from workbench.evaluate.run import Evaluated, evaluate

__all__ = ["Evaluated", "evaluate"]
