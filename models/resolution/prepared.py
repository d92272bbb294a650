"""Records made comparable: every field in columns of plain text that any SQL engine compares alike.

Why one frame with derived columns: sound, year or street are worked out once per record and not once per pair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pandas as pd

from models.resolution import id_number, sound, variants, written
from models.resolution.columns import Field, Kind

RECORD = "record_id"
_TITLES = frozenset(
    {"sir", "dame", "lord", "lady", "mr", "mrs", "ms", "miss", "dr", "prof", "rev", "the", "hon", "capt", "col"}
)
Reading = Callable[[str], str]


def prepared(records: pd.DataFrame, fields: Sequence[Field], *, key: str) -> pd.DataFrame:
    """Return the columns that are compared, a line per record in the order of the keys; what is empty is missing.

    Parameters
    ----------
    records : DataFrame
        One line per record.
    fields : sequence of Field
        What is compared.
    key : str
        The column that names a record; must be unique.

    Returns
    -------
    DataFrame
        `record_id` and, per field, a column of its name and those derived from it: `…_sound`, `…_year` and so on.

    Raises
    ------
    ValueError
        When a key stands twice.
    """
    keys = records[key].astype(str)
    if keys.duplicated().any():
        raise ValueError(f"the record {keys[keys.duplicated()].iloc[0]} stands twice; name every record once")
    made = {RECORD: keys}
    for field in fields:
        text = _text(records, field)
        made |= {field.name + suffix: _read(text, reading) for suffix, reading in _READINGS[field.kind].items()}
    frame = pd.DataFrame(made).sort_values(RECORD, ignore_index=True)
    return frame.astype("str")


def _text(records: pd.DataFrame, field: Field) -> pd.Series:
    """Return what a field says, read from its own columns first."""
    texts = [_filled(records[name]) for name in field.columns]
    part = first_name if field.kind == "given" else last_name
    texts += [_read(_filled(records[name]), part) for name in field.whole]
    found = texts[0]
    for text in texts[1:]:
        found = found.fillna(text)
    return found


def _filled(values: pd.Series) -> pd.Series:
    """Return a column as text; lists become words."""
    texts = values.map(lambda value: " ".join(sorted(map(str, value))) if isinstance(value, _SEVERAL) else value)
    written_down = texts.where(texts.notna()).astype("str")
    return written_down.where(written_down.str.strip() != "")


_SEVERAL = (list, tuple, set)


def _read(text: pd.Series, reading: Reading) -> pd.Series:
    known = {value: reading(value) or None for value in text.dropna().unique().tolist()}
    return text.map(known).astype("str")


def first_name(text: str) -> str:
    """Return the given names' first of a full name.

    Examples
    --------
    >>> first_name("Sir Henry John Goodricke, 2nd Baronet"), last_name("Sir Henry John Goodricke, 2nd Baronet")
    ('henry', 'goodricke')
    """
    words = _words(text)
    return words[0] if len(words) > 1 else ""


def last_name(text: str) -> str:
    """Return the surname of a full name."""
    words = _words(text)
    return words[-1] if words else ""


def _words(text: str) -> list[str]:
    words = written.letters(text.partition(",")[0]).split()
    return [word for word in words if word not in _TITLES] or words


def _skeleton(text: str) -> str:
    """Return the first letter and the consonants of a word: what most misspellings keep."""
    bare = written.letters(text).replace(" ", "")
    return bare[:1] + re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyhw]", "", bare[1:]))


def _year(text: str) -> str:
    return written.date(text)[:4]


def _turned(text: str) -> str:
    found = written.date(text)
    return f"{found[:4]}-{found[8:]}-{found[5:7]}" if found else ""


def _either(text: str) -> str:
    """Return a date the same whichever of its month and day stands first."""
    found = written.date(text)
    return min(found, _turned(text))


def _day(text: str) -> str:
    return written.date(text)[5:]


def _local(text: str) -> str:
    return written.plain(text).partition("@")[0]


def _code(text: str) -> str:
    return written.letters(text).replace(" ", "")


def _name(text: str) -> str:
    return variants.standard(_code(text))


def _letters(text: str) -> str:
    return "".join(sorted(_name(text)))


def _sound(text: str) -> str:
    return sound.sound(variants.standard(text))


def _blurred(text: str) -> str:
    return sound.blurred(variants.standard(text))


def _valid(text: str) -> str:
    return "yes" if id_number.valid(id_number.widened(text)) else "no"


_READINGS: dict[Kind, dict[str, Reading]] = {
    "name": {"": _name, "_sound": _sound, "_blurred": _blurred, "_letters": _letters},
    "given": {"": written.letters, "_skeleton": _skeleton},
    "surname": {"": written.letters, "_skeleton": _skeleton},
    "nickname": {"": written.letters},
    "birth": {"": written.date, "_turned": _turned, "_either": _either, "_year": _year, "_day": _day},
    "id_number": {"": id_number.widened, "_valid": _valid},
    "phone": {"": written.phone},
    "email": {"": written.plain, "_local": _local},
    "address": {"": written.address, "_street": written.street},
    "postcode": {"": _code},
    "number": {"": _code},
    "category": {"": written.letters},
    "term": {"": written.letters},
}
