"""Registers become person records, things and the links between them."""

import datetime as dt
import json

CASES = "案件编号,案件名称,案件类别,案件状态,立案时间,发案时间起,发案时间止,发案地点,经度,纬度,坐标系,简要案情,损失金额(元),主办民警,警号,受案单位,作案手段"
PARTS = "案件编号,角色,姓名,证件号码,出生日期,性别,联系电话,银行账号,绰号,住址"
PERSONS = "登记序号,姓名,证件号码,性别,出生日期,住址,联系电话,绰号,车牌号,户号,与户主关系,登记单位"


def told(rows, table, **kinds):
    found = [row for row in rows(table) if all(row[name] == value for name, value in kinds.items())]
    return found


def test_a_case_row_gives_its_case_place_officer_and_mentions(bring, rows):
    story = "被害人接15400010002来电，转入6299110000500845507，对方驾驶鲁A12345。"
    bring(
        f"{CASES}\nA77,张三被诈骗案,电信诈骗,侦查,2026-03-05 09:00,2026-03-04 20:00,2026-03-04 21:00,和平路1号,117.01,36.65,WGS84,{story},12000,王芳,012345,和平所,冒充客服\n"
    )
    (case,) = told(rows, "entities", label="Case")
    props = json.loads(case["props"])
    assert (case["key"], props["name"], props["loss"], props["mo_means"]) == (
        "case:A77",
        "张三被诈骗案",
        1200000,
        "冒充客服",
    )
    assert (props["filed_at"], props["occurred_on"]) == ("2026-03-05T01:00:00Z", "2026-03-04")
    (place,) = told(rows, "entities", label="Place")
    assert json.loads(place["props"])["lat"] == 36.65
    (officer,) = told(rows, "entities", label="Officer")
    assert (officer["key"], json.loads(officer["props"])["name"]) == ("officer:012345", "王芳")
    links = {(row["type"], row["source"], row["target_label"], row["target"]) for row in rows("links")}
    assert links == {
        ("AT", "case:A77", "Place", place["key"]),
        ("INVESTIGATED_BY", "case:A77", "Officer", "officer:012345"),
        ("MENTIONS", "case:A77", "Phone", "tel:+8615400010002"),
        ("MENTIONS", "case:A77", "Account", "acct:card:6299110000500845507"),
        ("MENTIONS", "case:A77", "Vehicle", "plate:鲁A12345"),
    }


def test_each_role_in_a_case_has_its_link(bring, rows):
    roles = {
        "嫌疑人": "SUSPECT_IN",
        "受害人": "VICTIM_IN",
        "证人": "WITNESS_IN",
        "报案人": "REPORTED",
        "": "INVOLVED_IN",
        "房东": "INVOLVED_IN",
    }
    lines = [f"A77,{role},张{i},,,,,,," for i, role in enumerate(roles)]
    bring("\n".join([PARTS, *lines]))
    assert [row["type"] for row in rows("links")] == list(roles.values())


def test_a_person_row_gives_a_record_with_home_phone_account_and_aliases(bring, rows):
    bring(f"{PARTS}\nA77,嫌疑人,张 三,11010519491231002x,,,15400000001,6299110000500845507,三哥、老三,和平路2号\n")
    (person,) = rows("persons")
    assert (person["name"], person["id_number"], person["id_valid"]) == ("张三", "11010519491231002X", True)
    assert (person["birth_date"], person["sex"], person["aliases"]) == (dt.date(1949, 12, 31), "女", ["三哥", "老三"])
    links = {row["type"]: row for row in rows("links")}
    assert {row["source"] for row in links.values()} == {person["record"]}
    assert links["USES"]["target"] == "tel:+8615400000001"
    assert links["CONTROLS"]["target"] == "acct:card:6299110000500845507"
    assert links["LIVES_AT"]["target_label"] == "Place"


def test_an_invalid_identity_number_is_kept_and_warned_of(bring, rows):
    report = bring(f"{PARTS}\nA77,嫌疑人,张三,110105194912310021,,,,,,\n").report
    (person,) = rows("persons")
    assert (person["id_number"], person["id_valid"], person["birth_date"]) == ("110105194912310021", False, None)
    assert sum(report.warnings.values()) == 1


def test_members_of_a_household_are_linked_to_its_head(bring, rows):
    people = [("张三", "H1", "户主"), ("李四", "H1", "配偶"), ("王五", "H2", "子女"), ("张小三", "H1", "子女")]
    bring("\n".join([PERSONS, *(f"R{i},{n},,,,,,,,{h},{r}," for i, (n, h, r) in enumerate(people))]).encode("gb18030"))
    name = {row["record"]: row["name"] for row in rows("persons")}
    known = [(name[r["source"]], name[r["target"]], json.loads(r["props"]), r["row"]) for r in rows("links")]
    assert known == [("李四", "张三", {"relation": "配偶"}, 3), ("张小三", "张三", {"relation": "子女"}, 5)]


def test_a_subscriber_uses_the_number_for_a_time(bring, rows):
    bring(
        "号码,机主姓名,证件号码,入网时间,销户时间,套餐,运营商\n15400000001,张三,,2020-01-02,2026-03-05,59元,联川通信\n"
    )
    (link,) = rows("links")
    assert (link["type"], link["target"]) == ("USES", "tel:+8615400000001")
    assert link["since"] == dt.datetime(2020, 1, 1, 16, tzinfo=dt.UTC)
    assert link["until"] == dt.datetime(2026, 3, 4, 16, tzinfo=dt.UTC)
    assert json.loads(rows("entities")[0]["props"]) == {"network": "联川通信"}
    assert json.loads(rows("persons")[0]["extra"]) == {"套餐": "59元"}


def test_an_account_is_held_by_a_person_or_by_a_company(bring, rows):
    header = "账号,开户行,户名,证件号码,开户日期,预留手机,账户类型"
    bring(
        f"{header}\n12345678,江岚银行,张三,,2020-01-02,15400000001,借记卡\n87654321,江岚银行,澜川顺达商贸有限公司,,2020-01-02,,对公\n"
    )
    held = [(row["source_label"], row["target"]) for row in rows("links", where="type = 'HOLDS'")]
    assert held == [("Person", "acct:JL:12345678"), ("Organization", "acct:JL:87654321")]
    assert [row["name"] for row in rows("persons")] == ["张三"]
    assert told(rows, "entities", label="Organization")[0]["key"] == "org:澜川顺达商贸有限公司"


def test_an_incident_is_reported_by_a_person_and_a_phone(bring, rows):
    header = "警情编号,报警时间,报警电话,报警人,警情类别,发生地点,经度,纬度,坐标系,报警内容,处警单位,处警民警,警号"
    bring(
        f"{header}\nJ1,2026-03-05 23:10:00,15400000001,张三,盗窃,和平路1号,117.0,36.6,GCJ02,手机被盗,和平所,王芳,012345\n"
    )
    ends = [(row["type"], row["source_label"], row["target_label"]) for row in rows("links")]
    assert sorted(ends) == [
        ("AT", "Incident", "Place"),
        ("INVESTIGATED_BY", "Incident", "Officer"),
        ("REPORTED", "Person", "Incident"),
        ("REPORTED", "Phone", "Incident"),
        ("USES", "Person", "Phone"),
    ]


def test_cells_vehicles_and_sightings_find_their_tables(bring, rows):
    bring(
        "运营商,LAC,CI,基站名称,经度,纬度,坐标系,地址\n联川通信,4301,21,和平路基站,117.01,36.65,WGS84,和平路\nLC,4301,22,乙站,117.0,x,,\n"
    )
    (cell,) = told(rows, "entities", label="Cell")
    assert cell["key"] == "cell:LC-4301-21"
    assert rows("rejections")[0]["column"] == "纬度"
    bring(
        "号牌号码,车辆品牌,车辆型号,颜色,所有人,证件号码,登记日期\n鲁A12345,云雀,EV5,蓝,张三,,2020-01-02\n",
        document="D2",
    )
    assert told(rows, "links", type="OWNS")[0]["target"] == "plate:鲁A12345"
    header = "类型,时间,离开时间,姓名,证件号码,号牌号码,地点名称,经度,纬度,坐标系,房号座位"
    lines = [
        "住宿,2026-03-05 20:00,2026-03-06 09:00,张三,,,和平宾馆,117.0,36.6,WGS84,301",
        "卡口,2026-03-05 20:01:02,,,,鲁A12345,东卡口,117.1,36.7,WGS84,",
    ]
    bring("\n".join([header, *lines]), document="D3")
    hotel, checkpoint = rows("sightings")
    assert (hotel["who_label"], hotel["means"], hotel["extra"]) == ("Person", "hotel", '{"房号座位":"301"}')
    assert (checkpoint["who"], checkpoint["precision"], checkpoint["to_at"]) == ("plate:鲁A12345", "second", None)
