"""Card numbers and passwords that customers type are not kept: they are masked before the message is stored. And what
tells who somebody is goes nowhere but into their own conversation.
"""

import re
import unicodedata
from typing import Final

_CARD: Final = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_SECRET: Final = re.compile(
    r"(?P<what>(?:\b(?:my|the)\s)?\b(?:password|passwd|pwd|pin|cvv|cvc)\b(?:\s{1,3}is)?\s{0,3}[:=]?\s{0,3}|"
    r"(?:密码|密碼|口令|驗證碼|验证码)\s{0,3}(?:是|为|為|[:：=])\s{0,3})(?P<secret>[^\s，。；,;]{3,64})",
    re.IGNORECASE,
)
# Each word that gives a secret away holds one of these; most messages hold none, which is seen at a tenth of the price.
# The pattern takes the i of other languages for an i.
_HINTS: Final = ("word", "wd", "cv", "pin", "pın", "pi̇n", "密", "口令", "验证", "驗證")
_MASK: Final = "••••"

# Mail and web addresses, numbers of five digits and more however they are grouped, codes of letters and digits, where
# somebody lives, what somebody is called.
_PERSONAL: Final = re.compile(
    r"\S@\S|://|\bwww\.|•|\d(?:[ ./()-]{0,2}\d){4}|(?<![^\W_])(?=[a-z0-9]{6})[a-z0-9]{0,9}\d[a-z]{1,9}\d|"
    r"\b\d{1,5} (?:\w{1,20} ){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|boulevard)\b|[路街巷弄] ?\d|"
    r"\d ?[号號][楼樓院室]|\b(?:my (?:full )?name(?:'s| is)|i am called|i live at)\b|我叫|我姓|我的(?:名字|姓名)|我住"
)


def masked(text: str) -> str:
    """The text with card numbers cut to their last four digits, and passwords that are given away covered."""
    text = _CARD.sub(_cover_card, text)
    lowered = text.lower()
    return _SECRET.sub(_cover_secret, text) if any(hint in lowered for hint in _HINTS) else text


def is_personal(text: str) -> bool:
    """Whether a text holds something that may tell who wrote it, or a secret that was masked."""
    return _PERSONAL.search(unicodedata.normalize("NFKC", text).lower()) is not None


def _cover_card(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found.group())
    return f"{_MASK} {digits[-4:]}" if _luhn(digits) else found.group()


def _cover_secret(found: re.Match[str]) -> str:
    secret, what = found.group("secret"), found.group("what")
    # "my password is wrong" gives nothing away: a secret has a digit or a mark in it, or was introduced by a sign.
    told = what.rstrip().endswith((":", "=", "：", "是", "为", "為"))
    looks_secret = any(character.isdigit() or not character.isalnum() for character in secret.rstrip(".!?…\"'"))
    return f"{what}{_MASK}" if looks_secret or (told and secret.isascii()) else found.group()


def _luhn(digits: str) -> bool:
    """The check digit of card numbers (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
