import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.city.build import build
from workbench.city.options import Options
from workbench.errors import UserError

OTHER = Options(seed=12, people=400, days=28)
_WRITE = """
import sys
from pathlib import Path
from workbench.city.build import build
from workbench.city.options import Options
build(Path(sys.argv[1]), Options(seed=int(sys.argv[2]), people=400, days=28))
"""


def _digests(folder: Path):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _written_elsewhere(folder, *, seed, hash_seed, zone):
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": zone}
    subprocess.run([sys.executable, "-c", _WRITE, str(folder), str(seed)], env=env, check=True)
    return _digests(folder)


def test_the_same_options_give_the_same_bytes_in_another_process_and_time_zone(small, tmp_path):
    assert _written_elsewhere(tmp_path / "again", seed=11, hash_seed="123", zone="America/Lima") == _digests(small.path)


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Return (folder, progress told) of a small city of another seed."""
    told = []
    folder = tmp_path_factory.mktemp("other") / "city"
    build(folder, OTHER, progress=lambda done, of: told.append((done, of)))
    return folder, told


def test_another_seed_gives_other_files(small, other):
    mine, theirs = _digests(small.path), _digests(other[0])
    assert mine["registers/人员登记.csv"] != theirs["registers/人员登记.csv"]
    assert not set(mine.values()) & set(theirs.values())


def test_the_default_city_has_the_size_that_is_promised(city):
    built = city.built
    assert built.people == 2_000
    assert built.cases == 300
    assert 50_000 <= built.call_rows <= 75_000
    assert 20_000 <= built.transfer_rows <= 30_000
    assert 90 <= built.files <= 140
    assert len({row["event"] for row in city.truth("call_events")}) >= 50_000


def test_every_file_is_listed_once_with_case_document_and_officers(city):
    listed = city.imports()
    on_disk = {
        str(p.relative_to(city.path))
        for folder in ("calls", "statements", "registers")
        for p in (city.path / folder).iterdir()
    }
    assert {row["file"] for row in listed} == on_disk
    assert len(listed) == len(on_disk) == city.built.files
    assert len({row["document_no"] for row in listed}) == len(listed)
    assert all("," in row["officers"] for row in listed)
    numbers = {line[0] for line in city.sheets("registers/案件登记.xlsx")["案件登记"][2:]}
    assert {row["case"] for row in listed if row["case"] in numbers}
    assert {row["case"] for row in listed} - numbers == {"Z990100202600001"}


def test_no_file_is_empty(city):
    for row in city.imports():
        assert all(len(lines) > 3 for lines in city.sheets(row["file"]).values())


def test_more_people_and_days_give_more_rows(small, city, tmp_path):
    wide = build(tmp_path / "wide", Options(seed=11, people=800, days=28))
    long = build(tmp_path / "long", Options(seed=11, people=400, days=56))
    assert wide.cases == 2 * small.built.cases
    assert wide.call_rows > 1.3 * small.built.call_rows
    assert long.call_rows > 1.6 * small.built.call_rows
    assert long.cases == small.built.cases


@pytest.mark.parametrize("options", [{"people": 10}, {"days": 3}])
def test_a_city_too_small_for_its_crimes_is_refused(options):
    with pytest.raises(UserError, match="400"):
        Options(**options)


def test_progress_is_told_to_the_end(other):
    told = other[1]
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert {of for _, of in told} == {len(told)}


def test_an_earlier_city_is_replaced_without_leftovers(small, other, tmp_path):
    folder = shutil.copytree(small.path, tmp_path / "city")
    build(folder, OTHER)
    assert _digests(folder) == _digests(other[0])


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match=str(tmp_path)):
        build(tmp_path, OTHER)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
