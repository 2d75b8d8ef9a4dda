"""Does a Chinese message ask for a person? Both scripts (the text comes folded), many wordings, slips of the finger.

Chinese has no words to count, so the rules look at what stands on either side of 人工, 真人 or 客服. 人工 alone is
as often an adverb as a person: 人工提额 asks for a deed, 转人工 for somebody. What follows may make a thing of it
(人工智能, 人工电话); what stands before may turn it round (不需要人工) or make it a question about us (是人工吗).
"""

import re

_SEGMENT = re.compile(r"[\W_]+")

_PINYIN = re.compile("gong|ke ?fu|kf")

# How 人工客服 and 转人工 leave a hurried keyboard (a homophone, a neighbour, pinyin), and A-not-A questions made short.
_SPELLINGS = (
    (re.compile("幺"), "么"),  # folding takes 么 for the Traditional 幺
    (re.compile("妳"), "你"),
    (re.compile(r"(?:\bzhuan ?)(?=ren ?gong)"), "转"),
    (re.compile("ren ?gong"), "人工"),
    (re.compile("ke ?fu|(?<![a-z])kf(?![a-z])"), "客服"),
    (re.compile("(?:zhuan|[专赚砖传撰])(?=人[工公功为])"), "转"),
    (re.compile("(?<=转)[人仁任][工公功供为]"), "人工"),
    (re.compile("[人仁任][工公功供](?=[客服])"), "人工"),
    (re.compile("真人[客空刻克][付福符伏]"), "真人客服"),
    (re.compile("人工[你的]?[客空刻克科可课][服付福符伏户务]|人工服[务物雾悟]?|人为[客服][服务]"), "人工客服"),
    (re.compile("[能可][否不办]+[能到可]|可[否以]"), "能"),
    (re.compile("有[没木么]有|又没有"), "有没有"),
)

# A thing that bears somebody's name, or what one asks about it.
_THING = (
    "智能|电话|号码?|热线|专线|几点|上班|下班|时间|时段|多少|拨打|费|成本|收费|提额|审核|工资|招聘|岗|培训|机器人|什么|作用"
    "|版|秀|邮箱|微信|系统|软件|账号|权限|角色|后台|接口|接入"
)
# Nobody but a person is meant by these,
_FOR_SURE = (
    "人工客服|(?:真人|在线|线上|专属|专人)(?:客服|服务)|(?:官方|值班|售后)(?:客服|人员)|人工(?:坐席|座席|专员|顾问)|接线员|大?活人"
    "|客服(?:人员|专员|人工|小?姐姐?|小哥)|(?:工作|服务)人员"
)
# by these if the sentence ends there, or goes on with a particle or with what somebody does for us.
_PERHAPS = "人工|真人|专人|专员|客服|售后|主管|经理|老板|负责人|领导|上级"
_PARTICLE = "[吧呢呐啊呀了么吗嘛哦噢啦在来行好有没不你我给帮谢快谈聊出接问]|协助|帮助|支援|介入|$"
_DEED = "处理|办理|解决|回复|回答|解答|接待|咨询|沟通|对话|说话|联系我?|跟我|和我|打电话|听电话"

_NO_THING = f"(?!.{{0,3}}(?:{_THING}))"
_ANYBODY = f"(?:(?:{_FOR_SURE})|(?:{_PERHAPS})(?={_PARTICLE}|{_PERHAPS})){_NO_THING}"
_FETCHED = f"(?:(?:{_FOR_SURE})|(?:{_PERHAPS})(?={_PARTICLE}|{_DEED}|{_PERHAPS})){_NO_THING}"
# Possessive: what was read as politeness is not read again in another way, or long texts would never end.
_POLITELY = (
    "(?:你好|您好|请问|请|麻烦|24小时|谢谢|我|那|快点?|喂|在吗|在么|赶紧|马上|直接|你们?|服务(?!人)|在(?!线)|[吧啊呀呢哦了有])*+"
)
_AND_POLITELY = f"(?:{_FOR_SURE}|{_PERHAPS}|你好|请问?|麻烦|谢谢|快点?|在吗|在么|服务|你们?|[我吧啊呀呢哦了在有])*+$"

# Somebody is asked for.
_ASKING = tuple(
    re.compile(rule)
    for rule in (
        # 转人工; 呼叫客服 (which folds to 调用); 帮我联系一下人工客服办理; 叫你们经理来
        f"(?:转|找|接|叫|换|联系|呼叫|调用|派|切|连|喊|打开|帮我|给我|进入|召唤|安排|让).{{0,5}}?{_FETCHED}",
        # 我要人工客服; 需要真人; 请客服来
        f"(?:(?<!没)(?<!没有)要|需|求|想|请|来|给).{{0,4}}?{_ANYBODY}",
        # 有人工客服吗; 客服没人工; 有没有真人
        f"[有没在又](?:没?有)?(?!要|说|想).{{0,3}}?{_ANYBODY}(?=[吗么嘛没不呢啊呀在能了给]|$)",
        f"有没有(?:{_FOR_SURE}|人工|真人)(?:能|可以|我|帮|来)|有(?:真人|客服)(?:能|可以)",
        # 为什么不能转人工
        f"(?:为什么|为啥|为何|怎么|咋)(?:不能?|没有?|还没有?).{{0,3}}?{_ANYBODY}",
        # 人工客服在哪里; 人工来了没有; 你把客服给我
        f"{_ANYBODY}(?:在|呢|呐|有|来|没有|出来|去哪|哪去|上线|给我|接|吧|快)",
        # 人工客服; 你好，客服在吗; 人工服务，我的订单……
        f"^{_POLITELY}{_ANYBODY}{_AND_POLITELY}",
        f"^{_POLITELY}(?:{_FOR_SURE})(?=我|帮|你好)",
        # 人工怎么转; 人工客服入口; 等人工; 客服都去哪了
        "(?:人工|真人)(?:客服|服务)?(?:入口|按几|按什么|怎么[转找接])|客服(?:怎么找|入口在)",
        f"^.{{0,3}}等{_ANYBODY}",
        "客服(?:人员)?(?:们|都|全|跑|死)*(?:死了|去哪|哪去|不在(?!线?(?:时|的时候|的话))|没了)",
        # 客服怎么还不回我; 客服可以出来一下吗; 有谁能帮我
        "(?:客服|人工)(?:怎么|为什么|什么时候|啥时候)(?:[才还都能会不没有])*+(?:回复?|理|联系)我?$",
        "客服(?:可以|能)(?:出来|来一?下|帮我)|谁(?:能|可以)来?帮帮?我(?:处理|解决|看|一?下|吗)*+$",
        # 客服回复一下; 客服姐姐帮我看看; 需要人工处理
        f"^{_POLITELY}(?:{_FOR_SURE}|客服)(?:快|帮[我忙]|看看|回复?(?:我|一?下)|处理一?下)",
        "(?:需要?|请求?|申请|要求)(?:人工|真人|专人|专员|客服)(?:来|帮我|给我)?(?:处理|解决|介入|解答|协助|帮助)(?![吗么的多几])",
        # 请专员联系我; 让客服回我; 把人工叫来
        f"(?:让|请|安排|叫|派|麻烦|把)[^客人]{{0,3}}(?:{_FOR_SURE}|{_PERHAPS})(?:尽?快|帮忙)*+"
        "(?:联系|回复?(?:我|$|一?下)|给我|[跟和]我|打电话|听电话|回电|叫|处理)",
        # 麻烦转一下; 请求转接; 找管理员; 小编在吗
        f"^{_POLITELY}(?:帮我|给我|请?求)*+(?:转接(?:一?下|吧|过去)?|转一?下)$",
        f"^{_POLITELY}(?:要?找|叫|联系)(?:管理员|版主|小编|店长|站长)(?:$|[来吧聊说])",
        f"^{_POLITELY}(?:管理员|版主|小编|店长|站长)(?:在(?:吗|么|不在|线)|呢$|快?来|出来)",
        # 叫你们的人来; 找个懂的人; 有没有能解决问题的人; 换人
        f"(?:让|叫|找|换)你们的?人|^{_POLITELY}换人(?:吧|来|$)",
        "(?:找|来|叫|换|让|派|有没有|有).{0,4}?(?:懂|能解决|能处理|能做主|管事|能负责)[^我他]{0,4}?的人",
        # 找个人来; 请找人跟我联系; 想跟真人说话
        "(?:找|换|来|叫|派|要)(?:一?个|位)(?:真|活)?人(?=$|[来吧啊呀跟和帮说聊谈处解回接])",
        "(?:找|叫|派|安排|请)人(?:来|跟我|和我|帮我|联系|处理|解决|回)",
        # 我要投诉; 投诉你们
        "(?:要|想|得|一定)投诉(?:你们?|客服)?$|^投诉你们?",
        f"[和跟与](?:{_FOR_SURE}|{_PERHAPS}|人)(?:说话|讲话|说|讲|聊|谈|对话|沟通|联系)",
    )
)
# Nobody is there, or only a bot.
_MISSING = tuple(
    re.compile(rule)
    for rule in (
        # 怎么没人回; 有人能帮我吗; 人呢
        "(?:有没有|有|没有?)(?:活|真)?人(?:能|可以)?(?=搭?理|回|管|帮|接(?!单)|应|处理|解决|负责)",
        "^(?:你们|客服|的)*+人(?:呢|在哪|在吗|都?去哪|死哪)",
        # 怎么都是机器人; 别自动回复了; 退出机器人
        "(?:都|全|一直|老|总|又|还)是机器人?(?!.*[吗么])(?=$|在?回|在?答|啊|呀)",
        "(?:别|不要)(?:再|用|发|给我)*+自动回复(?:我|了|啦)*+$",
        f"^{_POLITELY}(?:退出|关掉|停掉|跳过)机器人(?:吧|$)",
        # 不想跟机器人说话; 不要机器人
        "(?:不想|不要|别|不愿意?|讨厌|受够).{0,4}(?:机器人?|ai|智能客服)(?=$|[说聊讲谈了客服回]|对话|沟通)",
    )
)

# 有人吗: with a question behind it only a greeting.
_CALLS = (re.compile("(?:有没有|有|没有?)(?:活|真)?人(?=(?:在线?|啊|呀|呢|能)?(?:吗|么|嘛|没|不|$))"),)
_MUCH = 4

# 我要 human; agent 谢谢
_MIXED = re.compile(
    f"{_POLITELY}(?:[要找转接叫想个跟和]|给我|来个?|talkto|speakto|real|live)*+"
    "(?:agent|human|person|representative|operator)(?:please|pls|谢+|说话|聊|来|吧)*+"
)

_TURNED_ROUND = re.compile(
    "(?:不(?:需要?|用|要|想|必|愿意?)?|别|无需|没必要|取消|甭|不是|用不着|没有?(?:说|想|说要|想要|要))(?:再|给我|帮我|找|转)?$"
)
_WONDERING = re.compile("怎么|为什么|为何|为啥|咋|干嘛|凭什么")
_ABOUT_US = re.compile("(?:是|算|当|像)[^转找接叫换要有没]{0,5}$")
_OF_OTHERS = re.compile("客户|访客|用户|顾客|会员|会话|把对话|工单")
_BEFORE_NOW = re.compile(
    "刚刚|刚才|之前|昨天|前天|上次|上回|(?:联系|找|问|转)过|已经(?:帮|给|处理|联系|转)|^(?:多谢|感?谢谢?)你?们?的?人?工?客服"
)
_SETTING = re.compile("(?:怎么|如何|怎样|哪里|在哪)[^转]{0,3}(?:设置|配置)|设置(?:自动)?转|自动转|情况下|规则|触发")
_ELSEWHERE = re.compile("(?:家|里|边|上|附近|店)(?:现在|都|也|又)?$")


def wanted(folded: str) -> bool:
    """Whether a text, as `kb.text.fold` gives it, asks in Chinese for a person now."""
    if folded.isascii() and not _PINYIN.search(folded):
        return False
    segments = _SEGMENT.split(_spelled(folded))
    if any(map(_asks, segments)) or _is_call(segments):
        return True
    return not folded.isascii() and bool(_MIXED.fullmatch("".join(segments)))


def _asks(segment: str) -> bool:
    if _SETTING.search(segment):
        return False
    return (not _BEFORE_NOW.search(segment) and _said(_ASKING, segment)) or _said(_MISSING, segment)


def _is_call(segments: list[str]) -> bool:
    calls = [place for place, segment in enumerate(segments) if _said(_CALLS, segment)]
    return bool(calls) and sum(map(len, segments[calls[-1] + 1 :])) < _MUCH


def _said(rules: tuple[re.Pattern[str], ...], segment: str) -> bool:
    return any(not _taken_back(segment, match) for rule in rules for match in rule.finditer(segment))


def _taken_back(segment: str, match: re.Match[str]) -> bool:
    before = segment[: match.start()]
    if _ABOUT_US.search(before) or _ELSEWHERE.search(before) or _OF_OTHERS.search(segment, 0, match.end()):
        return True
    return bool(_TURNED_ROUND.search(before)) and not _WONDERING.search(before)


def _spelled(folded: str) -> str:
    for slip, meant in _SPELLINGS:
        folded = slip.sub(meant, folded)
    return folded
