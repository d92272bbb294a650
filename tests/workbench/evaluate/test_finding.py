"""Sets are found by folder and by columns; what cannot be read is named with the reason."""

from __future__ import annotations

import gzip
import json

import pytest

from workbench.evaluate.finding import columns_of, sets_in
from workbench.evaluate.registry import NAMES, capabilities, capability


def found_in(folder):
    found, unread = sets_in(folder, capabilities())
    return [(one.capability.name, one.name) for one in found], {one.folder.name: one.why for one in unread}


def test_sets_lie_below_their_capability(tmp_path, gangs_set, barbell):
    gangs_set(tmp_path / "gangs" / "one")
    gangs_set(tmp_path / "gangs" / "two", form="edges")
    barbell(tmp_path / "disruption" / "talks")
    assert found_in(tmp_path) == ([("disruption", "talks"), ("gangs", "one"), ("gangs", "two")], {})


def test_a_set_anywhere_is_known_by_its_columns(tmp_path, gangs_set, barbell):
    gangs_set(tmp_path / "somewhere" / "new")
    barbell(tmp_path / "elsewhere")
    (tmp_path / "gangs").mkdir()
    assert found_in(tmp_path)[0] == [("disruption", "elsewhere"), ("gangs", "new")]


@pytest.mark.parametrize("level", ["gangs/one", "gangs", "."])
def test_the_folder_may_be_a_set_or_a_capability_itself(tmp_path, gangs_set, level):
    gangs_set(tmp_path / "gangs" / "one")
    assert found_in(tmp_path / level)[0] == [("gangs", "one")]


def test_files_of_other_names_with_the_right_columns_are_a_set(tmp_path, gangs_set):
    folder = gangs_set(tmp_path / "gangs" / "one")
    (folder / "events.csv").rename(folder / "sightings.csv")
    (folder / "members.csv").rename(folder / "who_is_who.csv")
    assert found_in(tmp_path)[0] == [("gangs", "one")]


def test_a_set_without_its_truth_is_named_with_what_is_missing(tmp_path, gangs_set):
    (gangs_set(tmp_path / "gangs" / "one") / "members.csv").unlink()
    found, unread = found_in(tmp_path)
    assert found == []
    assert "id, gang" in unread["one"]


def test_files_that_no_capability_reads_are_named(tmp_path):
    folder = tmp_path / "weather" / "storms"
    folder.mkdir(parents=True)
    (folder / "winds.csv").write_text("day,knots\n", encoding="utf-8")
    assert "winds.csv" in found_in(tmp_path)[1]["storms"]


def test_a_file_that_is_no_text_is_named(tmp_path):
    folder = tmp_path / "gangs" / "bad"
    folder.mkdir(parents=True)
    (folder / "events.csv").write_bytes(b"\xff\xfe\x00\x01person")
    (folder / "x.json").write_text("{", encoding="utf-8")
    assert "bad" in found_in(tmp_path)[1]


def test_columns_are_read_from_plain_and_packed_files_and_keys_from_objects(tmp_path):
    (tmp_path / "a.csv").write_text("\ufeffx, y\n1,2\n", encoding="utf-8")
    with gzip.open(tmp_path / "b.csv.gz", "wt", encoding="utf-8") as packed:
        packed.write("z\n")
    (tmp_path / "c.json").write_text(json.dumps({"k": 1}), encoding="utf-8")
    (tmp_path / "d").mkdir()
    (tmp_path / "readme.txt").write_text("…", encoding="utf-8")
    assert columns_of(tmp_path) == {"a.csv": {"x", "y"}, "b.csv.gz": {"z"}, "c.json": {"k"}, "d/": frozenset()}


def test_an_empty_folder_has_no_sets(tmp_path):
    assert found_in(tmp_path) == ([], {})


def test_every_registered_capability_bears_its_name():
    assert [found.name for found in capabilities()] == list(NAMES)
    with pytest.raises(KeyError):
        capability("os")
