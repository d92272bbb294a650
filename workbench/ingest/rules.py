"""What a mapping says, as values: which columns a value stands in, and what a row made of such values tells.

The TOML files that say it are read by `workbench.ingest.mapping`.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graph.identifiers.spelling import compact

# Joins the columns of a value of these kinds, whose own signs could stand in the columns.
UNIT = "\x1f"
_UNIT_KINDS = frozenset({"account", "place", "object"})


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row: which columns it stands in and what kind of value it is.

    Attributes
    ----------
    parts : tuple of tuple of str
        For each column it is made of, the header names under which templates know it.
    sep : str
        What joins the parts, when not what the kind usually has (`joint`).
    kind : str
        The name of a form in `workbench.ingest.forms`.
    title : str
        Name of a title line's pattern that gives the value where the column is absent or empty.
    constant : str
        The text, the same for every row.
    required : bool
        Whether a row without it is rejected.
    invalid : str
        What becomes of a row whose text is no such value: `reject` it, `keep` it without the value and warn, or
        `ignore` that there is no value.
    only : mapping
        The value counts only where these other values have one of these texts.
    first : tuple of str
        Names of values the first present of which is taken.
    choices : mapping
        Written text (with `*` wildcards) to meaning, for kind `choice`.
    otherwise : str
        The meaning of every other text.
    options : mapping
        What else the kind needs: network, institution, operator, platform, order, zone, pattern …
    """

    name: str
    parts: tuple[tuple[str, ...], ...] = ()
    sep: str = ""
    kind: str = "text"
    title: str = ""
    constant: str = ""
    required: bool = False
    invalid: str = "keep"
    only: Table[str, tuple[str, ...]] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    choices: Table[str, str] = field(default_factory=dict)
    otherwise: str = ""
    options: Table[str, Any] = field(default_factory=dict)

    @property
    def headers(self) -> frozenset[str]:
        """All header names that it answers to, as `header_key` writes them."""
        return frozenset(header_key(name) for part in self.parts for name in part)

    @property
    def joint(self) -> str:
        """What joins the parts."""
        if self.sep:
            return self.sep
        by_operator = self.kind == "cell" and not self.options.get("operator")
        return UNIT if self.kind in _UNIT_KINDS or by_operator else "-" if self.kind == "cell" else " "

    @property
    def zh(self) -> str:
        """What messages call it: the first header name of its first column."""
        return self.parts[0][0] if self.parts else self.title or self.name


@dataclass(frozen=True, slots=True)
class PersonRule:
    """A person whom the row is about: one record per row and slot."""

    slot: str = "person"
    name: str = ""
    id_number: str = ""
    birth_date: str = ""
    sex: str = ""
    aliases: str = ""
    address: str = ""
    props: Table[str, str] = field(default_factory=dict)
    unless: str = ""


@dataclass(frozen=True, slots=True)
class EntityRule:
    """A thing that the row says exists; `props` maps properties to values (`value` or `value.text`)."""

    key: str
    props: Table[str, str] = field(default_factory=dict)
    constants: Table[str, Any] = field(default_factory=dict)
    extra: bool = False


@dataclass(frozen=True, slots=True)
class LinkRule:
    """A link that the row asserts between two of its things."""

    source: str
    target: str
    type: str = ""
    type_from: str = ""
    since: str = ""
    until: str = ""
    props: Table[str, str] = field(default_factory=dict)
    constants: Table[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KinRule:
    """Rows of one group (a household): each member is linked to the member that heads it."""

    group: str
    member: str
    role: str
    head: str
    type: str = "KNOWS"
    property: str = "relation"


@dataclass(frozen=True, slots=True)
class SightingRule:
    """Somebody or something seen at a place for a time."""

    who: str
    where: str
    means: str
    from_at: str
    to_at: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one kind of row says."""

    values: Table[str, Value] = field(default_factory=dict)
    table: str = ""
    person: tuple[PersonRule, ...] = ()
    entity: tuple[EntityRule, ...] = ()
    link: tuple[LinkRule, ...] = ()
    kin: tuple[KinRule, ...] = ()
    sighting: tuple[SightingRule, ...] = ()
    ignore: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NodeRule:
    """A node label of a graph archive: the rules of its rows, and what its id stands for in links.

    `through` names, for an event's ends, the relationship type that leads from the node to each end.
    """

    label: str
    rules: Rules
    stands_for: str = ""
    through: Table[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RelationshipRule:
    """A relationship type of a graph archive and the link it becomes; none for one that only joins an event."""

    type: str
    link: str = ""
    reverse: bool = False
    follows: str = ""
    props: Table[str, str] = field(default_factory=dict)
    constants: Table[str, Any] = field(default_factory=dict)
    inverse: Table[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A template and how it is read.

    Attributes
    ----------
    header : tuple of str
        Header names a table must have to be of this template.
    titles : mapping
        Patterns with one group each, looked for in the lines above the header.
    """

    name: str
    zh: str
    version: str
    header: tuple[str, ...] = ()
    titles: Table[str, str] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    nodes: tuple[NodeRule, ...] = ()
    relationships: tuple[RelationshipRule, ...] = ()

    @property
    def is_graph(self) -> bool:
        """Whether it reads an archive of nodes and relationships."""
        return bool(self.nodes)


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """Return a header name without blanks, marks of obligation and differences of width or case."""
    return compact(text).strip("*:：").lower()
