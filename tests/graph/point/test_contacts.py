import pytest

from graph.point.contacts import COLUMNS, contacts

WORLD = """
    1 2 03-01T08:00 60
    1 2 03-01T09:00 30
    2 1 03-02T08:00 10
    1 3 03-03T08:00 900
    4 1 03-10T23:30 5 text
    4 1 03-11T00:30 5 text
    5 6 03-20T08:00 60
"""


def lines(found, *columns):
    return [tuple(row) for row in found[["contact", *columns]].itertuples(index=False)]


def test_contacts_are_counted_by_act_direction_length_and_local_day(calls_of):
    found = contacts(calls_of(WORLD), ["tel:1"])
    assert lines(found, "calls", "texts", "outgoing", "incoming", "seconds", "days") == [
        ("tel:2", 3, 0, 2, 1, 100, 2),
        ("tel:3", 1, 0, 1, 0, 900, 1),
        ("tel:4", 0, 2, 0, 2, 10, 2),
    ]


def test_every_contact_names_its_events(calls_of):
    found = contacts(calls_of(WORLD), ["tel:1"]).set_index("contact")["events"]
    assert found["tel:2"] == ("f:s:1", "f:s:2", "f:s:3")
    assert found["tel:4"] == ("f:s:5", "f:s:6")


@pytest.mark.parametrize(
    ("by", "first"), [("calls", "tel:2"), ("seconds", "tel:3"), ("days", "tel:2"), ("recency", "tel:4")]
)
def test_each_ranking_has_its_own_first(calls_of, by, first):
    assert contacts(calls_of(WORLD), ["tel:1"], by=by)["contact"][0] == first


def test_the_most_one_sided_come_first_whichever_way(calls_of):
    found = contacts(calls_of(WORLD), ["tel:1"], by="asymmetry")
    assert lines(found, "asymmetry", "rank_asymmetry")[:2] == [("tel:3", 1.0, 1), ("tel:4", -1.0, 1)]


def test_quiet_days_run_to_the_end_of_all_calls(calls_of):
    found = contacts(calls_of(WORLD), ["tel:1"]).set_index("contact")["quiet_days"]
    assert found.to_dict() == {"tel:2": 18, "tel:3": 17, "tel:4": 9}


def test_two_numbers_of_one_person_are_no_contacts_of_each_other(calls_of):
    found = contacts(calls_of(WORLD), ["tel:1", "tel:2"])
    assert list(found["contact"]) == ["tel:3", "tel:4"]


def test_a_party_nobody_names_is_no_contact(calls_of):
    assert contacts(calls_of("1 - 03-01T08:00"), ["tel:1"]).empty


def test_a_number_without_calls_has_an_empty_answer_with_all_columns(calls_of):
    assert list(contacts(calls_of(WORLD), ["tel:9"]).columns) == list(COLUMNS)
