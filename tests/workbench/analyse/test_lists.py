"""The two lists as workbooks: who made them and what they are worth, money in yuan, wall time, text that cannot compute."""

from __future__ import annotations

from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest

from workbench.analyse.lists import write_lists
from workbench.analyse.result import Origin, Result
from workbench.wording import say, speak

AT = pd.Timestamp("2026-03-01T16:30:00Z")
ORIGIN = Origin(
    "王警官", "查询被骗资金", ("case:A001", "case:A002"), {"f": "流水.csv"}, datetime(2026, 3, 9, 4, tzinfo=UTC)
)


@pytest.fixture(autouse=True)
def _chinese():
    speak("zh")
    yield
    speak("zh")


def request(**changes):
    line = {
        "owner": "acct:card:6299110008100995754", "bank": "甲银行", "holder": "张三", "why": "none", "period_from": AT,
        "period_to": AT, "at_stake": 123_456, "least": 0, "most": 200_000, "first_at": AT, "last_at": AT,
        "events": ("f::1", "f:表一:2"),
    }  # fmt: skip
    return line | changes


def number(**changes):
    line = {
        "number": "tel:+8615400000001", "number_name": "李四", "carrier": "联川", "why": "holder",
        "accounts": ("acct:JL:7",), "at_stake": 5_000, "contacts": 3, "calls": 9, "period_from": AT, "period_to": AT,
        "events": ("f::3",),
    }  # fmt: skip
    return line | changes


def stop(**changes):
    line = {
        "account": "acct:JL:1", "bank": "甲银行", "holder": "小卖部", "covered": False, "held": 100, "held_least": 0,
        "held_most": 200, "arrived": 300, "bound_least": 0, "bound_most": 400, "last_at": AT, "hours": 3.5,
        "urgency": 1.0, "innocent": True, "signs": ("many_payers", "regular_hours"), "events": ("f::1",),
    }  # fmt: skip
    return line | changes


def traced(requests=(), numbers=(), stops=(), *, rule="lifo"):
    frames = {
        "requests": pd.DataFrame(list(requests), columns=list(request())),
        "numbers": pd.DataFrame(list(numbers), columns=list(number())),
        "stops": pd.DataFrame(list(stops), columns=list(stop())),
    }
    return Result("trace", "2", {"rule": rule}, frames, (), (), "反诈专班", 7, "k", "d", 1.0, lambda *_: None, ORIGIN)


@pytest.fixture
def book(tmp_path):
    """Return what writes lists of a result and opens them."""

    def written(result, *names):
        return openpyxl.load_workbook(write_lists(tmp_path / "list.xlsx", result, *names))

    return written


def words(sheet):
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def values(sheet):
    """Return the lines of the table of a sheet, by its headers."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(place for place, row in enumerate(rows) if row[0] == say("money_list.line"))
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if isinstance(row[0], int | float)]


def test_a_request_says_account_bank_period_and_sum_as_people_read_them(book):
    (line,) = values(book(traced([request()]), "requests")["下一批调单清单"])
    assert line["序号"] == 1
    assert line["账号"] == "6299110008100995754"
    assert line["涉及金额(元)"] == 1234.56
    assert line["调取起"].isoformat() == "2026-03-02T00:30:00"
    assert line["原因"] == "未调取流水"
    assert line["依据(来源行)"] == "流水.csv 第1行\n流水.csv 表一 第2行"


def test_every_sheet_says_who_made_it_when_for_which_cases_and_that_it_is_inference(book):
    made = book(traced([request()], [number()], [stop()], rule="fifo"), "requests", "stops")
    assert made.sheetnames == ["下一批调单清单", "话单调取清单", "汇总", "止付建议"]
    for sheet in made.worksheets:
        said = words(sheet)
        assert all(word in said for word in ("反诈专班", "A001、A002", "查询被骗资金", "王警官", "2026-03-09 12:00"))
        assert "审核（签名）" in said
    for name in ("下一批调单清单", "话单调取清单", "止付建议"):
        assert "是推断，不是事实" in words(made[name])
        assert "先进先出" in words(made[name])


def test_a_sheet_prints_on_a4_across_with_its_header_on_every_page(book):
    (sheet, *_) = book(traced([request()]), "requests").worksheets
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # as long as it must be, one page wide
    assert sheet.print_title_rows
    assert sheet.freeze_panes
    assert sheet.auto_filter.ref


def test_a_name_that_looks_like_a_formula_stays_text(book):
    sheet = book(traced([request(holder="=HYPERLINK(1)", bank="@x")]), "requests")["下一批调单清单"]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["=HYPERLINK(1)"] == "s"
    assert cells["@x"] == "s"


def test_a_bank_or_carrier_that_nobody_knows_is_to_be_found_out_first(book):
    made = book(traced([request(holder=None, bank=float("nan"))], [number(carrier=None)]), "requests")
    (line,) = values(made["下一批调单清单"])
    assert (line["户名"], line["开户机构"]) == (None, "不明，先查归属")
    assert values(made["话单调取清单"])[0]["运营商"] == "不明，先查归属"


def test_many_source_rows_are_counted_not_all_printed(book):
    sheet = book(traced([request(events=tuple(f"f::{i}" for i in range(50)))]), "requests")["下一批调单清单"]
    text = values(sheet)[0]["依据(来源行)"]
    assert text.endswith("等共50笔")
    assert text.count("第") == 20


def test_numbers_stand_on_a_sheet_of_their_own_by_carrier_and_period(book):
    (line,) = values(book(traced(numbers=[number()]), "requests")["话单调取清单"])
    assert (line["运营商"], line["电话号码"], line["户名"]) == ("联川", "+8615400000001", "李四")
    assert (line["原因"], line["涉及账户"], line["涉及金额(元)"]) == ("持有人的号码", "7", 50)
    assert line["调取起"].isoformat() == "2026-03-02T00:30:00"


def test_a_summary_has_one_line_for_each_letter_to_write(book):
    later = AT + pd.Timedelta(days=3)
    lines = [request(), request(owner="acct:card:2", period_to=later), request(owner="acct:JL:3", bank="乙银行")]
    made = values(book(traced(lines, [number()]), "requests")["汇总"])
    assert [(line["调取内容"], line["机构"], line["个数"]) for line in made] == [
        ("账户流水", "甲银行", 2),
        ("账户流水", "乙银行", 1),
        ("话单", "联川", 1),
    ]
    assert made[0]["涉及金额(元)"] == 2469.12
    assert made[0]["调取止"].isoformat() == "2026-03-05T00:30:00"


def test_a_stop_warns_of_an_honest_trader_with_reasons_and_is_shaded(book):
    sheet = book(traced(stops=[stop(), stop(innocent=False, signs=(), hours=80.0)]), "stops")["止付建议"]
    first, second = values(sheet)
    assert first["提示"] == "疑似正常经营，先核实"
    assert first["理由"] == "付款人多；收款时间规律"
    assert first["有无流水"] == "无"
    assert (first["估计留存(元)"], first["硬上界(元)"], first["到账后小时（至资料末笔）"]) == (1, 4, 3.5)
    assert (first["紧急程度"], second["紧急程度"]) == ("特急", "一般")
    assert second["提示"] is None
    cells = {cell.value: cell.fill.fgColor.rgb for row in sheet.iter_rows() for cell in row if cell.column == 1}
    assert cells[1] != cells[2]


def test_a_stated_arrival_is_named_as_one_without_a_row(book):
    assert values(book(traced([request(events=("stated",))]), "requests")["下一批调单清单"])[0]["依据(来源行)"] == (
        "填写的到账，无来源行"
    )


def test_an_empty_list_is_still_a_workbook_with_its_heading(book):
    made = book(traced(), "requests", "stops")
    assert [values(sheet) for sheet in made.worksheets] == [[], [], [], []]


def test_the_list_speaks_the_language_of_the_session(book):
    speak("en")
    made = book(traced([request()], [number()], [stop()]), "requests", "stops")
    assert made.sheetnames[-1] == say("money_list.stops", lang="en")
    ours = [w for sheet in made.worksheets for w in words(sheet).split("\n") if "序号" in w or "推断" in w]
    assert not ours
