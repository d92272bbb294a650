"""Exported tables open rightly and run nothing."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from workbench.ui.export import csv_bytes


def test_chinese_survives_with_the_mark_a_spreadsheet_program_needs():
    frame = pd.DataFrame({"对方": ["张伟"], "金额": [-12.5]})
    assert csv_bytes(frame).startswith(b"\xef\xbb\xbf")
    pd.testing.assert_frame_equal(pd.read_csv(io.BytesIO(csv_bytes(frame))), frame)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1"])
def test_a_formula_in_case_data_becomes_harmless_text(text):
    frame = pd.DataFrame({"附言": [text]})
    assert pd.read_csv(io.BytesIO(csv_bytes(frame)), keep_default_na=False)["附言"][0] == f"'{text}"


@pytest.mark.parametrize("text", ["+8615400001111", "tel:+8615400001111", "-12", "普通文字"])
def test_ordinary_text_is_left_alone(text):
    frame = pd.DataFrame({"号码": [text]})
    assert csv_bytes(frame).decode("utf-8-sig").splitlines()[1] == text
