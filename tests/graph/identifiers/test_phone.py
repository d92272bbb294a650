"""One subscriber, one key; short and foreign numbers keep their kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identifiers import phone

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(MOBILES, st.sampled_from(["", "+86", "0086", "86", "+86 ", "0", "17951", "12593"]))
def test_a_mobile_has_one_key_however_it_is_prefixed(number: str, prefix: str) -> None:
    assert phone.clean(prefix + number) == f"tel:+86{number}"


@given(MOBILES)
def test_blanks_dashes_and_width_do_not_matter(number: str) -> None:
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
    spaced = f"{number[:3]} {number[3:7]}-{number[7:]}"
    assert phone.clean(wide) == phone.clean(spaced) == phone.clean(f"\u202d{number}\u202c") == f"tel:+86{number}"


@given(st.text(max_size=30))
def test_any_text_gives_a_key_or_none(text: str) -> None:
    key = phone.clean(text)
    assert key is None or (key.startswith("tel:") and " " not in key)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("010-12345678", "tel:+861012345678"),
        ("0531 8123 4567", "tel:+8653181234567"),
        ("+86 21 62345678", "tel:+862162345678"),
        ("110", "tel:cn:110"),
        ("12345", "tel:cn:12345"),
        ("95588", "tel:cn:95588"),
        ("1069012345678", "tel:cn:1069012345678"),
        ("4008001234", "tel:cn:4008001234"),
        ("+85290990123", "tel:+85290990123"),
        ("0085290990123", "tel:+85290990123"),
        ("+44 20 7946 0958", "tel:+442079460958"),
        ("99999999999999", "tel:?:99999999999999"),
        ("154****0002", None),
        ("154XXXX0002", None),
        ("1.54E+10", None),
        ("无", None),
        ("", None),
    ],
)
def test_each_kind_of_number_has_its_key(text: str, key: str | None) -> None:
    assert phone.clean(text) == key


def test_a_short_number_belongs_to_its_network() -> None:
    assert phone.clean("6123", network="LC") == "tel:LC:6123"
    assert phone.clean("6123", network="XH") != phone.clean("6123", network="LC")


def test_a_number_that_fits_nothing_is_doubtful() -> None:
    assert phone.doubtful(phone.clean("99999999999999") or "")
    assert not phone.doubtful(phone.clean("10086") or "")


def test_a_key_shows_the_number_people_read() -> None:
    assert [phone.number(k) for k in ("tel:+8615400010002", "tel:cn:10086", "tel:LC:6123")] == [
        "15400010002",
        "10086",
        "6123",
    ]


def test_a_foreign_numbering_is_keyed_by_its_digits_and_network() -> None:
    assert phone.foreign("0-(070)893-3322", network="pole") == "tel:pole:00708933322"
    assert phone.foreign("n/a", network="pole") is None
