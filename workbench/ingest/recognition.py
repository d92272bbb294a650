"""Which template a table is of, and on which line its header stands.

Why by the header's words: file names, sheet names and column order change with every clerk, the words seldom do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from workbench.ingest.binding import unique_header
from workbench.ingest.blocks import Sheet
from workbench.ingest.rules import Mapping as Template
from workbench.ingest.rules import Rules, header_key

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Table:
    """What is read: by which rules, under which header, with what said above it.

    Attributes
    ----------
    name : str
        Its part of the row ids.
    patterns : tuple of str
        Names of the patterns of title lines.
    constants : mapping
        What the title lines say, by the name of the pattern.
    titles : frozenset of tuple of str
        The cells of the title lines.
    """

    name: str
    rules: Rules
    header: Sequence[str]
    patterns: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    titles: frozenset[tuple[str, ...]] = frozenset()

    def prepared(self, block: pa.Table) -> pa.Table:
        """Return a block with its sheet's name and what its titles say in columns, so that sheets can be read as one."""
        said = {"sheet": self.name} | {f"k_{name}": self.constants.get(name, "") for name in self.patterns}
        for name, text in said.items():
            block = block.append_column(name, pa.repeat(pa.scalar(text, pa.string()), block.num_rows))
        return block


@dataclass(frozen=True)
class Recognised:
    """A table whose template is known.

    Attributes
    ----------
    header_row : int
        The header's line, counted from 1.
    titles : frozenset of tuple of str
        The cells of the lines above it, to know them again on later pages.
    """

    sheet: Sheet
    template: Template
    header_row: int
    header: Sequence[str]
    constants: Mapping[str, str]
    titles: frozenset[tuple[str, ...]]

    @property
    def table(self) -> Table:
        """What reading it needs."""
        patterns = tuple(self.template.titles)
        return Table(self.sheet.name, self.template.rules, self.header, patterns, self.constants, self.titles)


def recognise(sheet: Sheet, templates: Iterable[Template]) -> Recognised | None:
    """Return the template that knows most of the table's columns, or None when none has all it needs."""
    head = sheet.head()
    keys = [_keys(cells) for cells in head]
    candidates = [found for t in templates if not t.is_graph and (found := _best_line(keys, t))]
    if not candidates:
        return None
    _, row, template = max(candidates, key=lambda found: (found[0], -found[1]))
    above = head[: row - 1]
    return Recognised(
        sheet=sheet,
        template=template,
        header_row=row,
        header=unique_header(head[row - 1]),
        constants=_constants(above, template.titles),
        titles=frozenset(filled for cells in above if (filled := filled_cells(cells))),
    )


def nearest(head: Sequence[Sequence[str]], templates: Iterable[Template]) -> tuple[str, list[str]] | None:
    """Return the name of the template that comes closest to a table, and the header names it lacks."""
    best: tuple[float, str, list[str]] = (0.0, "", [])
    for template in (template for template in templates if template.header):
        for cells in head:
            keys = _keys(cells)
            lacking = [name for name in template.header if not _has(keys, name)]
            share = 1 - len(lacking) / max(len(template.header), 1)
            if share > best[0]:
                best = (share, template.zh, lacking)
    return (best[1], best[2]) if best[0] >= 0.5 else None


def filled_cells(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the cells that are not empty."""
    return tuple(cell for cell in cells if cell)


def _keys(cells: Sequence[str]) -> set[str]:
    """Return the cells as header names; no header has a cell as long as a narrative."""
    return {header_key(cell) for cell in cells if 0 < len(cell) <= _LONGEST_NAME}


def _best_line(lines: Sequence[set[str]], template: Template) -> tuple[int, int, Template] | None:
    """Return (columns known, line, template) of the first line that has all the header names it needs."""
    for row, keys in enumerate(lines, start=1):
        if len(keys) >= len(template.header) > 0 and all(_has(keys, name) for name in template.header):
            return len(keys & _known(template)), row, template
    return None


def _has(keys: set[str], name: str) -> bool:
    return any(alternative in keys for alternative in name.split("|"))


def _known(template: Template) -> set[str]:
    values = template.rules.values.values()
    return {key for value in values for key in value.headers} | set(template.rules.ignore)


def _constants(lines: Sequence[Sequence[str]], patterns: Mapping[str, str]) -> dict[str, str]:
    text = "\n".join(" ".join(filled_cells(cells)) for cells in lines)
    found = {name: re.search(pattern, text) for name, pattern in patterns.items()}
    return {name: match[1].strip() for name, match in found.items() if match}
