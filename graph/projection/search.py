"""Find things by a number, a name, its pinyin or its initials, or by a part of one.

Why names and numbers apart: most searches are for digits, and need not look through the names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from graph.projection.lines import Lines, write_lines
from graph.projection.readings import readings
from graph.projection.shapes import NodeShape
from graph.schema import label_of

if TYPE_CHECKING:
    from graph.projection.target import Target


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that was found.

    Attributes
    ----------
    key, label, name : str
        Which.
    matched : str
        What the text was found in: key | number | name | pinyin | initials.
    how : str
        exact | prefix | suffix | middle.
    """

    key: str
    label: str
    name: str
    matched: str
    how: str


# By which properties a label is looked for, beside its name.
_NUMBERS = {
    "Person": ("id_number", "other_id"),
    "Phone": ("number",),
    "Device": ("imei",),
    "Sim": ("imsi",),
    "Account": ("number",),
    "OnlineId": ("handle",),
    "Vehicle": ("plate",),
    "Place": ("postcode",),
    "Cell": ("key",),
    "Case": ("case_no",),
    "Incident": ("incident_no",),
    "Officer": ("badge_no",),
}
_NAMES = {"Person": ("names", "aliases"), "Place": ("address",), "Object": ("description",)}
WAYS = ("number", "name", "pinyin", "initials")
HOW = ("exact", "prefix", "suffix", "middle")
_SWEPT = 2_000


def fold(text: str) -> str:
    """Return text as it is compared: full-width forms narrowed, lower case, one blank where there are several.

    Examples
    --------
    >>> fold(" ＡＢc  １２３ ")
    'abc 123'
    """
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def bare(text: str) -> str:
    """Return a number without anything that only separates its parts.

    Examples
    --------
    >>> bare("154-0013 8000"), bare("鲁A·12345")
    ('15400138000', '鲁a12345')
    """
    return re.sub(r"[\W_]", "", fold(text))


class Index:
    """What can be found in one state of a graph.

    Parameters
    ----------
    folder : Path
        The state's folder, with the files of `write_search`.
    """

    def __init__(self, folder: Path) -> None:
        self._entities = Lines(folder / "search-entities")
        self._lines = {"number": Lines(folder / "search-numbers"), "name": Lines(folder / "search-words")}

    def entity(self, key: str) -> Hit | None:
        """Return the entity with this key."""
        found = self._entities.starting(f"{key}\t")
        return self._hit(found[0], "key", "exact") if found else None

    def exact(self, text: str) -> list[Hit]:
        """Return the entities that have just this key, number, name, pinyin or initials, in this order."""
        if (known := self.entity(text.strip())) is not None:
            return [known]
        return self._hits(self._exact(text), 50)

    def find(self, text: str, *, limit: int = 50) -> list[Hit]:
        """Return the best entities for a text: exact before prefix, suffix and middle, numbers before names.

        Pinyin and initials count from their beginning only, and what is all digits is looked for in names only when
        no number has it.
        """
        if (known := self.entity(text.strip())) is not None:
            return [known]
        found = list(self._found(text, ("number",), limit))
        if not (found and bare(text).isdigit()):
            found += self._found(text, ("name",), limit)
        return self._hits(found, limit)

    def _exact(self, text: str) -> Iterator[_Found]:
        for group, lines in self._lines.items():
            yield from ((0, lines, at) for at in lines.exact(_comparable(text, group)))

    def _found(self, text: str, groups: Iterable[str], limit: int) -> Iterator[_Found]:
        for group in groups:
            sought, lines = _comparable(text, group), self._lines[group]
            if sought:
                exact, starting = lines.exact(sought), lines.starting(sought)
                yield from ((0, lines, at) for at in exact[:limit])
                yield from ((1, lines, at) for at in range(exact.stop, starting.stop)[:limit])
                if len(starting) < limit:
                    yield from _inside(lines, sought, limit)

    def _hits(self, found: Iterable[_Found], limit: int) -> list[Hit]:
        best: dict[int, tuple[int, int, int]] = {}
        for how, lines, at in found:
            entity, way = divmod(int(lines.owners[at]), len(WAYS))
            if way < 2 or how < 2:  # the middle of a reading says little
                best[entity] = min(best.get(entity, (9, 9, 0)), (how, way, entity))
        return [self._hit(entity, WAYS[way], HOW[how]) for how, way, entity in sorted(best.values())[:limit]]

    def _hit(self, entity: int, matched: str, how: str) -> Hit:
        key, _, name = self._entities[entity].partition("\t")
        return Hit(key, label_of(key) or "", name, matched, how)


_Found = tuple[int, Lines, int]  # how, which lines, which of them


def _inside(lines: Lines, sought: str, limit: int) -> Iterator[_Found]:
    within = lines.containing(sought, _SWEPT)
    ending = (
        lines.ending(sought, limit) if len(within) == _SWEPT else [at for at in within if lines[at].endswith(sought)]
    )
    yield from ((2, lines, at) for at in ending)
    yield from ((3, lines, at) for at in within)


def _comparable(text: str, group: str) -> str:
    return bare(text) if group == "number" else fold(text)


@lru_cache(maxsize=8)
def open_index(folder: Path) -> Index:
    """Return the index of a state; a state never changes, so it is read once per process."""
    return Index(folder)


def write_search(target: Target) -> None:
    """Write the search files of a state."""
    shapes = [shape for shape in target.shapes if isinstance(shape, NodeShape)]
    with duckdb.connect(config={"threads": 2}) as db:
        _load(db, target, shapes)
        db.register("read", _read(name for (name,) in db.execute("SELECT DISTINCT text FROM names").fetchall()))
        for file, select in _FILES.items():
            lines = db.sql(f"SELECT DISTINCT line, owner FROM ({select}) WHERE line <> '' ORDER BY line, owner")
            table = lines.to_arrow_table()
            write_lines(target.folder / file, table["line"].to_pylist(), table["owner"].to_numpy())


# An owner is an entity's number times the number of ways, plus the way.
_FILES = {
    "search-entities": "SELECT key || chr(9) || translate(name, chr(10) || chr(9), '  ') AS line, entity AS owner FROM entities",
    "search-numbers": f"""
        SELECT lower(regexp_replace(text, '[^\\p{{L}}\\p{{N}}]', '', 'g')) AS line, entity * {len(WAYS)} AS owner
        FROM numbers JOIN entities USING (key)""",
    "search-words": f"""
        SELECT line, entity * {len(WAYS)} + way AS owner
        FROM names JOIN entities USING (key) JOIN read USING (text)""",
}


def _load(db: duckdb.DuckDBPyConnection, target: Target, shapes: list[NodeShape]) -> None:
    """Create `entities` (entity, key, name), and `numbers` and `names` (key, text)."""
    every = [f"SELECT key, name FROM {_table(target, shape)}" for shape in shapes]
    numbers = [_texts(target, shape, column) for shape in shapes for column in _NUMBERS.get(shape.label, ())]
    names = [_texts(target, shape, column) for shape in shapes for column in ("name", *_NAMES.get(shape.label, ()))]
    entities = f"SELECT row_number() OVER (ORDER BY key) - 1 AS entity, key, text AS name FROM ({_union(every)})"
    for name, select in {"entities": entities, "numbers": _union(numbers), "names": _union(names)}.items():
        db.execute(f"CREATE TABLE {name} AS {select}")


def _texts(target: Target, shape: NodeShape, column: str) -> str:
    several = any(p.name == column and p.type == "texts" for p in shape.own)
    return f"SELECT key, {f'unnest({column})' if several else column} FROM {_table(target, shape)}"


def _union(selects: list[str]) -> str:
    rows = " UNION ALL ".join(["SELECT NULL::VARCHAR, NULL::VARCHAR", *selects])
    return f"SELECT key, text FROM ({rows}) AS t (key, text) WHERE text IS NOT NULL"


def _table(target: Target, shape: NodeShape) -> str:
    return "read_parquet('" + str(target.path(shape.name)).replace("'", "''") + "')"


def _read(names: Iterable[str]) -> pa.Table:
    """Return every way to look for each name: itself, its pinyin, its initials."""
    rows = [(name, way, line) for name in names for way, line in _lines_of(name)]
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    text, way, line = (list(column) for column in columns)
    return pa.table(
        {"text": pa.array(text, pa.string()), "way": pa.array(way, pa.int64()), "line": pa.array(line, pa.string())}
    )


def _lines_of(name: str) -> Iterator[tuple[int, str]]:
    yield WAYS.index("name"), fold(name)
    for pinyin, initials in readings(name):
        yield WAYS.index("pinyin"), pinyin
        yield WAYS.index("initials"), initials
