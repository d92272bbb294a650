"""The archive of a model settled: its bytes depend on what it holds, and not on when and at which addresses it was written.

Why: a digest on a card is worth more when whoever trains the same model again, of the same rows with the same seed, gets it too.
"""

from __future__ import annotations

import io
import json
from itertools import count
from zipfile import ZipFile, ZipInfo

_SCHEMA = "schema.json"


def settled(data: bytes) -> bytes:
    """Return the archive that skops wrote with its objects numbered as they come, its files named so, and without times."""
    names = _Names()
    with ZipFile(io.BytesIO(data)) as old:
        schema = json.dumps(names.settled(json.loads(old.read(_SCHEMA))), indent=2).encode()
        files = {new: old.read(former) for former, new in names.files.items()}
    written = io.BytesIO()
    with ZipFile(written, "w") as new:
        for name, content in {**files, _SCHEMA: schema}.items():
            new.writestr(ZipInfo(name), content)  # which knows no time
    return written.getvalue()


class _Names:
    """New numbers for the objects of a schema, and new names for its files, in the order in which they come."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self._numbers: dict[int, int] = {}
        self._next = count(1)

    def settled(self, node: object) -> object:
        """Return a part of a schema, numbered anew."""
        if isinstance(node, list):
            return [self.settled(part) for part in node]
        if not isinstance(node, dict):
            return node
        return {key: self._value(node, key, value) for key, value in node.items()}

    def _value(self, node: dict[str, object], key: str, value: object) -> object:
        if key == "__id__" and isinstance(value, int):  # the keys of a stored dict may be called so, and hold nodes
            return self._number(value, shared=not node.get("is_json"))
        if key == "file" and isinstance(value, str):
            return self.files.setdefault(str(value), f"{len(self.files) + 1}.{value.rpartition('.')[2]}")
        return self.settled(value)

    def _number(self, former: int, *, shared: bool) -> int:
        """Return the number of an object; whether two equal words are one object is chance, so each gets its own."""
        if not shared:
            return next(self._next)
        if former not in self._numbers:
            self._numbers[former] = next(self._next)
        return self._numbers[former]
