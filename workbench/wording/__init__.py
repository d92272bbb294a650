"""Every sentence a user sees, in Chinese and English, by key.

Why one place: a word of the glossary must read the same on a page, in a report and at the command line.
"""

from __future__ import annotations

import os
import tomllib
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def language() -> str:
    """Return the language spoken here: what `speak` chose, else `FUSION_LANG`, else Chinese."""
    return _spoken.get() or ("en" if os.environ.get("FUSION_LANG", "").startswith("en") else "zh")


def speak(lang: str) -> None:
    """Choose the language of this thread's sentences; two sessions of one page server may differ."""
    _spoken.set(lang)


def say(key: str, /, *, lang: str | None = None, **values: object) -> str:
    """Return the sentence `table.name` with its `{placeholders}` filled in.

    Raises
    ------
    KeyError
        For a key that the wording files do not have, so that a test finds it.
    """
    table, _, name = key.partition(".")
    return _sentences(lang or language())[table][name].format(**values)


class Said(str):
    """A sentence that remembers what it says, so that it can be said again in another language."""

    key: str
    values: dict[str, object]

    def again(self) -> str:
        """Return the sentence in the language spoken here now."""
        known = {name: value.again() if isinstance(value, Said) else value for name, value in self.values.items()}
        return say(self.key, **known)  # type: ignore[arg-type]  # no gap is called lang


def said(key: str, /, **values: object) -> Said:
    """Return what `say` returns, as a sentence that can be said again; values may be such sentences themselves."""
    sentence = Said(say(key, **values))  # type: ignore[arg-type]  # no gap is called lang
    sentence.key, sentence.values = key, values
    return sentence


def again(sentence: str) -> str:
    """Return a sentence in the language spoken here now; one that does not remember what it says stays as it is."""
    return sentence.again() if isinstance(sentence, Said) else sentence


@cache
def _sentences(lang: str) -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name(f"{lang}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
