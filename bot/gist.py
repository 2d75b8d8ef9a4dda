"""When is a question the same question again? When it says the same, whatever its order and its question word."""

import re

from kb import text as pipeline

# Longer than any question that somebody types twice; what is kept of each is as short.
_READ = 200

_FILLING = frozenset(
    pipeline.tokens(
        "how what can could do does would will should i we you me my a an the to is it of please pls said say asked "
        "again tell help want need know just hi hello hey ok so thanks thank"
    )
)
_FILLING_HAN = re.compile(
    "请问|想问|麻烦|告诉|怎么样?|如何|怎样|一下|我说|再问|你好|您好|谢谢|[吗呢啊呀吧嘛么了的我你您请要想该]"
)


def gist(question: str) -> str:
    """What a question is about: `How can I reset my password?` and `reset password please` have the same gist.

    Exact rather than clever: mute and unmute, 登录密码 and 支付密码 stay apart. Empty where all words are filling.
    """
    folded = _FILLING_HAN.sub(" ", pipeline.fold(question[:_READ]))
    said = {token for token in pipeline.tokens(folded) if len(token) == 1 or not pipeline.is_cjk(token)}
    return " ".join(sorted(said - _FILLING))[:_READ]
