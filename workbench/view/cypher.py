"""The door for free Cypher: only questions pass, and what is turned away is told why.

Why three locks: the words of the statement, read as Neo4j reads them (escapes decoded, strings and comments left out),
give a clear refusal; the plan that Neo4j makes of it tells what it really would do; and it runs in READ mode, in which
the server refuses every write whatever the first two thought.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from graph.engine import Answer, Graph
from workbench.errors import UserError
from workbench.wording import say

SECONDS = 30.0
ROWS = 10_000
# What an analyst may look up of the graph itself.
PROCEDURES = frozenset(
    {
        "db.labels",
        "db.propertykeys",
        "db.relationshiptypes",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
        "db.schema.visualization",
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
    }
)
# What SHOW can show; `show` before anything else is somebody's own word.
_SHOWN = re.compile(
    "all|aliase?s?|built|constraints?|current|databases?|default|executable|exist|existence|fulltext|functions?|home|"
    "index(es)?|key|lookup|node|point|populated|privileges?|procedures?|property|range|relationship|roles?|servers?|"
    "settings?|supported|text|transactions?|unique|uniqueness|users?|user|vector"
)
_FIRST = frozenset(
    [
        "alter",
        "create",
        "deallocate",
        "deny",
        "drop",
        "dryrun",
        "enable",
        "explain",
        "grant",
        "profile",
        "reallocate",
        "rename",
        "revoke",
        "start",
        "stop",
        "terminate",
    ]
)
_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n\r]*|/\*.*?(?:\*/|\Z))
    |(?P<text>'(?:\\.|[^'\\])*(?:'|\Z)|"(?:\\.|[^"\\])*(?:"|\Z))
    |`(?P<quoted>(?:``|[^`])*)(?:`|\Z)
    |(?P<word>\w+)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u+([0-9a-fA-F]{4})")


def answer(graph: Graph, text: str, params: Mapping[str, object] | None = None, *, seconds: float = SECONDS) -> Answer:
    """Ask a question in Cypher.

    Raises
    ------
    UserError
        When it is no question: it would write, administer, load or leave this graph.
    QueryError
        When it is not correct, or exceeds the limits of time and memory.
    """
    called = refuse_other_than_questions(text)
    plan = graph.explain(text, params)
    if plan.kind not in ("r", ""):
        raise UserError(say("cypher.writes"))
    if any(operator.startswith(_NOT_ASKING) for operator in plan.operators):
        raise UserError(say("cypher.administers"))
    if plan.operators.count("ProcedureCall") > called:
        raise UserError(say("cypher.calls", name="?", known=", ".join(sorted(PROCEDURES))))
    return graph.read(text, params, seconds=seconds, rows=ROWS)


_NOT_ASKING = ("LoadCSV", "Show", "Terminate", "AdministrationCommand", "Create", "Drop", "Alter", "AssertDatabase")


def refuse_other_than_questions(text: str) -> int:
    """Return how many procedures a statement calls, all of them harmless.

    Raises
    ------
    UserError
        When its words show that it is no question. An escaped letter counts both as it stands and decoded.
    """
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return max(_procedures(_tokens(reading)) for reading in {text, plain})


def _tokens(text: str) -> list[str]:
    """Return the words in lower case, names in back quotes after one of these, and marks; text and comments left out."""
    found = []
    for match in _TOKEN.finditer(text):
        if match["word"] or match["mark"]:
            found.append(match[0].lower())
        elif match["quoted"] is not None:
            found.append("`" + match["quoted"].replace("``", "`").lower())
        elif match["text"]:
            found.append("''")
    return found


def _procedures(tokens: list[str]) -> int:
    """Return the number of procedure calls, or refuse."""
    tokens = [*_without_options(tokens), *[""] * 3]
    if not tokens[0] or tokens[0] == ";":
        raise UserError(say("cypher.empty"))
    if tokens[0] in _FIRST:
        raise UserError(say("cypher.writes" if tokens[0] in ("create", "drop") else "cypher.administers"))
    called = 0
    for place, (before, word, after) in enumerate(zip(["", *tokens], tokens, tokens[1:], strict=False)):
        if before in (".", ":") or after == ":":
            continue  # a property, label or key that only looks like a clause
        if word == "load" and after == "csv":
            raise UserError(say("cypher.loads"))
        if word == "use" and before in ("", "{", "all", "union", "distinct") and after not in (".", ",", "}", ""):
            raise UserError(say("cypher.uses"))
        if word == "show" and _SHOWN.fullmatch(after):
            raise UserError(say("cypher.administers"))
        if word == "call" and tokens[place + 2] == ".":
            called += _harmless(tokens[place + 1 :])
    return called


def _without_options(tokens: list[str]) -> list[str]:
    """Return the tokens after `CYPHER 25 planner=…`."""
    if not tokens or tokens[0] != "cypher":
        return tokens
    place = 1
    while place < len(tokens) and (tokens[place].isdigit() or tokens[place + 1 : place + 2] == ["="]):
        place += 1 if tokens[place].isdigit() else 3
    return tokens[place:]


def _harmless(tokens: list[str]) -> int:
    name = tokens[0]
    for dot, part in zip(tokens[1::2], tokens[2::2], strict=False):
        if dot != ".":
            break
        name += f".{part}"
    name = name.replace("`", "")
    if name not in PROCEDURES:
        raise UserError(say("cypher.calls", name=name, known=", ".join(sorted(PROCEDURES))))
    return 1
