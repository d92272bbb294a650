from collections import Counter

import numpy as np
import pytest

from workbench.city import words
from workbench.city.dice import Dice
from workbench.city.district import District
from workbench.city.population import populate


@pytest.fixture(scope="module")
def population():
    dice = Dice(3)
    return populate(dice, District(dice, side=9_000.0), 4_000)


def test_households_share_a_home_and_start_with_a_head(population):
    people = population.people
    for household in np.unique(people["household"])[:300]:
        members = people.take(people["household"] == household)
        assert members["place"].tolist() == list(range(len(members)))
        assert len(set(members["address"].tolist())) == 1


def test_children_are_a_generation_younger_and_carry_the_heads_surname(population):
    people = population.people
    for place, household, age, name in people.values("place", "household", "age", "name"):
        if place < 2:
            continue
        head = np.flatnonzero((people["household"] == household) & (people["place"] == 0))[0]
        assert abs(age - int(people["age"][head])) >= 18
        assert name[0] == people["name"][head][0]


def test_ages_fit_people(population):
    age = population.people["age"]
    assert age.min() >= 0
    assert age.max() <= 92
    assert 0.5 < ((age >= 18) & (age <= 60)).mean() < 0.8


def test_surnames_have_a_heavy_tail_and_full_names_repeat(population):
    names = population.people["name"].tolist()
    double = tuple(s for s in words.SURNAMES if len(s) == 2)
    surnames = Counter(n[:2] if n.startswith(double) else n[0] for n in names)
    top = sum(count for _, count in surnames.most_common(10)) / len(names)
    assert 0.25 < top < 0.6
    assert len(surnames) > 80
    assert max(Counter(names).values()) >= 3


def test_id_numbers_are_all_different(population):
    assert len(set(population.people["id_number"].tolist())) == 4_000


def test_some_employers_are_large_and_most_are_small(population):
    staff = Counter(population.people["employer"][population.people["employer"] >= 0].tolist())
    assert max(staff.values()) > 5 * np.median(list(staff.values()))


def test_few_have_nicknames(population):
    share = np.mean([bool(nick) for nick in population.people["nickname"].tolist()])
    assert 0.02 < share < 0.1
