"""Six questions of the POLE example through our own import and question library, on data that nobody has seen.

The archive is renamed and permuted first: every name, number, address and word is another, every node and line stands
elsewhere. What the answers must be is worked out from those files by csv and networkx alone.
"""

from __future__ import annotations

import csv
import io
import os
import random
import zipfile
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parents[2]
POLE = Path(os.environ.get("FUSION_POLE") or ROOT.parent / "shared/data/questions/pole/pole.zip")
PUBLISHED = (
    ("Violence and sexual offences", 8765),
    ("Piccadilly", "M1 1LU", 166),
    ("Morse", 32),
    ("Anne Freeman", 8),
    ("Deborah Ford", 10),
    ("Annie Duncan", 5275),
)

pytestmark = [
    pytest.mark.neo4j,
    pytest.mark.proof,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not POLE.exists(), reason="the POLE archive is not beside the checkout: set FUSION_POLE"),
]

ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789")
# Words that are vocabulary and not data, and values that have a form.
KEPT = {"call_type", "rel_type", "call_time", "call_date", "call_duration", "date", "year", "age"}
KEPT |= {"latitude:double", "longitude:double"}


def tables(archive):
    """Return the header and lines of every CSV file of an archive."""
    with zipfile.ZipFile(archive) as opened:
        texts = {name: opened.read(name).decode() for name in opened.namelist()}
    files = {name: list(csv.reader(io.StringIO(text))) for name, text in texts.items() if name.endswith(".csv")}
    return {name: (lines[0], lines[1:]) for name, lines in files.items()}


def disguised(archive, target, dice):
    """Write the archive with other letters and digits in every word, other node numbers and another order of lines."""
    files = tables(archive)
    numbers = [line[0] for name, (_, lines) in files.items() if ".nodes." in name for line in lines]
    renumbered = dict(zip(numbers, map(str, dice.sample(range(10**6, 9 * 10**6), len(numbers))), strict=True))
    written = str.maketrans("".join(ALPHABETS), "".join("".join(dice.sample(part, len(part))) for part in ALPHABETS))
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in files:
                new.writestr(name, old.read(name))
                continue
            header, lines = files[name]
            dice.shuffle(lines)
            text = io.StringIO()
            other = [
                [_other(column, cell, renumbered, written) for column, cell in zip(header, line, strict=True)]
                for line in lines
            ]
            csv.writer(text).writerows([header, *other])
            new.writestr(name, text.getvalue())


def _other(column, cell, renumbered, written):
    if column in (":ID", ":START_ID", ":END_ID"):
        return renumbered[cell]
    return cell if column.startswith(":") or column in KEPT else cell.translate(written)


def expected(archive):
    """Return the six answers as the files have them."""
    files = tables(archive)

    def nodes(label):
        header, lines = files[f"crime-investigation.nodes.{label}.csv"]
        return {line[0]: dict(zip(header, line, strict=True)) for line in lines}

    def links(*types):
        return [tuple(line[:2]) for t in types for line in files[f"crime-investigation.relationships.{t}.csv"][1]]

    def called(node):
        return f"{node['name']} {node['surname']}".strip()

    people, places = nodes("Person"), nodes("Location")
    by_type = Counter(crime["type"] or None for crime in nodes("Crime").values())
    by_place = Counter(place for _, place in links("OCCURRED_AT"))
    of_officer = Counter(officer for _, officer in links("INVESTIGATED_BY"))
    party = {person for person, _ in links("PARTY_TO")}
    known = nx.Graph((a, b) for a, b in links("KNOWS") if a != b)
    around = {p: sum(q in party for q in known[p]) for p in known if p not in party}
    triangles, between = nx.triangles(known), nx.betweenness_centrality(known, normalized=False)
    officers = {called(node): of_officer[key] for key, node in nodes("Officer").items()}
    return {
        "category": by_type,
        "place": {(places[k]["address"], places[k]["postcode"]): n for k, n in by_place.items()},
        "officers": officers,
        "around": ranked((called(people[p]), n) for p, n in around.items() if n),
        "triangles": ranked((called(people[p]), n) for p, n in triangles.items() if n),
        "betweenness": ranked((called(people[p]), n) for p, n in between.items()),
    }


def ranked(pairs):
    """Return names with what they have, the most first; two people may have one name."""
    return sorted(((name, round(n, 6)) for name, n in pairs), key=lambda pair: (-pair[1], pair[0]))


def first_of(true, found):
    """Whether an answer has the first lines of the true ranking, in whatever order equals stand."""
    found = ranked(found)
    worst = found[-1][1]
    return [n for _, n in found] == [n for _, n in true[: len(found)]] and all(
        pair in found or pair[1] == worst for pair in true[: len(found)]
    )


@pytest.fixture(scope="module")
def asked(own_world, tmp_path_factory, seed):
    """Import a disguised POLE; return the world and the answers that its files give."""
    archive = tmp_path_factory.mktemp("pole") / "disguised.zip"
    disguised(POLE, archive, random.Random(seed))
    world = own_world("pole", cases=["W"])
    (made,) = world.view.import_files([archive], case="W", document_no="D1", officers="甲,乙", mapping="pole")
    assert made.report.rows_read == made.report.accepted
    assert made.report.rejected == 0
    world.project()
    return world, expected(archive)


def test_the_files_as_published_give_the_published_answers(full):
    true = expected(POLE)
    best = {name: max(true[name].items(), key=lambda pair: pair[1]) for name in ("category", "place")}
    (officer,) = {name: n for name, n in true["officers"].items() if PUBLISHED[2][0] in name}.items()
    assert best["category"] == PUBLISHED[0]
    assert (*best["place"][0], best["place"][1]) == PUBLISHED[1]
    assert officer[1] == PUBLISHED[2][1]
    assert [true["around"][0], true["triangles"][0]] == [PUBLISHED[3], PUBLISHED[4]]
    assert (true["betweenness"][0][0], round(true["betweenness"][0][1])) == PUBLISHED[5]


def test_every_category_has_its_cases(asked):
    world, true = asked
    assert dict(world.ask("cases_by_category", "category", "cases")) == dict(true["category"])


def test_the_place_with_most_cases_and_all_after_it(asked):
    world, true = asked
    found = world.ask("places_by_cases", "address", "postcode", "cases")
    assert [n for *_, n in found] == sorted(true["place"].values(), reverse=True)[: len(found)]
    assert all(true["place"][address, postcode] == n for address, postcode, n in found)


def test_an_officers_cases_are_counted_by_a_part_of_the_name(asked):
    world, true = asked
    for name in list(true["officers"])[::200]:
        assert dict(world.ask("cases_of_officers", "name", "cases", name=name[2:])) == {name: true["officers"][name]}


def test_who_has_no_case_but_knows_most_who_do(asked):
    world, true = asked
    assert first_of(true["around"], world.ask("people_around_cases", "name", "known"))


def test_who_is_in_most_triangles(asked):
    world, true = asked
    assert first_of(true["triangles"], world.ask("triangles", "name", "triangles"))


def test_who_lies_between_most_others(asked):
    world, true = asked
    assert first_of(true["betweenness"], world.ask("betweenness", "name", "betweenness"))
