"""Following money in a whole city: sums conserved, bounds that hold the truth, a rule that beats the eye."""

import csv

import pytest

from graph.ledger import Ledger
from graph.ledger.frames import statements, transfer_events
from graph.line.money import MAIN, attributions, totals, whereabouts
from workbench.city.build import build
from workbench.city.options import LEAST_PEOPLE, Options
from workbench.evaluate import city_money
from workbench.evaluate.capability import Predictions
from workbench.evaluate.payments import named_payments
from workbench.ingest import import_file

pytestmark = [pytest.mark.proof, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def city(tmp_path_factory, seed, full):
    """A city's cases and statements in a scope, and the folder of its truth."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("city")
    build(folder, Options(seed=seed) if full else Options(seed=seed, people=LEAST_PEOPLE, days=40))
    ledger = Ledger.open(home)
    with (folder / "imports.csv").open(encoding="utf-8", newline="") as listing:
        for line in csv.DictReader(listing):
            if line["file"].startswith("statements") or "案" in line["file"]:
                terms = {name: line[name] for name in ("case", "document_no", "officers")}
                import_file(ledger, folder / line["file"], actor="proof", **terms)
    with ledger.scope(None) as scope:
        yield scope, folder / "truth"


def test_a_citys_money_is_followed_as_well_as_promised(city, seed, tmp_path):
    scope, truth = city
    city_money.predict(scope, Predictions(tmp_path))
    said = {(figure.measure, figure.method): figure.value for figure in city_money.score(tmp_path, truth)}
    assert said["bounds hold", city_money.HARD] == 1, seed
    # One city in small: the averages over twenty cities are what is promised.
    assert said["f1, quick", MAIN] >= 0.85, seed
    assert said["f1, parked", MAIN] >= 0.8, seed
    assert said["f1, parked", MAIN] > said["f1, parked", city_money.DAY], seed
    assert said["rule range median, quick", city_money.AGREED] <= 0.3, seed


def test_every_unit_of_every_payment_is_somewhere(city):
    scope, _ = city
    transfers, covered = transfer_events(scope), set(statements(scope).owner)
    fen = transfers.set_index("event").amount
    for event in named_payments(scope)["payment"].unique()[:20]:
        for found in attributions(transfers, {event: int(fen[event])}).values():
            assert sum(totals(whereabouts(found, covered)).values()) == fen[event]
