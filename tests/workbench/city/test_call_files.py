import re
from collections import Counter, defaultdict
from datetime import datetime

import pytest

from workbench.city.files.book import columns

LC = columns(
    "序号,本方号码,对方号码,呼叫类型,通话开始时间,通话时长(秒),基站LAC,基站CI,本机IMEI,本机IMSI,漫游地,转移号码"
)
XH = columns("号码,通信类型,主被叫,对端号码,日期,时间,时长,小区号,设备串号,SIM卡号,前转号码")


def _files(city, sender):
    return [row["file"] for row in city.imports() if row["file"].startswith(f"calls/{sender}")]


def _digits(text):
    return re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", str(text).replace(" ", ""))


def _text(cell):
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def _written(city, event):
    """Return (number of the file's owner, other, act, moment, seconds) as the row says; seconds None when unreadable."""
    line = city.sheets(event["file"])[event["sheet"]][int(event["row"]) - 1]
    if "联川" in event["file"]:
        return line[1], line[2], line[3], line[4], int(line[5])
    length = sum(int(part) * 60**place for place, part in enumerate(reversed(_text(line[6]).split(":"))))
    return _text(line[0]), _text(line[3]), line[1] + line[2], f"{_text(line[4])} {_text(line[5]).zfill(6)}", length


def _moment(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S" if "-" in text else "%Y%m%d %H%M%S")


def test_carrier_lc_sends_gb18030_with_titles_above_the_header_and_a_total_below(city):
    for file in _files(city, "联川"):
        raw = (city.path / file).read_bytes()
        with pytest.raises(UnicodeDecodeError):
            raw.decode("utf-8")
        lines = city.sheets(file)[""]
        assert lines[0] == ["联川通信集团澜川分公司"]
        assert lines[1][0].startswith("查询号码:")
        assert re.fullmatch(r"查询时段:\S+ \S+至\S+ \S+", lines[2][0])
        header = lines.index(LC)
        assert header in (3, 4)
        assert lines[-1] == [f"合计,共{len(lines) - header - 2}条记录"]


def test_carrier_xh_sends_workbooks_with_a_merged_title_and_a_blank_line(city):
    for file in _files(city, "星海"):
        for lines in city.sheets(file).values():
            assert lines[0][0].startswith("星海移动通信话单")
            assert not any(lines[1])
            assert lines[2] == XH


def test_some_workbooks_hold_several_numbers_each_on_its_sheet(city):
    counts = [len(city.sheets(file)) for file in _files(city, "星海")]
    assert max(counts) > 3
    assert min(counts) == 1


def test_every_row_is_in_the_truth_exactly_once(city):
    known = Counter((row["file"], row["sheet"], int(row["row"])) for row in city.truth("call_events"))
    assert max(known.values()) == 1
    rows = set()
    for file in _files(city, "联川"):
        lines = city.sheets(file)[""]
        rows |= {(file, "", number) for number in range(lines.index(LC) + 2, len(lines))}
    for file in _files(city, "星海"):
        rows |= {(file, name, n) for name, lines in city.sheets(file).items() for n in range(4, len(lines) + 1)}
    assert rows == set(known)


def test_every_row_says_what_truly_happened_give_or_take_the_carriers_clock(city):
    calls = {row["event"]: row for row in city.truth("calls")}
    off = defaultdict(Counter)
    for event in city.truth("call_events"):
        call = calls[event["event"]]
        own, other, act, moment, seconds = _written(city, event)
        ends = {call["caller"], call["callee"]}
        assert own in ends
        if event["flaw"] in ("", "page"):
            (expected,) = ends - {own}
            assert _digits(other) == expected
            late = (_moment(moment) - datetime.fromisoformat(call["started_at"])).total_seconds()
            off["联川" in event["file"]][late] += 1
            assert 0 <= int(call["seconds"]) - seconds <= 2
            outgoing = act in ("主叫", "短信发") or act.endswith("主叫")
            assert outgoing == (call["caller"] == own) or call["act"] == "forward"
    assert set(off[True]) == {-1, 0, 1}
    assert set(off[False]) == {46, 47, 48}


def test_numbers_are_written_in_many_ways(city):
    ways = Counter()
    for event in city.truth("call_events"):
        other = _written(city, event)[1]
        ways[re.sub(r"\d", "", other)[:3] + ("86" if other.startswith(("0086", "86")) else "")] += 1
    for way in ("", "+", "86", "  ", "***"):
        assert ways[way] > 100, way


def test_some_dates_and_times_are_numbers_that_lost_their_zeros_and_some_lengths_are_seconds(city):
    kinds = Counter()
    for file in _files(city, "星海"):
        for lines in city.sheets(file).values():
            kinds["number"] += isinstance(lines[3][5], float)
            kinds["text"] += isinstance(lines[3][5], str)
            kinds["seconds"] += ":" not in str(lines[3][6])
    assert min(kinds["number"], kinds["text"], kinds["seconds"]) > 5


def test_masked_short_and_unreadable_rows_are_few_and_named(city):
    flaws = Counter(row["flaw"].removeprefix("page").strip() for row in city.truth("call_events"))
    total = sum(flaws.values())
    assert set(flaws) == {"", "masked", "short", "broken"}
    assert 0.001 < flaws["broken"] / total < 0.006
    assert 0.004 < flaws["masked"] / total < 0.02
    for event in city.truth("call_events"):
        if "masked" in event["flaw"]:
            assert "*" in _written(city, event)[1]
        if "short" in event["flaw"]:
            assert re.fullmatch(r"66\d\d", _written(city, event)[1])
        if "broken" in event["flaw"]:
            with pytest.raises(ValueError, match="does not match|unconverted"):
                _moment(_written(city, event)[3])


def test_doubled_pages_repeat_their_rows_word_for_word(city):
    first = {}
    doubled = 0
    for event in city.truth("call_events"):
        line = city.sheets(event["file"])[event["sheet"]][int(event["row"]) - 1]
        said = line[1:] if "联川" in event["file"] else line
        key = event["event"], event["file"], event["sheet"]
        if event["flaw"].startswith("page"):
            assert first[key] == said
            doubled += 1
        first[key] = said
    assert doubled >= 60


def test_overlapping_exports_say_the_same(city):
    names = [file for file in _files(city, "") if re.search(r"_\d+户?_\d+\.|_\d+_\d+\.", file)]
    assert names
    by_event = defaultdict(set)
    for event in city.truth("call_events"):
        own, *said = _written(city, event)
        by_event[event["event"], own].add((tuple(said), "broken" in event["flaw"]))
    again = Counter((e["event"], _written(city, e)[0]) for e in city.truth("call_events") if e["file"] in names)
    overlapping = [key for key in again if len(by_event[key]) == 1 and not next(iter(by_event[key]))[1]]
    assert len(overlapping) > 20
    assert all(len(by_event[key]) == 1 or any(broken for _, broken in by_event[key]) for key in again)


def test_calls_between_two_owners_stand_in_both_files(city):
    owners = defaultdict(set)
    for event in city.truth("call_events"):
        owners[event["event"]].add(_written(city, event)[0])
    both = sum(len(found) == 2 for found in owners.values())
    assert max(len(found) for found in owners.values()) == 2
    assert both > 1_000


def test_handsets_and_sims_pass_their_checks_and_cells_are_in_the_table(city):
    cells = {(row["LAC"], row["CI"]) for row in city.rows("registers/基站.csv")}
    for file in _files(city, "联川")[:6]:
        lines = city.sheets(file)[""]
        for line in lines[lines.index(LC) + 1 : -1]:
            assert (line[6], line[7]) in cells
            assert len(line[8]) == len(line[9]) == 15
