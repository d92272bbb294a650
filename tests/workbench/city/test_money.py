import numpy as np
import pytest

from workbench.city.money import MoneyBook
from workbench.city.world import BANK, CASH, FEE


@pytest.fixture(scope="module")
def book(planned):
    return MoneyBook.of(planned.world)


@pytest.fixture(scope="module")
def asked(planned):
    table = planned.world.requests.table()
    return sorted(set(table["owner"][table["kind"] == "money"].tolist()))


def test_a_transfer_is_the_same_in_both_parties_statements(book, asked):
    moves = {account: {row[0]: row for row in book.transfers_of(account).values()} for account in asked}
    shared = 0
    for account, mine in moves.items():
        for ident, row in mine.items():
            other = row[2] if row[1] == account else row[1]
            if other in moves:
                assert moves[other][ident] == row
                shared += 1
    assert shared > 200


def test_amounts_are_positive_and_nobody_pays_themself(book, asked):
    for account in asked:
        moves = book.transfers_of(account)
        assert (moves["amount"] > 0).all()
        assert (moves["source"] != moves["target"]).all()


def test_cash_fees_and_interest_are_ends_not_accounts(book, asked):
    ends = np.concatenate([book.transfers_of(a)[side] for a in asked for side in ("source", "target")])
    assert {CASH, FEE, BANK} <= set(ends[ends < 0].tolist())
    assert ends.min() >= BANK


def test_wages_come_once_a_month_from_the_employer(book, planned):
    world = planned.world
    employed = np.flatnonzero(world.population.people["employer"] >= 0)
    streams = book.streams.take(book.streams["kind"] == 0)
    cards = world.card_of[employed]
    paid = np.isin(streams["b"], cards)
    assert paid.all()
    assert (world.accounts.column("holder")[streams["a"]] == -1).all()


def test_amounts_have_a_heavy_tail(book, asked):
    amounts = np.concatenate([book.transfers_of(account)["amount"] for account in asked])
    assert np.quantile(amounts, 0.99) > 30 * np.median(amounts)
