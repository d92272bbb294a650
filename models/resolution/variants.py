"""One character for all its forms: traditional and variant characters of names as the simplified standard writes them.

Why a table and not a converter: names need a few hundred characters, and a clerk's 昇 for 升 is in no converter.
"""

from __future__ import annotations

_FORMS = (
    "張张 陳陈 劉刘 黃黄 楊杨 趙赵 吳吴 孫孙 馬马 羅罗 鄭郑 謝谢 韓韩 馮冯 於于 蕭萧 鄧邓 許许 呂吕 蘇苏 盧卢 蔣蒋 賈贾 葉叶 閻阎 餘余 錢钱 湯汤 "
    "萬万 龍龙 賀贺 賴赖 龔龚 單单 區区 歐欧 陽阳 鄒邹 陸陆 喬乔 嚴严 顧顾 龐庞 譚谭 鍾钟 鐘钟 偉伟 強强 彊强 傑杰 濤涛 國国 華华 輝辉 煇辉 麗丽 "
    "豔艳 艷艳 紅红 蘭兰 潔洁 穎颖 頴颖 瓊琼 銀银 鳳凤 雲云 貞贞 榮荣 愛爱 鶯莺 蓮莲 靜静 淨净 飛飞 東东 軍军 軒轩 澤泽 興兴 義义 慶庆 寶宝 寳宝 "
    "樹树 貴贵 順顺 凱凯 寧宁 甯宁 峯峰 昇升 陞升 堃坤 喆哲 嶽岳 脩修 谿溪 菸烟 衞卫 衛卫 勛勋 勳勋 禮礼 賢贤 維维 紹绍 經经 繼继 緒绪 聖圣 聰聪 "
    "藝艺 鑾銮 錦锦 鋒锋 鋼钢 鵬鹏 鴻鸿 啓启 啟启 棟栋 業业 廣广 岡冈 剛刚 劍剑 勝胜 曉晓 曄晔 書书 會会 權权 歡欢 漢汉 瑩莹 瑪玛 筆笔 節节 範范 "
    "純纯 綠绿 綺绮 緯纬 羣群 習习 肅肃 蔥葱 詠咏 詩诗 諾诺 譽誉 讓让 賓宾 蹟迹 遠远 運运 達达 郷乡 鄉乡 釗钊 鐵铁 閏闰 開开 間间 隸隶 雙双 雋隽 "
    "靈灵 韻韵 頌颂 領领 駿骏 魯鲁 鶴鹤 麥麦 齊齐 齡龄"
)
_STANDARD = str.maketrans({pair[0]: pair[1] for pair in _FORMS.split()})


def standard(text: str) -> str:
    """Return a text in standard characters.

    Examples
    --------
    >>> standard("張峯昇"), standard("歐陽靜")
    ('张峰升', '欧阳静')
    """
    return text.translate(_STANDARD)
