"""How Chinese characters sound and look: most slips choose the wrong one of those that an input method offers.

The first level of GB 2312, the 3,755 common characters, is sorted by sound. So the first character of each syllable is
all that has to be known, and no dictionary of sounds has to be loaded.
"""

import functools
import re
from bisect import bisect_right
from collections import defaultdict
from typing import Final

_FIRST_OF_EACH: Final = """
    a啊 ai埃 an鞍 ang肮 ao凹 ba芭 bai白 ban斑 bang邦 bao苞 bei杯 ben奔 beng崩 bi逼 bian鞭 biao标 bie鳖 bin彬 bing兵
    bo玻 bu捕 ca擦 cai猜 can餐 cang苍 cao操 ce厕 ceng层 cha插 chai拆 chan搀 chang昌 chao超 che车 chen郴 cheng撑 chi吃
    chong充 chou抽 chu初 chuai揣 chuan川 chuang疮 chui吹 chun春 chuo戳 ci疵 cong聪 cou凑 cu粗 cuan蹿 cui摧 cun村 cuo磋
    da搭 dai呆 dan耽 dang当 dao刀 de德 deng蹬 di堤 dian颠 diao碉 die跌 ding丁 diu丢 dong东 dou兜 du督 duan端 dui堆
    dun墩 duo掇 e蛾 en恩 er而 fa发 fan藩 fang坊 fei菲 fen芬 feng丰 fo佛 fou否 fu夫 ga噶 gai该 gan干 gang冈 gao篙 ge哥
    gei给 gen根 geng耕 gong工 gou钩 gu辜 gua刮 guai乖 guan棺 guang光 gui瑰 gun辊 guo锅 ha哈 hai骸 han酣 hang夯 hao壕
    he呵 hei嘿 hen痕 heng哼 hong轰 hou喉 hu呼 hua花 huai槐 huan欢 huang荒 hui灰 hun荤 huo豁 ji击 jia嘉 jian歼 jiang僵
    jiao蕉 jie揭 jin巾 jing荆 jiong炯 jiu揪 ju鞠 juan捐 jue撅 jun均 ka喀 kai开 kan刊 kang康 kao考 ke坷 ken肯 keng坑
    kong空 kou抠 ku枯 kua夸 kuai块 kuan宽 kuang匡 kui亏 kun坤 kuo括 la垃 lai莱 lan蓝 lang琅 lao捞 le勒 lei雷 leng棱
    li厘 lia俩 lian联 liang粮 liao撩 lie列 lin琳 ling玲 liu溜 long龙 lou楼 lu芦 lv驴 luan峦 lve掠 lun抡 luo萝 ma妈
    mai埋 man瞒 mang芒 mao猫 me么 mei玫 men门 meng萌 mi眯 mian棉 miao苗 mie蔑 min民 ming明 miu谬 mo摸 mou谋 mu拇 na拿
    nai氖 nan南 nang囊 nao挠 ne呢 nei馁 nen嫩 neng能 ni妮 nian蔫 niang娘 niao鸟 nie捏 nin您 ning柠 niu牛 nong脓 nu奴
    nv女 nuan暖 nve虐 nuo挪 o哦 ou欧 pa啪 pai拍 pan攀 pang乓 pao抛 pei呸 pen喷 peng砰 pi坯 pian篇 piao飘 pie撇 pin拼
    ping乒 po坡 pou剖 pu扑 qi期 qia掐 qian牵 qiang枪 qiao橇 qie切 qin钦 qing青 qiong琼 qiu秋 qu趋 quan圈 que缺 qun裙
    ran然 rang瓤 rao饶 re惹 ren壬 reng扔 ri日 rong戎 rou揉 ru茹 ruan软 rui蕊 run闰 ruo若 sa撒 sai腮 san三 sang桑 sao搔
    se瑟 sen森 seng僧 sha莎 shai筛 shan珊 shang墒 shao梢 she奢 shen砷 sheng声 shi师 shou收 shu蔬 shua刷 shuai摔
    shuan栓 shuang霜 shui谁 shun吮 shuo说 si斯 song松 sou搜 su苏 suan酸 sui虽 sun孙 suo蓑 ta塌 tai胎 tan坍 tang汤
    tao掏 te特 teng藤 ti梯 tian天 tiao挑 tie贴 ting厅 tong通 tou偷 tu凸 tuan湍 tui推 tun吞 tuo拖 wa挖 wai歪 wan豌
    wang汪 wei威 wen瘟 weng嗡 wo挝 wu巫 xi昔 xia瞎 xian掀 xiang相 xiao萧 xie楔 xin薪 xing星 xiong兄 xiu休 xu墟 xuan轩
    xue靴 xun勋 ya压 yan焉 yang殃 yao邀 ye椰 yi一 yin茵 ying英 yo哟 yong拥 you幽 yu迂 yuan鸳 yue曰 yun耘 za匝 zai栽
    zan咱 zang赃 zao遭 ze责 zei贼 zen怎 zeng增 zha扎 zhai摘 zhan瞻 zhang樟 zhao招 zhe遮 zhen珍 zheng蒸 zhi芝 zhong中
    zhou舟 zhu珠 zhua抓 zhuai拽 zhuan专 zhuang桩 zhui椎 zhun谆 zhuo捉 zi兹 zong鬃 zou邹 zu租 zuan钻 zui嘴 zun尊 zuo昨
"""

# Common characters with a second sound that is often typed.
_SECOND_SOUNDS: Final = """
    行hang 长zhang 重chong 还hai 会kuai 乐yue 率lv 调tiao 单shan 得dei 都dou 了le 着zhe 什shen 号hao 觉jiao 差chai
    传zhuan 弹tan 降xiang 系ji 藏zang 参shen 曾ceng 朝zhao 盛cheng 似shi 厦sha 仔zai 伺ci 藉ji 勒lei 钥yao 帧zhen
    佛fu 地de 没mo 折she 校jiao 便pian 更jing 省xing 查zha
"""

# What many speakers say alike, and so type alike.
_ALIKE: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (("^([zcs])h", r"\1"), ("^[ln]", "l"), ("^hu(?=.)", "f"), ("ng$", "n"))
)

# Characters that look alike where they do not sound alike.
_LOOK_ALIKE: Final = """
    己已巳 未末 土士 日曰 人入八 大太犬 千干于 免兔 买卖 折拆析 晴睛请情清 待侍持 拔拨 今令 贷货贸 又叉 刀力 王玉主
    由田甲申电 名各 问间 话活 客容 退追 拍怕 微徽 准淮 狠狼 代伐 住往 部陪 输愉 订汀 充允 偏编 收牧 改攻 消悄 提堤
    卡卞 报服 限很银 快块 早旱 登凳 册删 该核 复夏 冈网 设没 视规现 归旧 目自白百 天无元 开井并 第弟 午牛 失矢
"""


def sound(character: str) -> str:
    """The syllable of a common Chinese character, without its tone; "" of any other."""
    row, cell = (*character.encode("gb2312", "ignore"), 0, 0)[:2]
    return _SYLLABLES[bisect_right(_PLACES, row << 8 | cell) - 1] if 0xB0 <= row <= 0xD7 else ""


@functools.lru_cache(maxsize=4096)
def mistaken_for(character: str) -> frozenset[str]:
    """The characters that an input method offers for the same letters, and those that look alike."""
    alike = {other for syllable in _sounds(character) for other in _OF_SOUND[syllable]}
    return frozenset(alike.union(_LOOKS.get(character, "")) - {character})


def sounds_alike(one: str, other: str) -> bool:
    """Whether many speakers say both characters alike."""
    return not _plain_sounds(one).isdisjoint(_plain_sounds(other))


def begins_alike(one: str, other: str) -> bool:
    """Whether both characters are offered for the same first letter, as when only those are typed."""
    return sound(one)[:1] == sound(other)[:1] != ""


def _sounds(character: str) -> set[str]:
    return {sound(character), _SECOND.get(character, "")} - {""}


@functools.lru_cache(maxsize=4096)
def _plain_sounds(character: str) -> frozenset[str]:
    return frozenset(map(_plain, _sounds(character)))


def _plain(syllable: str) -> str:
    for pattern, common in _ALIKE:
        syllable = pattern.sub(common, syllable)
    return syllable


def _looks() -> dict[str, str]:
    looks: dict[str, str] = {}
    for group in _LOOK_ALIKE.split():
        for character in group:
            looks[character] = looks.get(character, "") + group.replace(character, "")
    return looks


def _of_sound() -> dict[str, str]:
    found: defaultdict[str, str] = defaultdict(str)
    for row in range(0xB0, 0xD8):
        for character in bytes(byte for cell in range(0xA1, 0xFF) for byte in (row, cell)).decode("gb2312", "ignore"):
            for syllable in _sounds(character):
                found[syllable] += character
    return found


def _place(character: str) -> int:
    row, cell = character.encode("gb2312")
    return row << 8 | cell


_SYLLABLES: Final = tuple(first[:-1] for first in _FIRST_OF_EACH.split())
_PLACES: Final = tuple(_place(first[-1]) for first in _FIRST_OF_EACH.split())
_SECOND: Final = {written[0]: written[1:] for written in _SECOND_SOUNDS.split()}
_LOOKS: Final = _looks()
_OF_SOUND: Final = _of_sound()
