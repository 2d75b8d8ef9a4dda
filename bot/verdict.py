"""What somebody says of an answer: that it worked, or that it did not."""

import re
from typing import Literal

# A verdict is short; a longer text that holds those words describes a problem.
_SHORT = 60

_STILL_NOT = tuple(
    re.compile(rule)
    for rule in (
        r"\bstill (?:not|doesnt|does not|dont|cant|cannot|wont|isnt|didnt|no|the same|broken|stuck|failing|having)\b",
        r"\b(?:that|this|it) (?:didnt|did not|doesnt|does not|hasnt) (?:help|work|solve|fix|answer)\b",
        r"\b(?:didnt|did not|doesnt|does not) (?:solve|answer|fix) (?:my|the|it|this|that)\b",
        r"\bnot what i (?:asked|meant|need|wanted|am looking|was looking|mean)\b",
        r"\b(?:already|i have|ive) tried (?:that|this|it|all)\b",
        "还(?:是|没)(?:不行|不可以|不能|不对|没|无法|这样|一样|没法|解决|失败|报错|有问题|好)",
        "(?:依然|依旧|仍然?)(?:不|没|无法|是)|试过了|都试了|(?<!有)没有?(?:解决|用处|帮助|效果)(?![方办文图的])",
        "不是我(?:要|想|问)|不是这个(?:问题|意思)|(?:没|没有|未)回答我",
    )
)
_NOT = re.compile(
    r"\W*(?:no[, ]+)?(?:(?:it|that|this)(?: is|s)? )?(?:not (?:working|solved|fixed|helpful|helping|resolved|it|really)"
    r"|no luck|(?:doesnt|does not|didnt|did not) (?:work|help)|unsolved|unhelpful|wrong answer|no good"
    r"|(?:the )?same (?:problem|error|issue)(?: again)?|👎)\W*"
    "|\\W*(?:这个?|方法|答案|按你说的|做)*[了也都还]*(?:不行|没有?用|不管用|不对|不起作用|没效果|不可以|无效|行不通|没解决)"
    r"[了啊呀的吧]?\W*"
)
_CLOSED = r"(?=\W*(?:now|again|fine|great|perfectly|thanks?|thank you|thx|cheers|$))"
_WORKED = re.compile(
    rf"\b(?:that|this|it)(?: has| have)? (?:worked|helped|did it|solved it|fixed it)\b|\bwork(?:s|ing){_CLOSED}"
    rf"|(?:^\W*|\b(?:problem|issue|its|thats|all|now|is) )(?:solved|resolved|fixed|sorted){_CLOSED}|\bthat was it\b"
    r"|\ball good\b|\b(?:it|this|that) was (?:very )?helpful\b|^\W*very helpful\b|👍"
    r"|解决(?:了|啦|好了)|搞定|[弄修]好了|成功了|有用(?=\W|了|谢|$)|有帮助(?=\W|了|谢|$)|帮到我|(?:可以|能用|正常|好用)了"
    r"|^\W*好了(?:\W|谢|$)|没问题了"
)
_DOUBT = re.compile(
    r"\?|\b(?:not|no|never|but|how|when|why|what|where|who|if|can|could|please|get|cant|dont|didnt|doesnt|isnt|wasnt"
    r"|yesterday|until|before|need|want|yet|be)\b"
    "|[吗么呢不]|怎|没有?(?!问题了)|但|如何|为什么|可是|何时|要求|才能|希望|请|帮我|想"
)


def of(folded: str) -> Literal["solved", "not_solved"] | None:
    """What a folded text without apostrophes says of an answer, if anything."""
    if any(rule.search(folded) for rule in _STILL_NOT):
        return "not_solved"
    if len(folded) > _SHORT:
        return None
    if _NOT.fullmatch(folded):
        return "not_solved"
    return "solved" if _WORKED.search(folded) and not _DOUBT.search(folded) else None
