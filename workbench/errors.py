"""Errors of the workbench: what a user did or met, in words that say where and what to do next."""

from __future__ import annotations


class UserError(Exception):
    """Shown to the user as it is, without a traceback."""


class NotAllowed(UserError):
    """The actor may not do this here; nothing was read."""


class BadFile(UserError):
    """A file could not be imported at all; the ledger is untouched."""
