import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from workbench.city.files.book import columns

JL = columns(
    "交易日期,交易时间,借贷标志,交易金额,账户余额,对方账号,对方户名,对方开户行,交易流水号,摘要,交易渠道,网点终端号,IP地址,MAC地址"
)
BY = columns("账号,户名,交易时间,交易金额,余额,对手账号,对手名称,对手行,流水号,附言,渠道,终端,IP,MAC")
HFT = columns(
    "交易单号,商户订单号,交易时间,收支,金额(元),支付账号,用户姓名,对方账号,对方名称,交易类型,银行卡号,银行流水号,余额"
)
CLOCKS = {"江岚": (0, 3), "北屿": (-38 - 60, -35), "惠付通": (22, 25)}  # minute precision only cuts


def _sender(file):
    return file.split("/")[1].split("_")[0]


def _files(city, sender):
    return [row["file"] for row in city.imports() if row["file"].startswith(f"statements/{sender}")]


def _cents(cell):
    return int(Decimal(str(cell).replace(",", "")).quantize(Decimal("0.01")) * 100)


def _entry(city, event):
    """Return (account, moment, signed cents, balance, other, serial) as the row says."""
    lines = city.sheets(event["file"])[event["sheet"]]
    line = [str(cell) for cell in lines[int(event["row"]) - 1]]
    sender = _sender(event["file"])
    if sender == "江岚":
        account = re.search(r"账号:(\d+)", lines[1][0])[1]
        day = line[0].replace("-", "").removesuffix(".0")
        sign = -1 if line[2] == "借" else 1
        moment = datetime.strptime(f"{day} {line[1]}", "%Y%m%d %H:%M:%S")
        return account, moment, sign * _cents(line[3]), _cents(line[4]), line[5], line[8]
    if sender == "北屿":
        return line[0], datetime.strptime(line[2], "%Y/%m/%d %H:%M"), _cents(line[3]), _cents(line[4]), line[5], line[8]
    out = line[3] == "支出" or line[9] == "提现"
    moment = datetime.fromisoformat(line[2])
    return (
        line[5],
        moment,
        -_cents(line[4]) if out else _cents(line[4]),
        _cents(line[12]),
        line[10] or line[7],
        line[11],
    )


@pytest.fixture(scope="module")
def entries(city):
    """Return [(event of the truth, what its row says)] of every readable row."""
    good = [event for event in city.truth("transfer_events") if "broken" not in event["flaw"]]
    return [(event, _entry(city, event)) for event in good]


def test_bank_jl_sends_workbooks_with_merged_titles_and_totals(city):
    for file in _files(city, "江岚"):
        for lines in city.sheets(file).values():
            assert re.fullmatch(r"户名:\S+  账号:\d+  证件号码:\S*", lines[1][0])
            assert re.fullmatch(r"币种:人民币  起止日期:\S+至\S+", lines[2][0])
            assert lines[3] == JL
            assert lines[-1][0] == f"合计 {len(lines) - 5} 笔"


def test_bank_by_sends_utf8_with_a_mark_and_no_title(city):
    for file in _files(city, "北屿"):
        assert (city.path / file).read_bytes().startswith(b"\xef\xbb\xbf")
        assert city.sheets(file)[""][0] == BY


def test_the_payment_company_sends_gb18030_with_two_titles(city):
    for file in _files(city, "惠付通"):
        lines = city.sheets(file)[""]
        assert lines[2] == HFT
        with pytest.raises(UnicodeDecodeError):
            (city.path / file).read_bytes().decode("utf-8")


def test_every_row_is_in_the_truth_exactly_once(city):
    known = Counter((row["file"], row["sheet"], int(row["row"])) for row in city.truth("transfer_events"))
    assert max(known.values()) == 1
    rows = set()
    for sender, first, below in (("江岚", 5, 1), ("北屿", 2, 0), ("惠付通", 4, 0)):
        for file in _files(city, sender):
            for name, lines in city.sheets(file).items():
                rows |= {(file, name, number) for number in range(first, len(lines) + 1 - below)}
    assert rows == set(known)


def test_every_row_says_what_truly_happened_give_or_take_the_banks_clock(city, entries):
    true = {row["event"]: row for row in city.truth("transfers")}
    for event, (account, moment, cents, _, other, _) in entries:
        row = true[event["event"]]
        assert abs(cents) == int(row["amount"])
        assert account == row["source" if cents < 0 else "target"]
        opposite = row["target" if cents < 0 else "source"]
        assert other in (opposite, "") or "*" in other
        least, most = CLOCKS[_sender(event["file"])]
        late = (moment - datetime.fromisoformat(row["occurred_at"])).total_seconds()
        assert least <= late <= most


def test_balances_add_up_from_row_to_row_where_no_week_is_missing(city, entries):
    runs, weeks = defaultdict(list), 0
    for event, (account, moment, cents, balance, _, _) in entries:
        if not event["flaw"].startswith("page"):
            runs[event["file"], account].append((int(event["row"]), moment, cents, balance))
    unread = {(row["file"], int(row["row"])) for row in city.truth("transfer_events") if "broken" in row["flaw"]}
    for (file, _), run in runs.items():
        for (before, earlier, _, old), (number, later, cents, new) in pairwise(run):
            assert later >= earlier
            between = any((file, row) in unread for row in range(before + 1, number))
            if old + cents != new and not between:
                assert later - earlier > timedelta(days=6), (file, number)
                weeks += 1
    assert weeks >= 1


def test_balances_are_never_negative(entries):
    assert min(balance for _, (_, _, _, balance, _, _) in entries) >= 0


def test_the_two_banks_show_debits_in_their_own_way(city):
    flags = Counter(line[2] for f in _files(city, "江岚") for lines in city.sheets(f).values() for line in lines[4:-1])
    assert set(flags) == {"借", "贷"}
    signs = Counter(line[3][0] == "-" for f in _files(city, "北屿") for line in city.sheets(f)[""][1:])
    assert min(signs.values()) > 0.15 * sum(signs.values())


def test_amounts_come_as_text_with_commas_and_as_numbers(city):
    kinds = Counter()
    for file in _files(city, "江岚"):
        for lines in city.sheets(file).values():
            for line in lines[4:-1]:
                kinds["number" if isinstance(line[3], float) else "commas" if "," in line[3] else "text"] += 1
    assert set(kinds) == {"number", "commas", "text"}
    assert min(kinds.values()) > 100


def test_serial_numbers_join_both_sides_of_most_transfers_but_not_of_all(city, entries):
    serials = defaultdict(dict)
    for event, (account, _, _, _, _, serial) in entries:
        if not event["file"].startswith("statements/惠付通"):
            serials[event["event"]][account] = serial
    both = [set(found.values()) for found in serials.values() if len(found) == 2]
    assert len(both) > 300
    assert 0.5 < sum(len(found) == 1 and "" not in found for found in both) / len(both) < 0.95


def test_the_banks_serial_bridges_from_card_to_wallet(city, entries):
    banks, wallets = defaultdict(set), defaultdict(set)
    for event, (_, _, _, _, _, serial) in entries:
        (wallets if "惠付通" in event["file"] else banks)[event["event"]].add(serial)
    kinds = {row["event"]: row["kind"] for row in city.truth("transfers")}
    bridged = [e for e in banks.keys() & wallets.keys() if kinds[e] in ("top-up", "withdraw")]
    assert len(bridged) > 50
    assert all(banks[event] == wallets[event] for event in bridged)


def test_missing_masked_and_unreadable_rows_are_few_and_named(city):
    flaws = Counter(row["flaw"].removeprefix("page").strip() for row in city.truth("transfer_events"))
    total = sum(flaws.values())
    assert set(flaws) == {"", "masked", "missing", "broken"}
    assert 0.0005 < flaws["broken"] / total < 0.005
    assert 0.003 < flaws["masked"] / total < 0.02
    assert 0.05 < flaws["missing"] / total < 0.5
    for event in city.truth("transfer_events"):
        if "broken" in event["flaw"]:
            with pytest.raises((ValueError, ArithmeticError)):
                _entry(city, event)


def test_the_same_hand_uses_the_same_device(city):
    controller = {row["account"]: row["controller"] for row in city.truth("accounts")}
    hands = defaultdict(set)
    for file in _files(city, "北屿"):
        for line in city.sheets(file)[""][1:]:
            if line[13] and controller[line[0]] != "-1":
                hands[line[13]].add(controller[line[0]])
    assert all(len(found) == 1 for found in hands.values())
    devices = defaultdict(set)
    for file in _files(city, "北屿"):
        for line in city.sheets(file)[""][1:]:
            devices[line[13]].add(line[0])
    assert max(len(accounts) for mac, accounts in devices.items() if mac) >= 3
