"""Which of the choices on the table did somebody mean who typed instead of pressing?"""

import re
from collections.abc import Sequence

from kb import similarity
from kb.text import fold

# How alike a typed text must be to a choice's words, and how much closer than to the next.
_ALIKE = 0.85
_CLOSER = 0.05
_READ = 200

_NUMBERS = (
    ("1", "first", "one", "一", "former", "前者", "a"),
    ("2", "second", "two", "二", "latter", "后者", "b"),
    ("3", "third", "three", "三", "c"),
)
_NUMBER = {word: place for place, words in enumerate(_NUMBERS) for word in words}
_LAST = ("last", "最后")
_BY_NUMBER = re.compile(
    r"\W*(?:the |option |number |choice |no |选择?|我[选要]|要|就)*\W*第?"
    rf"({'|'.join((*_NUMBER, *_LAST))})(?: one| option|st|nd|rd|一?[个项条种号])*(?: please|吧|谢谢)?\W*"
)
_DECLINED = re.compile(
    r"\W*(?:no|nope|(?:no )?none(?: of (?:these|them|those|the above|it))?|neither(?: of (?:these|them))?"
    r"|nothing(?: fits| here)?|not (?:these|those|that|this|any of (?:these|them))|something else"
    r"|(?:以上|这些)?都(?:不[是对]|没有)|[这那]?不是(?:这些|这个|的)?|不对|没有(?:一个)?|别的|其他)\W*"
)
_AGREED = re.compile(
    r"\W*(?:yes|yeah|yep|yup|y|correct|right|sure|exactly|that one|this one|ok|okay"
    r"|(?:是的?|对的?|没错|正确|就是(?:这个|它)?|嗯+|好的?)[呀啊吧]?)\W*"
)


def chosen(text: str, *, labels: Sequence[str]) -> int | None:
    """The place in `labels` of the choice that was typed: by number, in its own words, or by yes where it is alone."""
    folded = fold(text[:_READ])
    if numbered := _BY_NUMBER.fullmatch(folded):
        place = len(labels) - 1 if numbered[1] in _LAST else _NUMBER[numbered[1]]
        return place if place < len(labels) else None
    if len(labels) == 1 and _AGREED.fullmatch(folded):
        return 0
    likeness = [similarity.folded_similarity(folded, fold(label[:_READ])) for label in labels]
    best, *others = sorted(likeness, reverse=True) or [0.0]
    return likeness.index(best) if best >= _ALIKE and best - max(others, default=0.0) >= _CLOSER else None


def agreed(text: str) -> bool:
    """Whether the text is a yes and nothing else."""
    return bool(_AGREED.fullmatch(fold(text[:_READ])))


def declined(text: str) -> bool:
    """Whether the text is a no and nothing else: `none of these`, 都不是."""
    return bool(_DECLINED.fullmatch(fold(text[:_READ])))
