"""A card is unique by itself, any other account only in its institution."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.identifiers import account, luhn


@given(st.from_regex(r"6[0-9]{14,17}", fullmatch=True))
def test_a_card_has_one_key_in_every_bank(body: str) -> None:
    number = body + luhn.check_digit(body)
    spaced = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    assert account.clean(number, "JL") == account.clean(spaced, "BY") == account.clean(number) == f"acct:card:{number}"
    assert not account.suspicious(f"acct:card:{number}")


def test_a_wrong_check_digit_is_suspicious_and_still_a_card() -> None:
    key = account.clean("6299110000500845508")
    assert key == "acct:card:6299110000500845508"
    assert account.suspicious(key)


def test_a_number_of_another_start_is_a_card_only_with_a_true_check() -> None:
    body = "411111111111111"
    good = body + luhn.check_digit(body)
    bad = body + str((int(good[-1]) + 1) % 10)
    assert account.clean(good, "JL") == f"acct:card:{good}"
    assert account.clean(bad, "JL") == f"acct:JL:{bad}"


def test_equal_numbers_of_two_institutions_are_two_accounts() -> None:
    assert account.clean("12345678", "JL") != account.clean("12345678", "BY")
    assert account.clean("12345678") == "acct:?:12345678"


def test_masked_and_mangled_numbers_are_no_accounts() -> None:
    assert [account.clean(t, "JL") for t in ("6299****0123", "6.29911E+18", "现金", "", "12")] == [None] * 5


def test_a_wallet_may_be_an_address() -> None:
    assert account.clean("User@Example.com", "ALIPAY") == "acct:ALIPAY:user@example.com"


@given(st.text(max_size=30))
def test_any_text_gives_a_key_or_none(text: str) -> None:
    key = account.clean(text, "JL")
    assert key is None or key.startswith("acct:")
    assert key is None or account.number(key)
