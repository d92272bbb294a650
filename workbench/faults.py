"""A fault nobody foresaw: its traceback goes to the log under a reference number, the user sees the number.

Why one place: the page and the command line are the two edges, and an administrator reads one log.
"""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

from graph.errors import GraphError
from workbench.errors import UserError
from workbench.settings import Settings
from workbench.wording import language, say


def words_of(error: Exception) -> str:
    """Return what the user is told about an error being handled: its own sentence, or a reference number."""
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, GraphError):
        return spoken(str(error))
    return say("fault.reference", reference=_logged(error), log=log_path())


def spoken(both: str) -> str:
    """Return the half that is in the language spoken here of a sentence of the graph package: `中文。English.`."""
    chinese, mark, english = both.rpartition("。")
    return both if not (mark and english.strip()) else english.strip() if language() == "en" else chinese + mark


def log_path() -> Path:
    """Return the file that faults are written to."""
    return Settings.from_environment().home / "fusion.log"


def _logged(error: Exception) -> str:
    reference = secrets.token_hex(4)
    log_path().parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(log_path(), encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("fusion")
    logger.addHandler(handler)
    logger.error("fault %s", reference, exc_info=error)
    logger.removeHandler(handler)
    handler.close()
    return reference
