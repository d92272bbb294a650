from collections import defaultdict
from itertools import combinations
from statistics import mean

import pytest


def _density(members, known):
    pairs = list(combinations(sorted(members), 2))
    return sum(b in known[a] for a, b in pairs) / len(pairs)


@pytest.fixture(scope="module")
def likes(city):
    """Return {lookalike group: gang it resembles}."""
    return {row["group"]: row["like"] for row in city.truth("lookalikes")}


def test_every_gang_has_an_innocent_likeness_of_its_size(city, likes):
    gangs = {gang: len(members) for (gang, _), members in city.groups("gangs").items()}
    lookalikes = {group: len(members) for (group, _), members in city.groups("lookalikes").items()}
    assert set(likes.values()) == set(gangs)
    assert all(lookalikes[group] == gangs[gang] for group, gang in likes.items())


def test_the_likenesses_are_as_dense_and_as_busy_outside(city):
    known = city.acquaintance()
    for measure in (
        lambda members: _density(members, known),
        lambda members: mean(len(known[m].keys() - members) for m in members),
        lambda members: mean(sum(known[a][b] for b in members if b in known[a]) for a in members),
    ):
        gangs = mean(measure(members) for members in city.groups("gangs").values())
        lookalikes = mean(measure(members) for members in city.groups("lookalikes").values())
        assert 0.7 < lookalikes / gangs < 1.4


def test_the_likenesses_move_as_much_money_through_as_many_hands(city, likes):
    amounts, layers = defaultdict(int), defaultdict(set)
    for row in city.truth("chains"):
        amounts[row["chain"]] += int(row["share"])
        layers[row["chain"]].add(int(row["layer"]))
    for group, gang in likes.items():
        if gang in amounts:
            assert 0.4 < amounts[group] / amounts[gang] < 2.5
            assert max(layers[group]) == max(layers[gang])


def test_no_member_of_a_likeness_is_in_any_case(city):
    parts = {int(r["person"]) for r in city.truth("records") if r["file"] == "registers/涉案人员.xlsx"}
    innocent = set().union(*city.groups("lookalikes").values())
    guilty = set().union(*city.groups("gangs").values())
    assert not innocent & guilty
    assert not innocent & parts
    assert len(guilty & parts) > 0.3 * len(guilty)


def test_no_victims_money_reaches_a_likeness(city, likes):
    accounts = {row["account"]: row["group"] for row in city.truth("accounts")}
    moves = {row["event"]: row for row in city.truth("transfers")}
    for row in city.truth("chains"):
        if row["innocent"] == "False" and row["event"] in moves:
            assert accounts.get(moves[row["event"]]["target"]) not in likes


def test_no_narrative_names_a_likeness(city):
    used = {number for row in city.truth("lookalikes") for number in row["phones"].split()}
    assert not used & {row["number"] for row in city.truth("mentions")}


def test_files_of_the_likenesses_were_asked_for_as_often(city):
    files = defaultdict(set)
    for table in ("gangs", "lookalikes"):
        for row in city.truth(table):
            for number in row["phones"].split():
                files[table].add(number)
    owners = set()
    for row in city.imports():
        if row["file"].startswith("calls/"):
            for name, lines in city.sheets(row["file"]).items():
                owners |= {lines[3][0]} if name else {line[1] for line in lines[5:-1]}
    shares = {table: len(numbers & owners) / len(numbers) for table, numbers in files.items()}
    assert 0.75 < shares["lookalikes"] / shares["gangs"] < 1.3
