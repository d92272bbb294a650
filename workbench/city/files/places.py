"""Base-station cells and sightings: what carriers, gates, hotels, trains and net bars hand over."""

from __future__ import annotations

import numpy as np

from workbench.city import numbers
from workbench.city.district import position
from workbench.city.files import written
from workbench.city.files.book import Line, columns, write_csv
from workbench.city.files.people import Describer
from workbench.city.files.trail import Trail
from workbench.city.rows import Ints
from workbench.city.world import World

CELLS = columns("运营商,LAC,CI,基站名称,经度,纬度,坐标系,地址")
SIGHTINGS = columns("类型,时间,离开时间,姓名,证件号码,号牌号码,地点名称,经度,纬度,坐标系,房号座位")


class PlaceFiles:
    """Writes cells and sightings."""

    def __init__(self, world: World, trail: Trail, describe: Describer) -> None:
        self.world, self.trail, self.describe = world, trail, describe

    def cells(self, file: str) -> None:
        """Write the cells of both carriers; one gives WGS 84, the other GCJ-02."""
        lines: list[Line] = [CELLS]
        district = self.world.district
        ids = np.arange(district.cell_count)
        for carrier, datum in ((0, "WGS84"), (1, "GCJ02")):
            x, y = district.mast(carrier)
            masts = zip(district.cell_id(carrier, ids), x.tolist(), y.tolist(), strict=True)
            for index, ((lac, ci), east, north) in enumerate(masts):
                address = district.address(east, north, 13 * index)
                name = f"{address[3:].rstrip('号')}基站"
                operator = numbers.CARRIER_NAMES[carrier]
                lines.append([operator, lac, ci, name, *position(east, north, datum), datum, address])
        write_csv(self.trail.folder / file, lines)

    def sightings(self, file: str) -> None:
        """Write all sightings in the order of time."""
        table = self.world.sightings.table()
        inside = (table["start"] >= 0) & (table["start"] < self.world.options.seconds)
        table = table.take(inside)
        table = table.take(np.lexsort((table["vehicle"], table["person"], table["start"])))
        begin, leave = written.wall(table["start"]), _until(table["end"])
        people = self.world.population.people
        lines: list[Line] = [SIGHTINGS]
        truth = []
        rows = table.values("means", "person", "vehicle", "place", "x", "y", "seat")
        for start, end, (means, person, vehicle, place, x, y, seat) in zip(begin, leave, rows, strict=True):
            who = (people["name"][person], people["id_number"][person]) if person >= 0 else ("", "")
            plate = self.describe.plates[vehicle] if vehicle >= 0 else ""
            lines.append([means, start, end, *who, plate, place, *position(x, y, "WGS84"), "WGS84", seat])
            if person >= 0:
                truth.append((file, "", len(lines), "姓名", person))
        write_csv(self.trail.folder / file, lines, encoding="gb18030")
        self.trail.true("records", truth)


def _until(end: Ints) -> list[str]:
    return [text if known else "" for text, known in zip(written.wall(np.maximum(end, 0)), end >= 0, strict=True)]
