"""Relationships of a graph archive: links between what their nodes became, in the direction the mapping says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import pyarrow as pa

from workbench.ingest.archive_nodes import by_value, refuse
from workbench.ingest.asking import arrow
from workbench.ingest.blocks import column
from workbench.ingest.emitting import json_name
from workbench.ingest.forms import quoted
from workbench.ingest.noted import noted
from workbench.ingest.reading import with_source
from workbench.ingest.refusing import plain_rejection, row_cells
from workbench.ingest.rules import RelationshipRule, header_key
from workbench.ingest.run import Run


class RelationshipReading:
    """Reads the relationships of one member, either those that follow no other type or only those that do."""

    def __init__(
        self, run: Run, sheet: str, header: Sequence[str], *, rules: Iterable[RelationshipRule], following: bool
    ) -> None:
        self._run = run
        self._sheet = sheet
        self._header = list(header)
        self._rules = {rule.type: rule for rule in rules}
        self._led = {rule.follows for rule in self._rules.values()} - {""}
        self._following = following

    def read(self, blocks: Iterable[pa.Table]) -> None:
        """Read all blocks."""
        if self._following and not self._led:
            return
        for block in blocks:
            for name, rows in by_value(block, self._cell("@type")):
                rule = self._rules.get(name)
                if rule is None:
                    if not self._following:
                        self._refuse_rows(rows, noted("import.no_type", type=name), ":TYPE")
                elif bool(rule.follows) == self._following:
                    self._take(rule, rows)

    def _take(self, rule: RelationshipRule, rows: pa.Table) -> None:
        connection = self._run.connection
        connection.register("r", rows)
        if rule.link:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE joined AS {self._joined_sql(rule)}")
            self._put_links(rule)
            lost = "source IS NULL OR target IS NULL OR type IS NULL"
        else:
            start, end = self._cell("@start"), self._cell("@end")
            both = f"SELECT {quoted(rule.type)}, {start}, {end} FROM r UNION ALL SELECT {quoted(rule.type)}, {end}, {start} FROM r"
            connection.execute(f"INSERT INTO ends {both}")
            known = "(SELECT id FROM ids)"
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE joined AS SELECT row, {start} IN {known} OR {end} IN {known} AS found FROM r"
            )
            lost = "NOT found"
        bad = arrow(connection, f"SELECT r.* FROM r JOIN joined USING (row) WHERE {lost} ORDER BY row")
        connection.unregister("r")
        self._run.count.good += rows.num_rows - bad.num_rows
        self._refuse_rows(bad, noted("import.no_end"), ":START_ID")

    def _joined_sql(self, rule: RelationshipRule) -> str:
        start, end = (
            (self._cell("@end"), self._cell("@start")) if rule.reverse else (self._cell("@start"), self._cell("@end"))
        )
        flipped = "false"
        if rule.follows:
            pairs = f"SELECT 1 FROM led WHERE led.type = {quoted(rule.follows)} AND"
            as_written = f"EXISTS ({pairs} led.source = s.key AND led.target = t.key)"
            turned = f"EXISTS ({pairs} led.source = t.key AND led.target = s.key)"
            flipped = f"(NOT {as_written} AND {turned})"
        return (
            f"SELECT row, {quoted(rule.link)} AS type, {flipped} AS flipped, s.label AS s_label, s.key AS source, "
            f"t.label AS t_label, t.key AS target, {self._props(rule, 'false')} AS props, {self._props(rule, 'true')} AS turned "
            f"FROM r LEFT JOIN ids s ON s.id = r.{start} LEFT JOIN ids t ON t.id = r.{end}"
        )

    def _put_links(self, rule: RelationshipRule) -> None:
        query = """
            SELECT row, type, if(flipped, t_label, s_label) AS source_label, if(flipped, target, source) AS source,
                if(flipped, s_label, t_label) AS target_label, if(flipped, source, target) AS target,
                if(flipped, turned, props) AS props
            FROM joined WHERE source IS NOT NULL AND target IS NOT NULL ORDER BY row
        """
        self._run.put("links", with_source(arrow(self._run.connection, query), self._run.file, sheet=self._sheet))
        if rule.type in self._led:
            self._run.connection.execute(f"INSERT INTO led SELECT {quoted(rule.type)}, source, target FROM joined")

    def _props(self, rule: RelationshipRule, turned: str) -> str:
        """Return SQL of the properties' JSON; a word with an inverse (PARENT, CHILD) changes with the direction."""
        members = [quoted(json_name(n) + json.dumps(v, ensure_ascii=False)) for n, v in rule.constants.items()]
        for name, header in rule.props.items():
            cell = self._cell(header)
            words = " ".join(f"WHEN {quoted(a)} THEN {quoted(b)}" for a, b in rule.inverse.items())
            word = f"CASE {cell} {words} ELSE {cell} END" if words and turned == "true" else cell
            members.append(f"CASE WHEN {cell} <> '' THEN {quoted(json_name(name))} || to_json({word}) END")
        return f"nullif('{{' || concat_ws(',', {', '.join(members)}) || '}}', '{{}}')" if members else "NULL::VARCHAR"

    def _refuse_rows(self, rows: pa.Table, reason: str, name: str) -> None:
        rejected = []
        for row in rows.to_pylist():
            cells = [row[column(i)] for i in range(len(self._header))]
            if not any(cells):
                self._run.count.other_lines += 1
                continue
            rejected.append(
                plain_rejection(
                    (self._sheet, row["row"]), name, reason, cells=row_cells(self._header, cells, row["rest"])
                )
            )
        refuse(self._run, rejected)

    def _cell(self, header: str) -> str:
        places = {header_key(name): i for i, name in enumerate(self._header)}
        place = places.get(header_key(header))
        return "''" if place is None else column(place)
