"""Which of the product's languages a text is written in, and where to look when that language has no answer."""

import re

from kb import text as pipeline

LANGUAGES = ("en", "zh-Hans", "zh-Hant")

_CHINESE = frozenset({"zh-Hans", "zh-Hant"})
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")
_KANA_HANGUL = re.compile("[\u3041-\u3096\u30a1-\u30fa\uac00-\ud7a3]")
# Enough to tell by, however long the text is.
_SAMPLE = 2000


def of_text(text: str, *, default: str) -> str:
    """The language of a customer's text; `default` (the page's language) where there is nothing to tell by.

    Chinese script is told by characters that only one of the scripts has. Where all are common to both, `default`
    decides if it is Chinese, else Simplified.
    """
    sample = text[:_SAMPLE]
    han = pipeline.han(sample)
    latin = len(_LATIN_WORD.findall(sample))
    if not han:
        return "en" if latin and not _KANA_HANGUL.search(sample) else default
    if len(han) < latin:
        return "en"
    if len(_KANA_HANGUL.findall(sample)) > len(han) // 2:
        return default
    return _script(han, default=default)


def fallbacks(language: str) -> tuple[str, ...]:
    """Where to look for an answer, in order: this language, the other Chinese script for Chinese, then the rest."""
    near = tuple(sorted(_CHINESE - {language})) if language in _CHINESE else ()
    return tuple(dict.fromkeys((language, *near, *LANGUAGES)))


def _script(han: str, *, default: str) -> str:
    # The two national character sets say which script knows a character: 灣 is only in Big5, 湾 only in GB 2312.
    only_simplified = len(_encodable(han, "gb2312")) - len(_encodable(han, "big5"))
    if not only_simplified:
        return default if default in _CHINESE else "zh-Hans"
    return "zh-Hans" if only_simplified > 0 else "zh-Hant"


def _encodable(han: str, encoding: str) -> str:
    return han.encode(encoding, "ignore").decode(encoding)
