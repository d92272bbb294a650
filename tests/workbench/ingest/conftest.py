"""Files as units send them, in a few lines, and a ledger to import them into."""

import pytest
import xlsxwriter

from graph.ledger import Ledger
from workbench.ingest import import_file

LC = "序号,本方号码,对方号码,呼叫类型,通话开始时间,通话时长(秒),基站LAC,基站CI,本机IMEI,本机IMSI,漫游地,转移号码"
BY = "账号,户名,交易时间,交易金额,余额,对手账号,对手名称,对手行,流水号,附言,渠道,终端,IP,MAC"


@pytest.fixture
def ledger(tmp_path):
    return Ledger.open(tmp_path / "home")


@pytest.fixture
def bring(ledger, tmp_path):
    """Import a path, or text or bytes written under a name, into a case."""

    def bring(content, *, name="a.csv", case="A1", document="D1", mapping=None, progress=None):
        path = tmp_path / name if isinstance(content, str | bytes) else content
        if path is not content:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        terms = {"case": case, "document_no": document, "officers": "甲,乙", "actor": "tester"}
        return import_file(ledger, path, **terms, mapping=mapping, progress=progress)

    return bring


@pytest.fixture
def rows(ledger):
    """Return the live rows of a table of a case, in order of sheet and row."""

    def rows(table, *, case="A1", where="true"):
        with ledger.scope([f"case:{case}"]) as scope:
            return scope.sql(f"SELECT * FROM {table} WHERE {where} ORDER BY sheet, row").to_arrow_table().to_pylist()

    return rows


@pytest.fixture
def call():
    """Write one line of 联川's call records."""

    def call(number=1, *, own="15400000001", other="15400000002", act="主叫", at="2026-03-05 14:23:11", seconds="60"):
        return f"{number},{own},{other},{act},{at},{seconds},4301,21,49015420323751,460991234567890,本地,"

    return call


@pytest.fixture
def calls():
    """Write a file of 联川's call records."""

    def calls(*lines, titles=(), end=()):
        return "\r\n".join([*titles, LC, *lines, *end]) + "\r\n"

    return calls


@pytest.fixture
def statement():
    """Write a file of 北屿银行 from (time, amount, balance, other) lines."""

    def statement(*lines, own="6299220000000001", serial=""):
        told = [
            f'{own},张三,{at},"{amount}",{balance},{other},李四,江岚银行,{serial},转账,手机银行,,,'
            for at, amount, balance, other in lines
        ]
        return "\n".join(["\ufeff" + BY, *told]) + "\n"

    return statement


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook of {sheet: rows}, numbers as numbers."""

    def workbook(sheets, name="a.xlsx"):
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path)) as book:
            for title, lines in sheets.items():
                page = book.add_worksheet(title)
                for row, cells in enumerate(lines):
                    for column, cell in enumerate(cells):
                        page.write(row, column, cell)
        return path

    return workbook
