import pandas as pd
import pytest

from graph.point.profile import Known, profile
from graph.point.related_cases import related_cases
from graph.point.whereabouts import visitors, whereabouts

LINKS = """
    person:1 USES tel:1
    person:1 HOLDS acct:A
    person:1 OWNS plate:X
    person:1 SUSPECT_IN case:1
    person:1 KNOWS person:2
    case:1 MENTIONS tel:7
    case:2 MENTIONS tel:7
    case:2 MENTIONS tel:8
    case:3 MENTIONS tel:8
    case:1 MENTIONS tel:8
    case:4 MENTIONS acct:Z
"""


@pytest.fixture
def known(calls_of, sides_of, transfers_of, sightings_of, links_of, at):
    files = pd.DataFrame(
        {"owner": ["tel:1"], "period_from": [at("03-01T00:00")], "period_to": [at("03-06T00:00")], "rows": [2]}
    )
    return Known(
        calls=calls_of("1 2 03-01T08:00\n3 1 03-02T08:00"),
        sides=sides_of("1 03-01T08:00 A X s\n1 03-02T08:00 B X s"),
        transfers=transfers_of("A B 03-01T08:00 10"),
        sightings=sightings_of("plate:X place:gate checkpoint 03-01T08:00\nperson:2 place:gate hotel 03-02T09:00"),
        statements=files,
        links=links_of(LINKS),
        period=(at("03-01T00:00"), at("03-11T00:00")),
        areas=pd.Series({"cell:A": "cell:A", "cell:B": "cell:A"}),
    )


def test_a_person_is_seen_through_its_numbers_accounts_and_vehicles(known):
    found = profile(known, "person:1")
    assert found.keys == ("person:1", "acct:A", "plate:X", "tel:1")
    assert list(found.telephony.contacts["contact"]) == ["tel:2", "tel:3"]
    assert found.money.turnover["paid"].tolist() == [1_000]
    assert list(found.money.balances) == ["acct:A"]
    assert found.whereabouts["where"].tolist() == ["place:gate"]
    assert found.cases is None


def test_a_profile_says_what_its_data_cover(known):
    assert [(c.owner, c.share) for c in profile(known, "person:1").coverage] == [("acct:A", 0.0), ("tel:1", 0.5)]


def test_a_number_has_no_money_and_an_account_no_calls(known):
    assert profile(known, "tel:1").money is None
    assert profile(known, "acct:A").telephony is None


def test_a_place_shows_its_visitors(known):
    found = profile(known, "place:gate")
    assert found.visitors[["who", "events"]].values.tolist() == [["person:2", ("w:s:2",)], ["plate:X", ("w:s:1",)]]


def test_a_case_shows_related_cases_by_rarity_of_what_they_share(known):
    found = profile(known, "case:1").cases
    assert found[["case", "shared"]].values.tolist() == [["case:2", 2], ["case:3", 1]]
    assert found["things"][0] == ("tel:7", "tel:8")
    assert found["events"][1] == ("l:10", "l:9")
    assert found["score"][1] == pytest.approx(0.287682, abs=1e-6)  # ln(4/3)


def test_a_case_that_shares_nothing_has_no_relatives(links_of):
    assert related_cases(links_of(LINKS), "case:4").empty


def test_places_come_by_days_and_cells_as_areas(sightings_of):
    world = sightings_of("""
        tel:1 cell:B cell 03-01T08:00
        tel:1 cell:A cell 03-02T08:00
        tel:1 place:H hotel 03-02T20:00
        tel:1 place:H hotel 03-02T21:00
    """)
    areas = pd.Series({"cell:B": "cell:A"})
    assert whereabouts(world, ["tel:1"], areas=areas)[["where", "days", "times"]].values.tolist() == [
        ["cell:A", 2, 2],
        ["place:H", 1, 2],
    ]
    assert visitors(world, ["cell:A"], areas=areas)["times"].tolist() == [2]
    assert visitors(world, ["place:none"]).empty
