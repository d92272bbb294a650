"""Every analysis by name, with its parameters and the place of its adapter.

Why a table of names and not of functions: listing what there is must not import what it needs, and compiled kernels are
imported when they are first asked for.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from graph.queries import Param
from workbench.errors import UserError
from workbench.wording import say

if TYPE_CHECKING:
    from workbench.analyse.inputs import Inputs
    from workbench.analyse.result import Answer

    Adapter = Callable[..., Answer]


@dataclass(frozen=True, slots=True)
class Analysis:
    """One analysis.

    Attributes
    ----------
    name, group : str
        What it is called, and point, line or net.
    version : str
        Of its method; it stands in every kept result.
    params : tuple of Param
        Its parameters.
    steps : int
        How many steps it tells of.
    home : str
        Module of the adapter, where it is not the group's.
    """

    name: str
    group: str
    version: str
    params: tuple[Param, ...]
    steps: int = 2
    home: str = ""

    @property
    def title(self) -> str:
        """What it is called in the language spoken here."""
        return say(f"analysis.{self.name}")

    def adapter(self) -> Adapter:
        """Return the function that answers, importing what it needs: `(inputs, **params) -> Answer`."""
        found: Adapter = getattr(import_module(f"workbench.analyse.{self.home or self.group}"), self.name)
        return found

    def answer(self, inputs: Inputs, params: dict[str, object]) -> Answer:
        """Return what the analysis answers for these parameters, which are already of their types."""
        return self.adapter()(inputs, **params)


def analysis(name: str) -> Analysis:
    """Return an analysis by its name.

    Raises
    ------
    UserError
        When there is none of this name; says which is nearest.
    """
    known = {found.name: found for found in analyses()}
    if name not in known:
        near = ", ".join(difflib.get_close_matches(name, known, n=3)) or ", ".join(known)
        raise UserError(say("analyse.unknown", name=name, near=near))
    return known[name]


@cache
def analyses() -> tuple[Analysis, ...]:
    """Return every analysis: points before lines before nets, in the order in which they are usually asked."""
    return tuple(_read(line) for line in _TABLE)


def _read(line: tuple[str, str, str, int, tuple[str, ...]]) -> Analysis:
    name, place, version, steps, params = line
    group, _, home = place.partition(".")
    return Analysis(name, group, version, tuple(map(_param, params)), steps, home)


def _param(text: str) -> Param:
    """Read `name type`, `name type*` for several, and `= default` behind it."""
    head, _, default = text.partition(" = ")
    name, type_ = head.split()
    words = {lang: say(f"analyse_param.{name}", lang=lang) for lang in ("zh", "en")}
    return Param(name, type_.rstrip("*"), default if " = " in text else None, many=type_.endswith("*"), **words)


_SEED, _FALSE, _LAYERS = "seed integer = 1", "false number = 0.05", "layers text* = "
_PERIOD = ("since instant = ", "until instant = ")
# name, group (and the adapter's module, where it is another), version, steps, parameters
_TABLE: tuple[tuple[str, str, str, int, tuple[str, ...]], ...] = (
    ("profile", "point", "1", 2, ("key thing", *_PERIOD)),
    ("paths", "line", "1", 2, ("ends thing*", "count integer = 3", "types text* = ", *_PERIOD, "hops integer = 6")),
    ("shared_contacts", "line", "1", 2, ("numbers Phone* = ", "accounts Account* = ", "least integer = 2")),
    ("collision", "line", "1", 2, ("numbers Phone* = ", "scenes text* = ", "least integer = 2")),
    ("around", "line.calls", "1", 2, ("numbers Phone*", "moment instant", "days integer = 30")),
    ("relays", "line.calls", "1", 2, ("minutes integer = 10", "least integer = 3", _FALSE)),
    ("forwardings", "line.calls", "1", 2, ("seconds integer = 60", "hops integer = 6")),
    ("shared_handsets", "line", "1", 2, ("numbers Phone* = ", "most integer = 50")),
    ("shared_terminals", "line", "1", 2, ("most integer = 50",)),
    ("replaced_numbers", "line.numbers", "1", 2, ("numbers Phone* = ", "sure number = 0.9")),
    ("handset_chains", "line.numbers", "1", 2, ("numbers Phone* = ", "most integer = 5")),
    ("meetings", "line.travel", "1", 2, ("who thing* = ", "minutes integer = 15", _FALSE, _SEED)),
    ("stays", "line.travel", "1", 2, ("means text = hotel", "minutes integer = 30")),
    (
        *("co_travel", "line.travel", "1", 2),
        ("means text* = hotel checkpoint ticket netbar", "minutes integer = 15", _FALSE, _SEED),
    ),
    (
        *("money_chains", "line.money", "1", 2),
        (
            *("events event* = ", "accounts Account* = ", "direction text = forward", "hours number = 72"),
            *("least number = 0.85", "most number = 1", "hops integer = 8", "top integer = 10"),
        ),
    ),
    (
        *("transfers", "line.starts", "1", 2),
        ("accounts Account*", "side text = paid", *_PERIOD, "top integer = 200"),
    ),
    (
        *("trace", "line.trace", "2", 3),
        (
            *("events event* = ", "accounts Account* = ", "side text = paid", *_PERIOD, "amount money = "),
            *("rule text = lifo", "bounded integer = 30", "bridge flag = yes"),
        ),
    ),
    ("money_roles", "line.money", "1", 3, ("hours number = 24", "parties integer = 5")),
    ("account_triage", "line.triage", "1", 3, ("budget integer = 50",)),
    ("gang", "net", "1", 3, ("seeds thing*", "cut number = 0.5", _LAYERS, "draws integer = 300", _SEED)),
    (
        *("gangs", "net", "1", 4),
        (*(_LAYERS, "draws integer = 100", "cut number = ", "tables integer = 20", "every flag = no", _SEED),),
    ),
    (
        *("key_players", "net", "1", 3),
        (
            *("seeds thing* = ", "cut number = 0.5", "k integer = 3", "aim text = pairs", _LAYERS),
            *("draws integer = 300", _SEED),
        ),
    ),
    (
        *("roles", "net.trade", "1", 3),
        ("seeds thing*", "cut number = 0.5", _LAYERS, "draws integer = 300", _SEED),
    ),
    ("change", "net.trade", "1", 3, ("moment instant", "days integer = 30", "draws integer = 50", _SEED)),
    ("linked_cases", "net.linked_cases", "1", 3, ("cases Case* = ", "top integer = 50")),
    ("evidence_statement", "line.statement", "1", 2, ("things thing*", "prior number = ")),
    ("same_people", "net.identities", "1", 3, ("odds number = 0", "top integer = 200")),
    ("ecosystem", "net.trade", "1", 3, ("draws integer = 50", "largest integer = 50", _SEED)),
)
