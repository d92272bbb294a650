"""SQL that turns normalised rows into rows of the ledger's tables: persons, things, links and sightings.

Calls and transfers, which have rules of their own, are in `events`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from graph.identifiers.record import record_sql
from graph.schema import LABEL_OF_PREFIX
from workbench.ingest.binding import Binding
from workbench.ingest.forms import quoted
from workbench.ingest.rules import EntityRule, LinkRule, PersonRule, SightingRule

# The good rows of the current block, all values read.
NORMALISED = "n WHERE bad IS NULL"


@dataclass(frozen=True)
class Emitter:
    """Writes the SELECTs of one binding over the table `n`.

    Attributes
    ----------
    binding : Binding
        The rules and the header.
    file : str
        SHA-256 of the file, with which the rows' ids begin.
    """

    binding: Binding
    file: str

    def things(self) -> Iterator[tuple[str, str]]:
        """Yield (table, SELECT) for every person, thing, link and sighting the rows give; without `file`."""
        rules = self.binding.rules
        for number, person in enumerate(rules.person):
            yield "persons", self._person(person, extra=number == 0 and self._extra_goes_to() == "persons")
        for number, entity in enumerate(rules.entity):
            first = number == 0 and self._extra_goes_to() == "entities"
            yield "entities", self._entity(entity, extra=first)
        for link in rules.link:
            yield "links", self._link(link)
        for seen in rules.sighting:
            yield "sightings", self._sighting(seen)

    def kin(self) -> Iterator[str]:
        """Yield a SELECT of (grp, sheet, row, member, role) for every rule that joins rows of one group."""
        for rule in self.binding.rules.kin:
            present = f"{self.text(rule.group)} <> '' AND {self._present(rule.member)}"
            yield (
                f"SELECT {self.text(rule.group)} AS grp, sheet, row, {self.key(rule.member)} AS member, "
                f"{self.text(rule.role)} AS role FROM n WHERE bad IS NULL AND {present}"
            )

    def text(self, name: str) -> str:
        """Return SQL of a value's text."""
        return f"t_{name.removesuffix('.text')}"

    def value(self, name: str) -> str:
        """Return SQL of a value, or of its text for `name.text`; NULL for no name."""
        if not name:
            return "NULL"
        return f"nullif({self.text(name)}, '')" if name.endswith(".text") else f"v_{name}"

    def key(self, name: str) -> str:
        """Return SQL of the key that a value or a person's slot stands for."""
        if name in {person.slot for person in self.binding.rules.person}:
            return record_sql(self.file, "sheet", "row", slot=name)
        return self.value(name)

    def label(self, name: str) -> str:
        """Return SQL of the label of a value's or slot's key, given the key in a column `name`."""
        if name in {person.slot for person in self.binding.rules.person}:
            return "'Person'"
        known = self.binding.forms[name].label
        return quoted(known) if known else ""

    def micros(self, name: str) -> str:
        """Return SQL of an instant's microseconds since 1970."""
        return f"((v_{name} - (v_{name} & 3)) // 4)" if name else "NULL::BIGINT"

    def precision(self, name: str) -> str:
        """Return SQL of an instant's precision."""
        return f"CASE v_{name} & 3 WHEN 0 THEN 'second' WHEN 1 THEN 'minute' WHEN 2 THEN 'day' END"

    def extra(self, relation: str = NORMALISED) -> str:
        """Return SQL of the JSON of what nobody mapped: unmapped columns, and values that could not be read.

        A relation whose rows may still be `odd` has no such values: odd rows come a second time.
        """
        binding = self.binding
        pairs = [(binding.header[i], f"c{i}", f"c{i} <> ''") for i in binding.unmapped]
        kept = [v for v in binding.plain_values if v.invalid == "keep" and v.name not in _KEEP_THEIR_TEXT]
        for value in kept if relation == NORMALISED else ():
            if any(binding.column_of(part) is not None for part in value.parts):
                lost = f"t_{value.name} <> '' AND v_{value.name} IS NULL"
                pairs.append((value.zh, f"t_{value.name}", lost))
        members = [
            f"CASE WHEN {given} THEN {quoted(json_name(name))} || to_json({sql}) END" for name, sql, given in pairs
        ]
        return _object(members)

    def odd(self, relation: str) -> str:
        """Return SQL that passes on the column `odd` of a relation that has it."""
        return "" if relation == NORMALISED else ", odd"

    def props(self, props: Mapping[str, str], constants: Mapping[str, Any] | None = None) -> str:
        """Return SQL of the JSON of properties that have a value."""
        members = [quoted(json_name(name) + json.dumps(v, ensure_ascii=False)) for name, v in (constants or {}).items()]
        for name, value in props.items():
            sql = self._json(value)
            members.append(f"CASE WHEN {self.value(value)} IS NOT NULL THEN {quoted(json_name(name))} || {sql} END")
        return _object(members)

    def _json(self, name: str) -> str:
        form = self.binding.forms[name.removesuffix(".text")]
        if name.endswith(".text"):
            return f"to_json({self.text(name)})"
        if form.instant:
            return f"strftime(make_timestamp({self.micros(name)}), '\"%Y-%m-%dT%H:%M:%SZ\"')"
        return f"to_json(v_{name}::VARCHAR)" if form.arrow == pa.date32() else f"to_json(v_{name})"

    def _present(self, name: str) -> str:
        """Return SQL that says whether a value, or a slot's person, is in the row."""
        for person in self.binding.rules.person:
            if person.slot == name:
                given = [f"v_{person.name} IS NOT NULL"] if person.name else []
                given += [f"t_{person.id_number} <> ''"] if person.id_number else []
                absent = f" AND v_{person.unless} IS NULL" if person.unless else ""
                return f"({' OR '.join(given) or 'true'}){absent}"
        return f"v_{name} IS NOT NULL"

    def _person(self, rule: PersonRule, *, extra: bool) -> str:
        number = f"v_{rule.id_number}" if rule.id_number else "NULL::VARCHAR"
        written = f"nullif(upper(t_{rule.id_number}), '')" if rule.id_number else "NULL"
        born = f"try_strptime(substr({number}, 7, 8), '%Y%m%d')::DATE"
        sex = f"CASE substr({number}, 17, 1)::INTEGER % 2 WHEN 1 THEN '男' ELSE '女' END"
        return (
            f"SELECT sheet, row, {self.key(rule.slot)} AS record, {self.value(rule.name)} AS name, "
            f"coalesce({number}, {written}) AS id_number, "
            f"CASE WHEN {written} IS NOT NULL THEN {number} IS NOT NULL END AS id_valid, "
            f"coalesce({self.value(rule.birth_date)}, {born}) AS birth_date, "
            f"coalesce({self.value(rule.sex)}, CASE WHEN {number} IS NOT NULL THEN {sex} END) AS sex, "
            f"{self.value(rule.aliases)}::VARCHAR[] AS aliases, {self.value(rule.address)} AS address, "
            f"{self.props(rule.props)} AS props, {self.extra() if extra else 'NULL'} AS extra "
            f"FROM n WHERE bad IS NULL AND {self._present(rule.slot)}"
        )

    def _entity(self, rule: EntityRule, *, extra: bool) -> str:
        return (
            f"SELECT sheet, row, {self.label(rule.key)} AS label, v_{rule.key} AS key, "
            f"{self.props(rule.props, rule.constants)} AS props, {self.extra() if extra else 'NULL'} AS extra "
            f"FROM n WHERE bad IS NULL AND {self._present(rule.key)}"
        )

    def _link(self, rule: LinkRule) -> str:
        many = not self.label(rule.target)
        target = f"unnest({self.key(rule.target)})" if many else self.key(rule.target)
        of_type = self.value(rule.type_from) if rule.type_from else quoted(rule.type)
        select = (
            f"SELECT sheet, row, {of_type} AS type, {self.label(rule.source)} AS source_label, {self.key(rule.source)} AS source, "
            f"{target} AS target, {self.micros(rule.since)} AS since, {self.micros(rule.until)} AS until, "
            f"{self.props(rule.props, rule.constants)} AS props "
            f"FROM n WHERE bad IS NULL AND {self._present(rule.source)} AND {self._present(rule.target)}"
        )
        label = label_sql("target") if many else self.label(rule.target)
        return f"SELECT *, {label} AS target_label FROM ({select}) WHERE type IS NOT NULL"

    def _sighting(self, rule: SightingRule) -> str:
        return (
            f"SELECT sheet, row, {self.label(rule.who)} AS who_label, {self.key(rule.who)} AS who, "
            f'{self.label(rule.where)} AS where_label, {self.value(rule.where)} AS "where", '
            f"{self.value(rule.means)} AS means, {self.micros(rule.from_at)} AS from_at, {self.micros(rule.to_at)} AS to_at, "
            f"{self.precision(rule.from_at)} AS precision, nullif(t_{rule.from_at}, '') AS from_text, {self.extra()} AS extra "
            f"FROM n WHERE bad IS NULL AND {self._present(rule.who)} AND {self._present(rule.where)}"
        )

    def _extra_goes_to(self) -> str:
        rules = self.binding.rules
        return "" if rules.table or rules.sighting else "persons" if rules.person else "entities"


# Values of calls and transfers whose wording has a column of its own in the ledger.
_KEEP_THEIR_TEXT = frozenset({"other", "started_at", "occurred_at"})


def json_name(name: str) -> str:
    """Return a JSON member's name with its colon."""
    return json.dumps(name, ensure_ascii=False) + ":"


def label_sql(key: str) -> str:
    """Return SQL of the label that a key's prefix names; a record's is Person."""
    cases = " ".join(
        f"WHEN '{prefix}' THEN '{label}'" for prefix, label in {**LABEL_OF_PREFIX, "rec": "Person"}.items()
    )
    return f"CASE split_part({key}, ':', 1) {cases} END"


def _object(members: list[str]) -> str:
    if not members:
        return "NULL::VARCHAR"
    if len(members) == 1:
        return f"'{{' || {members[0]} || '}}'"
    return f"nullif('{{' || concat_ws(',', {', '.join(members)}) || '}}', '{{}}')"
