"""Word lists of the city: family and given names, streets, estates, trades, goods. All our own."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Commonest first: the weight of the k-th is 1 / (k + 3), which gives the heavy tail of Chinese surnames.
SURNAMES = _words(
    "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 "
    "彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 "
    "邱 秦 江 史 顾 侯 邵 孟 龙 万 段 雷 钱 汤 尹 黎 易 常 武 乔 贺 赖 龚 文 单 仇 解 查 盖 区 覃 欧阳 上官 司马 尉迟"
)
MALE = _words(
    "伟 强 磊 军 洋 勇 杰 涛 超 明 刚 平 辉 鹏 华 飞 鑫 波 斌 宇 浩 凯 健 俊 帆 帅 旭 宁 龙 林 欢 阳 建 亮 成 峰 志 文 "
    "国 海 东 晨 航 博 昊 睿 泽 轩 宏 立 永 春 生 福 贵 德 兴 旺 民 光 义 仁 良 庆"
)
FEMALE = _words(
    "芳 娜 敏 静 丽 艳 娟 霞 燕 玲 秀 英 红 梅 莉 桂 兰 萍 洁 颖 慧 琳 倩 雪 婷 佳 欣 怡 雯 蕾 璐 悦 思 妍 瑶 菲 蓉 春 "
    "凤 云 珍 贞 荣 爱 香 月 莺 媛 珊 莎 黛 青 眉 君 琴 素 真 环 雁 纯 莹 洋 宁 文"
)
STREETS = _words(
    "松涛 望潮 青禾 石鼓 临溪 书院 晓月 白鹭 枫桥 采菱 云锦 长汀 落霞 知春 揽月 竹影 观澜 泊舟 听雨 碧梧 鹤鸣 沐阳 和风 "
    "紫藤 银杏 望岳 渡口 织造 盐仓 槐荫"
)
ROADS = ("路", "街", "大道", "巷")
DISTRICTS = ("望溪区", "云岫区", "鹿鸣区", "沙澄区", "归雁区")
CITY = "澜川市"
ESTATES = _words(
    "云栖苑 听澜花园 金穗小区 梧桐里 翠屏家园 春晓公寓 河畔新村 锦程花苑 向阳小区 静安里 兰亭雅居 望海楼 桂语江南 东篱小区 "
    "南窗苑 映月轩 松鹤园 丰泽家园 星河湾里 百合公寓"
)
SHOPS = _words(
    "便利店 超市 面馆 药房 水果店 烟酒行 五金店 服装店 手机店 汽修厂 早餐店 理发店 茶庄 网吧 宾馆 家电行 母婴店 文具店 "
    "花店 餐馆"
)
SHOP_NAMES = _words(
    "好邻居 福满多 老街坊 新天地 一品 旺达 天和 顺兴 鸿运 百惠 家家乐 同心 小城 康佰 鑫源 宏图 万家 诚信 四季"
)
FIRMS = _words(
    "商贸有限公司 科技有限公司 物流有限公司 建材有限公司 餐饮管理有限公司 服饰有限公司 电子有限公司 信息咨询有限公司"
)
FIRM_NAMES = _words("启明 远帆 聚和 腾云 嘉禾 博雅 盛泰 恒信 瑞丰 华澜 川岳 宏泽 汇智 长风 天工 锦绣")
NICKNAMES = _words(
    "黑子 胖子 小四川 阿龙 老鬼 刀疤 猴子 眼镜 大头 阿彪 三哥 小六 光头 阿坤 瘦猴 东北虎 小马 老K 阿宾 二毛 铁头 豆芽 "
    "阿飞 大嘴 老猫 阿水 九指 老歪 小广东 阿旺 长毛 麻子"
)
CAR_MAKES = (
    ("东澜", "启程"), ("东澜", "远山"), ("星驰", "X3"), ("星驰", "飞羽"), ("华川", "小型货车"), ("云雀", "EV5"),
    ("岳麓", "商务"),
)  # fmt: skip
COLOURS = _words("白 黑 灰 银 红 蓝 棕")
STATIONS = _words("望溪派出所 云岫派出所 鹿鸣派出所 沙澄派出所 归雁派出所 东渡派出所 西岭派出所 城关派出所")
# Look-alike and sound-alike characters that a tired clerk types for one another: every pair of neighbours.
_CONFUSED = _words(
    "伟纬 强墙 磊雷 军君 勇涌 杰洁 涛滔 明铭 辉晖 华骅 鑫欣 波博 斌彬 宇雨 浩皓 俊骏 阳杨 峰锋 志智 文雯 国帼 海诲 晨辰 "
    "芳方 娜那 敏闽 静婧 丽莉 艳燕 娟鹃 霞遐 玲铃 秀绣 英瑛 红虹 梅玫 兰岚 萍苹 颖影 慧惠 琳淋 婷亭 佳嘉 怡宜 建健 宁林 "
    "刘柳 陈程 张章 吴武 徐许 黄王 梁粱 萧肖 傅付 阎闫 余佘 何贺 江姜 邹周 邓郑 平萍 超朝 刚钢 飞菲 健键 龙隆 成诚 亮良 "
    "东冬 永勇 立力 生升 福富 贵桂 德得 兴星 民敏 光广 义意 雪学 倩茜 欢环 旭煦 帆凡 帅师 桂贵 洋扬 李黎 杨扬 赵肇 孙荪 "
    "胡湖 朱珠 高皋 马玛 罗洛 宋送 谢榭 韩寒 唐塘 冯逢 于余 董懂 曹漕 袁原 沈审 曾增 彭朋 吕侣 苏酥 卢芦 蒋奖 蔡菜 贾甲"
)
CONFUSED = {pair[0]: pair[1] for pair in _CONFUSED}
