"""What the case register tells: narratives and the seven MO fields, worded differently every time.

Why so many wordings: whoever links cases by text must find the habit behind the words, and the same words stand in
cases of strangers too.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.city.dice import Dice

Mo = tuple[str, str, str, str, str, str, str]
"""Time, place, target, means, traits, disposal, goods."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of swindling by telephone."""

    name: str
    lure: tuple[str, ...]
    target: str
    traits: tuple[str, ...]


SCHEMES = (
    Scheme(
        "刷单返利",
        ("以兼职刷单返佣金为由", "称做任务点赞可领红包", "拉入兼职群派发垫付任务"),
        "在校学生、宝妈",
        ("先小额返利后要求大额垫付", "以任务未完成为由拒绝提现"),
    ),
    Scheme(
        "冒充客服",
        (
            "自称网购平台客服，称商品质量问题可双倍退款",
            "谎称误开通会员需注销，否则按月扣费",
            "冒充快递客服称包裹丢失理赔",
        ),
        "网购人员",
        ("诱导开启屏幕共享", "要求转入安全账户核验"),
    ),
    Scheme(
        "冒充公检法",
        ("冒充外地民警称其涉嫌洗钱", "自称检察院工作人员出示虚假通缉令", "谎称名下银行卡涉案需资金清查"),
        "中老年人",
        ("要求独处并保密", "要求将资金转入清查账户"),
    ),
    Scheme(
        "虚假投资理财",
        ("在群内推荐股票并引导下载投资软件", "以内幕消息带单炒期货为名", "网恋后诱导在虚假平台投资"),
        "有积蓄的中年人",
        ("前期可提现获取信任", "后期以缴纳保证金、个税为由拒绝提现"),
    ),
    Scheme(
        "虚假贷款",
        ("以低息免抵押贷款为由", "称可代办信用卡提额", "谎称贷款卡号填错需解冻"),
        "急需用钱人员",
        ("要求先交保证金、解冻费", "以流水不足为由反复要求转账"),
    ),
)


def told(dice: Dice, wordings: tuple[str, ...], what: str, *ids: int, **values: str) -> str:
    """Return one of the wordings with its places filled in."""
    return dice.one(wordings, what, *ids).format(**values)


_FRAUD = (
    (
        "{day}，报案人{victim}（{phone}）到所报案称：{first}有人使用号码{caller}与其联系，{lure}，诱导其向户名{holder}、账号{account}的"
        "{bank}账户转账{times}笔，共计人民币{loss}元，后对方失联。"
    ),
    (
        "报案人{victim}称，{first}接到{caller}来电，对方{lure}。{victim}信以为真，先后{times}次向{bank}账户{account}（户名：{holder}）"
        "转款{loss}元，发现被骗后于{day}报警。"
    ),
    (
        "{day}接{victim}（联系电话{phone}）报警：其在家中被人{lure}，对方电话{caller}，共向对方提供的银行卡{account}转账{loss}元。"
        "经查收款户名为{holder}，开户行{bank}。"
    ),
    (
        "受害人{victim}于{first}被陌生电话{caller}联系，对方{lure}，按要求操作后账户内{loss}元被分{times}笔转至{holder}名下{bank}"
        "{account}。{victim}于{day}报案。"
    ),
)


def fraud_story(dice: Dice, ident: int, **values: str) -> str:
    """Return the narrative of a telephone fraud."""
    return told(dice, _FRAUD, "fraud.story", ident, **values)


def fraud_mo(dice: Dice, ident: int, scheme: Scheme, *, hour: int) -> Mo:
    """Return the MO of a telephone fraud."""
    time = "工作日日间" if 8 <= hour < 18 else "夜间"
    disposal = dice.one(("多级账户转账后取现", "转入二级账户拆分", "对公账户中转", ""), "fraud.disposal", ident)
    goods = dice.one(("银行卡、手机卡", "手机、银行卡", "涉案银行卡", ""), "fraud.goods", ident)
    return (
        time,
        "电信网络",
        scheme.target,
        scheme.name,
        dice.one(scheme.traits, "fraud.traits", ident),
        disposal,
        goods,
    )


BURGLARY_TIME = ("白天上班时段", "凌晨", "傍晚", "夜间", "节假日")
BURGLARY_PLACE = ("多层居民楼", "高层住宅", "沿街商铺", "城中村出租屋", "办公场所", "别墅")
BURGLARY_TARGET = ("无人在家住户", "一楼住户", "顶楼住户", "烟酒店", "手机店", "独居老人")
BURGLARY_MEANS = ("技术开锁", "撬防盗窗", "攀爬入室", "溜门入室", "破坏门锁", "锡纸开锁", "砸玻璃")
BURGLARY_TRAITS = ("戴手套鞋套", "翻动卧室", "只拿现金首饰", "踩点贴标记", "多人分工望风", "破坏监控", "事后清理现场")
BURGLARY_DISPOSAL = ("销往二手市场", "熔炼黄金", "寄往外地", "线上二手平台出售", "未知")
BURGLARY_GOODS = ("黄金首饰", "现金", "笔记本电脑", "名烟名酒", "手机", "名表", "相机")
BURGLARY = (
    BURGLARY_TIME, BURGLARY_PLACE, BURGLARY_TARGET, BURGLARY_MEANS, BURGLARY_TRAITS, BURGLARY_DISPOSAL, BURGLARY_GOODS,
)  # fmt: skip

_BURGLARY = (
    "{victim}报称：其位于{place}的{site}于{period}被盗。现场勘查，嫌疑人系{means}进入，{traits}，盗走{goods}等物品，损失约{loss}元。{clue}",
    "{period}，嫌疑人在{place}采用{means}的方式进入{victim}的{site}，窃得{goods}，价值{loss}元左右。{clue}",
    "接{victim}报警，{site}（{place}）被人{means}侵入，{goods}被盗。嫌疑人{traits}。案发时间为{period}。{clue}",
    "{place}{site}发生一起入室盗窃案，事主{victim}，被盗{goods}，损失{loss}元。作案手段：{means}；特点：{traits}。{clue}",
)


def burglary_story(dice: Dice, ident: int, **values: str) -> str:
    """Return the narrative of a burglary."""
    return told(dice, _BURGLARY, "burglary.story", ident, **values)


_DRUGS = (
    "{day}，民警在{place}查获吸毒人员{buyer}，尿检呈阳性。{buyer}供述毒品系从绰号“{nick}”的男子处购得，联系电话{phone}，每次支付{price}元。",
    "根据线索，{day}在{place}抓获涉嫌贩卖毒品人员，现场缴获疑似冰毒{grams}克。买家{buyer}称通过{phone}联系上家“{nick}”，以{price}元购买。",
    "{buyer}因吸毒被查，交代其{day}在{place}附近通过电话{phone}向外号{nick}的人购买毒品，通过惠付通{wallet}付款{price}元。",
)


def drug_story(dice: Dice, ident: int, **values: str) -> str:
    """Return the narrative of a drug case."""
    return told(dice, _DRUGS, "drug.story", ident, **values)


PLAIN = {
    "盗窃案": (
        ("{victim}停放在{place}的电动自行车被盗，价值{loss}元。", "{victim}报称其电动车于{period}在{place}楼下丢失，损失{loss}元。"),
        ("夜间", "居民小区", "电动自行车", "撬锁推走", "", "销往二手市场", "电动自行车"),
    ),
    "扒窃案": (
        ("{victim}在{place}乘车时手机被扒窃，价值{loss}元。", "{period}，{victim}在{place}集市上钱包被人扒走，内有现金{loss}元。"),
        ("白天", "公共场所", "单身女性", "徒手扒窃", "趁拥挤", "", "手机"),
    ),
    "故意伤害案": (
        ("{victim}与他人在{place}因琐事发生口角，被对方打伤。", "{period}，{victim}在{place}饮酒后与邻桌发生冲突，被人用酒瓶砸伤头部。"),
        ("夜间", "餐饮场所", "", "殴打", "酒后", "", "酒瓶"),
    ),
    "赌博案": (
        ("民警在{place}查获一赌博窝点，抓获参赌人员{victim}等人，收缴赌资{loss}元。", "群众举报{place}有人聚众打麻将赌博，现场查获{victim}等人。"),
        ("夜间", "棋牌室", "", "聚众赌博", "", "", "赌资"),
    ),
    "寻衅滋事案": (
        ("{victim}经营的店铺（{place}）被人泼油漆滋扰。", "{period}，{place}有人无故拦截过往行人，{victim}被推搡倒地。"),
        ("夜间", "沿街商铺", "商户", "滋扰", "", "", ""),
    ),
    "合同诈骗案": (
        ("{victim}与某公司签订供货合同，支付预付款{loss}元后对方失联。", "{victim}报称在{place}与人洽谈工程，交纳保证金{loss}元后被骗。"),
        ("白天", "写字楼", "企业主", "虚构项目", "", "", "合同"),
    ),
}  # fmt: skip
