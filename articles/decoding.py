"""Bytes of a file into text, where nobody says how it was saved."""

from typing import Final

# Told apart by what is frequent in Chinese: bytes of one encoding read as the other give rare characters.
_CHINESE: Final = ("gb18030", "big5hkscs")
_FREQUENT: Final = frozenset(
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發后後作里裡"
    "用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心本前开開但因只从從想实實您请請"
    "问問点點击擊设設置选選择擇文件邮郵箱密码碼登录錄账賬帐帳号號，。、？！：；（）「」“”"
)
_LEAST: Final = 0.15


def decoded(data: bytes) -> str:
    """The text, without a byte order mark: UTF-8, UTF-16 with its mark, or Chinese in GB 18030 or Big5.

    Raises ValueError where it is none of these.
    """
    marked = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = _attempt(data, marked)
    if text is not None:
        return text
    readings = [text for encoding in _CHINESE if (text := _attempt(data, encoding)) is not None]
    best = max(readings, key=_share_of_frequent, default="")
    if _share_of_frequent(best) < _LEAST:
        raise ValueError("The file is neither UTF-8 nor GB 18030 nor Big5.")
    return best


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _share_of_frequent(text: str) -> float:
    foreign = [character for character in text[:100_000] if not character.isascii()]
    return sum(character in _FREQUENT for character in foreign) / max(len(foreign), 1)
