import numpy as np
import pandas as pd
import pytest

from graph.point.anchors import anchors
from graph.point.areas import areas_of, cell_areas
from graph.point.datum import metres, to_wgs84
from workbench.city.district import position


def nights(cell, days, hour="23:10", phone="1"):
    return "\n".join(f"{phone} 03-{day:02}T{hour} {cell}" for day in days)


def test_five_nights_make_an_anchor_and_four_do_not(sides_of):
    assert list(anchors(sides_of(nights("A", range(1, 6))), ["tel:1"])["area"]) == ["cell:A"]
    assert anchors(sides_of(nights("A", range(1, 5))), ["tel:1"]).empty


def test_many_calls_of_one_night_are_one_night(sides_of):
    drawn = nights("A", [1] * 9) + "\n" + "1 03-02T01:00 A\n1 03-02T06:59 A"
    found = anchors(sides_of(drawn), ["tel:1"], least_days=1)
    assert found[["part", "days", "of_days"]].values.tolist() == [["night", 1, 1]]
    assert len(found["events"][0]) == 11


def test_work_is_by_day_from_monday_to_friday(sides_of):
    drawn = nights("W", range(1, 15), hour="10:00") + "\n" + nights("H", range(1, 8))
    found = anchors(sides_of(drawn), ["tel:1"]).set_index("part")
    assert found["area"].to_dict() == {"day": "cell:W", "night": "cell:H"}
    assert found["days"].to_dict() == {"day": 10, "night": 7}  # the 1st, 7th, 8th and 14th are no working days


def test_neighbouring_cells_of_one_home_count_together(sides_of):
    drawn = nights("A", [1, 2, 3]) + "\n" + nights("B", [4, 5, 6])
    areas = pd.Series({"cell:A": "cell:A", "cell:B": "cell:A"})
    assert anchors(sides_of(drawn), ["tel:1"]).empty
    found = anchors(sides_of(drawn), ["tel:1"], areas=areas)
    assert found[["area", "days", "share"]].values.tolist() == [["cell:A", 6, 1.0]]
    assert found["cells"][0] == ("cell:A", "cell:B")


def cells(points):
    return pd.DataFrame(
        [(f"cell:{name}", 31 + north / 111_320, 121.0, "WGS84") for name, north in points],
        columns=["cell", "lat", "lon", "datum"],
    )


def test_cells_near_a_founder_are_its_area_and_no_chain_joins_a_city():
    row = [(f"{n:02}", 400.0 * n) for n in range(10)]
    found = cell_areas(cells(row), within=500)
    assert found.tolist() == ["cell:00", "cell:00", *[f"cell:{n - n % 2:02}" for n in range(2, 10)]]


def test_a_cell_between_two_areas_goes_to_the_nearer():
    found = cell_areas(cells([("a", 0), ("b", 900), ("m", 480)]), within=500)
    assert found["cell:m"] == "cell:b"


def test_areas_do_not_depend_on_the_order_of_cells():
    drawn = cells([(f"{n:02}", 137.0 * (n * 7 % 31)) for n in range(31)])
    shuffled = drawn.sample(frac=1, random_state=3)
    pd.testing.assert_series_equal(cell_areas(drawn), cell_areas(shuffled))


def test_cells_of_one_name_are_one_area_however_far_apart():
    drawn = cells([("a", 0), ("b", 5_000), ("c", 9_000)]).assign(area=["市场", None, "市场"])
    assert cell_areas(drawn).to_dict() == {"cell:a": "cell:a", "cell:b": "cell:b", "cell:c": "cell:a"}


def test_a_cell_without_a_position_stays_alone():
    drawn = cells([("a", 0), ("b", 10)])
    drawn.loc[1, "lat"] = np.nan
    assert cell_areas(drawn).tolist() == ["cell:a", "cell:b"]
    assert cell_areas(drawn.iloc[1:]).tolist() == ["cell:b"]


def test_two_carriers_cells_of_one_mast_meet_although_their_maps_differ():
    masts = [
        ("cell:LC", *position(5_000, 5_000, "WGS84"), "WGS84"),
        ("cell:XH", *position(5_000, 5_000, "GCJ02"), "GCJ02"),
    ]
    drawn = pd.DataFrame(masts, columns=["cell", "lon", "lat", "datum"])
    assert cell_areas(drawn, within=1).nunique() == 1
    assert cell_areas(drawn.assign(datum="WGS84"), within=300).nunique() == 2


@pytest.mark.parametrize(("x", "y"), [(0, 0), (5_000, 8_000), (40_000, 2_000)])
def test_a_shifted_point_is_brought_back_to_where_it_is(x, y):
    (lon, lat), (east, north) = position(x, y, "WGS84"), position(x, y, "GCJ02")
    back = to_wgs84(np.array([north]), np.array([east]), shifted=np.array([True]))
    plane = metres(np.array([lat, back[0][0]]), np.array([lon, back[1][0]]))
    assert np.hypot(*(plane[0] - plane[1])) < 0.5


def test_a_place_in_no_area_stands_for_itself():
    where = pd.Series(["cell:A", "place:X"])
    assert areas_of(where, pd.Series({"cell:A": "cell:B"})).tolist() == ["cell:B", "place:X"]
    assert areas_of(where, None) is where
