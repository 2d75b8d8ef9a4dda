"""Is somebody fed up with us? Only what is aimed at the bot or the company counts: `is this a scam`, `how do I empty
the trash` and 垃圾邮件 are questions like any other."""

import re

# A longer text has more to say than that, and is answered.
_SHORT = 60

_US = "(?:you|u|ur|youre|this|that|its|bot|chatbot|robot|service|support|answers?|guys)"
_THING = "(?:bot|chatbot|robot|machine|thing|guys|service|support|company|answers?)"
_SO = "(?:so|such|just|really|totally|completely|absolutely|very|fucking|bunch|of|a|an|the|all|are|r|is|was|were)"
_USELESS = (
    "(?:useless|worthless|stupid|dumb|idiots?|terrible|horrible|awful|garbage|trash|crap|rubbish|pathetic|hopeless|joke"
    "|morons?|annoying|worst|ridiculous|unacceptable|frustrating|infuriating|sucks?|shit|nonsense|frauds?|scammers?"
    "|liars?|cheaters?|thieves|incompetent|clueless)"
)
_BAD = "(?:bad|poor|worst|terrible|horrible|awful|pathetic)"
_IT = "(?:机器人?|系统|软件|客服|东西|玩意|平台|公司|服务|网站|app|产品|ai)"

_FED_UP = tuple(
    re.compile(rule)
    for rule in (
        # you don't understand; you are not listening
        r"\b(?:you|u)(?: guys)?(?: just| really| clearly| still)? (?:dont|do not|cant|cannot|never|didnt|arent|are not)"
        r"(?: even| really)? (?:understand|understanding|get it|get me|listen|listening|helping)\b",
        r"\b(?:youre|ur) not (?:listening|understanding|helping)\b",
        # you keep repeating; how many times do I have to; I told you three times
        r"\bstop repeating\b|\b(?:you|u) keep (?:repeating|saying|sending|giving)\b",
        r"\bhow many times (?:do i (?:have|need) to|must i|should i)\b",
        r"\bi(?: have|ve)?(?: already)? (?:asked|told|explained)(?: you)?(?: this| that| it)? (?:\w+ times|so many)\b",
        r"\bi hate (?:you|this|bots|chatbots|talking to)\b|\bwaste of (?:my )?(?:time|money)\b|\bfed up\b",
        rf"\b(?:stupid|dumb|useless|damn|fucking|idiotic|bloody) {_THING}\b",
        r"\b(?:fuck (?:you|off|this|it)|go to hell|shut up|screw you|wtf|ffs|bullshit|for (?:gods?|fucks?) sake)\b",
        # 垃圾客服; 什么破机器人; 真垃圾; 烂透了
        f"(?:垃圾|破|烂|傻|蠢|弱智|智障){_IT}|什么(?:破|烂|垃圾|狗屁){_IT}|什么(?:鬼|玩意)",
        "(?:真|太|好|就是|真是|简直|都是|你们?|[这那]么)(?:个|一堆)?(?:垃圾|烂|蠢|差劲|废物|白痴)(?![箱桶邮分])",
        r"^\W*垃圾\W*$|烂(?:透|死|到家|爆)|有够烂|太差了|差劲",
        # 答非所问; 你听不懂吗; 说了三遍了
        "答非所问|牛头不对马嘴|鸡同鸭讲|鬼打墙|听不懂人话|(?:你|都|根本|完全|是不是)听不懂|复读机|(?:别|不要)(?:再|一直|老)重复",
        "(?:说|问|讲)了(?:好几|几|多少|很多|无数|n|[二两三四五六七八十百]+)[遍次]|就只?会(?:说|回|重复)",
        # 一点用都没有; 你有什么用
        "一点(?:用处?|帮助)(?:都|也)没有|你们?(?:真|太|也太|根本|就是)没用|毫无用处|你们?(?:还)?有(?:何|什么)用|要你何用|有个?[屁毛]用",
        # insults and curses
        r"废物|智障|脑残|白痴|傻(?:[逼比叉瓜]|[bx]\b)|滚(?:蛋|开|出去|$|[!,.])|他妈|妈的|\btmd\b|\bsb\b|去死|你有病|神经病",
        r"(?:你们|都)(?:就?是|这)?(?:些|群|帮)?骗子|骗子(?:公司|平台)|^\W*骗子|坑爹|耍我|什么态度|敷衍",
        "气死|烦死|受够|无语|无言|浪费(?:我的?)?时间",
    )
)
# you are useless; this bot is a joke
_AT_US = re.compile(rf"\b(?:{_US}(?: {_THING})?(?: {_SO}){{1,5}}|youre|ur|its) {_USELESS}\b")
# useless!; poor service; what a joke
_ALONE = re.compile(
    rf"[\W_]*(?:(?:what|how|{_SO}) ){{0,3}}(?:{_USELESS}|{_BAD} (?:customer )?{_THING}(?: ever)?)[\W_]*"
)


def heard(text: str, *, folded: str) -> bool:
    """Whether somebody is fed up with us: `text` as it was written, for shouting, and folded without apostrophes."""
    if _shouted(text) or any(rule.search(folded) for rule in _FED_UP):
        return True
    if len(folded) > _SHORT or "?" in folded:
        return False
    return bool(_AT_US.search(folded) or _ALONE.fullmatch(folded))


def _shouted(text: str) -> bool:
    """Capitals nearly throughout and more than one exclamation mark: WHERE IS MY MONEY!!!"""
    letters = [letter for letter in text if letter.isascii() and letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) >= 8 and capitals >= 0.9 * len(letters) and text.count("!") + text.count("！") >= 2
