import math

import numpy as np
import pytest

from workbench.city.dice import Dice
from workbench.city.district import ORIGIN, District, position

DISTRICT = District(Dice(1), side=9_000.0)


def _metres(one, other):
    east = (other[0] - one[0]) * 111_320 * math.cos(math.radians(one[1]))
    return math.hypot(east, (other[1] - one[1]) * 110_574)


def test_every_point_is_served_by_a_cell_whose_mast_is_near():
    x, y = (np.random.default_rng(1).uniform(0, 9_000, 2_000) for _ in range(2))
    cell = DISTRICT.cell(x, y)
    mast_x, mast_y = DISTRICT.mast(0)
    assert cell.min() >= 0
    assert cell.max() < DISTRICT.cell_count
    assert np.hypot(mast_x[cell] - x, mast_y[cell] - y).max() < 750 * math.sqrt(2)


def test_cells_of_one_carrier_have_their_own_identity():
    ids = [DISTRICT.cell_id(carrier, np.arange(DISTRICT.cell_count)) for carrier in (0, 1)]
    assert len(set(ids[0])) == len(set(ids[1])) == DISTRICT.cell_count
    assert not set(ids[0]) & set(ids[1])


def test_positions_keep_distances_and_stay_in_the_sea():
    here, there = position(0, 0, "WGS84"), position(3_000, 4_000, "WGS84")
    assert here == ORIGIN
    assert _metres(here, there) == pytest.approx(5_000, rel=0.002)


@pytest.mark.parametrize("x", [0, 4_000, 9_000])
def test_the_chinese_datum_is_some_hundred_metres_off_and_smooth(x):
    shift = _metres(position(x, 2_000, "WGS84"), position(x, 2_000, "GCJ02"))
    beside = _metres(position(x + 10, 2_000, "WGS84"), position(x + 10, 2_000, "GCJ02"))
    assert 200 < shift < 800
    assert abs(shift - beside) < 1


def test_addresses_name_city_borough_street_and_house():
    address = DISTRICT.address(100.0, 8_900.0, 12)
    assert address.startswith("澜川市望溪区")
    assert address.endswith("13号")
