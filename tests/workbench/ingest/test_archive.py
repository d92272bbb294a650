"""A graph exported as CSV files in a ZIP becomes our vocabulary through a mapping."""

import csv
import io
import json
import random
import zipfile

import pytest

from workbench.errors import BadFile, UserError

MAPPING = """
zh = "试验图"
version = "1"

[[node]]
label = "Mensch"
stands_for = "person"
[node.values]
name = { parts = [["vorname"], ["nachname"]], as = "name" }
other_id = { from = ["kassennr"] }
[[node.person]]
name = "name"
props = { other_id = "other_id" }

[[node]]
label = "Anschluss"
stands_for = "phone"
[node.values]
phone = { from = ["nr"], as = "phone", style = "foreign", network = "xx", required = true }
[[node.entity]]
key = "phone"
props = { number = "phone.text" }

[[node]]
label = "Ort"
stands_for = "place"
[node.values]
place = { parts = [["adresse"], [], ["breite"], ["laenge"]], as = "place", required = true }
address = { from = ["adresse"] }
[[node.entity]]
key = "place"
props = { address = "address" }

[[node]]
label = "Anruf"
table = "calls"
through = { caller = "VON", callee = "AN" }
[node.values]
caller = { from = ["@caller"], as = "key", label = "Phone" }
callee = { from = ["@callee"], as = "key", label = "Phone" }
act = { from = ["art"], as = "choice", required = true, choices = { "RUF" = "call", "SMS" = "text" } }
started_at = { parts = [["tag"], ["zeit"]], as = "instant", order = "dmy", zone = "Europe/London", required = true }
seconds = { from = ["dauer"], as = "seconds" }

[[relationship]]
type = "VON"
[[relationship]]
type = "AN"
[[relationship]]
type = "HAT"
link = "USES"
[[relationship]]
type = "BEHERBERGT"
link = "LIVES_AT"
reverse = true
[[relationship]]
type = "KENNT"
link = "KNOWS"
[[relationship]]
type = "FAMILIE"
link = "KNOWS"
follows = "KENNT"
props = { relation = "art" }
constants = { means = ["family"] }
inverse = { ELTERN = "KIND", KIND = "ELTERN" }
"""
NODES = {
    "n1": ":ID,nachname,kassennr,vorname,:LABEL\n1,Austen,77,Anne,Mensch\n2,Bell,,Bob,Mensch\n3,Cole,78,Cy,Mensch\n",
    "n2": ":ID,nr,:LABEL\n11,0-(070)1,Anschluss\n12,0-(070)2,Anschluss\n",
    "n3": ":ID,breite:double,laenge:double,adresse,:LABEL\n21,53.1,-2.1,Gasse 1,Ort\n",
    "n4": ":ID,tag,zeit,art,dauer,:LABEL\n31,04/08/2017,00:32,RUF,38,Anruf\n32,05/08/2017,10:00,SMS,,Anruf\n",
}
LINKS = {
    "r1": ":START_ID,:END_ID,:TYPE\n31,11,VON\n31,12,AN\n32,12,VON\n32,11,AN\n",
    "r2": ":START_ID,:END_ID,:TYPE\n1,11,HAT\n2,12,HAT\n21,1,BEHERBERGT\n",
    "r3": ":START_ID,:END_ID,:TYPE\n1,2,KENNT\n3,1,KENNT\n",
    "r4": ":START_ID,:END_ID,:TYPE,art\n1,2,FAMILIE,GESCHWISTER\n1,3,FAMILIE,ELTERN\n",
}


@pytest.fixture
def archive(bring, tmp_path):
    """Import an archive of these members with the mapping above."""
    (tmp_path / "versuch.toml").write_text(MAPPING, encoding="utf-8")

    def archive(members, mapping=str(tmp_path / "versuch.toml"), **terms):
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as out:
            for name, text in members.items():
                out.writestr(f"{name}.csv", text)
        return bring(whole.getvalue(), name="g.zip", mapping=mapping, **terms)

    return archive


def names(rows):
    people = {row["record"]: row["name"] for row in rows("persons")}
    return lambda key: people.get(key, key)


def test_every_node_and_relationship_is_accounted_for(archive, rows):
    report = archive(NODES | LINKS).report
    assert (report.rows_read, report.accepted, report.rejected) == (8 + 11, 19, 0)
    assert sorted(row["name"] for row in rows("persons")) == ["Anne Austen", "Bob Bell", "Cy Cole"]
    assert [json.loads(row["props"] or "{}") for row in rows("persons")] == [{"other_id": "77"}, {}, {"other_id": "78"}]
    assert [row["label"] for row in rows("entities")] == ["Phone", "Phone", "Place"]


def test_a_node_that_is_an_event_becomes_a_call_between_its_ends(archive, rows):
    archive(NODES | LINKS)
    first, second = rows("calls")
    assert (first["sheet"], first["row"]) == ("n4.csv", 2)
    assert (first["caller"], first["callee"], first["act"]) == ("tel:xx:00701", "tel:xx:00702", "call")
    assert (second["caller"], second["callee"], second["act"]) == ("tel:xx:00702", "tel:xx:00701", "text")
    assert first["started_at"].isoformat() == "2017-08-03T23:32:00+00:00"


def test_links_have_the_direction_of_the_mapping(archive, rows):
    archive(NODES | LINKS)
    name = names(rows)
    uses = [(name(row["source"]), row["target"]) for row in rows("links", where="type = 'USES'")]
    assert uses == [("Anne Austen", "tel:xx:00701"), ("Bob Bell", "tel:xx:00702")]
    (lives,) = rows("links", where="type = 'LIVES_AT'")
    assert (name(lives["source"]), lives["target_label"]) == ("Anne Austen", "Place")


def test_a_finer_type_takes_the_direction_of_the_link_it_refines(archive, rows):
    archive(NODES | LINKS)
    name = names(rows)
    known = {(name(r["source"]), name(r["target"]), r["props"]) for r in rows("links", where="type = 'KNOWS'")}
    assert known == {
        ("Anne Austen", "Bob Bell", None),
        ("Cy Cole", "Anne Austen", None),
        ("Anne Austen", "Bob Bell", '{"means":["family"],"relation":"GESCHWISTER"}'),
        ("Cy Cole", "Anne Austen", '{"means":["family"],"relation":"KIND"}'),
    }


def test_renamed_files_other_ids_and_another_order_give_the_same_graph(archive, rows):
    archive(NODES | LINKS)
    archive(shuffled(NODES | LINKS, seed=5), case="A2")

    def graph(case):
        people = {row["record"]: row["name"] for row in rows("persons", case=case)}
        links = {
            (r["type"], people.get(r["source"], r["source"]), people.get(r["target"], r["target"]), r["props"])
            for r in rows("links", case=case)
        }
        calls = {(r["caller"], r["callee"], r["started_at"], r["seconds"]) for r in rows("calls", case=case)}
        return links, calls, {(r["key"], r["props"]) for r in rows("entities", case=case)}, set(people.values())

    assert graph("A2") == graph("A1")


def shuffled(members, *, seed):
    dice = random.Random(seed)
    ids = {}
    renamed = {}
    for name, text in members.items():
        header, *lines = list(csv.reader(io.StringIO(text)))
        dice.shuffle(lines)
        at = [i for i, column in enumerate(header) if column in (":ID", ":START_ID", ":END_ID")]
        for line in lines:
            for i in at:
                line[i] = ids.setdefault(line[i], f"x{dice.randrange(10**9)}")
        order = dice.sample(range(len(header)), len(header))
        told = io.StringIO()
        csv.writer(told).writerows([[line[i] for i in order] for line in [header, *lines]])
        renamed[f"teil{dice.randrange(10**6)}/{name[::-1]}"] = told.getvalue()
    return renamed


def test_one_member_may_hold_several_labels_and_id_spaces(archive, rows):
    mixed = "personId:ID(M),nachname,vorname,nr,:LABEL\n1,Austen,Anne,,Mensch\n2,,,0-1,Anschluss;Alt\n"
    report = archive({"alles": mixed, "r": ":START_ID(M),:END_ID(M),:TYPE\n1,2,HAT\n"}).report
    assert (report.accepted, report.rejected) == (3, 0)
    assert rows("links")[0]["target"] == "tel:xx:01"


def test_what_the_mapping_does_not_know_is_rejected_by_name(archive, rows):
    members = {
        "n": ":ID,vorname,:LABEL\n1,Anne,Mensch\n2,Rex,Hund\n",
        "r": ":START_ID,:END_ID,:TYPE\n1,2,KENNT\n1,1,BEISST\n",
        "liste": "a,b\n1,2\n",
    }
    report = archive(members).report
    assert (report.rows_read, report.accepted, report.rejected) == (4, 1, 3)
    assert {"Hund", "BEISST"} <= {word for text in report.reasons for word in ("Hund", "BEISST") if word in text}
    assert any("liste.csv" in text for text in report.warnings)


def test_an_archive_needs_its_mapping(bring, archive):
    with pytest.raises(BadFile, match="pole"):
        archive(NODES, mapping=None)


def test_an_archive_without_nodes_is_refused(archive):
    with pytest.raises(BadFile, match=":ID"):
        archive({"liste": "a,b\n1,2\n"})


def test_rows_of_an_archive_are_corrected_in_the_archive(archive, ledger):
    from workbench.ingest import correct_file

    made = archive({"n": ":ID,vorname,:LABEL\n1,Anne,Mensch\n2,Rex,Hund\n"})
    with pytest.raises(UserError, match="原压缩包"):
        correct_file(ledger, made.rejected_file, of_import=made.record.import_id, why="x", actor="x")
