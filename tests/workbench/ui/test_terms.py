"""One search box takes one thing or a pasted list."""

from __future__ import annotations

import pytest

from workbench.ui.terms import terms


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("13800138000", ["13800138000"]),
        ("13800138000 13900139000", ["13800138000", "13900139000"]),  # what a browser makes of two pasted lines
        ("13800138000\n13900139000\r\n", ["13800138000", "13900139000"]),
        ("鲁A12345，鲁B23456；6222020000000000001", ["鲁A12345", "鲁B23456", "6222020000000000001"]),
        ("13800138000 13800138000", ["13800138000"]),
        ("１３８００１３８０００", ["13800138000"]),
        ("13800138000 张三 13900139000", ["13800138000", "张三", "13900139000"]),
        ("张三、李四", ["张三", "李四"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_separators_part_a_list(typed, wanted):
    assert terms(typed) == wanted


@pytest.mark.parametrize("typed", ["zhang wei", "+86 154 0000 1111", "6222 0200 0000 0000 001", "北屿银行 城东支行"])
def test_blanks_inside_one_name_or_number_stay(typed):
    assert terms(typed) == [typed]
