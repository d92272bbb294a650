"""What can be wrong with what a model is given."""

from __future__ import annotations


class ModelError(Exception):
    """Root of every error of this package; its words say what is wrong and what to do."""


class Protected(ModelError):
    """A protected attribute was offered as evidence, or a person's danger as a target."""


class Untrusted(ModelError):
    """A model file is not what was written, or holds types that are not ours."""
