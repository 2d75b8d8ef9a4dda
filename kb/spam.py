"""How much a text looks like advertising: a few plain signs, each with its weight, in English and in Chinese.

Nothing is refused because of it: what reaches HELD waits for a moderator, who reads which signs it had.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kb import text as pipeline

Sign = Literal["links", "only_links", "contact", "words", "shouting", "repeats", "disguise", "same_again"]

HELD: Final = 3
"""From so many points on a text waits for a moderator."""

_SAMPLE: Final = 10_000
_LINK: Final = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'，。；）】]+", re.IGNORECASE)
_TAIL: Final = re.compile(
    r"\b(?:t\.me|wa\.me|bit\.ly|tinyurl\.com|discord\.gg)/|\.(?:xyz|top|vip|icu|casino|bet|loan)\b", re.IGNORECASE
)
_CONTACT: Final = re.compile(
    r"""(?:whats\s?app|telegram|wechat|line\s?id|kik|viber)\s*(?:[:：@+#]|me\b|us\b|id\b|\+?\d)
      | (?:加|\+|➕)\s*(?:我|个|我的)?\s*(?:微信|薇信|威信|vx|v信|wx|q\s?q|扣扣|tg|飞机|賴|line)
      | (?:微信|薇信|威信|vx|v信|扣扣|q\s?q\s?群?)\s*(?:号|號)?\s*[:：]?\s*[a-z0-9_-]{5,}
      | (?:call|contact|text|dial)\s+(?:us|me|now)?\s*(?:at|on|:)?\s*\+?\d[\d\s().-]{7,}\d
      | (?:customer|support|helpline|toll)[\s-]*(?:care|free|service|support)?\s*(?:number|no\.?)\s*[:@]?\s*\+?\d
    """,
    re.IGNORECASE | re.VERBOSE,
)
# One way of each: what is in here is advertising on a board about a product, whatever the product.
_ENGLISH: Final = re.compile(
    r"""\b(?:casino|viagra|cialis|escorts?\b|payday\s+loan|forex\s+(?:signals?|trading)|crypto\s+(?:recovery|invest\w*)
      | recover\w*\s+(?:your|my|lost|stolen)\s+(?:bitcoin|crypto|funds?|money)|hire\s+a?\s*hacker
      | essay\s+writing\s+service|cheap\s+(?:jerseys|followers|backlinks|seo)|seo\s+services?|backlinks?
      | buy\s+(?:followers|likes|reviews|verified|cheap|online\s+pills)
      | earn\s+\$?\d+[\d,]*\s*(?:a|per|every)\s*(?:day|week|hour)
      | work\s+from\s+home\s+and\s+earn|make\s+money\s+(?:fast|online)|guaranteed\s+(?:profit|returns?|ranking)
      | love\s+spells?|spell\s+caster|replica\s+(?:watch|bag)\w*|free\s+gift\s+card|click\s+here\s+(?:now|to\s+win)
      | limited[\s-]time\s+offer|100%\s+(?:free|guaranteed|legit))\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Folded text: Simplified, mainland wording.
_CHINESE: Final = re.compile(
    r"代开发票|开发票|办证|办理.{0,4}(?:证件|文凭|学历)|代孕|博彩|赌场|娱乐城|百家乐|六合彩|时时彩|棋牌.{0,4}(?:送|注册)|彩金"
    r"|刷单|兼职.{0,6}(?:日结|日赚|月入)|日赚\d*|月入过?[万\d]|躺赚|稳赚|稳赢|包赢|网赚|返利|裸聊|约炮|外围|同城.{0,3}约|壮阳|伟哥"
    r"|低息贷款|无抵押|秒下款|网贷|信用卡套现|代还|套现|私服|外挂|代写论文|论文代写|刷粉|买粉|刷赞|涨粉|加群领|免费领取|点击领取|高仿|原单"
    r"|比特币.{0,4}(?:追回|找回|投资)|带单|老师带|内幕消息|牛股"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_REPEAT: Final = re.compile(r"([^\s\-=_*#.~`|])\1{7,}")
_UNSEEN: Final = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """`points` from 0 on, and the signs that they come from, the heaviest first."""

    points: int
    signs: tuple[Sign, ...]

    @property
    def held(self) -> bool:
        return self.points >= HELD


def weigh(text: str, *, links: int, before: Sequence[str] = ()) -> Suspicion:
    """Of a title and body together. `links` is how many this person may put into one text; `before` are the last texts
    of the same person."""
    sample = text[:_SAMPLE]
    found: dict[Sign, int] = {
        "words": _words(sample), "contact": 2 * min(2, len(_CONTACT.findall(sample))), "disguise": _disguise(sample),
        "same_again": _same_again(sample, before), **_linked(sample, links), "repeats": _repeats(sample),
        "shouting": _shouting(sample),
    }
    signs = sorted((sign for sign, points in found.items() if points), key=lambda sign: -found[sign])
    return Suspicion(sum(found.values()), tuple(signs))


def count_links(text: str) -> int:
    return len(_LINK.findall(text))


def _linked(text: str, most: int) -> dict[Sign, int]:
    links = _LINK.findall(text)
    if not links:
        return {"links": 0, "only_links": 0}
    beside = len("".join(_LINK.sub(" ", text).split()))
    over = min(3, 1 + len(links) - most) if len(links) > most else 0
    strange = 1 if any(_TAIL.search(link) for link in links) else 0
    return {"links": over + strange, "only_links": 2 if beside < 25 else 0}


def _words(text: str) -> int:
    """The second different one is what settles it: a single one may be somebody's honest question."""
    english = {found.group().lower() for found in _ENGLISH.finditer(text)}
    chinese = {found.group() for found in _CHINESE.finditer(pipeline.fold(text).replace(" ", ""))}
    return min(4, 2 * len(english | chinese))


def _shouting(text: str) -> int:
    letters = [letter for letter in text if letter.isascii() and letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return 1 if len(letters) >= 40 and capitals > 0.7 * len(letters) else 0


def _repeats(text: str) -> int:
    return 1 if _REPEAT.search(text) else 0


def _disguise(text: str) -> int:
    """Unseen characters inside of words, or words that mix alphabets which look alike."""
    unseen = len(_UNSEEN.findall(text))
    mixed = sum(_mixes(word) for word in _WORD.findall(text) if not word.isascii())
    return (2 if unseen >= 3 else 0) + (2 if mixed >= 2 else 0)


def _mixes(word: str) -> bool:
    alphabets = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
    return "LATIN" in alphabets and bool(alphabets & {"CYRILLIC", "GREEK"})


def _same_again(text: str, before: Sequence[str]) -> int:
    """The same text as in one of the last posts, letters and digits alone."""
    plain = _plain(text)
    return 3 if len(plain) >= 20 and any(_plain(other[:_SAMPLE]) == plain for other in before) else 0


def _plain(text: str) -> str:
    return "".join(letter for letter in pipeline.fold(text) if letter.isalnum())
