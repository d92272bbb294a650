"""How the pages offer the analyses: whom each is about, which fields stand open, which tables come first.

Why a table: the pages are the same page many times over; what differs is written down here and can be read at once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """One analysis as a page offers it.

    Attributes
    ----------
    name : str
        Of the analysis.
    about : tuple of (str, str)
        Label of a thing and the parameter that takes things of it; the label "" takes any.
    least : int
        How many things it needs.
    fields, more : tuple of str
        Parameters whose fields stand open, and those behind a fold. All others keep their defaults.
    tables : tuple of str
        Tables in the order shown; an empty one is left out, and so is one not named here.
    starts : bool
        Whether single transfers of the accounts can be chosen.
    needs : tuple of str
        Fields that must be filled in.
    scenes : bool
        Whether cells and places among the things are scenes, each with a time.
    addressed : bool
        Whether the page's address says what was filled in.
    """

    name: str
    about: tuple[tuple[str, str], ...] = ()
    least: int = 0
    fields: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    starts: bool = False
    needs: tuple[str, ...] = ()
    scenes: bool = False
    addressed: bool = True

    @property
    def kind(self) -> str:
        """What the things are that it needs: numbers, accounts, either, or anything."""
        labels = {label for label, _ in self.about}
        return "any" if "" in labels else "either" if len(labels) > 1 else next(iter(labels), "any")


_NUMBERS, _ACCOUNTS, _ANY = ("Phone", "numbers"), ("Account", "accounts"), ("", "seeds")
_GANG = ("layers", "draws")

MONEY = (
    Offer(
        "trace",
        (_ACCOUNTS,),
        1,
        fields=("side", "since", "until", "amount"),
        more=("rule", "bounded", "bridge"),
        tables=("now", "accounts", "transfers", "places", "requests", "numbers", "stops", "bridges"),
        starts=True,
    ),
    Offer(
        "money_chains",
        (_ACCOUNTS,),
        1,
        fields=("direction", "hours", "least", "hops"),
        more=("most", "top"),
        tables=("chains", "steps", "starts"),
        starts=True,
    ),
    Offer(
        "money_roles",
        fields=("hours", "parties"),
        tables=("roles", "fan_in", "fan_out", "scatter_gather", "gather_scatter", "cycles"),
    ),
    Offer("account_triage", fields=("budget",), tables=("triage", "reasons")),
    Offer("transfers", (_ACCOUNTS,), 1, fields=("side", "since", "until", "top"), tables=("transfers",)),
    Offer("shared_terminals", fields=("most",), tables=("pairs", "terminals", "left_out")),
)
CALLS = (
    Offer("around", (_NUMBERS,), 1, fields=("moment", "days"), tables=("contacts",), needs=("moment",)),
    Offer("relays", fields=("minutes", "least", "false"), tables=("relays", "chains")),
    Offer("forwardings", fields=("seconds", "hops"), tables=("forwardings", "chains")),
    Offer("shared_handsets", (_NUMBERS,), fields=("most",), tables=("handsets",)),
    Offer(
        "replaced_numbers",
        (_NUMBERS,),
        fields=("sure",),
        tables=("replaced", "evidence", "candidates", "silent"),
    ),
    Offer("handset_chains", (_NUMBERS,), fields=("most",), tables=("changes", "uses", "left_out")),
)
PATHS = (
    Offer(
        "paths",
        (("", "ends"),),
        2,
        fields=("count", "hops", "since", "until"),
        more=("types",),
        tables=("paths", "steps"),
    ),
)
MEETINGS = (
    Offer("meetings", (("", "who"),), fields=("minutes", "false"), tables=("meetings", "pairs", "reasons", "left_out")),
    Offer("stays", fields=("means", "minutes"), tables=("pairs", "stays")),
    Offer("co_travel", fields=("means", "minutes", "false"), tables=("pairs", "reasons", "left_out")),
)
COLLISION = (
    Offer("shared_contacts", (_NUMBERS, _ACCOUNTS), 2, fields=("least",), tables=("contacts", "pairs")),
    Offer("collision", (_NUMBERS,), fields=("least",), tables=("found", "lists"), scenes=True),
)
DOORS = {"money": MONEY, "calls": CALLS, "paths": PATHS, "meetings": MEETINGS, "collision": COLLISION}

GANG = Offer("gang", (_ANY,), 1, more=_GANG, tables=("members", "reasons", "cuts"))
GANGS = Offer(
    "gangs",
    fields=("every", "tables"),
    more=("layers", "draws", "cut"),
    tables=("gangs", "members", "overlaps", "ties", "beside"),
)
ROLES = Offer("roles", (_ANY,), 1, fields=("cut",), more=_GANG, tables=("members", "reasons"))
KEY_PLAYERS = Offer(
    "key_players", (_ANY,), fields=("k", "aim", "cut"), more=_GANG, tables=("players", "effect", "curve")
)
CHANGE = Offer(
    "change", fields=("moment", "days"), more=("draws",), tables=("gangs", "people", "ties"), needs=("moment",)
)
ECOSYSTEM = Offer(
    "ecosystem", fields=("largest",), more=("draws",), tables=("links", "suppliers", "left_out", "members")
)
STATEMENT = Offer(
    "evidence_statement", (("", "things"),), 2, fields=("prior",), tables=("items", "claims", "sentences")
)
NETS = {offer.name: offer for offer in (GANG, GANGS, ROLES, KEY_PLAYERS, CHANGE, ECOSYSTEM, STATEMENT)}

LINKED_CASES = Offer("linked_cases", (("Case", "cases"),), fields=("top",), tables=("links", "reasons", "series"))

PROFILE = Offer(
    "profile",
    addressed=False,
    fields=("since", "until"),
    tables=(
        *("linked", "contacts", "week", "days", "silences", "anchors", "devices", "turnover", "counterparties", "odd"),
        *("balances", "whereabouts", "visitors", "cases", "coverage"),
    ),
)

SAME_PEOPLE = Offer("same_people", addressed=False, more=("odds", "top"), tables=("pairs", "reasons"))

# What only puts recorded facts together; everything else infers something.
FACTS = frozenset(
    {
        "profile",
        "transfers",
        "paths",
        "forwardings",
        "shared_handsets",
        "handset_chains",
        "shared_contacts",
        "collision",
    }
)
