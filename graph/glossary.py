"""The glossary's tables of labels, links and properties, written from the schema so that they cannot drift.

`python -m graph.glossary` rewrites them in GLOSSARY.md; a test holds the file to it.
"""

from __future__ import annotations

from pathlib import Path

from graph.schema import KINDS, LINK_COMMON, LINKS, NODE_COMMON, Kind, LinkKind, Property

START, END = "<!-- schema: written by python -m graph.glossary -->", "<!-- end of schema -->"


def schema_tables() -> str:
    """Return the Markdown tables of every node label and link type, in the schema's order."""
    nodes = "\n".join(_kind_row(kind) for kind in KINDS)
    links = "\n".join(_link_row(link) for link in LINKS)
    return (
        f"Every node has {_names(NODE_COMMON)}; every link has {_names(LINK_COMMON)}. Sensitive properties end in \\*.\n\n"
        f"| label | 中文 | key | properties |\n|---|---|---|---|\n{nodes}\n\n"
        f"| link | 中文 | from → to | one per | properties |\n|---|---|---|---|---|\n{links}\n"
    )


def written(text: str) -> str:
    """Return a glossary text with its schema section replaced by the current tables."""
    head, _, rest = text.partition(START)
    _, _, tail = rest.partition(END)
    return f"{head}{START}\n{schema_tables()}{END}{tail}"


def _kind_row(kind: Kind) -> str:
    return f"| `{kind.label}` | {kind.zh} | `{kind.prefix}:…` | {_names(kind.properties) or '–'} |"


def _link_row(link: LinkKind) -> str:
    ends = ", ".join(f"{source} → {target}" for source, target in link.ends)
    return f"| `{link.type}` | {link.zh} | {ends} | {link.per} | {_names(link.properties) or '–'} |"


def _names(properties: tuple[Property, ...]) -> str:
    star = "\\*"  # f-strings before 3.12 take no backslash
    return ", ".join(f"`{p.name}`{star * p.sensitive} {p.zh}" for p in properties)


if __name__ == "__main__":
    glossary = Path(__file__).parents[1] / "GLOSSARY.md"
    glossary.write_text(written(glossary.read_text(encoding="utf-8")), encoding="utf-8")
