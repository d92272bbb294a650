"""Delimited text in blocks: whole columns at a time where a block is clean, record by record where it is not.

Why two ways: Arrow reads clean text ten times as fast, but `csv.reader` is what defines a record and its number. A
block takes the fast way only when every line of it is exactly one record of the header's width.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from workbench.errors import BadFile
from workbench.ingest.blocks import HEAD, from_columns, from_records
from workbench.ingest.encodings import TextForm
from workbench.ingest.signs import Signs
from workbench.wording import say

# The first piece is small: the titles above the header go the slow way, and should not take much with them.
_FIRST, _CHUNK = 1 << 16, 24 << 20
_LONGEST_LINE = 3 * _CHUNK
_RECORDS = 50_000
csv.field_size_limit(100_000)


class DelimitedText:
    """A CSV file or a member of an archive.

    Parameters
    ----------
    open_bytes : callable
        Opens the bytes anew for each pass.
    form : TextForm
        How they are written.
    name : str
        The sheet's part of a row id.
    title : str
        What messages call the file.
    """

    def __init__(self, open_bytes: Callable[[], io.BufferedIOBase], form: TextForm, *, name: str, title: str) -> None:
        self.name = name
        self.read_bytes = 0
        self._open = open_bytes
        self._form = form
        self._title = title
        self._protected = False

    @classmethod
    def of_file(cls, path: Path, form: TextForm, *, title: str) -> DelimitedText:
        """Read a file of its own."""
        return cls(lambda: path.open("rb"), form, name="", title=title)

    def head(self) -> list[list[str]]:
        """Return the first records."""
        with self._open() as file:
            sample = _complete_lines(self._decoded(file, limit=1 << 17))
        records = csv.reader(io.StringIO(sample, newline=""), delimiter=self._form.delimiter)
        try:
            return [[cell.strip() for cell in record] for record, _ in zip(records, range(HEAD), strict=False)]
        except csv.Error as error:
            raise BadFile(say("import.open_quote", file=self._title, row=records.line_num)) from error

    def blocks(self, *, skip: int, width: int) -> Iterator[pa.Table]:
        """Yield all records after the first `skip`."""
        with self._open() as file:
            texts = map(self._noted, self._texts(file))
            row = 1
            for text in texts:
                fast = self._fast(text, width, first_row=row) if row > skip else None
                if fast is not None:
                    row += fast.num_rows
                    yield fast
                    continue
                for part in self._slow(text, texts):
                    kept = part[max(0, skip + 1 - row) :]
                    row += len(part)
                    if kept:
                        yield from_records(kept, first_row=row - len(kept), width=width, protected=self._protected)

    def _noted(self, text: bytes) -> bytes:
        """Take note of cells written as `="…"`; a record may go on from one piece into the next."""
        self._protected = self._protected or b'="' in text
        return text

    def _fast(self, text: bytes, width: int, *, first_row: int) -> pa.Table | None:
        signs = Signs.of(text, self._form.delimiter)
        if not signs.simple:
            return None
        columns = _arrow_columns(text, self._form.delimiter, width, quoted=signs.quoted)
        if columns is None or len(columns[0]) != signs.lines:
            return None
        if signs.quoted and "\n" in columns[-1][-1].as_py():
            return None  # a quote is still open at the end of the piece
        return from_columns(columns, first_row=first_row, trim=signs.padded)

    def _slow(self, text: bytes, later: Iterator[bytes]) -> Iterator[list[list[str]]]:
        part: list[list[str]] = []
        for record in _records(text, later, delimiter=self._form.delimiter, title=self._title):
            part.append(record)
            if len(part) == _RECORDS:
                yield part
                part = []
        yield part

    def _texts(self, file: io.BufferedIOBase) -> Iterator[bytes]:
        """Yield the file as UTF-8 in pieces that end at a line's end."""
        decoder = (
            None if self._form.encoding == "utf-8" else codecs.getincrementaldecoder(self._form.encoding)("replace")
        )
        file.read(self._form.mark)
        held = b""
        size = _FIRST
        while chunk := file.read(size):
            chunk += file.readline(_LONGEST_LINE)  # whole lines: nothing is held back and copied once more
            self.read_bytes += len(chunk)
            held += decoder.decode(chunk).encode() if decoder else chunk
            cut = held.rfind(b"\n") + 1
            if cut:
                yield held[:cut]
                held = held[cut:]
            elif len(held) > _LONGEST_LINE:
                raise BadFile(say("import.endless_line", file=self._title))
            size = _CHUNK
        if decoder:
            held += decoder.decode(b"", final=True).encode()
        if held:
            yield held

    def _decoded(self, file: io.BufferedIOBase, *, limit: int) -> str:
        raw = file.read(limit)[self._form.mark :]
        return codecs.getincrementaldecoder(self._form.encoding)("replace").decode(raw)


def _arrow_columns(text: bytes, delimiter: str, width: int, *, quoted: bool) -> list[pa.ChunkedArray] | None:
    names = [str(i) for i in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            arrow_csv.ReadOptions(column_names=names, block_size=4 << 20),
            arrow_csv.ParseOptions(delimiter=delimiter, quote_char='"' if quoted else False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None  # a ragged record, an open quote or a byte outside UTF-8: the slow way says which
    return list(table.columns)


def _records(text: bytes, later: Iterator[bytes], *, delimiter: str, title: str) -> Iterator[list[str]]:
    """Yield the records of a piece; one that is open at its end goes on into the later pieces."""
    inside = False

    def lines() -> Iterator[str]:
        nonlocal inside
        piece: bytes | None = text
        while piece is not None:
            for line in io.StringIO(piece.decode("utf-8", "replace"), newline=""):
                inside = True
                yield line
            piece = next(later, None) if inside else None

    reader = csv.reader(lines(), delimiter=delimiter)
    try:
        for record in reader:
            inside = False
            yield record
    except csv.Error as error:
        raise BadFile(say("import.open_quote", file=title, row=reader.line_num)) from error


def _complete_lines(sample: str) -> str:
    end = max(sample.rfind("\n"), sample.rfind("\r"))
    return sample[: end + 1] if len(sample) > 1 << 15 and end > 0 else sample
