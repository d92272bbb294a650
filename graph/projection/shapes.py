"""What the target state's tables look like and how each is written to Neo4j, derived from the vocabulary.

Why a statement per label and per (type, label, label): with the labels and property names written out, a row
travels as a bare list, every end is found through its unique key, and the values keep their types. Instants travel as
milliseconds: packing them one by one as instants takes longer than all the rest of a row.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.schema import KIND, LINK, LINK_COMMON, NODE_COMMON, Property

SQL_TYPE = {
    "text": "VARCHAR",
    "texts": "VARCHAR[]",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "instant": "TIMESTAMPTZ",
    "date": "DATE",
    "flag": "BOOLEAN",
    "json": "VARCHAR",
}


_ENDS = (Property("source", "起点"), Property("target", "终点"))


@dataclass(frozen=True, slots=True)
class NodeShape:
    """The table of all nodes of one label: its columns are the key, the name and the label's properties."""

    label: str

    @property
    def name(self) -> str:
        """The table's name, also the stem of its file."""
        return f"node.{self.label}"

    @property
    def own(self) -> tuple[Property, ...]:
        """The properties that only this label has."""
        return KIND[self.label].properties

    @property
    def identity(self) -> str:
        """The column that identifies a row."""
        return "key"

    @property
    def columns(self) -> tuple[str, ...]:
        """The table's columns, in the order in which a row travels."""
        return tuple(p.name for p in self.properties)

    @property
    def properties(self) -> tuple[Property, ...]:
        """What the columns are."""
        return (*NODE_COMMON, *self.own)

    @property
    def handle(self) -> tuple[str, ...]:
        """The columns that suffice to delete a row."""
        return ("key",)

    @property
    def create(self) -> str:
        """The statement that makes new nodes of `$rows`."""
        return f"CREATE (:{self.label} {_map(self.properties)})"

    @property
    def update(self) -> str:
        """The statement that replaces all properties of existing nodes."""
        return f"MATCH (n:{self.label} {{key: r[0]}}) SET n = {_map(self.properties)}"

    @property
    def delete(self) -> str:
        """The statement that removes nodes."""
        return f"MATCH (n:{self.label} {{key: r[0]}}) DETACH DELETE n"


@dataclass(frozen=True, slots=True)
class LinkShape:
    """The table of all links of one type between two labels: both keys, then the link's properties."""

    type: str
    source: str
    target: str

    @property
    def name(self) -> str:
        """The table's name, also the stem of its file."""
        return f"link.{self.type}.{self.source}.{self.target}"

    @property
    def own(self) -> tuple[Property, ...]:
        """The properties that only this type has."""
        return LINK[self.type].properties

    @property
    def identity(self) -> str:
        """The column that identifies a row."""
        return "id"

    @property
    def columns(self) -> tuple[str, ...]:
        """The table's columns, in the order in which a row travels."""
        return tuple(p.name for p in self.properties)

    @property
    def properties(self) -> tuple[Property, ...]:
        """What the columns are; the first two, the keys of the ends, are no properties of the link."""
        return (*_ENDS, *LINK_COMMON, *self.own)

    @property
    def handle(self) -> tuple[str, ...]:
        """The columns that suffice to delete a row."""
        return ("source", "target", "id")

    @property
    def create(self) -> str:
        """The statement that makes new links of `$rows`."""
        return f"{self._ends} CREATE (a)-[:{self.type} {_map(self.properties, skip=2)}]->(b)"

    @property
    def update(self) -> str:
        """The statement that replaces all properties of existing links."""
        return f"{self._ends} {self._link} SET l = {_map(self.properties, skip=2)}"

    @property
    def delete(self) -> str:
        """The statement that removes links."""
        return f"{self._ends} {self._link} DELETE l"

    @property
    def _ends(self) -> str:
        return f"MATCH (a:{self.source} {{key: r[0]}}) MATCH (b:{self.target} {{key: r[1]}})"

    @property
    def _link(self) -> str:
        return f"MATCH (a)-[l:{self.type} {{id: r[2]}}]->(b)"


Shape = NodeShape | LinkShape


def shape_named(name: str) -> Shape:
    """Return the shape whose table has this name.

    Examples
    --------
    >>> shape_named("link.OWNS.Person.Vehicle").delete
    'MATCH (a:Person {key: r[0]}) MATCH (b:Vehicle {key: r[1]}) MATCH (a)-[l:OWNS {id: r[2]}]->(b) DELETE l'
    """
    what, *rest = name.split(".")
    return NodeShape(*rest) if what == "node" else LinkShape(*rest)


def _map(properties: tuple[Property, ...], *, skip: int = 0) -> str:
    values = (f"{p.name}: {_value(p, f'r[{place}]')}" for place, p in enumerate(properties) if place >= skip)
    return "{" + ", ".join(values) + "}"


def _value(wanted: Property, at: str) -> str:
    if wanted.type != "instant":
        return at
    return f"CASE WHEN {at} IS NULL THEN null ELSE datetime.fromEpochMillis({at}) END"
