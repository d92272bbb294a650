"""Accounts on the net: a handle is unique only on its platform."""

from __future__ import annotations

import re

from graph.identifiers.spelling import compact

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[^@\s]+@[^@\s]+")


def clean(text: str, platform: str) -> str | None:
    """Return the key of an online identity, or None when it is masked, empty or no e-mail address where one is due.

    Only stars mask a handle: letters that stand for hidden digits elsewhere are its own (`maxxine`).
    """
    handle = compact(text).lower()
    if not handle or "*" in handle or (platform == "email" and not _EMAIL.fullmatch(handle)):
        return None
    return f"net:{platform}:{handle}"
