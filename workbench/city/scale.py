"""One very large call record, for measuring imports: ten million rows in about a minute and little memory.

Why not the city itself: a benchmark wants rows, not people. The file has the form of carrier LC's, and heavy tails where
they cost: a few numbers with very many calls, a few contacts called by everybody, most pairs seen once or twice.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from workbench.city import numbers
from workbench.city.calls import day_fraction
from workbench.city.dice import Dice
from workbench.city.files.call_files import LC_HEADER
from workbench.city.options import DAY, START
from workbench.city.rows import Ints

_CHUNK = 250_000
_DAYS = 180
_HUBS = 40
_ACTS = pa.array(["主叫", "被叫", "短信发", "短信收"])


def write_calls(path: Path, rows: int, *, seed: int = 7, owners: int = 0) -> None:
    """Write a call record of carrier LC with many owners, sorted by owner and time.

    Parameters
    ----------
    path : Path
        The CSV file (GB18030) to write.
    rows : int
        Data rows; four lines stand above them and one below.
    owners : int
        Numbers whose calls these are; by default one for every 500 rows.
    """
    owners = owners or max(1, rows // 500)
    dice = Dice(seed)
    ends = _row_ends(dice, rows, owners)
    texts = _Texts(max(1_000, owners * 12))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        head = f"联川通信集团澜川分公司\r\n查询号码:共{owners}个\r\n查询时段:{START}至{START + DAY * _DAYS - 1}\r\n"
        out.write((head.replace("T", " ") + ",".join(LC_HEADER) + "\r\n").encode("gb18030"))
        for first in range(0, rows, _CHUNK):
            out.write(_chunk(dice, texts, np.arange(first, min(rows, first + _CHUNK)), ends=ends))
        out.write(f'"合计,共{rows}条记录"\r\n'.encode("gb18030"))


class _Texts:
    """Every text a row can contain, written once and taken by number."""

    def __init__(self, count: int) -> None:
        ids = np.arange(count)
        self.count = count
        self.phones = pa.array(numbers.phone_numbers(ids, np.zeros(count, dtype=np.int64)))
        self.imeis = pa.array(numbers.imeis(ids))
        self.imsis = pa.array(numbers.imsis(ids, np.zeros(count, dtype=np.int64)))
        stamps = START + np.arange(_DAYS) * np.timedelta64(1, "D")
        self.days = pa.array(np.datetime_as_string(stamps, unit="D").tolist())
        self.times = pa.array([f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY)])


def _row_ends(dice: Dice, rows: int, owners: int) -> Ints:
    """Return where each owner's rows end: activity is lognormal over two orders of magnitude."""
    activity = np.exp(1.2 * dice.normal("scale.activity", np.arange(owners)))
    ends = np.rint(np.cumsum(activity) / activity.sum() * rows).astype(np.int64)
    ends[-1] = rows
    return np.asarray(ends, dtype=np.int64)


def _chunk(dice: Dice, texts: _Texts, row: Ints, *, ends: Ints) -> bytes:
    owner = np.searchsorted(ends, row, side="right")
    begin = np.concatenate([[0], ends[:-1]])[owner]
    other = _other(dice, row, owner, count=texts.count)
    second = _second(dice, row, row - begin, size=ends[owner] - begin)
    act = dice.weighted([0.45, 0.43, 0.04, 0.08], "scale.act", row)
    length = np.minimum(np.exp(3.9 + 1.15 * dice.normal("scale.seconds", row)), 7_200).astype(np.int64) + 1
    cell = (owner * 31 + dice.weighted([6, 3, 2, 1, 1], "scale.cell", row) * 7) % 900
    columns = [
        pa.array(row + 1), texts.phones.take(pa.array(owner)), texts.phones.take(pa.array(other)), _ACTS.take(pa.array(act)),
        pc.binary_join_element_wise(texts.days.take(pa.array(second // DAY)), texts.times.take(pa.array(second % DAY)), " "),
        pa.array(np.where(act < 2, length, 0)), pa.array(20_481 + cell // 40), pa.array(30_011 + cell * 37),
        texts.imeis.take(pa.array(owner)), texts.imsis.take(pa.array(owner)), pa.repeat("澜川", len(row)), pa.repeat("", len(row)),
    ]  # fmt: skip
    made = io.BytesIO()
    options = csv.WriteOptions(include_header=False, quoting_style="none")
    csv.write_csv(pa.table(columns, names=LC_HEADER), made, options)
    return made.getvalue().decode("utf-8").replace("\n", "\r\n").encode("gb18030")


def _other(dice: Dice, row: Ints, owner: Ints, *, count: int) -> Ints:
    """Return the other party: a contact by rank (the first few take most calls), a hub, or anybody."""
    rank = np.floor(150 * dice.unit("scale.rank", row) ** 3).astype(np.int64)
    contact = dice.below(count, "scale.contact", owner, rank)
    hub = count - 1 - np.floor(_HUBS * dice.unit("scale.hub", row) ** 2).astype(np.int64)
    luck = dice.unit("scale.kind", row)
    other = np.select([luck < 0.06, luck < 0.10], [hub, dice.below(count, "scale.any", row)], contact)
    return np.asarray(np.where(other == owner, (owner + 1) % count, other), dtype=np.int64)


def _second(dice: Dice, row: Ints, place: Ints, *, size: Ints) -> Ints:
    """Return when: evenly over the days with a jitter that keeps an owner's rows in order, by the day's rhythm."""
    moment = (place + dice.unit("scale.jitter", row)) / size * _DAYS
    day = np.minimum(np.floor(moment), _DAYS - 1)
    seconds = day * DAY + day_fraction(moment - np.floor(moment), np.full(len(row), 2)) * DAY
    return np.asarray(np.minimum(seconds, _DAYS * DAY - 1), dtype=np.int64)
