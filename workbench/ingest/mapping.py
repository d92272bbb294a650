"""A mapping: what the columns of one template mean, read from a TOML file.

Why data and not code: a new bank, or a carrier that renames a column, is a new file in a folder, written by an analyst.
The language is described in `workbench/mappings/README.md`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from graph.identifiers.spelling import compact
from workbench.errors import UserError
from workbench.wording import say

FOLDER = Path(__file__).parent.parent / "mappings"
_NOT_MAPPINGS = frozenset({"institutions"})
# Joins the columns of a value of these kinds, whose own signs could stand in the columns.
UNIT = "\x1f"
_UNIT_KINDS = frozenset({"account", "place", "object"})
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_T = TypeVar("_T")


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


def find_mapping(name: str, *, folders: tuple[Path, ...] = ()) -> Mapping:
    """Return the mapping of this name, or the one in a TOML file of this path.

    Raises
    ------
    UserError
        When there is none, or it cannot be read.
    """
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return _loaded(path, path.stat().st_mtime_ns)
    for folder in (*folders, FOLDER):
        named = folder / f"{name}.toml"
        if name not in _NOT_MAPPINGS and path.name == name and named.is_file():
            return _loaded(named, named.stat().st_mtime_ns)
    known = "、".join(m.name for m in all_mappings(folders))
    raise UserError(say("import.no_mapping", name=name, known=known))


def all_mappings(folders: tuple[Path, ...] = ()) -> list[Mapping]:
    """Return every mapping: those of the unit's own folders first, then ours, each name once."""
    found: dict[str, Mapping] = {}
    for folder in (*folders, FOLDER):
        for path in sorted(folder.glob("*.toml")):
            if path.stem not in _NOT_MAPPINGS:
                mapping = _loaded(path, path.stat().st_mtime_ns)
                found.setdefault(mapping.name, mapping)
    return list(found.values())


@lru_cache(maxsize=256)
def _loaded(path: Path, changed_ns: int) -> Mapping:
    del changed_ns  # only tells an edited file from the remembered one
    try:
        return parse(tomllib.loads(path.read_text(encoding="utf-8")), name=path.stem)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, KeyError, AttributeError, ValueError) as error:
        raise UserError(say("import.bad_mapping", file=path.name, why=str(error))) from error


def parse(table: dict[str, Any], *, name: str) -> Mapping:
    """Return the mapping that a TOML table describes."""
    return Mapping(
        name=name,
        zh=table.get("zh", name),
        version=str(table["version"]),
        header=tuple(header_key(text) for text in table.get("header", ())),
        titles=table.get("titles", {}),
        rules=_rules(table),
        nodes=tuple(_node(node) for node in table.get("node", ())),
        relationships=tuple(_built(RelationshipRule, rule) for rule in table.get("relationship", ())),
    )


def _rules(table: dict[str, Any]) -> Rules:
    rules = Rules(
        values={name: _value(name, spec) for name, spec in table.get("values", {}).items()},
        table=table.get("table", ""),
        person=tuple(_built(PersonRule, rule) for rule in table.get("person", ())),
        entity=tuple(_built(EntityRule, rule) for rule in table.get("entity", ())),
        link=tuple(_built(LinkRule, rule) for rule in table.get("link", ())),
        kin=tuple(_built(KinRule, rule) for rule in table.get("kin", ())),
        sighting=tuple(_built(SightingRule, rule) for rule in table.get("sighting", ())),
        ignore=frozenset(header_key(text) for text in table.get("ignore", ())),
    )
    _check_names(rules)
    return rules


def _value(name: str, spec: dict[str, Any]) -> Value:
    spec = dict(spec)
    columns = spec.pop("from", [])
    parts = [[columns]] if isinstance(columns, str) else [columns] if columns else []
    parts = spec.pop("parts", parts)
    known = {f.name for f in fields(Value)} - {"parts", "kind", "options", "only", "first"}
    required = spec.get("required", False)
    return Value(
        name=name,
        parts=tuple((part,) if isinstance(part, str) else tuple(part) for part in parts),
        kind=spec.pop("as", "text"),
        only={key: tuple(texts) for key, texts in spec.pop("only", {}).items()},
        first=tuple(spec.pop("first", ())),
        invalid=spec.pop("invalid", "reject" if required else "keep"),
        options={key: value for key, value in spec.items() if key not in known},
        **{key: value for key, value in spec.items() if key in known},
    )


def _node(table: dict[str, Any]) -> NodeRule:
    ends = table.get("through", {})
    return NodeRule(table["label"], _rules(table), table.get("stands_for", ""), ends)


def _built(kind: type[_T], table: dict[str, Any]) -> _T:
    return kind(**table)


def _check_names(rules: Rules) -> None:
    for name in [*rules.values, *(person.slot for person in rules.person)]:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name: use a-z, 0-9 and _")
    known = set(rules.values) | {person.slot for person in rules.person}
    for name in _named(rules):
        if name and name.removesuffix(".text") not in known:
            raise ValueError(f"[values] has no {name!r}")


def _named(rules: Rules) -> Iterator[str]:
    for value in rules.values.values():
        yield from (*value.first, *value.only)
    for person in rules.person:
        yield from (person.name, person.id_number, person.birth_date, person.sex, person.aliases, person.address)
        yield from (*person.props.values(), person.unless)
    for entity in rules.entity:
        yield from (entity.key, *entity.props.values())
    for link in rules.link:
        yield from (link.source, link.target, link.type_from, link.since, link.until, *link.props.values())
    for kin in rules.kin:
        yield from (kin.group, kin.member, kin.role)
    for seen in rules.sighting:
        yield from (seen.who, seen.where, seen.means, seen.from_at, seen.to_at)
