"""Values are written one way whoever wrote them."""

from __future__ import annotations

import pandas as pd
import pytest

from models.resolution.columns import fields
from models.resolution.prepared import first_name, last_name, prepared
from models.resolution.written import address, date, phone, street


@pytest.mark.parametrize(
    "text",
    ["1980-01-31", "1980/1/31", "19800131", "1980年1月31日", "31.01.1980", "1980-01-31 00:00:00", "１９８０-01-31"],
)
def test_a_date_is_read_in_many_forms(text):
    assert date(text) == "1980-01-31"


@pytest.mark.parametrize("text", ["soon", "", "1980-45-01", "0999-01-01", "12"])
def test_what_is_no_date_is_empty(text):
    assert date(text) == ""


def test_a_date_with_month_and_day_in_the_wrong_order_keeps_its_figures():
    assert date("1980-31-01") == "1980-31-01"


@pytest.mark.parametrize("text", ["15400010002", "+8615400010002", "0086 154-0001-0002", "tel:+8615400010002"])
def test_a_telephone_number_loses_its_prefix(text):
    assert phone(text) == "15400010002"


def test_an_address_is_one_in_all_its_forms():
    forms = {
        "澜川市望溪区松涛路12号云栖苑3幢2单元501室",
        "望溪区松涛路12号云栖苑3幢2单元501室",
        "澜川市望溪区松涛路12号云栖苑3栋2单元501室",
        "澜川市望溪区松涛路12号云栖苑3-2-501",
    }
    assert {address(form) for form in forms} == {"望溪区松涛路12号云栖苑3-2-501"}
    assert {street(form) for form in forms} == {"望溪区松涛路12号"}


def test_a_name_is_parted_without_its_titles():
    assert (first_name("Sir Henry J. Goodricke, 2nd Baronet"), last_name("Sir Henry J. Goodricke, 2nd")) == (
        "henry",
        "goodricke",
    )
    assert (first_name("madonna"), last_name("madonna")) == ("", "madonna")


def test_records_are_sorted_and_empty_texts_are_missing():
    table = pd.DataFrame({"record_id": ["b", "a", "c"], "name": ["张伟", "  ", "李敏"], "phone": ["1", "2", None]})
    known = fields(table, key="record_id")
    frame = prepared(table, known, key="record_id")
    assert frame["record_id"].tolist() == ["a", "b", "c"]
    assert frame["name"].isna().tolist() == [True, False, False]
    assert frame["name_sound"].tolist()[1:] == ["zhangwei", "limin"]


def test_variant_and_traditional_characters_are_one_name():
    table = pd.DataFrame({"record_id": ["a", "b", "c"], "name": ["張峯", "张峰", "张强"]})
    frame = prepared(table, fields(table, key="record_id"), key="record_id")
    assert frame["name"].tolist() == ["张峰", "张峰", "张强"]


def test_a_record_that_stands_twice_is_refused():
    table = pd.DataFrame({"record_id": ["a", "a"], "name": ["张伟", "李敏"]})
    with pytest.raises(ValueError, match="stands twice"):
        prepared(table, fields(table, key="record_id"), key="record_id")
