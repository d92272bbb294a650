"""Event matching against the city's truth: pairs of rows that are one event, found and not invented."""

import csv

import pytest

from graph.ledger import Ledger
from workbench.city.build import build
from workbench.city.options import LEAST_DAYS, LEAST_PEOPLE, Options
from workbench.ingest import import_file

pytestmark = [pytest.mark.proof, pytest.mark.timeout(1800)]

# A pair is two rows: of the n rows of one event, n * (n - 1) / 2 pairs.
PAIRS = """
    WITH joined AS (
        SELECT t.event AS true_event, e.event FROM truth t JOIN (SELECT DISTINCT file_name, file FROM imports) i
        ON i.file_name = regexp_extract(t.file, '[^/]+$')
        JOIN {view} e ON e.file = i.file AND e.sheet = coalesce(t.sheet, '') AND e."row" = t."row"::INTEGER)
    SELECT (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (SELECT count(*) n FROM joined GROUP BY true_event, event)),
        (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (SELECT count(*) n FROM joined GROUP BY event)),
        (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (SELECT count(*) n FROM joined GROUP BY true_event))"""


@pytest.fixture(scope="module")
def matched(tmp_path_factory, seed, full):
    """The calls and statements of a city in a ledger, beside what is true of them."""
    home, city = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("city")
    build(city, Options(seed=seed) if full else Options(seed=seed, people=LEAST_PEOPLE, days=LEAST_DAYS))
    ledger = Ledger.open(home)
    with (city / "imports.csv").open(encoding="utf-8", newline="") as listing:
        for line in csv.DictReader(listing):
            if not line["file"].startswith("registers"):
                terms = {name: line[name] for name in ("case", "document_no", "officers")}
                import_file(ledger, city / line["file"], actor="proof", **terms)
    with ledger.scope(None) as scope:
        yield scope, city / "truth"


def agreement(matched, table, view):
    """Return (pairs found rightly, pairs found, true pairs) of a view of events of a table."""
    scope, truth = matched
    path = str(truth / f"{scope.events(table)}.csv")
    scope.connection.execute("CREATE OR REPLACE TABLE truth AS FROM read_csv($1, all_varchar = true)", [path])
    return scope.sql(PAIRS.format(view=view)).fetchall()[0]


@pytest.mark.parametrize("table", ["calls", "transfers"])
def test_rows_of_one_event_are_found_and_none_invented(matched, table, seed):
    right, found, true = agreement(matched, table, matched[0].events(table))
    assert true > 100, seed
    assert right / found >= 0.99, seed
    assert right / true >= 0.99, seed


@pytest.mark.parametrize("table", ["calls", "transfers"])
def test_shuffled_events_fail_the_same_measure(matched, table):
    view = matched[0].events(table)
    matched[0].connection.execute(f"""
        CREATE OR REPLACE VIEW shuffled_events AS
        SELECT a.file, a.sheet, a."row", b.event
        FROM (SELECT *, row_number() OVER (ORDER BY file, sheet, "row") AS n FROM {view}) a
        JOIN (SELECT event, row_number() OVER (ORDER BY hash("row"), event) AS n FROM {view}) b USING (n)""")
    right, found, true = agreement(matched, table, "shuffled_events")
    assert right < found / 2
    assert right < true / 2
