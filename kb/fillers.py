"""Words that nearly every question has: they say that something is asked, not what.

In a small knowledge base they look rare, and would outweigh the words that matter. So a question is looked up without
them, as long as something is left.
"""

import re
from typing import Final

from kb import text

_ENGLISH: Final = frozenset(
    word
    for words in (
        "a an the this that these those there here it its",
        "i me my mine we us our you your yours he she they them their",
        "is are am was were be been being do does did doing can could may might shall should will would must",
        "have has had",
        "how what where when why who which whom whose whether",
        "to of in on at for from with by about into as and or if then so but than",
        "please hi hello hey thanks thank want need like would help possible able way ways tell know just really very "
        "some any get got im ive id cant dont doesnt whats hows",
    )
    for word in words.split()
)

_CHINESE: Final = re.compile(
    "为什么|怎么样|怎么办|怎么才能|怎样才能|什么时候|能不能|可不可以|是不是|有没有办法|我想知道|我想问|想问|请问|请教|"
    "怎么|怎样|如何|什么|为啥|为何|是否|可以|我想|我要|想要|一下|哪里|哪儿|你们|我们|您好|你好|请|吗|呢|吧|啊|呀|您"
)


def is_one(word: str) -> bool:
    """Whether a folded English word is a filler."""
    return word in _ENGLISH


def without(question: str) -> str:
    """The question without its fillers, folded; folded as a whole where nothing else was in it."""
    folded = text.fold(question)
    spaced = _CHINESE.sub(" ", folded)
    kept = [word for word in spaced.split() if word.strip(".,;:!?'\"()，。；：！？、").replace("'", "") not in _ENGLISH]
    return " ".join(kept) if any(character.isalnum() for word in kept for character in word) else folded
