"""Random links of a training city against the files themselves, read by nobody's parser but openpyxl's and csv's.

For every row of every event behind a link, the file must say at that sheet and row who, whom, when and how much; with
the places shuffled it must not.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from datetime import timedelta
from functools import cache

import openpyxl
import pytest

from graph.projection.evidence import LinkName
from workbench.city.build import build
from workbench.city.options import Options

pytestmark = [pytest.mark.neo4j, pytest.mark.proof, pytest.mark.timeout(3600)]

LOCAL = timedelta(hours=8)
OUTGOING = {"主叫", "短信发", "借", "支出"}
INCOMING = {"被叫", "短信收", "贷", "收入"}
EVENTS = ("CALLED", "TRANSFERRED")


@pytest.fixture(scope="module")
def city(own_world, full, seed, tmp_path_factory):
    """Return a world that holds a whole city, imported and projected, and the folder of its files."""
    folder = tmp_path_factory.mktemp("city") / "city"
    build(folder, Options(seed=seed % 1000) if full else Options(seed=seed % 1000, people=400, days=28))
    lines = list(csv.DictReader((folder / "imports.csv").read_text("utf-8").splitlines()))
    world = own_world("city", cases=sorted({line["case"] for line in lines}))
    for line in lines:
        terms = {name: line[name] for name in ("case", "document_no", "officers")}
        world.view.import_files([folder / line["file"]], **terms)
    world.project()
    return world, folder


# -- the independent reader ------------------------------------------------------------------------------------------


@cache
def records(path, sheet):
    """Return every record of a sheet as texts."""
    if path.suffix == ".xlsx":
        return [
            [text_of(cell) for cell in row]
            for row in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
        ]
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(raw.decode(encoding).splitlines(keepends=True)))
        except UnicodeDecodeError:
            continue
    raise AssertionError(path)


def text_of(cell):
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return "" if cell is None else str(cell)


def digits(text):
    """Return the bare digits of a number, without the country's prefix and the nought of a land line."""
    return re.sub(r"^(?:0086|86(?=\d{9}))", "", re.sub(r"\D", "", text)).lstrip("0")


class Place:
    """A row of a file, and what stands above it."""

    def __init__(self, folder, file_name, sheet, row):
        (path,) = folder.rglob(file_name)
        every = records(path, sheet)
        self.cells = every[row - 1]
        self.numbers = {digits(cell) for cell in self.cells} - {""}
        self.text = "\n".join(self.cells)
        header = next(
            (
                line
                for line in reversed(every[: row - 1])
                if sum(map(bool, line)) > 5 and not any(digits(c) for c in line)
            ),
            [],
        )
        self.named = dict(zip(header, self.cells, strict=False))
        self.titles = " ".join(cell for line in every[:6] if line is not header for cell in line)

    def has_number(self, number):
        return number in self.numbers

    def of_whom(self, number):
        """Whether the row, or the title above it, is about this number."""
        return number in self.numbers or number in {digits(part) for part in re.findall(r"[\d+]{5,}", self.titles)}

    def moments(self):
        """Return every moment that the row names, as local `YYYYMMDDHHMMSS` or as much of it as there is."""
        found = set()
        days = [
            f"{y}{int(m):02}{int(d):02}"
            for y, m, d in re.findall(r"(20\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})", self.text)
        ]
        clocks = re.findall(r"\b(\d{1,2}):(\d\d)(?::(\d\d))?\b", self.text)
        clocks = [f"{int(h):02}{m}{s}" for h, m, s in clocks] + [
            c.zfill(6) for c in self.cells if re.fullmatch(r"\d{5,6}", c)
        ]
        clocks += [c.zfill(6) for c in self.cells if re.fullmatch(r"\d{1,4}", c)]  # leading noughts lost
        for day in days:
            found |= {day} | {day + clock for clock in clocks}
        return found

    def amounts(self):
        """Return every amount that the row names, in fen."""
        plain = (cell.replace(",", "").lstrip("¥-+") for cell in self.cells)
        return {round(float(cell) * 100) for cell in plain if re.fullmatch(r"\d+(\.\d+)?", cell)}

    def seconds(self):
        plain = {int(cell) for cell in self.cells if re.fullmatch(r"\d{1,5}", cell)}
        clocks = re.findall(r"\b(\d\d):(\d\d):(\d\d)\b", self.text)
        return plain | {int(h) * 3600 + int(m) * 60 + int(s) for h, m, s in clocks}

    def direction(self):
        for cell in self.cells:
            if cell in OUTGOING:
                return "out"
            if cell in INCOMING:
                return "in"
        return ""


def agrees(place, other_text, number):
    """Whether a number stands in the row, if only by its visible digits."""
    if place.has_number(number):
        return True
    for cell in [*place.cells, other_text or ""]:
        if "*" in cell and re.fullmatch(re.sub(r"\\\*+", r"\\d*", re.escape(re.sub(r"[^\d*]", "", cell))), number):
            return True
    return False


def same_moment(row, name, place):
    local = (row[name] + LOCAL).strftime("%Y%m%d%H%M%S")
    length = {"second": 14, "minute": 12, "day": 8}[row["precision"]]
    return any(moment[:length] == local[:length] for moment in place.moments() if len(moment) >= length)


def number_of(key):
    """Return the digits by which a key's thing is written in files."""
    return digits(key.rsplit(":", 1)[1])


# -- what must stand in a row ----------------------------------------------------------------------------------------


def call_is_there(place, row, link):
    owner = number_of(row["owner"])
    ends = {number_of(key) for key in (row["caller"], row["callee"]) if key}
    others = {number_of(key) for key in (link.source, link.target)} - {owner}
    direction = {"out": row["caller"], "in": row["callee"]}.get(place.direction(), row["owner"])
    return (
        place.of_whom(owner)
        and all(place.has_number(end) for end in ends)
        and same_moment(row, "started_at", place)
        and (row["act"] == "text" or row["seconds"] in place.seconds())
        and (row["act"] == "forward" or number_of(direction) == owner)
        and (
            link.type != "CALLED"
            or row["act"] == "forward"
            or all(agrees(place, row["other_text"], other) for other in others)
        )
    )


def transfer_is_there(place, row, link):
    owner, other = number_of(row["owner"]), row["target"] if row["source"] == row["owner"] else row["source"]
    out = {"out": row["source"], "in": row["target"]}.get(place.direction(), row["owner"])
    signed = [cell for cell in place.cells if re.fullmatch(r"-[\d,]+\.\d\d", cell)]
    return (
        place.of_whom(owner)
        and (other is None or place.has_number(number_of(other)))
        and row["amount"] in place.amounts()
        and same_moment(row, "occurred_at", place)
        and (not row["serial"] or row["serial"] in place.text)
        and out == row["owner"]
        and (not signed or row["source"] == row["owner"])
    )


def fact_is_there(place, row, link, names):
    """Whether the row names both ends, each by its number or by what it is called."""
    ends = [names[key] for key in (link.source, link.target)]
    found = [any(name in place.text or name in place.numbers for name in known) for known in ends]
    # A household's line names one of its people; which house it is stands there too.
    return any(found) if link.type == "KNOWS" else all(found)


def known_names(world, keys):
    """Return by key everything a thing may be called in a file."""
    found = {}
    for key in keys:
        entity = world.view.entity(key)
        props = {**entity.props}
        texts = [
            props.get(n)
            for n in (
                "name",
                "id_number",
                "number",
                "plate",
                "case_no",
                "incident_no",
                "badge_no",
                "address",
                "imei",
                "imsi",
            )
        ]
        texts += [*(props.get("names") or []), *(props.get("aliases") or [])]
        if entity.label == "Cell":
            texts.append(entity.key.split("-")[-1])
        found[key] = {str(text) for text in texts if text} | (
            {number_of(key)} if entity.label in ("Phone", "Account") else set()
        )
    return found


def is_there(world, place, row, link, names):
    if row["table"] == "calls":
        return call_is_there(place, row, link)
    if row["table"] == "transfers":
        return transfer_is_there(place, row, link)
    if row["table"] == "sightings" and not same_moment(row, "from_at", place):
        return False
    return fact_is_there(place, row, link, names)


# -- the proof -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(city, seed):
    """Return 200 random links, each type with its share, and for each of their rows what must stand where."""
    world, _ = city
    dice = random.Random(seed)
    by_type = {}
    for (type_,) in world.cypher("CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType"):
        by_type[type_] = [
            link for (link,) in world.cypher(f"MATCH ()-[l:{type_}]->() RETURN l.id ORDER BY l.id LIMIT 10000")
        ]
    by_type = {type_: ids for type_, ids in by_type.items() if ids}
    chosen = [dice.choice(by_type[type_]) for type_ in sorted(by_type) for _ in range(3)]
    share = (200 - len(chosen)) // len(EVENTS) + 1
    return chosen + [link for type_ in EVENTS for link in dice.sample(by_type[type_], share)]


def test_every_row_of_every_link_stands_in_its_file(city, sample, seed):
    world, folder = city
    checked, wrong, expectations = Counter(), [], []
    for link_id in sample:
        link = LinkName.parse(link_id)
        rows = plain(world.view.rows(link_id))
        names = {} if link.type in ("CALLED", "TRANSFERRED") else known_names(world, (link.source, link.target))
        assert rows, link_id
        (told,) = world.cypher(f"MATCH ()-[l:{link.type} {{id: $id}}]->() RETURN l.rows", id=link_id)
        assert (len(rows),) == told, link_id
        for row in rows:
            place = Place(folder, row["file_name"], row["sheet"], row["row"])
            checked[row["table"]] += 1
            expectations.append((row, link, names))
            if not is_there(world, place, row, link, names):
                wrong.append((link_id, row["file_name"], row["sheet"], row["row"], place.cells))
    assert not wrong, "\n".join(map(str, wrong[:12]))
    assert len(sample) >= 200
    assert min(checked["calls"], checked["transfers"]) >= 50
    assert {"links", "sightings"} <= set(checked)
    assert shuffled_misses(world, folder, expectations, seed) > 0.95


def shuffled_misses(world, folder, expectations, seed):
    """Return the share of rows that are not found when each is looked for at another's place in the same table."""
    dice, missed, tried = random.Random(seed), 0, 0
    for table in ("calls", "transfers", "links", "sightings"):
        mine = [e for e in expectations if e[0]["table"] == table]
        places = [(row["file_name"], row["sheet"], row["row"]) for row, _, _ in mine]
        for (row, link, names), where in zip(mine, dice.sample(places, len(places)), strict=True):
            if where != (row["file_name"], row["sheet"], row["row"]):
                tried += 1
                missed += not is_there(world, Place(folder, *where), row, link, names)
    return missed / tried


def test_the_page_shows_the_very_line_of_the_file(city, sample):
    world, folder = city
    for link_id in sample[::8]:
        row = plain(world.view.rows(link_id))[0]
        shown = world.view.source(row["file"], row["sheet"], row["row"])
        place = Place(folder, row["file_name"], row["sheet"], row["row"])
        assert [c for c in map(same_cell, shown.cells) if c] == [c for c in map(same_cell, place.cells) if c]
        assert shown.header
        assert set(shown.header) <= set(place.named) | {""}


def same_cell(text):
    text = re.sub(r"\s", "", text)
    return re.sub(r"\.0+$", "", text) if re.fullmatch(r"-?\d+\.0+", text) else text


def test_the_link_counts_what_its_rows_say(city, sample):
    world, _ = city
    for link_id in sample:
        if link_id.startswith("CALLED|"):
            rows = world.view.rows(link_id)
            first = rows.groupby("event").first()
            ((calls, texts, forwarded, start, end),) = world.cypher(
                "MATCH ()-[l:CALLED {id: $id}]->() RETURN l.calls, l.texts, l.forwarded, l.first_at, l.last_at",
                id=link_id,
            )
            acts = Counter(first["act"])
            assert (calls, texts, forwarded) == (acts["call"], acts["text"], acts["forward"])
            assert (start, end) == (first["started_at"].min(), first["started_at"].max())


def plain(frame):
    """Return rows as dictionaries, nulls as None."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")
