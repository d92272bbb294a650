"""The two lists as workbooks: money in yuan, wall time, text that cannot compute."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from workbench.analyse.lists import write_requests, write_stops
from workbench.wording import say, speak

AT = pd.Timestamp("2026-03-01T16:30:00Z")


@pytest.fixture(autouse=True)
def _chinese():
    speak("zh")


def requests(**changes):
    line = {
        "owner": "acct:card:6299110008100995754", "bank": "甲银行", "holder": "张三", "why": "none", "period_from": AT,
        "period_to": AT, "at_stake": 123_456, "least": 0, "most": 200_000, "first_at": AT, "last_at": AT,
        "events": ("f:s:1", "f:s:2"),
    }  # fmt: skip
    return pd.DataFrame([line | changes])


def read(path):
    return {
        sheet.title: [[cell for cell in row] for row in sheet.iter_rows()] for sheet in openpyxl.load_workbook(path)
    }


def values(path, sheet):
    _, head, *rows = read(path)[sheet]
    return [dict(zip([cell.value for cell in head], [cell.value for cell in row], strict=True)) for row in rows]


def test_a_request_says_account_bank_period_and_sum_as_people_read_them(tmp_path):
    line = values(write_requests(tmp_path / "r.xlsx", requests()), "下一批调单清单")[0]
    assert line["账号"] == "6299110008100995754"
    assert line["涉及金额(元)"] == 1234.56
    assert line["调取起"].isoformat() == "2026-03-02T00:30:00"
    assert line["原因"] == "未调取流水"
    assert line["依据(来源行)"] == "f:s:1\nf:s:2"


def test_a_name_that_looks_like_a_formula_stays_text(tmp_path):
    path = write_requests(tmp_path / "r.xlsx", requests(holder="=HYPERLINK(1)", bank="@x"))
    cells = {cell.value: cell.data_type for row in read(path)["下一批调单清单"] for cell in row}
    assert cells["=HYPERLINK(1)"] == "s"
    assert cells["@x"] == "s"


def test_missing_words_are_empty_cells(tmp_path):
    line = values(write_requests(tmp_path / "r.xlsx", requests(holder=None, bank=float("nan"))), "下一批调单清单")[0]
    assert line["户名"] is None
    assert line["开户机构"] is None


def test_many_source_rows_are_counted_not_all_printed(tmp_path):
    path = write_requests(tmp_path / "r.xlsx", requests(events=tuple(f"f:s:{i}" for i in range(50))))
    text = values(path, "下一批调单清单")[0]["依据(来源行)"]
    assert text.endswith("等共50笔")
    assert text.count("f:s:") == 20


def test_numbers_stand_on_a_sheet_of_their_own(tmp_path):
    numbers = pd.DataFrame(
        [{"owner": "tel:+8615400000001", "carrier": "联川", "contacts": 3, "calls": 9, "period_from": AT, "period_to": AT,
          "events": ("a",)}]
    )  # fmt: skip
    line = values(write_requests(tmp_path / "r.xlsx", requests(), numbers), "号码")[0]
    assert (line["号码"], line["联系对象数"]) == ("+8615400000001", 3)


def stops(**changes):
    line = {
        "account": "acct:JL:1", "bank": "甲银行", "holder": "小卖部", "covered": False, "held": 100, "held_least": 0,
        "held_most": 200, "arrived": 300, "bound_least": 0, "bound_most": 400, "last_at": AT, "hours": 3.5,
        "urgency": 1.0, "innocent": True, "signs": ("many_payers", "regular_hours"), "events": ("a",),
    }  # fmt: skip
    return pd.DataFrame([line | changes])


def test_a_stop_warns_of_an_honest_trader_with_reasons(tmp_path):
    line = values(write_stops(tmp_path / "s.xlsx", stops()), "止付建议")[0]
    assert line["提示"] == "疑似正常经营，先核实"
    assert line["理由"] == "付款人多；收款时间规律"
    assert line["有无流水"] == "无"
    assert (line["估计留存(元)"], line["硬上界(元)"], line["距今小时"]) == (1, 4, 3.5)


def test_without_signs_there_is_no_warning(tmp_path):
    line = values(write_stops(tmp_path / "s.xlsx", stops(innocent=False, signs=())), "止付建议")[0]
    assert line["提示"] is None


def test_an_empty_list_is_still_a_workbook_with_its_heading(tmp_path):
    assert values(write_stops(tmp_path / "s.xlsx", stops().iloc[:0]), "止付建议") == []


def test_the_list_speaks_the_language_of_the_session(tmp_path):
    speak("en")
    path = write_stops(tmp_path / "s.xlsx", stops())
    assert list(read(path)) == [say("money_list.stops", lang="en")]
    speak("zh")
