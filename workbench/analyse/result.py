"""What an analysis answers: frames, the links it would draw, warnings, and from which rows it was computed.

Why two values: an adapter gives an `Answer` and knows nothing of workspaces; the view makes it a `Result` that knows where
it came from, and so where it may be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pandas as pd

from graph.ledger.runs import Item, Run


@dataclass(frozen=True, slots=True)
class Answer:
    """What an adapter gives back.

    Attributes
    ----------
    frames : dict of str to DataFrame
        Tables by name, the foremost first; money is in minor units, instants are UTC.
    items : tuple of Item
        Derived links and groups, ready to be kept; persons by their keys.
    warnings : tuple of str
        Sentences for the user: what was cut, left out or cannot be known.
    """

    frames: dict[str, pd.DataFrame]
    items: tuple[Item, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asked, what for, of which cases, and when: what stands above a list that leaves the house.

    Attributes
    ----------
    actor, purpose : str
        Who, and what for.
    cases : tuple of str
        Keys of the workspace's cases.
    files : mapping of str to str
        What the originals are called, by their SHA-256.
    made_at : datetime
        When, UTC.
    """

    actor: str = ""
    purpose: str = ""
    cases: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Result:
    """An answer with all that is to be known of it.

    Attributes
    ----------
    analysis, version : str
        Which analysis, and which version of its method.
    params : mapping
        Its parameters, defaults filled in.
    frames, warnings
        As in `Answer`.
    items : tuple of Item
        What `keep` would write down; persons by their records.
    workspace : str
        Where it was computed; it can be kept nowhere else.
    input_version : int
        The ledger version it was computed from.
    scope_key, decisions : str
        Which rows and which judgements it was computed from.
    seconds : float
        How long it took.
    origin : Origin
        Who asked, what for, of which cases, and when.
    """

    analysis: str
    version: str
    params: Mapping[str, object]
    frames: dict[str, pd.DataFrame]
    items: tuple[Item, ...]
    warnings: tuple[str, ...]
    workspace: str
    input_version: int
    scope_key: str
    decisions: str
    seconds: float
    _keep: Callable[[Result, str], Run] = field(repr=False, compare=False)
    origin: Origin = field(default_factory=Origin, compare=False)

    @property
    def frame(self) -> pd.DataFrame:
        """The foremost table."""
        return next(iter(self.frames.values()))

    def keep(self, why: str) -> Run:
        """Write the result down for the workspace; its links are drawn at the next projection."""
        return self._keep(self, why)
