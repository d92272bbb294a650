"""What the ledger calls the events of a training city: the bridge from the city's truth to any answer."""

from __future__ import annotations

from pathlib import Path

from graph.ledger import Scope


def event_names(scope: Scope, truth: Path, *, table: str = "transfers") -> dict[str, str]:
    """Return, for each true event that an accepted row tells of, the ledger's event.

    Parameters
    ----------
    scope : Scope
        Where the city's files are imported.
    truth : Path
        The city's folder `truth`; `<transfer|call>_events.csv` says which rows tell of which event.
    table : str
        "transfers" or "calls".

    Notes
    -----
    Files are told apart by their names, as a city gives each another. Of a true event that the ledger took for two,
    the one that is first in order of text stands.
    """
    view = scope.events(table)
    found = scope.sql(
        f"""
        SELECT t.event, min(e.event) AS found
        FROM read_csv($1, all_varchar = true) t
        JOIN (SELECT DISTINCT file_name, file FROM imports) i ON i.file_name = regexp_extract(t.file, '[^/]+$')
        JOIN {view} e ON e.file = i.file AND e.sheet = coalesce(t.sheet, '') AND e."row" = t."row"::INTEGER
        GROUP BY t.event""",
        [str(truth / f"{view}.csv")],
    ).fetchall()
    return dict(found)
