"""A thousand damaged files: each is imported with counts that add up, or refused in one sentence; nothing else."""

import csv
import io
import random
import zipfile

import pytest
import xlsxwriter

from graph.ledger import Ledger
from workbench.errors import BadFile, UserError
from workbench.ingest import import_file
from workbench.ingest.plan import open_sheets
from workbench.ingest.source import identify

pytestmark = [pytest.mark.proof, pytest.mark.timeout(3600)]
LC = [
    "序号",
    "本方号码",
    "对方号码",
    "呼叫类型",
    "通话开始时间",
    "通话时长(秒)",
    "基站LAC",
    "基站CI",
    "本机IMEI",
    "本机IMSI",
    "漫游地",
    "转移号码",
]
JL = [
    "交易日期",
    "交易时间",
    "借贷标志",
    "交易金额",
    "账户余额",
    "对方账号",
    "对方户名",
    "对方开户行",
    "交易流水号",
    "摘要",
    "交易渠道",
    "网点终端号",
    "IP地址",
    "MAC地址",
]
PERSONS = [
    "登记序号",
    "姓名",
    "证件号码",
    "性别",
    "出生日期",
    "住址",
    "联系电话",
    "绰号",
    "车牌号",
    "户号",
    "与户主关系",
    "登记单位",
]
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "big5hkscs", "cp1252", "utf-7")


def table(dice):
    """Return the records of one of three templates, and whether it is a workbook."""
    made = dice.choice((calls, statement, people))(dice)
    return made


def calls(dice):
    rows = [["联川通信集团"], ["查询号码:15400000001"], LC]
    for i in range(dice.randint(1, 60)):
        other = dice.choice(["15400000002", "+8615400000003", "10086", "154****0004", "6123", ""])
        act = dice.choice(["主叫", "被叫", "短信发", "短信收", "呼转"])
        when = f"2026-03-{dice.randint(1, 28):02} {dice.randint(0, 23):02}:{dice.randint(0, 59):02}:{dice.randint(0, 59):02}"
        rows.append(
            [
                str(i),
                "15400000001",
                other,
                act,
                when,
                str(dice.randint(0, 900)),
                "4301",
                "21",
                "49015420323751",
                "460991234567890",
                "本地",
                "",
            ]
        )
    return [*rows, [f"合计,共{len(rows) - 3}条"]]


def statement(dice):
    rows = [["户名:张三 账号:6299110000500845507"], JL]
    balance = 100_000
    for i in range(dice.randint(1, 60)):
        balance += (amount := dice.randint(-5_000, 5_000))
        rows.append(
            [
                "2026-03-05",
                f"14:23:{i % 60:02}",
                "借" if amount < 0 else "贷",
                f"{abs(amount) / 100:,.2f}",
                f"{balance / 100:,.2f}",
                "12345678",
                "李四",
                "北屿银行",
                f"S{i}",
                "转账",
                "",
                "",
                "",
                "",
            ]
        )
    return [*rows, ["合计"]]


def people(dice):
    rows = [
        [
            f"R{i}",
            dice.choice(["张三", "李 四", "", "欧阳小明"]),
            "11010519491231002X",
            "男",
            "1949-12-31",
            "和平路1号",
            "15400000001",
            "三哥",
            "鲁A12345",
            f"H{i // 3}",
            dice.choice(["户主", "子女"]),
            "和平所",
        ]
        for i in range(dice.randint(1, 60))
    ]
    return [PERSONS, *rows]


def drop_column(rows, dice):
    place = dice.randrange(max(len(row) for row in rows))
    return [row[:place] + row[place + 1 :] for row in rows]


def swap_columns(rows, dice):
    a, b = dice.randrange(10), dice.randrange(10)
    return [
        [row[b] if i == a and b < len(row) else row[a] if i == b and a < len(row) else c for i, c in enumerate(row)]
        for row in rows
    ]


def cut_rows(rows, dice):
    return [row[: dice.randrange(len(row) + 1)] if dice.random() < 0.2 else row for row in rows]


def lose_rows(rows, dice):
    return [row for row in rows if dice.random() > 0.3]


def repeat_rows(rows, dice):
    return [row for row in rows for _ in range(1 + (dice.random() < 0.2))]


def spoil_cells(rows, dice):
    odd = [
        "",
        " ",
        "\x00",
        "𠮷",
        '"',
        "=1+1",
        "-",
        "NULL",
        "9" * 40,
        "1e999",
        "2026-02-30",
        "\u202e",
        "a\nb",
        "00:00",
        "-0",
        "٣",
        "，",
        "#REF!",
    ]
    return [[dice.choice(odd) if dice.random() < 0.08 else cell for cell in row] for row in rows]


def widen_rows(rows, dice):
    return [row + ["多", "余"][: dice.randint(0, 2)] if dice.random() < 0.2 else row for row in rows]


ROW_CHANGES = (drop_column, swap_columns, cut_rows, lose_rows, repeat_rows, spoil_cells, widen_rows)


def flip_bytes(data, dice):
    changed = bytearray(data)
    for _ in range(dice.randint(1, 12)):
        if changed:
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut_bytes(data, dice):
    return data[: dice.randrange(len(data) + 1)]


def mix_bytes(data, dice):
    a, b = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return data[:a] + data[b:] + dice.randbytes(dice.randrange(20))


BYTE_CHANGES = (flip_bytes, cut_bytes, mix_bytes)


def as_text(rows, dice):
    told = io.StringIO()
    csv.writer(told, delimiter=dice.choice(",,,\t;"), lineterminator=dice.choice(["\n", "\r\n", "\r"])).writerows(rows)
    return told.getvalue().encode(dice.choice(ENCODINGS), "replace")


def as_workbook(rows, dice):
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        for name in ("一", "二")[: dice.randint(1, 2)]:
            page = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    (page.write if dice.random() < 0.3 else page.write_string)(r, c, cell)
    return whole.getvalue()


def as_archive(rows, dice):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.csv", as_text(rows, dice))
    return whole.getvalue()


def mutated(dice):
    """Return the name and bytes of one damaged file."""
    rows = table(dice)
    for change in dice.sample(ROW_CHANGES, dice.randint(0, 3)):
        rows = change(rows, dice) or [[""]]
    form, suffix = dice.choices([(as_text, "csv"), (as_workbook, "xlsx"), (as_archive, "zip")], [6, 3, 1])[0]
    data = form(rows, dice)
    for change in dice.sample(BYTE_CHANGES, dice.choice([0, 0, 1, 1, 2])):
        data = change(data, dice)
    return f"m.{suffix}", data


def records_in(path):
    """Count the records of a file without the product's own counting."""
    source = identify(path)
    if source.kind != "text":
        return sum(
            sum(block.num_rows for block in sheet.blocks(skip=0, width=1)) for sheet in open_sheets(source, path.name)
        )
    with path.open("rb") as file:
        text = file.read()[source.text.mark :].decode(source.text.encoding, "replace")
    return sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=source.text.delimiter))


def test_no_damaged_file_crashes_or_loses_a_row(tmp_path, seed, full):
    ledger = Ledger.open(tmp_path / "home")
    imported = refused = 0
    for number in range(1_000 if full else 80):
        dice = random.Random(f"{seed}:{number}")
        name, data = mutated(dice)
        path = tmp_path / f"{number}-{name}"
        path.write_bytes(data)
        before = ledger.version
        told = f"seed {seed}, file {number}"
        try:
            made = import_file(ledger, path, case=f"A{number % 7}", document_no=str(number), officers="甲", actor="x")
        except (BadFile, UserError):
            made = None
        if made is None:
            refused += 1
            assert ledger.version == before, told
            continue
        imported += 1
        report = made.report
        assert report.adds_up, told
        assert sum(report.reasons.values()) == report.rejected == report.tables.get("rejections", 0), told
        if not any("未导入" in text for text in report.warnings):
            assert report.rows_read + report.other_lines == records_in(path), told
        path.unlink()
    assert imported > refused / 4, "hardly any file could be read: the damage is too great to prove anything"
    assert refused > 0
    assert list(ledger.verify()) == []
