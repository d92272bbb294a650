"""Statements become transfers with their sides, terminals and balances."""

import datetime as dt

import pytest

OWN, CARD = "acct:card:6299220000000001", "acct:card:6299110000500845507"
HFT = "交易单号,商户订单号,交易时间,收支,金额(元),支付账号,用户姓名,对方账号,对方名称,交易类型,银行卡号,银行流水号,余额"
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


def test_a_negative_amount_is_money_out(bring, rows, statement):
    number = CARD.removeprefix("acct:card:")
    bring(statement(("2026/3/5 14:23", "-1,234.56", "100.00", number), ("2026/3/5 14:24", "5", "105.00", number)))
    out, into = rows("transfers")
    assert (out["source"], out["target"], out["amount"]) == (OWN, CARD, 123456)
    assert (into["source"], into["target"], into["amount"]) == (CARD, OWN, 500)
    assert (out["precision"], out["currency"], out["balance"]) == ("minute", "CNY", 10000)
    assert out["occurred_at"] == dt.datetime(2026, 3, 5, 6, 23, tzinfo=dt.UTC)
    assert (out["other_name"], out["other_institution"], out["channel"], out["memo"]) == (
        "李四",
        "江岚银行",
        "手机银行",
        "转账",
    )


def test_a_workbook_states_its_owner_above_the_header(bring, rows, workbook):
    lines = [["江岚银行个人账户交易明细"], ["户名:张三  账号:6299110000500845507  证件号码:"], JL]
    lines.append(
        [
            "2026-03-05",
            "14:23:11",
            "借",
            "1,000.00",
            "0.00",
            "12345678",
            "李四",
            "北屿银行澜川支行",
            "S1",
            "转账",
            "",
            "",
            "",
            "",
        ]
    )
    lines.append(["2026-03-05", "14:25:11", "贷", "20.5", "20.50", "", "", "", "S2", "ATM存现", "", "T1", "", ""])
    lines.append(["2026-03-05", "14:26:11", "借", "0.50", "20.00", "", "", "", "S3", "手续费", "", "", "", ""])
    lines.append(["2026-03-05", "14:27:11", "借", "1", "19.00", "6299****0001", "王五", "", "S4", "", "", "", "", ""])
    lines.append(["2026-03-05", "14:28:11", "贷", "1", "20.00", "", "某商户", "", "S5", "退款", "", "", "", ""])
    lines.append(["合计 5 笔", "", "", "借 1,001.50 贷 21.50"])
    report = bring(workbook({"明细": lines})).report
    found = rows("transfers")
    assert (found[0]["source"], found[0]["target"]) == (CARD, "acct:BY:12345678")
    assert [row["terminal"] for row in found] == [None, "cash", "fee", "masked", "unknown"]
    assert [row["row"] for row in found] == [4, 5, 6, 7, 8]
    assert found[3]["other_text"].strip() == "6299****0001"
    assert (report.rows_read, report.other_lines, report.balance_breaks) == (5, 4, 0)


@pytest.mark.parametrize(
    ("flow", "kind", "source", "target"),
    [
        ("支出", "转账", "acct:HFT:800000000001", "acct:HFT:800000000002"),
        ("收入", "红包", "acct:HFT:800000000002", "acct:HFT:800000000001"),
        ("其他", "充值", CARD, "acct:HFT:800000000001"),
        ("其他", "提现", "acct:HFT:800000000001", CARD),
    ],
)
def test_a_wallet_deals_with_wallets_and_with_its_bank_card(bring, rows, flow, kind, source, target):
    card = "6299110000500845507" if flow == "其他" else ""
    line = f"P1,,2026-03-05 14:23:11,{flow},12.00,800000000001,张三,800000000002,李四,{kind},{card},B9,3.00"
    bring(f"惠付通支付科技有限公司 交易流水证明\n用户:张三\n{HFT}\n{line}\n".encode("gb18030"))
    (row,) = rows("transfers")
    assert (row["source"], row["target"], row["serial"], row["order_no"]) == (source, target, "B9", "P1")


def test_a_broken_balance_is_counted_in_either_order_of_time(bring, statement):
    lines = [
        ("2026/3/5 14:23", "-10", "90", "x"),
        ("2026/3/5 14:24", "-10", "80", "x"),
        ("2026/3/5 14:25", "5", "84", "x"),
    ]
    assert bring(statement(*lines)).report.balance_breaks == 1
    assert bring(statement(*reversed(lines)), document="D2").report.balance_breaks == 1


def test_the_order_of_a_statement_is_kept_newest_first_or_last(bring, rows, statement):
    lines = [
        ("2026/3/5 14:23", "-10", "90", "x"),
        ("2026/3/6 14:24", "-10", "80", "x"),
        ("2026/3/7 14:25", "5", "85", "x"),
    ]
    bring(statement(*lines))
    bring(statement(*reversed(lines)), case="A2")
    by_time = [sorted(rows("transfers", case=c), key=lambda row: row["seq"]) for c in ("A1", "A2")]
    assert [[row["balance"] for row in told] for told in by_time] == [[9000, 8000, 8500]] * 2


def test_two_institutions_with_one_number_are_two_accounts(bring, rows, statement):
    text = statement(("2026/3/5 14:23", "-10", "90", "12345678"))
    bring(text)
    bring(text.replace("江岚银行", "云渡银行"), document="D2")
    assert {row["target"] for row in rows("transfers")} == {"acct:JL:12345678", "acct:YD:12345678"}


def test_an_unknown_institution_keeps_its_name_in_the_key(bring, rows, statement):
    bring(statement(("2026/3/5 14:23", "-10", "90", "12345678")).replace("江岚银行", "远方 银行"))
    assert rows("transfers")[0]["target"] == "acct:远方银行:12345678"


def test_sheets_of_one_workbook_have_owners_and_rejections_of_their_own(bring, rows, workbook):
    def sheet(own, amount):
        line = [
            "2026-03-05",
            "14:23:11",
            "借",
            amount,
            "9.00",
            "12345678",
            "李四",
            "北屿银行",
            "S1",
            "转账",
            "",
            "",
            "",
            "",
        ]
        return [[f"户名:张三  账号:{own}"], JL, line, [*line[:3], "5O.00", *line[4:]], ["合计 2 笔"]]

    report = bring(
        workbook({"甲": sheet("6299110000500845507", "1.00"), "乙": sheet("6299220000000001", "2.00")})
    ).report
    assert {(row["sheet"], row["owner"], row["amount"]) for row in rows("transfers")} == {
        ("甲", CARD, 100),
        ("乙", OWN, 200),
    }
    assert {(row["sheet"], row["row"]) for row in rows("rejections")} == {("甲", 4), ("乙", 4)}
    assert (report.rows_read, report.rejected, report.other_lines) == (4, 2, 6)
