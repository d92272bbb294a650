import tracemalloc
from collections import Counter

import pytest

from workbench.city.scale import write_calls

ROWS = 60_000


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    path = tmp_path_factory.mktemp("scale") / "calls.csv"
    write_calls(path, ROWS, seed=3)
    return path.read_bytes().decode("gb18030").split("\r\n")


def test_the_file_has_the_form_of_carrier_lc(lines):
    assert lines[0] == "联川通信集团澜川分公司"
    assert lines[3].startswith("序号,本方号码,对方号码,呼叫类型,通话开始时间")
    assert lines[-2] == f'"合计,共{ROWS}条记录"'
    assert len(lines) == ROWS + 6
    assert lines[4].split(",")[0] == "1"
    assert lines[-3].split(",")[0] == str(ROWS)


def test_rows_come_by_owner_and_time_and_nobody_calls_themself(lines):
    rows = [line.split(",") for line in lines[4:-2]]
    last = {}
    owners = []
    for row in rows:
        assert row[1] != row[2]
        assert row[4] >= last.get(row[1], "")
        last[row[1]] = row[4]
        if not owners or owners[-1] != row[1]:
            owners.append(row[1])
    assert len(owners) == len(set(owners)) == len(last)


def test_pairs_and_owners_have_heavy_tails(lines):
    rows = [line.split(",") for line in lines[4:-2]]
    owners, pairs = Counter(row[1] for row in rows), Counter((row[1], row[2]) for row in rows)
    sizes = sorted(owners.values())
    assert sizes[-1] > 5 * sizes[len(sizes) // 2]
    assert 0.3 < sum(count == 1 for count in pairs.values()) / len(pairs) < 0.8
    assert max(pairs.values()) > 100
    assert Counter(row[2] for row in rows).most_common(1)[0][1] > 200


def test_texts_have_no_length(lines):
    for line in lines[4:-2]:
        row = line.split(",")
        assert (int(row[5]) == 0) == row[3].startswith("短信")


def test_the_same_seed_gives_the_same_bytes_and_memory_does_not_grow_with_the_rows(tmp_path):
    peaks = []
    for name, rows in (("a", 300_000), ("b", 600_000)):
        tracemalloc.start()
        write_calls(tmp_path / name, rows, owners=400)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]
    write_calls(tmp_path / "c", 300_000, owners=400)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "c").read_bytes()
