"""The parts an analysis is run with: kept frames, steps, parameters, tables for people and programs."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest

from graph.ledger.runs import Item
from graph.projection import Hit
from graph.queries import Param
from workbench.analyse import Answer, Cancelled, analyses, analysis
from workbench.analyse.cached import Cached
from workbench.analyse.result import Origin, Result
from workbench.analyse.running import recorded
from workbench.analyse.steps import Steps
from workbench.analyse.tables import as_json, plain_table, write_workbook
from workbench.errors import UserError
from workbench.view import asking
from workbench.wording import LANGUAGES, say

NOON = pd.Timestamp("2026-03-01T04:00:00", tz="UTC")
FRAME = pd.DataFrame(
    {
        "who": pd.Series(["张三", None], dtype="str"),
        "amount": pd.Series([123456, None], dtype="Int64"),
        "last_at": pd.Series([NOON, pd.NaT], dtype="datetime64[us, UTC]"),
        "events": [("f::1", "f::2"), ()],
        "share": [0.5, float("nan")],
    }
)


@pytest.fixture
def result():
    return Result(
        analysis="around",
        version="2",
        params={"number": "tel:1", "since": datetime(2026, 3, 1, tzinfo=UTC)},
        frames={"people": FRAME, "contacts": FRAME.head(0)},
        items=(),
        warnings=("=只列出一部分",),
        workspace="甲",
        input_version=7,
        scope_key="k",
        decisions="d",
        seconds=1.23456,
        _keep=lambda result, why: why,
        origin=Origin("王警官", "查询", ("case:A1",), {"f": "话单.csv"}, datetime(2026, 3, 9, 4, tzinfo=UTC)),
    )


def test_a_frame_is_made_once_and_read_back_as_it_was(tmp_path):
    made = []

    def make():
        made.append(1)
        return FRAME

    first, again = (Cached(tmp_path, "k").frame("a", make) for _ in range(2))
    assert len(made) == 1
    assert list(again.dtypes) == list(first.dtypes)
    assert again.drop(columns="events").equals(first.drop(columns="events"))
    assert [list(of) for of in again["events"]] == [["f::1", "f::2"], []]


def test_frames_of_other_rows_are_neither_read_nor_left_behind(tmp_path):
    Cached(tmp_path, "old").frame("a", lambda: FRAME)
    fresh = Cached(tmp_path, "new").frame("a", lambda: FRAME.head(1))
    assert len(fresh) == 1
    assert [path.name for path in tmp_path.iterdir()] == [Cached(tmp_path, "new").place.name]


def test_threads_that_make_a_frame_at_once_leave_one_whole_file(tmp_path):
    kept = Cached(tmp_path, "k")
    threads = [threading.Thread(target=kept.frame, args=("a", lambda: FRAME)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.name for path in kept.place.iterdir()] == ["a.arrow"]
    assert len(kept.frame("a", lambda: pytest.fail("it is there"))) == 2


def test_steps_tell_where_they_are_and_stop_between_and_within():
    told, stop = [], threading.Event()
    steps = Steps(2, progress=lambda *at: told.append(at), cancel=stop)
    steps.begin("frames")
    steps.begin("draws")
    steps.within(1, 4)
    steps.end()
    assert told == [("frames", 0, 2), ("draws", 1, 2), ("draws", 1.25, 2), ("done", 2, 2)]
    stop.set()
    for go_on in (lambda: steps.begin("x"), lambda: steps.within(2, 4), steps.end):
        with pytest.raises(Cancelled):
            go_on()


def test_every_analysis_and_every_parameter_has_words_in_both_languages():
    for found in analyses():
        for lang in LANGUAGES:
            assert say(f"analysis.{found.name}", lang=lang)
        assert all(param.zh and param.en for param in found.params)
        assert found.group in ("point", "line", "net")
    assert len({found.name for found in analyses()}) == len(analyses())


def test_an_unknown_analysis_names_its_nearest():
    with pytest.raises(UserError, match="money_chains"):
        analysis("money_chain")


def named(text):
    return [Hit(text, "Phone", text, "key", "exact")] if text.startswith("tel:") else []


@pytest.mark.parametrize(
    ("type_", "given", "read"),
    [
        ("Phone*", "15400000001、15400000002", ["tel:+8615400000001", "tel:+8615400000002"]),
        ("Phone*", ["15400000001"], ["tel:+8615400000001"]),
        ("Phone*", "", []),
        ("event*", "f:明细 1, 2:3; f::4", ["f:明细 1, 2:3", "f::4"]),
        ("event", "TRANSFERRED|acct:1|acct:2|f:a%7Cb:7", "f:a|b:7"),
        ("text*", "hotel ticket", ["hotel", "ticket"]),
        ("money", "1.5万", 1_500_000),
        ("money", "", None),
        ("flag", "是", True),
        ("flag", "no", False),
        ("instant", "", None),
        ("instant", "2026-03-01", datetime(2026, 2, 28, 16, tzinfo=UTC)),
    ],
)
def test_parameters_are_read_as_what_they_are(type_, given, read):
    param = Param("x", type_.rstrip("*"), "", "甲", "a", many=type_.endswith("*"))
    assert asking.bind(replace(analyses()[0], params=(param,)), {"x": given}, named) == {"x": read}


@pytest.mark.parametrize(("type_", "given"), [("money", "much"), ("flag", "perhaps"), ("Phone", "nobody")])
def test_a_parameter_that_cannot_be_read_is_told(type_, given):
    with pytest.raises(UserError, match=given):
        asking.bind(replace(analyses()[0], params=(Param("x", type_, None, "甲", "a"),)), {"x": given}, named)


def test_a_kept_person_is_named_by_a_record():
    item = Item("MEMBER_OF", "person:1", "group:1", {"share": 1}, ("r",))
    assert recorded(item, {"person:1": "rec:7"}).source == "rec:7"
    assert recorded(Item("Group", "group:1"), {}) == Item("Group", "group:1")


def test_the_foremost_table_is_the_answer_and_a_result_knows_how_it_is_kept(result):
    assert result.frame is FRAME
    assert result.keep("可信") == "可信"
    assert Answer({"a": FRAME}).items == ()


def test_rows_are_plain_and_what_is_missing_is_none():
    table = plain_table(FRAME)
    assert table.columns == ["who", "amount", "last_at", "events", "share"]
    assert table.rows == [["张三", 123456, NOON.to_pydatetime(), ("f::1", "f::2"), 0.5], [None, None, None, (), None]]
    assert type(table.rows[0][2]) is datetime
    assert plain_table(FRAME.head(0)).rows == []


def test_json_says_minor_units_and_utc(result):
    said = json.loads(as_json(result))
    assert said["tables"]["people"][0] == {
        "who": "张三",
        "amount": 123456,
        "last_at": "2026-03-01T04:00:00+00:00",
        "events": ["f::1", "f::2"],
        "share": 0.5,
    }
    assert said["tables"]["contacts"] == []
    assert (said["params"]["number"], said["input_version"], said["seconds"]) == ("tel:1", 7, 1.235)


def test_a_workbook_says_yuan_and_local_time_and_holds_no_formula(result, tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook(result, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["说明", "人员变化", "联系人"]
    head, line = ([cell.value for cell in book["人员变化"][row]] for row in (1, 2))
    assert head == ["谁", "金额(元)", "最近", "占比", "依据(来源行)"]
    assert line == ["张三", 1234.56, "2026-03-01 12:00:00", "50%", "话单.csv 第1行；话单.csv 第2行"]
    about = [[cell.value for cell in row if cell.value] for row in book["说明"].iter_rows()]
    assert ["提示", "=只列出一部分"] in about
    assert ["制表人", "王警官"] in about
    assert ["事由", "查询"] in about
    assert any("推断不是事实" in words for _, words in (line for line in about if len(line) == 2))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
