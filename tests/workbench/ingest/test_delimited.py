"""Whole columns at a time or record by record: the same records under the same numbers as `csv.reader` counts."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import BadFile
from workbench.ingest import delimited
from workbench.ingest.blocks import from_records
from workbench.ingest.delimited import DelimitedText
from workbench.ingest.encodings import TextForm, text_form
from workbench.ingest.signs import Signs

CELLS = st.sampled_from(
    ["a", '"b"', '"a,b"', "", 'x"y', '"x""y"', " z", '"q"r', '""', "中文", '="1"', '"two\nlines"', "\u3000w"]
)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6).map(lambda t: "\n".join(",".join(r) for r in t))
TEXTS = st.one_of(TABLES, TABLES.map(lambda t: t + "\n"), st.text('ab,\n"\r= 中\t', max_size=40))


def read(text, *, width, skip=0, encoding="utf-8"):
    source = DelimitedText(lambda: io.BytesIO(text.encode(encoding)), TextForm(encoding, 0, ","), name="", title="t")
    found = []
    for block in source.blocks(skip=skip, width=width):
        cells = [block.column(f"c{i}").to_pylist() for i in range(width)]
        found += list(zip(block.column("row").to_pylist(), zip(*cells, strict=True), strict=True))
    return found


def defined(text, *, width, skip=0):
    records = csv.reader(io.StringIO(text, newline=""))
    told = [(i, (record + [""] * width)[:width]) for i, record in enumerate(records, start=1)]
    return [(i, tuple(bare(cell) for cell in cells)) for i, cells in told if i > skip]


def bare(cell):
    cell = cell.strip()
    return cell[2:-1].strip() if cell.startswith('="') and cell.endswith('"') and len(cell) > 3 else cell


@given(TEXTS, st.integers(1, 4), st.integers(0, 2))
def test_any_text_gives_the_records_that_csv_defines(text, width, skip):
    assert read(text, width=width, skip=skip) == defined(text, width=width, skip=skip)


@given(TEXTS, st.integers(1, 4))
def test_other_encodings_give_the_same_records(text, width):
    assert (
        read(text, width=width, encoding="gb18030")
        == read(text, width=width, encoding="utf-16-le")
        == read(text, width=width)
    )


@given(TEXTS, st.integers(1, 3))
def test_the_size_of_the_pieces_does_not_matter(text, width):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_FIRST", 3)
        patch.setattr(delimited, "_CHUNK", 7)
        pieces = read(text, width=width)
    assert pieces == read(text, width=width)


def test_clean_text_takes_the_fast_way():
    assert Signs.of(b"a,b\r\n1,2\r\n", ",") == Signs(lines=2, quoted=False, simple=True, padded=False)
    assert Signs.of(b'"a","b"\n', ",").simple
    assert Signs.of(b"a, b\n", ",").padded
    assert not Signs.of(b"a\rb\n", ",").simple
    assert not Signs.of(b'a,="1"\n', ",").simple
    assert not Signs.of(b'"a\n', ",").simple


def test_bytes_outside_the_encoding_are_marked_and_counted_as_rows():
    source = DelimitedText(lambda: io.BytesIO(b"a,b\n\xff\xfe,c\n"), TextForm("utf-8", 0, ","), name="", title="t")
    (block,) = source.blocks(skip=0, width=2)
    assert block.column("c0").to_pylist() == ["a", "\ufffd\ufffd"]


def test_surplus_cells_are_kept_and_missing_ones_filled():
    block = from_records([["a"], ["a", "b", "c"], ["a", "b", "", ""]], first_row=5, width=2)
    assert block.column("row").to_pylist() == [5, 6, 7]
    assert block.column("width").to_pylist() == [1, 3, 2]
    assert block.column("rest").to_pylist() == [None, '["c"]', None]


def test_an_open_quote_in_the_head_is_refused():
    text = '"' + "x" * 200_000
    with pytest.raises(BadFile, match="引号"):
        DelimitedText(lambda: io.BytesIO(text.encode()), TextForm("utf-8", 0, ","), name="", title="t").head()


@pytest.mark.parametrize(
    ("data", "form"),
    [
        ("号码,时间\n1,2\n".encode(), TextForm("utf-8", 0, ",")),
        ("\ufeff号码\t时间\n1\t2\n".encode(), TextForm("utf-8", 3, "\t")),
        ("号码;时间\n1;2\n".encode("gb18030"), TextForm("gb18030", 0, ";")),
        ("\ufeffa|b\n1|2\n".encode("utf-16-le"), TextForm("utf-16-le", 2, "|")),
        ("a,b\n1,2\n".encode("utf-16-be"), TextForm("utf-16-be", 0, ",")),
    ],
)
def test_encoding_mark_and_delimiter_are_found(data, form):
    assert text_form(data, [], name="t") == form
