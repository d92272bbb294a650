"""Every analysis of the catalogue on a small city: the same answer again, and whatever order the files came in.

Why over the catalogue: an analysis that is added tomorrow is held to this without anybody thinking of it.
"""

from __future__ import annotations

import csv
import hashlib

import pytest

from graph.ledger import Ledger
from graph.projection import Hit
from graph.schema import label_of
from workbench.analyse.catalogue import analyses, analysis
from workbench.analyse.inputs import Inputs
from workbench.analyse.running import run
from workbench.analyse.steps import Steps
from workbench.city.build import build
from workbench.city.options import LEAST_DAYS, LEAST_PEOPLE, Options
from workbench.ingest import import_file
from workbench.view import asking

pytestmark = pytest.mark.proof

# Fewer draws than a user takes; more would say the same more slowly.
FEW = {"draws": 10, "tables": 2}


@pytest.fixture(scope="module")
def scopes(tmp_path_factory, seed):
    """Return the scopes of two ledgers into which the files of one city came in opposite orders."""
    city = tmp_path_factory.mktemp("city")
    build(city, Options(seed=seed % 1000, people=LEAST_PEOPLE, days=LEAST_DAYS))
    with (city / "imports.csv").open(encoding="utf-8", newline="") as listing:
        lines = list(csv.DictReader(listing))
    made = [
        imported(city, lines, tmp_path_factory.mktemp("home")),
        imported(city, lines[::-1], tmp_path_factory.mktemp("home")),
    ]
    yield made
    for scope in made:
        scope.close()


def imported(city, lines, home):
    ledger = Ledger.open(home)
    for line in lines:
        terms = {name: line[name] for name in ("case", "document_no", "officers")}
        import_file(ledger, city / line["file"], actor="proof", **terms)
    return ledger.scope(sorted({record.case_key for record in ledger.history()}))


@pytest.fixture(scope="module")
def wanted(scopes):
    """Return what to ask about: the busiest numbers and accounts, a payment of a victim, the middle of the period."""

    def one(query):
        return [value for (value,) in scopes[0].sql(query).fetchall()]

    scopes[0].events("transfers")
    phones = one("SELECT owner FROM calls WHERE owner IS NOT NULL GROUP BY owner ORDER BY count(*) DESC, owner LIMIT 6")
    accounts = one("SELECT owner FROM transfers GROUP BY owner ORDER BY count(*) DESC, owner LIMIT 4")
    events = one(
        "SELECT e.event FROM transfers t JOIN transfer_events e USING (file, sheet, row) "
        "WHERE e.first AND t.source IS NOT NULL AND t.target IS NOT NULL ORDER BY t.amount DESC, e.event LIMIT 2"
    )
    moment = one("SELECT (min(started_at) + (max(started_at) - min(started_at)) / 2)::VARCHAR FROM calls")[0]
    return {
        "key": phones[0],
        "ends": phones[:2],
        "things": phones[:2],
        "numbers": phones[:4],
        "accounts": accounts,
        "events": events,
        "who": phones,
        "seeds": phones[:1],
        "moment": f"{moment[:19]}+00:00",
    }


@pytest.mark.parametrize("name", [found.name for found in analyses()])
def test_the_same_question_has_the_same_answer_again_and_in_any_order_of_the_files(
    name, scopes, wanted, full, tmp_path
):
    params = {p.name: wanted[p.name] for p in analysis(name).params if p.name in wanted and needed(name, p.name)}
    params |= {p.name: FEW[p.name] for p in analysis(name).params if p.name in FEW}
    asked = [scopes[0], scopes[1], scopes[0]] if full else scopes
    answers = {said(name, params, scope, tmp_path / str(n)) for n, scope in enumerate(asked)}
    assert len(answers) == 1, "it answers otherwise when asked again, or the order of the files shows"


def needed(name, param):
    """Say whether to give a parameter: of those that stand for each other one is enough."""
    return {("trace", "accounts"), ("money_chains", "accounts"), ("shared_contacts", "accounts")}.isdisjoint(
        {(name, param)}
    )


def said(name, params, scope, cache):
    """Return the hash of everything an analysis answers: its tables, links and warnings."""
    steps = Steps(analysis(name).steps)
    inputs = Inputs(scope, [], ignored=[], cache=cache, steps=steps)
    bound = asking.bind(analysis(name), params, lambda text: [Hit(text, label_of(text), text, "key", "exact")])
    result = run(analysis(name), bound, inputs, steps=steps, workspace="甲", keep=lambda *_: None)
    tables = [(table, frame.to_json(date_format="iso", default_handler=str)) for table, frame in result.frames.items()]
    return hashlib.sha256(repr((tables, result.items, result.warnings)).encode()).hexdigest()
