from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.city.crime.laundering import split_off

PARCELS = st.dictionaries(st.integers(0, 50), st.integers(1, 10**9), min_size=1, max_size=12)


@given(PARCELS, st.data())
def test_splitting_parcels_loses_no_cent(parcels, data):
    amount = data.draw(st.integers(0, sum(parcels.values())))
    left = dict(parcels)
    taken = split_off(left, amount)
    assert sum(taken.values()) == amount
    assert all(cents >= 0 for cents in left.values())
    assert {p: left[p] + taken.get(p, 0) for p in parcels} == parcels


@given(PARCELS, st.data())
def test_each_parcel_gives_its_share(parcels, data):
    total = sum(parcels.values())
    amount = data.draw(st.integers(0, total))
    taken = split_off(dict(parcels), amount)
    for payment, cents in parcels.items():
        assert abs(taken.get(payment, 0) - cents * amount / total) <= len(parcels) + 1


@pytest.fixture(scope="module")
def moved(planned):
    """Return (transfers, shares as (transfer, payment, cents)) of the small city."""
    world = planned.world
    return world.transfers.table(), list(world.shares.table().values())


def test_no_account_sends_on_more_of_a_payment_than_reached_it_before(moved):
    transfers, shares = moved
    order = sorted(shares, key=lambda share: (int(transfers["second"][share[0]]), share[0]))
    held = defaultdict(int)
    for transfer, payment, cents in order:
        source, target = int(transfers["source"][transfer]), int(transfers["target"][transfer])
        if transfer != payment:
            held[source, payment] -= cents
            assert held[source, payment] >= 0
        held[target, payment] += cents


def test_no_transfer_carries_more_than_its_amount(moved):
    transfers, shares = moved
    carried = defaultdict(int)
    for transfer, _, cents in shares:
        carried[transfer] += cents
    assert all(cents == int(transfers["amount"][transfer]) for transfer, cents in carried.items())


def test_payments_are_split_parked_and_cashed_out_over_three_to_six_layers(city):
    deepest, kinds = defaultdict(int), defaultdict(set)
    kind = {row["event"]: row["kind"] for row in city.truth("transfers")}
    for row in city.truth("chains"):
        deepest[row["payment"]] = max(deepest[row["payment"]], int(row["layer"]))
        kinds[row["payment"]].add(kind.get(row["event"], "unseen"))
    depths = list(deepest.values())
    assert 3 <= np.median(depths) <= 6
    assert max(depths) == 6
    assert np.mean([3 <= depth for depth in depths]) > 0.85
    assert np.mean(["atm" in seen for seen in kinds.values()]) > 0.5
    assert np.mean([bool({"top-up", "withdraw"} & seen) for seen in kinds.values()]) > 0.2


@pytest.mark.parametrize(("dwell", "least", "most"), [("quick", 0.0, 0.6), ("parked", 1.0, 4.0)])
def test_money_rests_as_the_truth_says(planned, dwell, least, most):
    world = planned.world
    transfers, groups = world.transfers.table(), world.groups.table()
    chain = {i for i, d in enumerate(groups["dwell"].tolist()) if d == dwell}
    arrived, rests = {}, []
    for transfer, payment, _ in sorted(world.shares.table().values(), key=lambda s: int(transfers["second"][s[0]])):
        if int(transfers["group"][transfer]) in chain:
            source, layer = int(transfers["source"][transfer]), int(transfers["layer"][transfer])
            if (payment, source) in arrived and layer == 1:
                rests.append((int(transfers["second"][transfer]) - arrived[payment, source]) / 86_400)
            arrived.setdefault((payment, int(transfers["target"][transfer])), int(transfers["second"][transfer]))
    assert len(rests) > 10
    assert least <= np.median(rests) <= most
