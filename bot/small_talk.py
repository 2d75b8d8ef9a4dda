"""Greetings, thanks and goodbyes: a message of nothing else, or the edges of a question."""

import re
from typing import Literal

_GAP = r"[\s,.!?~:;，。！？～、]*"
_END = rf"(?![\w'-]){_GAP}"
_GOOD_DAY = "good (?:morning|afternoon|evening|day)"

_PHRASES: tuple[tuple[Literal["greeting", "goodbye", "thanks"] | None, str], ...] = (
    (
        "greeting",
        rf"(?:hi+|hey+|hello+|hallo|helo|hiya|howdy|yo|greetings|{_GOOD_DAY}|(?:and )?how are (?:you|u)(?: doing)?"
        rf"(?: today)?|hows it going|how is it going|whats up|nice to meet you|👋){_END}",
    ),
    (
        "greeting",
        "(?:[你您妳]好+[呀啊哇]?|哈[喽啰咯罗]|嗨+|嘿+|喂+|[早晚]上好|[下中]午好|早安|午安|早|大家好|在不?在?[吗么嘛幺]?)"
        rf"(?=\W|$|[你您妳]好|在){_GAP}",
    ),
    (
        "goodbye",
        "(?:bye+(?:[ -]?bye)?|good ?bye|cya|see (?:you|ya|u)(?: later| soon| tomorrow| around)?|good ?night|take care"
        rf"|have a (?:nice|good|great|lovely) (?:day|one|evening|night|weekend)){_END}",
    ),
    ("goodbye", rf"(?:再见|再会|拜+|掰+|886?|晚安|回头见|下次见|先这样|就这样)[了吧啦啊]?{_GAP}"),
    (
        "thanks",
        "(?:(?:no,? |many )?thanks?(?: ?(?:you|u))?(?: (?:so|very) much| a lot| a bunch| for (?:your|the) help)?"
        "|thx|tysm|ty|tks|cheers|much appreciated|(?:i )?appreciate it|ok(?:ay|ey)?|k|got it|i see|understood|alright"
        "|all right|fine|great|perfect|awesome|nice|cool|good|super|wonderful|brilliant|excellent|amazing"
        rf"|sounds good|thats (?:all|it|great|fine)|nothing else|🙏|👌){_END}",
    ),
    ("thanks", f"(?:谢+|多谢|感谢|感恩|辛苦|麻烦|3q)(?:[你您妳啦了哦噢啊呀哈]|大家|客服|帮助|帮忙)*{_GAP}"),
    (
        "thanks",
        "(?:好+的?|行|可以|嗯+|恩+|哦+|噢+|喔+|收到|明白|知道|了解|懂|没事|不用|不客气|太[好棒]|真棒|厉害|原来如此)"
        rf"[了吧啦哒滴的呢啊呀哦]*(?=\W|$|谢|多谢|感谢|感恩|再见|拜){_GAP}",
    ),
    # What comes along and says nothing of its own.
    (
        None,
        "(?:there|sir|madam|maam|team|bot|everyone|everybody|all|guys|friends?|dear|again|assistant|my|and|then|very|much|so"
        rf"|for|now|you|your|help){_END}|(?:亲爱的|亲|各位|你们|机器人|小助手|助手){_GAP}|[\W_]+",
    ),
)
_COMPILED = tuple((kind, re.compile(phrase)) for kind, phrase in _PHRASES)

_OPENING = re.compile(
    rf"(?:(?:hi+|hey+|hello+|hallo|hiya|howdy|greetings|{_GOOD_DAY})(?: (?:there|team|all|everyone|sir|madam|guys)"
    r"(?=\s*[,.!，。！]))?|excuse me|quick question|sorry)(?![\w'’-])[\s,.!:，。！、-]*(?=\S)"
    r"|(?:[你您妳]好(?![像多久转轉])[呀啊]?|哈[喽囉啰咯]|[早晚]上好|[下中]午好|早安|午安|大家好|[請请][問问](?:一下)?"
    r"|打[擾扰]一下|不好意思|我?想[請请]?[問问][一下]*|我?想咨[詢询](?:一下|下)?|[請请]教(?:一下)?"
    r"|(?:在[吗嗎]|[嗨嘿喂亲])(?=[\s,.!?，。！？]))[\s,.!?:，。！？、~～]*(?=\S)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\s,.!?，。！？、;；]+(?:(?:many )?thanks?(?: ?you)?(?: (?:so|very) much| a lot| in advance)?|thx"
    r"|[谢謝]{2}[您你啦了]?|感[谢謝]|多[谢謝])[\s,.!，。！~～]*$",
    re.IGNORECASE,
)
_EDGE = 60
_OPENINGS = 4


def of(folded: str) -> Literal["greeting", "goodbye", "thanks"] | None:
    """Which small talk a folded text without apostrophes is; None where it says anything else besides."""
    said: set[str] = set()
    place = 0
    while place < len(folded):
        for kind, phrase in _COMPILED:
            if found := phrase.match(folded, place):
                said.update([kind] if kind else [])
                place = found.end()
                break
        else:
            return None
    if "goodbye" in said:
        return "goodbye"
    if "thanks" in said:
        return "thanks"
    return "greeting" if said else None


def stripped(text: str) -> str:
    """A text as it was written, without the greeting it begins with and the thanks it ends with."""
    for _ in range(_OPENINGS):
        if not (opening := _OPENING.match(text)):
            break
        text = text[opening.end() :]
    edge = max(len(text) - _EDGE, 0)
    closing = _CLOSING.search(text, edge)
    return (text[: closing.start()] if closing else text).strip()
