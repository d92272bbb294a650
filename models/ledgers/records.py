"""One side of a record as arrays: ids in order, days, minor units, and memos spelled alike.

Why spelled alike: two institutions write one memo in capitals and small letters, with and without accents, full and half
width. Why sorted by id: what is found must not depend on the order in which lines stand in a file.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.contract import refuse_protected

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LETTERS = 24
"""So many letters from the start of a memo are compared one by one; beyond them only its n-grams count."""
_WORD = ord(" ")


@dataclass(frozen=True, slots=True)
class Records:
    """One side.

    Attributes
    ----------
    ids : ndarray of str, shape (n,)
        In ascending order, each once.
    days : ndarray of int64, shape (n,)
        Days since 1970-01-01.
    amounts : ndarray of int64, shape (n,)
        In minor units, above zero.
    memos : tuple of str
        Spelled alike; empty where there is none.
    letters : ndarray of uint8, shape (n, LETTERS)
        The first letters of each memo as codes 1 … 254, 0 behind its end.
    marks : ndarray of uint64, shape (n,)
        Which letters follow each other in them: 64 bits, which some letter pairs share by chance.
    """

    ids: NDArray[np.str_]
    days: Ints
    amounts: Ints
    memos: tuple[str, ...]
    letters: NDArray[np.uint8]
    marks: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def says(self) -> NDArray[np.bool_]:
        """Whether each record has a memo at all, shape (n,)."""
        return self.letters[:, 0] > 0 if len(self) else np.zeros(0, dtype=np.bool_)


def records(frame: pd.DataFrame) -> Records:
    """Return one side of a frame with `id, date, amount` and perhaps `memo`.

    Parameters
    ----------
    frame : DataFrame
        `date` whatever pandas reads as a date; `amount` in major units with at most two decimals, or integer minor units
        under the name `minor`. A memo that all lines share tells nothing and is left out.

    Raises
    ------
    Protected
        When a column is a protected attribute.
    ValueError
        When an id stands twice, a date is missing or an amount is not above zero.
    """
    refuse_protected(map(str, frame.columns))
    ordered = frame.assign(id=frame["id"].astype(str)).sort_values("id", kind="stable")
    ids = ordered["id"].to_numpy(dtype=str)
    if len(np.unique(ids)) < len(ids):
        raise ValueError("an id stands in two lines of one side; give every record its own")
    amounts = _minor(ordered)
    if (amounts <= 0).any():
        raise ValueError("an amount is not above zero; give what was booked, and on which side by the frame it is in")
    memos = _told(ordered)
    letters = _letters(memos)
    return Records(ids, _days(ordered["date"]), amounts, memos, letters, _marks(letters))


def spelled(memo: object) -> str:
    """Return a memo in small letters, without accents, with single blanks.

    >>> spelled("  José  ＭＡＲÍＡ ")
    'jose maria'
    """
    text = unicodedata.normalize("NFKD", str(memo)).casefold()
    return " ".join("".join(letter for letter in text if not unicodedata.combining(letter)).split())


def _minor(frame: pd.DataFrame) -> Ints:
    if "minor" in frame:
        return np.asarray(frame["minor"], dtype=np.int64)
    if pd.api.types.is_numeric_dtype(frame["amount"]):
        return np.asarray(np.rint(frame["amount"].to_numpy(dtype=np.float64) * 100), dtype=np.int64)
    return np.array([int(Decimal(str(text)) * 100) for text in frame["amount"]], dtype=np.int64)


def _days(dates: pd.Series) -> Ints:
    read = pd.to_datetime(dates)
    if read.isna().any():
        raise ValueError("a date is missing; leave records without one out")
    return np.asarray(read.to_numpy(dtype="datetime64[D]"), dtype=np.int64)


def _told(frame: pd.DataFrame) -> tuple[str, ...]:
    if "memo" not in frame:
        return ("",) * len(frame)
    unlike = {memo: spelled(memo) for memo in frame["memo"].dropna().unique()}
    memos = tuple(unlike.get(memo, "") for memo in frame["memo"])
    return memos if len(set(memos)) > 1 else ("",) * len(memos)


def _letters(memos: tuple[str, ...]) -> NDArray[np.uint8]:
    """Return codes of the first letters; a blank keeps its own code, so that ends of words are seen."""
    found = np.zeros((len(memos), LETTERS), dtype=np.uint8)
    for place, memo in enumerate(memos):
        codes = [_WORD if letter == " " else ord(letter) % 221 + 34 for letter in memo[:LETTERS]]
        found[place, : len(codes)] = codes
    return found


def _marks(letters: NDArray[np.uint8]) -> NDArray[np.uint64]:
    a, b = letters[:, :-1].astype(np.uint64), letters[:, 1:].astype(np.uint64)
    bits = np.where(b > 0, np.uint64(1) << ((a * np.uint64(31) + b) % np.uint64(64)), np.uint64(0))
    found: NDArray[np.uint64] = np.bitwise_or.reduce(bits, axis=1)
    return found
