"""The vocabulary of the graph as one table: what kinds of thing and link exist, their keys and properties.

Constraints, typed properties, the glossary's tables and the pages' labels are all derived from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "texts", "integer", "number", "instant", "date", "flag", "json"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its name, Chinese name, type, and whether it is sensitive personal data."""

    name: str
    zh: str
    type: Type = "text"
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A node label, its Chinese name, the prefix of its keys and its properties."""

    label: str
    zh: str
    prefix: str
    properties: tuple[Property, ...] = ()
    derived: bool = False


@dataclass(frozen=True, slots=True)
class LinkKind:
    """A link type, its Chinese name, the pairs of labels it joins and its properties.

    `per` is "pair" when one link stands for every event between two ends, "event" when each event has its own link, and
    "run" when each kept result draws its own.
    """

    type: str
    zh: str
    ends: tuple[tuple[str, str], ...]
    properties: tuple[Property, ...] = ()
    per: Literal["pair", "event", "run"] = "pair"
    derived: bool = False


_P = Property
_PERIOD = (_P("since", "起", "instant"), _P("until", "止", "instant"))
_SEEN = (_P("first_at", "首次", "instant"), _P("last_at", "末次", "instant"))
_POINT = (_P("lat", "纬度", "number"), _P("lon", "经度", "number"), _P("datum", "坐标系"))
# The seven customary fields of a modus operandi: time, place, target, means, traits, disposal, goods.
_MO = (
    _P("mo_time", "作案时机"),
    _P("mo_place", "选择处所"),
    _P("mo_target", "侵害对象"),
    _P("mo_means", "作案手段"),
    _P("mo_traits", "作案特点"),
    _P("mo_disposal", "赃物处理"),
    _P("mo_goods", "涉案物品"),
)
# What is derived names the kept result that says so, how it was made, and how sure it is (0 to 1).
_RUN = (_P("run", "结果编号"), _P("method", "方法"))
_CONFIDENCE = _P("confidence", "可信度", "number")
# Every node and link carries these beside its own.
NODE_COMMON = (_P("key", "标识"), _P("name", "名称"))
LINK_COMMON = (_P("id", "链接标识"), _P("kind", "性质"), _P("rows", "来源行数", "integer"))

KINDS: tuple[Kind, ...] = (
    Kind(
        "Person",
        "人员",
        "person",
        (
            _P("names", "曾用名与异写", "texts"),
            _P("aliases", "绰号", "texts", sensitive=True),
            _P("id_number", "证件号码", sensitive=True),
            _P("other_id", "其他证件号", sensitive=True),
            _P("birth_date", "出生日期", "date", sensitive=True),
            _P("sex", "性别", sensitive=True),
            _P("age", "年龄", "integer"),
            _P("address", "住址", sensitive=True),
            _P("records", "人员记录数", "integer"),
        ),
    ),
    Kind("Phone", "号码", "tel", (_P("number", "号码"), _P("network", "运营商"), _P("service", "特服说明"))),
    Kind("Device", "手机", "imei", (_P("imei", "IMEI"),)),
    Kind("Sim", "SIM卡", "imsi", (_P("imsi", "IMSI"),)),
    Kind(
        "Account",
        "账户",
        "acct",
        (
            _P("number", "账号"),
            _P("institution", "开户机构"),
            _P("category", "账户类型"),
            _P("opened_on", "开户日期", "date"),
            _P("terminal", "终点类型"),  # cash | fee | unknown | masked: one per event, never a real account
        ),
    ),
    Kind("OnlineId", "虚拟身份", "net", (_P("platform", "平台"), _P("handle", "账号名"))),
    Kind(
        "Vehicle",
        "车辆",
        "plate",
        (
            _P("plate", "号牌号码"),
            _P("make", "品牌"),
            _P("model", "型号"),
            _P("colour", "颜色"),
            _P("year", "年份", "integer"),
        ),
    ),
    Kind("Place", "地点", "place", (_P("category", "类别"), _P("address", "地址"), _P("postcode", "邮编"), *_POINT)),
    Kind("Cell", "基站小区", "cell", (_P("operator", "运营商"), _P("address", "地址"), *_POINT)),
    Kind("Organization", "单位", "org", (_P("category", "类别"),)),
    Kind(
        "Case",
        "案件",
        "case",
        (
            _P("case_no", "案件编号"),
            _P("category", "案件类别"),
            _P("status", "案件状态"),
            _P("unit", "受案单位"),
            _P("filed_at", "立案时间", "instant"),
            _P("occurred_on", "发案日期", "date"),
            _P("occurred_from", "发案时间起", "instant"),
            _P("occurred_to", "发案时间止", "instant"),
            _P("summary", "简要案情", sensitive=True),
            _P("note", "备注"),
            _P("charge", "罪名"),
            _P("loss", "损失金额(分)", "integer"),
            *_MO,
        ),
    ),
    Kind(
        "Incident",
        "警情",
        "incident",
        (
            _P("incident_no", "警情编号"),
            _P("category", "警情类别"),
            _P("reported_at", "报警时间", "instant"),
            _P("summary", "报警内容", sensitive=True),
            _P("unit", "处警单位"),
        ),
    ),
    Kind("Officer", "民警", "officer", (_P("badge_no", "警号"), _P("rank", "警衔"), _P("unit", "单位"))),
    Kind("Object", "物品", "object", (_P("category", "类别"), _P("description", "描述"))),
    Kind("Group", "团伙(疑似)", "group", (_CONFIDENCE, *_RUN), derived=True),
)

_PERSON_CASE = (("Person", "Case"), ("Person", "Incident"))
LINKS: tuple[LinkKind, ...] = (
    LinkKind("SUSPECT_IN", "嫌疑人", _PERSON_CASE),
    LinkKind("VICTIM_IN", "受害人", _PERSON_CASE),
    LinkKind("WITNESS_IN", "证人", _PERSON_CASE),
    LinkKind("REPORTED", "报案", (*_PERSON_CASE, ("Phone", "Incident"))),
    LinkKind(
        "INVOLVED_IN",
        "涉及",
        (*_PERSON_CASE, ("Vehicle", "Case"), ("Object", "Case"), ("Phone", "Case"), ("Account", "Case")),
        (_P("role", "角色"),),
    ),
    LinkKind("INVESTIGATED_BY", "主办", (("Case", "Officer"), ("Incident", "Officer"))),
    LinkKind("USES", "使用", (("Person", "Phone"), ("Person", "Device"), ("Person", "OnlineId")), _PERIOD),
    LinkKind("HOLDS", "开户", (("Person", "Account"), ("Organization", "Account")), _PERIOD),
    LinkKind("CONTROLS", "实际控制", (("Person", "Account"),), _PERIOD),
    LinkKind("OWNS", "拥有", (("Person", "Vehicle"), ("Organization", "Vehicle"), ("Person", "Object")), _PERIOD),
    LinkKind("LIVES_AT", "居住", (("Person", "Place"),), _PERIOD),
    LinkKind("KNOWS", "相识", (("Person", "Person"),), (_P("relation", "关系"), _P("means", "途径", "texts"))),
    LinkKind("INSTALLED_IN", "装入", (("Sim", "Device"), ("Phone", "Device")), _SEEN),
    LinkKind("SERVED_BY", "用卡", (("Phone", "Sim"),), _SEEN),
    LinkKind("MENTIONS", "提及", tuple(("Case", k) for k in ("Phone", "Account", "Vehicle", "OnlineId", "Person"))),
    LinkKind("AT", "发生于", (("Case", "Place"), ("Incident", "Place"))),
    LinkKind("IN", "位于", (("Place", "Place"), ("Cell", "Place"))),
    LinkKind(
        "CALLED",
        "通话",
        (("Phone", "Phone"),),
        (
            _P("calls", "通话次数", "integer"),
            _P("texts", "短信条数", "integer"),
            _P("forwarded", "呼转次数", "integer"),
            _P("seconds", "通话秒数", "integer"),
            *_SEEN,
        ),
    ),
    LinkKind(
        "TRANSFERRED",
        "转账",
        (("Account", "Account"),),
        (
            _P("occurred_at", "交易时间", "instant"),
            _P("occurred_ms", "交易时间(毫秒)", "integer"),
            _P("amount", "金额(分)", "integer"),
            _P("currency", "币种"),
            _P("channel", "渠道"),
            _P("serial", "流水号"),
            _P("seq", "账内次序", "integer"),
        ),
        per="event",
    ),
    LinkKind(
        "SEEN_AT",
        "出现于",
        tuple((who, where) for who in ("Phone", "Person", "Vehicle") for where in ("Cell", "Place")),
        (_P("means", "途径"), _P("times", "次数", "integer"), *_SEEN),
    ),
    LinkKind(
        "MEMBER_OF",
        "疑似成员",
        (("Person", "Group"), ("Phone", "Group"), ("Account", "Group")),
        (_P("share", "归属度", "number"), _CONFIDENCE, *_RUN),
        per="run",
        derived=True,
    ),
    LinkKind(
        "SERIES_WITH",
        "疑似串案",
        (("Case", "Case"),),
        (_P("log_bf", "对数贝叶斯因子", "number"), *_RUN),
        per="run",
        derived=True,
    ),
    LinkKind("REPLACED_BY", "疑似换号", (("Phone", "Phone"),), (_CONFIDENCE, *_RUN), per="run", derived=True),
    LinkKind(
        "MOVED_WITH",
        "疑似同行",
        (("Phone", "Phone"), ("Person", "Person"), ("Vehicle", "Vehicle")),
        (_P("times", "次数", "integer"), _P("p", "偶合概率", "number"), *_RUN),
        per="run",
        derived=True,
    ),
)

KIND = {kind.label: kind for kind in KINDS}
LINK = {link.type: link for link in LINKS}
LABEL_OF_PREFIX = {kind.prefix: kind.label for kind in KINDS}


def label_of(key: str) -> str | None:
    """Return the label that a key's prefix names, or None for an unknown prefix."""
    return LABEL_OF_PREFIX.get(key.partition(":")[0])
