"""What the target state's tables look like and how each is written to Neo4j, derived from the vocabulary.

Why a statement per label and per (type, label, label): with the labels and property names written out, a row
travels as a bare list, every end is found through its unique key, and the values keep their types.
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
        return tuple(p.name for p in (*NODE_COMMON, *self.own))

    @property
    def handle(self) -> tuple[str, ...]:
        """The columns that suffice to delete a row."""
        return ("key",)

    @property
    def create(self) -> str:
        """The statement that makes new nodes of `$rows`."""
        return f"CREATE (:{self.label} {_map(self.columns)})"

    @property
    def update(self) -> str:
        """The statement that replaces all properties of existing nodes."""
        return f"MATCH (n:{self.label} {{key: r[0]}}) SET n = {_map(self.columns)}"

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
        return ("source", "target", *(p.name for p in (*LINK_COMMON, *self.own)))

    @property
    def handle(self) -> tuple[str, ...]:
        """The columns that suffice to delete a row."""
        return ("source", "target", "id")

    @property
    def create(self) -> str:
        """The statement that makes new links of `$rows`."""
        return f"{self._ends} CREATE (a)-[:{self.type} {_map(self.columns, skip=2)}]->(b)"

    @property
    def update(self) -> str:
        """The statement that replaces all properties of existing links."""
        return f"{self._ends} {self._link} SET l = {_map(self.columns, skip=2)}"

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
    >>> shape_named("link.CALLED.Phone.Phone").create
    'MATCH (a:Phone {key: r[0]}) MATCH (b:Phone {key: r[1]}) CREATE (a)-[:CALLED {id: r[2], kind: r[3], rows: r[4], calls: r[5], texts: r[6], forwarded: r[7], seconds: r[8], first_at: r[9], last_at: r[10]}]->(b)'
    """
    what, *rest = name.split(".")
    return NodeShape(*rest) if what == "node" else LinkShape(*rest)


def _map(columns: tuple[str, ...], *, skip: int = 0) -> str:
    return "{" + ", ".join(f"{name}: r[{place}]" for place, name in enumerate(columns) if place >= skip) + "}"
