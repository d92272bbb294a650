import csv

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from workbench.city.files.book import Sheet, columns, write_csv, write_xlsx

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=12)
CELL = st.one_of(TEXT, st.integers(-(10**9), 10**9), st.none())


def test_a_workbook_reads_the_same_in_two_readers(tmp_path):
    sheet = Sheet("明细 & 1")
    assert sheet.title("户名:<张三>") == 1
    assert sheet.add("账号", "金额") == 2
    assert sheet.add("6299 01", 12.5, None, "尾 ") == 3
    write_xlsx(tmp_path / "a.xlsx", [sheet, Sheet("空")])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["明细 & 1", "空"]
    page = book["明细 & 1"]
    assert [str(merged) for merged in page.merged_cells.ranges] == ["A1:D1"]
    assert [cell.value for cell in page[3]] == ["6299 01", 12.5, None, "尾 "]
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("明细 & 1").to_python()
    assert rows == [["户名:<张三>", "", "", ""], ["账号", "金额", "", ""], ["6299 01", 12.5, "", "尾 "]]


@given(lines=st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=8))
def test_every_cell_comes_back_as_it_was(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("book") / "b.xlsx"
    sheet = Sheet("a")
    for line in lines:
        sheet.add(*line)
    write_xlsx(path, [sheet])
    page = openpyxl.load_workbook(path)["a"]
    for number, line in enumerate(lines, start=1):
        for place, cell in enumerate(line, start=1):
            assert page.cell(number, place).value == (None if cell == "" else cell)


def test_the_same_lines_give_the_same_bytes(tmp_path):
    sheet = Sheet("a", [["x", 1], ["y", 2.5]])
    write_xlsx(tmp_path / "1.xlsx", [sheet])
    write_xlsx(tmp_path / "2.xlsx", [sheet])
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b"\xe8"), ("utf-8-sig", b"\xef\xbb\xbf"), ("gb18030", b"\xd5")]
)
def test_csv_files_have_the_encoding_and_mark_asked_for(tmp_path, encoding, mark):
    write_csv(tmp_path / "a.csv", [["账号", "1,234.00"]], encoding=encoding)
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(mark)
    assert raw.endswith(b'"1,234.00"\r\n')
    assert list(csv.reader(raw.decode(encoding).splitlines())) == [["账号", "1,234.00"]]


def test_columns_are_given_as_one_line():
    assert columns("a,b(元)") == ["a", "b(元)"]
