import re
from collections import Counter, defaultdict
from datetime import datetime

import pytest

from workbench.city.files.book import columns

HEADERS = {
    "人员登记.csv": "登记序号,姓名,证件号码,性别,出生日期,住址,联系电话,绰号,车牌号,户号,与户主关系,登记单位",
    "机主登记.csv": "号码,机主姓名,证件号码,入网时间,销户时间,套餐,运营商",
    "开户信息.csv": "账号,开户行,户名,证件号码,开户日期,预留手机,账户类型",
    "车辆登记.csv": "号牌号码,车辆品牌,车辆型号,颜色,所有人,证件号码,登记日期",
    "警情.csv": "警情编号,报警时间,报警电话,报警人,警情类别,发生地点,经度,纬度,坐标系,报警内容,处警单位,处警民警,警号",
    "基站.csv": "运营商,LAC,CI,基站名称,经度,纬度,坐标系,地址",
    "轨迹.csv": "类型,时间,离开时间,姓名,证件号码,号牌号码,地点名称,经度,纬度,坐标系,房号座位",
}
CASES = columns(
    "案件编号,案件名称,案件类别,案件状态,立案时间,发案时间起,发案时间止,发案地点,经度,纬度,坐标系,简要案情,损失金额(元),主办民警,"
    "警号,受案单位,作案时机,选择处所,侵害对象,作案手段,作案特点,赃物处理,涉案物品"
)
PARTS = columns("案件编号,角色,姓名,证件号码,出生日期,性别,联系电话,银行账号,绰号,住址")


def _cases(city):
    title, header, *lines = city.sheets("registers/案件登记.xlsx")["案件登记"]
    assert title[0].endswith("案件登记表")
    assert header == CASES
    return [dict(zip(CASES, line, strict=True)) for line in lines]


def _parts(city):
    header, *lines = city.sheets("registers/涉案人员.xlsx")["涉案人员"]
    assert header == PARTS
    return [dict(zip(PARTS, line, strict=True)) for line in lines]


@pytest.mark.parametrize(("name", "header"), HEADERS.items())
def test_registers_have_the_columns_units_use(city, name, header):
    (lines,) = city.sheets(f"registers/{name}").values()
    assert lines[0] == columns(header)
    assert all(len(line) == len(lines[0]) for line in lines)


def test_cases_have_believable_times_places_and_numbers(city):
    cases = _cases(city)
    assert len({case["案件编号"] for case in cases}) == len(cases)
    for case in cases:
        start, end, filed = (datetime.fromisoformat(case[name]) for name in ("发案时间起", "发案时间止", "立案时间"))
        assert start <= end <= filed or filed.day == 29  # the last are filed as the period closes
        assert 123.1 < case["经度"] < 123.5
        assert 33.3 < case["纬度"] < 33.6
        assert case["坐标系"] in ("WGS84", "GCJ02")
        assert re.fullmatch(r"099\d{4}", case["警号"])


def test_narratives_tell_the_numbers_that_the_truth_says_they_mention(city):
    stories = {case["案件编号"]: case["简要案情"] for case in _cases(city)}
    told = defaultdict(list)
    for row in city.truth("mentions"):
        told[row["case"]].append(row["number"] in stories[row["case"]])
    assert len(told) > 100
    assert all(any(found) for found in told.values())
    assert not any("[phone" in story or "[account" in story or "{" in story for story in stories.values())


def test_narratives_are_worded_differently(city):
    shapes = Counter(
        re.sub(r"[0-9.]+", "", case["简要案情"])[-12:] for case in _cases(city) if "诈骗" in case["案件类别"]
    )
    assert len(shapes) > 10
    assert len({case["简要案情"] for case in _cases(city)}) == len(_cases(city))


def test_mo_fields_are_mostly_filled_in_burglaries(city):
    burglaries = [case for case in _cases(city) if case["案件类别"] == "入室盗窃案"]
    filled = [bool(case[name]) for case in burglaries for name in CASES[-7:]]
    assert len(burglaries) > 60
    assert 0.75 < sum(filled) / len(filled) < 0.95


def test_burglaries_of_a_series_agree_more_than_strangers_do_but_not_always(city):
    series = {row["case"]: row["series"] for row in city.truth("series")}
    burglaries = [case for case in _cases(city) if case["案件类别"] == "入室盗窃案"]
    same, other = [], []
    for place, one in enumerate(burglaries):
        for two in burglaries[:place]:
            known = series.get(one["案件编号"])
            agree = [one[name] == two[name] for name in CASES[-7:] if one[name] and two[name]]
            (same if known and known == series.get(two["案件编号"]) else other).extend(agree)
    assert sum(other) / len(other) + 0.15 < sum(same) / len(same) < 0.75


def test_roles_of_people_in_cases_are_stated_for_most(city):
    roles = Counter(part["角色"] for part in _parts(city))
    assert set(roles) == {"受害人", "嫌疑人", ""}
    assert roles["受害人"] > roles["嫌疑人"] > 30
    assert roles[""] > 5


def test_some_suspects_are_known_by_nickname_only_and_some_people_have_no_id(city):
    suspects = [part for part in _parts(city) if part["角色"] == "嫌疑人"]
    assert sum(not part["姓名"] and bool(part["绰号"]) for part in suspects) >= 3
    assert 0.1 < sum(not part["证件号码"] for part in _parts(city)) / len(_parts(city)) < 0.5


def test_some_residents_are_registered_again_by_other_units(city):
    people = Counter(row["person"] for row in city.truth("records") if row["file"] == "registers/人员登记.csv")
    assert len(people) == 2_000
    assert set(people.values()) == {1, 2, 3}


def test_every_record_of_a_person_is_in_the_truth(city):
    known = Counter(row["file"] for row in city.truth("records"))
    for name in ("人员登记.csv", "机主登记.csv", "车辆登记.csv", "警情.csv"):
        assert known[f"registers/{name}"] == len(city.rows(f"registers/{name}"))
    assert known["registers/涉案人员.xlsx"] == len(_parts(city))
    named = [row for row in city.rows("registers/轨迹.csv") if row["姓名"]]
    assert known["registers/轨迹.csv"] == len(named)


def test_records_belong_to_who_the_truth_says(city):
    people = city.truth("people")
    rows = city.rows("registers/人员登记.csv")
    records = [row for row in city.truth("records") if row["file"] == "registers/人员登记.csv"]
    right = 0
    for record in records:
        row, person = rows[int(record["row"]) - 2], people[int(record["person"])]
        assert row["证件号码"] in ("", person["id_number"]) or row["证件号码"] != person["id_number"]
        agree = [
            row["姓名"] == person["name"],
            row["证件号码"] == person["id_number"],
            row["出生日期"] == person["birth"],
        ]
        assert any(agree)
        right += all(agree)
    assert 0.5 < right / len(records) < 0.8


def test_numbers_sold_without_papers_are_missing_from_the_subscribers(city):
    listed = {row["号码"] for row in city.rows("registers/机主登记.csv")}
    for phone in city.truth("phones"):
        assert (phone["number"] in listed) == (phone["registrant"] != "-1")
    assert sum(phone["registrant"] == "-1" and phone["purpose"] == "work" for phone in city.truth("phones")) > 3


def test_most_cases_began_with_a_call_to_110_and_most_calls_led_to_no_case(city):
    origins = city.truth("incidents")
    cases = {row["case"] for row in origins if row["case"]}
    assert 0.5 < len(cases) / 300 < 0.9
    assert sum(not row["case"] for row in origins) > len(cases)


def test_some_incidents_name_numbers_of_the_gangs(city):
    used = {number for row in city.truth("gangs") for number in row["phones"].split()}
    texts = " ".join(row["报警内容"] for row in city.rows("registers/警情.csv"))
    assert sum(number in texts for number in used) >= 8
