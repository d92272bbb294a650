"""Money, durations, handsets, SIMs, cells, plates, names, places and mentions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identifiers import cell, duration, imei, imsi, luhn, mentions, money, name, online, place, plate, record


@given(st.integers(-(10**12), 10**12))
def test_an_amount_survives_every_way_of_writing_it(cents: int) -> None:
    sign, whole, part = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    spellings = (f"{sign}{whole}.{part:02d}", f"{sign}{whole:,}.{part:02d}", f"{sign}¥{whole:,}.{part:02d}元")
    assert {money.clean(text) for text in spellings} == {cents}


@pytest.mark.parametrize("text", ["", "1,23", "12.345", "1.2.3", "--5", "5O.00", "(5", "元"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert money.clean(text) is None


@given(st.integers(0, 359_999))
def test_a_duration_is_the_same_in_seconds_on_the_clock_and_in_words(seconds: int) -> None:
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    spellings = (str(seconds), f"{hours:02}:{minutes:02}:{rest:02}", f"{hours}小时{minutes}分{rest}秒", f"{seconds}秒")
    assert {duration.clean(text) for text in spellings} == {seconds}


@given(st.from_regex(r"[1-9][0-9]{13}", fullmatch=True))
def test_a_handset_is_its_first_fourteen_digits(body: str) -> None:
    whole = body + luhn.check_digit(body)
    assert imei.clean(body) == imei.clean(whole) == imei.clean(f"{body}0") == imei.clean(f"{body}78") == f"imei:{whole}"


def test_a_handset_with_a_wrong_check_is_none() -> None:
    assert imei.clean("490154203237511") is None
    assert imei.clean("000000000000000") is None


def test_a_sim_has_fifteen_digits() -> None:
    assert imsi.clean("460 99 1234567890") == "imsi:460991234567890"
    assert imsi.clean("46099123456789") is None


def test_a_cell_needs_both_numbers() -> None:
    assert cell.clean("04301-0021", "LC") == "cell:LC-4301-21"
    assert cell.clean("4301-", "LC") is None
    assert cell.clean("0-21", "LC") is None


@pytest.mark.parametrize("text", ["鲁A12345", "鲁a·12345", "粤AD12345", "粤Z1234港", "宁XX4845", "京A1234警"])
def test_a_plate_keeps_its_letters(text: str) -> None:
    assert plate.clean(text) == f"plate:{text.replace('·', '').upper()}"


def test_a_foreign_plate_needs_its_own_rule() -> None:
    assert plate.clean("RY52 APF") is None
    assert plate.foreign("RY52 apf") == "plate:RY52APF"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张 三", "张三"),
        ("阿不都•热合曼", "阿不都·热合曼"),
        ("Anne  Freeman", "Anne Freeman"),
        ("不详", None),
        ("", None),
    ],
)
def test_a_name_is_spelt_one_way(text: str, expected: str | None) -> None:
    assert name.clean(text) == expected


@given(st.text(max_size=12))
def test_cleaning_a_name_twice_changes_nothing(text: str) -> None:
    once = name.clean(text)
    assert once is None or name.clean(once) == once


def test_companies_are_told_from_people() -> None:
    assert [name.is_organization(n) for n in ("澜川市顺达商贸有限公司", "诚信网吧经营部", "张厂", "欧阳小明")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_place_is_its_address_postcode_and_point() -> None:
    here = place.key("Piccadilly", "M1 1LU", lat=53.48125, lon=-2.236341)
    assert here == place.key(" piccadilly ", "m11lu", lat=53.48125, lon=-2.2363410001)
    assert here != place.key("Piccadilly", "M1 1LU")
    assert place.key() is None


def test_a_record_key_names_one_slot_of_one_row() -> None:
    keys = {record.record_key("f" * 64, s, r, slot=t) for s in ("", "a") for r in (1, 2) for t in ("person", "holder")}
    assert len(keys) == 8
    assert all(key.startswith("rec:") and len(key) == 24 for key in keys)


@given(st.from_regex(r"[0-9a-f]{64}", fullmatch=True), st.text(max_size=8), st.integers(1, 10**6))
def test_a_row_id_can_be_read_back(file: str, sheet: str, row: int) -> None:
    sheet = sheet.strip()
    assert record.parse_row_id(record.row_id(file, sheet, row)) == (file, sheet, row)


def test_a_broken_row_id_is_none() -> None:
    assert record.parse_row_id("abc::1") is None
    assert record.parse_row_id(f"{'0' * 64}::x") is None


def test_an_online_identity_belongs_to_its_platform() -> None:
    assert online.clean("A@B.com", "email") == "net:email:a@b.com"
    assert online.clean("no address", "email") is None
    assert online.clean("wx_1", "wechat") != online.clean("wx_1", "qq")


def test_stars_mask_a_handle_and_its_own_letters_do_not() -> None:
    assert online.clean("maxxine@b.com", "email") == "net:email:maxxine@b.com"
    assert online.clean("wxid_xx1", "wechat") == "net:wechat:wxid_xx1"
    assert online.clean("wx****1", "wechat") is None
    assert online.clean("ma**＊@b.com", "email") is None


def test_a_narrative_gives_its_numbers_once_each() -> None:
    text = "接15400010002来电，转入6299110000500845507，后15400010002、138****0002联系，驾驶鲁A12345逃离，案号20260305000123456789012。"
    assert mentions.found(text) == ["tel:+8615400010002", "acct:card:6299110000500845507", "plate:鲁A12345"]
    assert mentions.found("无号码") is None
