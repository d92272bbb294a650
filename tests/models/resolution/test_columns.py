"""Columns are recognised by name and content; what is protected is left out, what numbers the lines too."""

from __future__ import annotations

import pandas as pd
import pytest

from models.resolution.columns import fields


def kinds(key="record_id", **columns):
    table = pd.DataFrame(columns)
    table[key] = [str(n) for n in range(len(table))]
    return {field.name: field.kind for field in fields(table, key=key)}


def test_columns_of_a_foreign_set_are_recognised():
    found = kinds(
        first_name=["robert", "rob"],
        surname=["allen", "alan"],
        dob=["1971-06-24", "1971-05-24"],
        postcode_fake=["hg5 8jx", "tq13 8df"],
        occupation=["painter", "painter"] and ["painter", "miller"],
        email=["a@b.net", "c@d.org"],
        gender=["male", "female"],
    )
    assert found == {
        "given": "given",
        "surname": "surname",
        "birth": "birth",
        "postcode": "postcode",
        "email": "email",
        "gender": "category",
    }


def test_a_column_of_repeated_words_is_a_term_and_one_that_numbers_the_lines_is_nothing():
    jobs = ["painter", "miller", "smith", "baker", "tailor"] * 2
    assert kinds(job=jobs, line=[str(n) for n in range(1000, 1010)]) == {"job": "term"}


def test_columns_of_a_chinese_register_are_recognised():
    found = kinds(
        姓名=["张伟", "李敏"],
        证件号码=["11010519491231002X", "110105491231002"],
        出生日期=["1949-12-31", "1950-01-01"],
        住址=["松涛路1号", "望潮街2号"],
        联系电话=["15400000001", "15400000002"],
        绰号=["黑子", "胖子"],
        车牌号=["宁XA0119", "宁XY2482"],
    )
    assert list(found.values()) == ["name", "id_number", "birth", "address", "phone", "nickname", "number"]


def test_content_tells_what_a_name_does_not():
    found = kinds(
        a=["x@y.org", "x@y.org", "z@y.org"],
        b=["1980-01-02", "02/03/1981", "1980-01-02"],
        c=["15400000001", "15400000001", "15400000002"],
        d=["11010519491231002X", "110105491231002", "110105491231002"],
    )
    assert list(found.values()) == ["email", "birth", "phone", "id_number"]


def test_a_full_name_beside_its_parts_counts_once_and_fills_them():
    table = pd.DataFrame(
        {"id": ["1", "2"], "full_name": ["ann lee", "bo fox"], "first_name": ["ann", None], "surname": ["lee", "fox"]}
    )
    table.loc[0, "first_name"] = "anne"
    table = pd.concat([table, table.assign(id=["3", "4"], first_name=["cy", "di"])])
    given, surname = fields(table, key="id")
    assert (given.kind, given.columns, given.whole) == ("given", ("first_name",), ("full_name",))
    assert (surname.kind, surname.columns) == ("surname", ("surname",))


def test_a_full_name_alone_is_read_in_parts_unless_it_is_chinese():
    assert kinds(name=["Ann Lee", "Bo Fox"]) == {"given": "given", "surname": "surname"}
    assert kinds(name=["张伟", "李敏"]) == {"name": "name"}


@pytest.mark.parametrize(
    "column", ["ethnicity", "民族", "籍贯", "religion", "birth_place", "place of birth", "政治面貌"]
)
def test_a_protected_column_is_left_out_with_a_warning(column):
    table = pd.DataFrame({"id": ["1", "2"], "surname": ["Li", "Wu"], column: ["a", "b"]})
    with pytest.warns(UserWarning, match="protected attribute"):
        found = fields(table, key="id")
    assert [field.columns for field in found if column in field.columns] == []
    assert "surname" in [field.name for field in found]


def test_a_birth_date_told_otherwise_than_as_a_date_is_compared_as_a_word_and_a_middle_name_as_a_nickname():
    assert kinds(dob=[f"day {n % 6}" for n in range(12)], middle_name=["ann", "bea"] * 6) == {
        "dob": "term",
        "nickname": "nickname",
    }


def test_a_column_of_one_value_or_none_is_no_evidence():
    assert kinds(city=["London", "London", None], phone=[None, None, None]) == {}
