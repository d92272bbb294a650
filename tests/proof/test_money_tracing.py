"""Following money in a whole city: sums conserved, bounds that hold the truth, a rule that beats the eye."""

import csv

import pandas as pd
import pytest

from graph.ledger import Ledger
from graph.ledger.frames import statements, transfer_events
from graph.line.money import MAIN, attributions, ground, totals, whereabouts
from workbench.city.build import build
from workbench.city.options import LEAST_PEOPLE, Options
from workbench.evaluate.events import event_names
from workbench.evaluate.money import measured, named_truth, summary
from workbench.ingest import import_file

pytestmark = [pytest.mark.proof, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def city(tmp_path_factory, seed, full):
    """The transfers and statements of a city, and its true chains under the ledger's events."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("city")
    build(folder, Options(seed=seed) if full else Options(seed=seed, people=LEAST_PEOPLE, days=40))
    ledger = Ledger.open(home)
    with (folder / "imports.csv").open(encoding="utf-8", newline="") as listing:
        for line in csv.DictReader(listing):
            if line["file"].startswith("statements"):
                terms = {name: line[name] for name in ("case", "document_no", "officers")}
                import_file(ledger, folder / line["file"], actor="proof", **terms)
    with ledger.scope(None) as scope:
        truth = pd.read_csv(folder / "truth" / "chains.csv")
        named = named_truth(truth, event_names(scope, folder / "truth"))
        yield transfer_events(scope), statements(scope), named


def test_a_citys_money_is_followed_as_well_as_promised(city, seed):
    transfers, _, truth = city
    measures = measured(ground(transfers), truth, bounded=3)
    outside = measures.bounds[~measures.bounds.inside]
    assert outside.empty, (seed, outside.to_dict("records"))
    said = summary(measures).set_index(["measure", "dwell", "method"]).value
    # One city in small: the averages over twenty cities are what is promised.
    assert said["chain_f1", "quick", MAIN] >= 0.85, seed
    assert said["chain_f1", "parked", MAIN] >= 0.8, seed
    assert said["chain_f1", "parked", MAIN] > said["chain_f1", "parked", "baseline"], seed
    assert said["rule_range_median", "quick", "all_rules"] <= 0.3, seed


def test_every_unit_of_every_payment_is_somewhere(city):
    transfers, covered, truth = city
    fen = transfers.set_index("event").amount
    for event in truth.seed.dropna().unique()[:20]:
        for found in attributions(transfers, {event: int(fen[event])}).values():
            assert sum(totals(whereabouts(found, set(covered.owner))).values()) == fen[event]
