"""Call records of two carriers become calls with their sides, times and places."""

import datetime as dt

import pytest

XH = ["号码", "通信类型", "主被叫", "对端号码", "日期", "时间", "时长", "小区号", "设备串号", "SIM卡号", "前转号码"]
OWN, OTHER = "tel:+8615400000001", "tel:+8615400000002"


def test_an_outgoing_call_has_its_owner_as_caller(bring, rows, calls, call):
    bring(calls(call()))
    (row,) = rows("calls")
    assert (row["owner"], row["caller"], row["callee"], row["act"]) == (OWN, OWN, OTHER, "call")
    assert row["started_at"] == dt.datetime(2026, 3, 5, 6, 23, 11, tzinfo=dt.UTC)
    assert (row["precision"], row["started_text"], row["seconds"]) == ("second", "2026-03-05 14:23:11", 60)
    assert (row["cell"], row["imei"], row["imsi"]) == (
        "cell:LC-4301-21",
        "imei:490154203237518",
        "imsi:460991234567890",
    )
    assert (row["sheet"], row["row"], row["extra"]) == ("", 2, '{"漫游地":"本地"}')


@pytest.mark.parametrize(
    ("written", "act", "incoming"),
    [
        ("主叫", "call", False),
        ("被叫", "call", True),
        ("短信发", "text", False),
        ("短信收", "text", True),
        ("呼转", "forward", True),
    ],
)
def test_each_kind_of_row_has_its_act_and_direction(bring, rows, calls, call, written, act, incoming):
    bring(calls(call(act=written)))
    (row,) = rows("calls")
    assert row["act"] == act
    assert (row["caller"], row["callee"]) == ((OTHER, OWN) if incoming else (OWN, OTHER))


def test_titles_blank_lines_repeated_headers_and_totals_are_no_rows(bring, rows, calls, call):
    titles = ["联川通信集团澜川分公司", "查询号码:15400000001", "查询时段:2026-03-01至2026-03-31"]
    page = [*titles, calls().strip()]
    report = bring(
        calls(call(1), *page, call(2, at="2026-03-05 14:23:12"), "", titles=titles, end=["合计,共2条记录"])
    ).report
    assert (report.rows_read, report.accepted, report.other_lines) == (2, 2, 4 + 4 + 1 + 1)
    assert [row["row"] for row in rows("calls")] == [5, 10]


def test_the_owner_may_stand_in_the_title_alone(bring, rows, calls, call):
    bring(calls(call(own=""), titles=["查询号码:154 0000 0009"]))
    assert rows("calls")[0]["owner"] == "tel:+8615400000009"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(bring, rows, calls, call, encoding):
    bring(calls(call(), titles=["联川通信集团澜川分公司"]).encode(encoding))
    assert rows("calls")[0]["extra"] == '{"漫游地":"本地"}'


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_every_usual_delimiter_is_read(bring, rows, calls, call, delimiter):
    bring(calls(call()).replace(",", delimiter))
    assert rows("calls")[0]["callee"] == OTHER


def test_columns_may_stand_in_any_order_and_width(bring, rows):
    bring(
        "通话开始时间， 呼叫类型 ,对方号码,本方号码\n2026-03-05 14:23:11,主叫,15400000002,15400000001\n".replace(
            "，", ","
        )
    )
    assert rows("calls")[0]["callee"] == OTHER


def test_prefixes_blanks_and_protected_numbers_are_the_same_number(bring, rows, calls, call):
    others = [
        "+8615400000002",
        "0086 15400000002",
        "154 0000 0002",
        '="15400000002"',
        "\t15400000002",
        "１５４０００００００２",
    ]
    bring(calls(*(call(i, other=other, at=f"2026-03-05 14:23:{i:02}") for i, other in enumerate(others))))
    assert {row["callee"] for row in rows("calls")} == {OTHER}


def test_a_masked_number_stays_as_written(bring, rows, calls, call):
    report = bring(calls(call(other="154****0002"))).report
    (row,) = rows("calls")
    assert (row["callee"], row["other_text"]) == (None, "154****0002")
    assert (report.accepted, sum(report.warnings.values())) == (1, 1)


def test_a_value_that_cannot_be_read_is_kept_in_extra(bring, rows, calls, call):
    bring(calls(call().replace("49015420323751", "坏串号")))
    (row,) = rows("calls")
    assert (row["imei"], row["extra"]) == (None, '{"漫游地":"本地","本机IMEI":"坏串号"}')


def test_a_workbook_with_lost_zeros_and_numbers_as_numbers_is_read(bring, rows, workbook):
    lines = [["星海移动通信话单 号码15400000001"], [], XH]
    lines.append(
        [
            15400000001.0,
            "语音",
            "主叫",
            "15400000002",
            20260305,
            "93011",
            "00:01:30",
            "4301-21",
            "490154203237518",
            "",
            "",
        ]
    )
    lines.append(["15400000001", "短信", "被叫", "95588", "20260305", 142311, "0", "", "", "", ""])
    report = bring(workbook({"一": lines, "二": [*lines[:3], lines[3]]})).report
    first, second, third = rows("calls")
    assert (first["sheet"], first["row"], first["seconds"]) == ("一", 4, 90)
    assert first["started_at"] == dt.datetime(2026, 3, 5, 1, 30, 11, tzinfo=dt.UTC)
    assert (second["caller"], second["act"]) == ("tel:cn:95588", "text")
    assert (third["sheet"], third["content"]) == ("二", first["content"])
    assert (report.rows_read, report.duplicate, report.other_lines) == (3, 1, 6)


def test_quoted_cells_with_line_breaks_keep_the_record_numbers(bring, rows, calls, call):
    bring(calls(call(1).replace("本地", '"甲\n乙"'), call(2, at="2026-03-05 14:23:12")))
    assert [(row["row"], row["extra"]) for row in rows("calls")] == [
        (2, '{"漫游地":"甲\\n乙"}'),
        (3, '{"漫游地":"本地"}'),
    ]


def test_the_quick_way_and_the_thorough_way_read_alike(bring, rows, calls, call):
    others = ["15400000002", "+86 15400000002", "10086", "154****0002", "", "6123", "0531-81234567"]
    lines = [
        call(
            i,
            other=others[i % 7],
            act=["主叫", "被叫"][i % 2],
            at=f"2026-03-{1 + i % 28:02} {i % 24:02}:{i % 60:02}:{i % 59:02}",
        )
        for i in range(6_000)
    ]
    lines[77] = lines[77].replace("2026", "20Z6")
    bring(calls(*lines), case="A1")
    together = rows("calls", case="A1")
    columns = [name for name in together[0] if name not in ("file", "row", "batch")]
    for start in range(0, 6_000, 1_500):
        bring(calls(*lines[start : start + 1_500]), case="A2", document=f"D{start}")
    apart = [row for row in rows("calls", case="A2")]
    told = sorted(([row[c] for c in columns] for row in together), key=str)
    assert told == sorted(([row[c] for c in columns] for row in apart), key=str)
    assert len(told) == 5_999
