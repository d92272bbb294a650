"""Mappings: what the columns of a template mean, read from TOML files.

Why data and not code: a new bank, or a carrier that renames a column, is a new file in a folder, written by an analyst.
The language is described in `workbench/mappings/README.md`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from workbench.errors import UserError
from workbench.ingest.rules import (
    EntityRule,
    KinRule,
    LinkRule,
    Mapping,
    NodeRule,
    PersonRule,
    RelationshipRule,
    Rules,
    SightingRule,
    Value,
    header_key,
)
from workbench.wording import say

FOLDER = Path(__file__).parent.parent / "mappings"
_NOT_MAPPINGS = frozenset({"institutions"})
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_T = TypeVar("_T")


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
