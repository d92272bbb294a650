"""What an import leaves in the ledger: once, complete, counted against what the case has."""

import datetime as dt

import pytest

from workbench.errors import BadFile


def test_the_same_file_case_and_document_change_nothing(bring, ledger, calls, call):
    first = bring(calls(call()))
    again = bring(calls(call()))
    assert again.already
    assert again.record == first.record
    assert ledger.version == 1


def test_another_case_gets_the_same_rows_without_new_ones(bring, ledger, rows, calls, call):
    first = bring(calls(call()))
    other = bring(calls(call()), case="A2", document="D2")
    assert other.record.batch == first.record.batch
    assert rows("calls", case="A2") == rows("calls")
    ledger.retract(first.record.import_id, actor="x", why="错案")
    assert rows("calls") == []
    assert len(rows("calls", case="A2")) == 1


def test_an_overlapping_export_counts_its_repeats(bring, calls, call):
    first = [call(i, at=f"2026-03-05 14:23:{i:02}") for i in range(10)]
    second = [call(i, at=f"2026-03-05 14:23:{i + 7:02}") for i in range(10)]
    bring(calls(*first))
    report = bring(calls(*second), document="D2").report
    assert (report.rows_read, report.accepted, report.duplicate) == (10, 7, 3)


def test_another_case_has_repeats_of_its_own(bring, calls, call):
    bring(calls(call(1)))
    report = bring(calls(call(1), call(2, at="2026-03-06 14:23:11")), case="A2").report
    assert (report.accepted, report.duplicate) == (2, 0)


def test_alike_rows_of_one_minute_are_several_events(bring, statement):
    line = ("2026/3/5 14:23", "-10", "", "12345678")
    assert bring(statement(line, line)).report.duplicate == 0
    assert bring(statement(line, line, line), document="D2").report.duplicate == 2


def test_a_page_printed_twice_is_a_repeat(bring, statement):
    line = ("2026/3/5 14:23", "-10", "90", "12345678")
    report = bring(statement(line, line)).report
    assert (report.accepted, report.duplicate) == (1, 1)


def test_the_other_partys_rows_are_counted(bring, calls, call):
    bring(calls(call(at="2026-03-05 14:23:11"), call(at="2026-03-05 20:00:00")))
    mirror = call(own="15400000002", other="15400000001", act="被叫", at="2026-03-05 14:23:40", seconds="59")
    stranger = call(own="15400000002", other="15400000003", at="2026-03-05 14:23:40")
    report = bring(calls(mirror, stranger), document="D2").report
    assert (report.two_sided, report.duplicate) == (1, 0)


def test_the_period_and_the_days_without_rows_are_told(bring, calls, call):
    days = ["2026-03-01 00:00:00", "2026-03-02 23:59:59", "2026-03-04 12:00:00", "2026-03-09 12:00:00"]
    report = bring(calls(*(call(at=day) for day in days))).report
    assert report.period_from == dt.datetime(2026, 2, 28, 16, tzinfo=dt.UTC)
    assert report.period_to == dt.datetime(2026, 3, 9, 4, tzinfo=dt.UTC)
    assert report.gaps == ["2026-03-03", "2026-03-05/2026-03-08"]


def test_the_import_names_file_mapping_officers_and_counts(bring, ledger, calls, call):
    record = bring(calls(call(1), call(2, own="")), name="话单.csv").record
    assert (record.case_key, record.document_no, record.officers) == ("case:A1", "D1", "甲,乙")
    assert (record.file_name, record.mapping, record.mapping_version) == ("话单.csv", "lc_calls", "1")
    assert (record.rows_read, record.accepted, record.rejected, record.actor) == (2, 1, 1, "tester")
    assert ledger.original(record.file).read_bytes() == calls(call(1), call(2, own="")).encode()


def test_progress_ends_at_the_whole_file(bring, calls, call):
    told = []
    bring(calls(*(call(i) for i in range(5))), progress=lambda share, rows: told.append((share, rows)))
    assert told[-1] == (1.0, 5)


def test_a_workbook_may_hold_several_templates_and_others_are_named(bring, rows, workbook):
    cells = ["运营商", "LAC", "CI", "经度", "纬度"]
    cars = ["号牌号码", "车辆品牌", "所有人"]
    book = {
        "甲": [cells, ["LC", 1, 2, 117.5, 36.5]],
        "乙": [cars, ["鲁A12345", "云雀", "张三"]],
        "说明": [["请勿外传"]],
    }
    report = bring(workbook(book)).report
    assert [row["label"] for row in rows("entities")] == ["Vehicle", "Cell"]
    assert report.accepted == 2
    assert any("说明" in text for text in report.warnings)


def test_a_large_file_is_streamed_whole(bring, rows, calls, call):
    lines = [
        call(i, own=f"154{i % 997:08}", at=f"2026-03-{1 + i % 28:02} {i % 24:02}:{i % 60:02}:{i % 59:02}")
        for i in range(210_000)
    ]
    report = bring(calls(*lines)).report
    assert report.rows_read == 210_000
    (counted,) = rows("(SELECT count(*) AS n, count(DISTINCT row) AS ids, 1 AS row, '' AS sheet FROM calls)")
    assert (counted["n"], counted["ids"]) == (210_000, 210_000)


def test_a_large_file_that_breaks_near_its_end_leaves_nothing(bring, ledger, rows, calls, call):
    lines = [call(i) for i in range(210_000)]
    lines[-5_000] = lines[-5_000].replace("本地", '"本地')
    with pytest.raises(BadFile, match="引号"):
        bring(calls(*lines))
    assert ledger.version == 0
    assert rows("calls") == []
