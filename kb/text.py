"""The one text pipeline: documents, questions and the bot all see the words that this module makes.

Two spellings of the same thing become one: width, case, accents, and both Chinese scripts. Chinese, Japanese and Korean
are cut into single characters and pairs; everything else into stemmed words. A dictionary segmenter added nothing when
it was measured, and pairs never cut a customer's word in the wrong place.

Text is taken as it comes: NUL, lone surrogates and 10 kB without a space are text too. Every pattern here is linear.
"""

import functools
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import add

import opencc
import Stemmer

# Longer than any word somebody meant: what lies behind is cut off, so that pasted keys do not bloat the index.
LONGEST_WORD = 40

# Han (with its extensions and compatibility forms), Kana, Hangul.
_CJK = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"
)
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_CJK_RUN = re.compile(f"[{_CJK}]+")
_RUN = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
_ASCII_RUN = re.compile("[a-z0-9]+")
# As it stands in a text: with what holds its parts together.
_WRITTEN = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+(?:['’][^\\W_{_CJK}]+)*")
_HYPHENATED = re.compile(f"[^\\W_{_CJK}]+(?:-[^\\W_{_CJK}]+)*")
_CLITIC = re.compile("'(?:s|d|m|ll|re|ve)\\b")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_ACCENTED = re.compile("[\u00c0-\u058f\u1e00-\u1fff]")
_ACCENT = re.compile("[\u0300-\u036f]")

_to_mainland = opencc.OpenCC("tw2sp")
# What the wording table leaves apart, and one word that would lose its Chinese letter.
_SPELLINGS = (("帐", "账"), ("U盘", "优盘"), ("甚么", "什么"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in a text: `text[start:end]`; of Chinese, Japanese and Korean, one character."""

    text: str
    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """The form in which two spellings are compared: NFKC, no accents, lower case, Simplified with mainland wording.

    What cannot be printed becomes a space. Length may change: for places in the text itself see `words`.
    """
    if text.isascii():
        return _UNPRINTABLE.sub(" ", text).lower()
    folded = unicodedata.normalize("NFKC", _UNPRINTABLE.sub(" ", text))
    if _HAN.search(folded):
        # Twice, because the wording table is a chain: Taiwan's 檔案 is the mainland's 文件, and Taiwan's 文件 is 文档.
        # Its end is one word for all three, whichever of them the customer and the article use.
        folded = _to_mainland.convert(_to_mainland.convert(folded))
        for spelling, other in _SPELLINGS:
            folded = folded.replace(spelling, other)
    if _ACCENTED.search(folded):
        folded = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", folded)))
    return folded.casefold()


def in_scripts(text: str) -> tuple[str, ...]:
    """A name as it is written, and as it is written in the other Chinese script: what it may be kept as."""
    if not _HAN.search(text):
        return (text,)
    return tuple(dict.fromkeys((text, *(script.convert(text) for script in _scripts()))))


def runs(text: str) -> list[str]:
    """The folded words of a text, and its unbroken runs of Chinese, Japanese and Korean: what tokens are made of.

    `sign-in` gives `sign`, `in` and at the end `signin`, so that it is found however it is written; `don't` gives
    `dont`, `customer's` gives `customer`.
    """
    folded = fold(text)
    if not folded.isascii():
        folded = folded.replace("’", "'")
    if "'" in folded:
        folded = _CLITIC.sub("", folded).replace("'", "")
    found = (_ASCII_RUN if folded.isascii() else _RUN).findall(folded)
    if "-" in folded:
        for chunk in folded.split():
            if "-" in chunk:
                found.extend(run.replace("-", "") for run in _HYPHENATED.findall(chunk) if 0 < run.count("-") < 3)
    return found


def tokens(text: str, *, language: str | None = None) -> list[str]:
    """What documents and questions are compared by, with repetitions.

    A Chinese run gives its characters and their pairs; a word gives its English stem, which leaves other languages'
    words alone often enough. There are no stop words: rare words outweigh them. `language` is taken for the day when a
    language needs its own stemmer; none does yet.
    """
    return tokens_of(runs(text))


def tokens_of(found: list[str]) -> list[str]:
    """The tokens of what `runs` found."""
    if all(map(str.isascii, found)):
        return list(map(_stems.__getitem__, found))
    tokens: list[str] = []
    for run in found:
        if _CJK_RUN.match(run):
            tokens.extend(run)
            tokens.extend(_pairs(run))
        else:
            tokens.append(_stems[run])
    return tokens


def surfaces_of(found: list[str]) -> set[str]:
    """Of what `runs` found, the words as spelled and the Chinese pairs: what typing errors are repaired to."""
    surfaces: set[str] = set()
    for run in set(found):
        if run.isascii() or not _CJK_RUN.match(run):
            surfaces.add(run[:LONGEST_WORD])
        else:
            surfaces.update(_pairs(run))
    return surfaces


def stems(words: Sequence[str]) -> list[str]:
    """The stems of folded words; unlike those of `tokens` they are not kept for the next time."""
    found: list[str] = Stemmer.Stemmer("english", 0).stemWords(words)
    return found


def words(text: str) -> list[Word]:
    """The words of a text with their places in it, for highlighting, passages and repair."""
    found: list[Word] = []
    for match in _WRITTEN.finditer(text):
        written, start = match.group(), match.start()
        if _CJK_RUN.match(written):
            found.extend(
                Word(character, folded, start + place, start + place + 1)
                for place, (character, folded) in enumerate(zip(written, _characters(written), strict=True))
            )
        else:
            found.append(Word(written, "".join(runs(written))[:LONGEST_WORD], start, match.end()))
    return found


def places(text: str, *, wanted: Collection[str]) -> list[tuple[int, int]]:
    """Where the tokens `wanted` stand in a text: (start, end) pairs in order, neighbours joined, for highlighting.

    A Chinese character alone is shown only where `wanted` holds no pair at all: single ones are in every sentence.
    """
    wanted = frozenset(wanted)
    chinese = {token for token in wanted if is_cjk(token)}
    alone = not any(len(token) == 2 for token in chinese)
    found: list[tuple[int, int]] = []
    for match in _WRITTEN.finditer(text):
        token = _written_tokens[match.group()]
        if token in wanted:
            found.append(match.span())
        elif not token and chinese:
            start, characters = match.start(), _characters(match.group())
            for place, pair in enumerate(_pairs_of(characters)):
                if pair in chinese:
                    found.append((start + place, start + place + 2))
            if alone:
                found.extend((start + at, start + at + 1) for at, one in enumerate(characters) if one in chinese)
    return _joined(sorted(found))


def is_cjk(word: str) -> bool:
    """Whether a word begins with a Chinese, Japanese or Korean character."""
    return _CJK_RUN.match(word) is not None


def han(text: str) -> str:
    """Only the Chinese characters of a text."""
    return "".join(_HAN.findall(text))


def printable(text: str) -> str:
    """The text without what no store and no index takes: NUL, control characters, lone surrogates become spaces."""
    return _UNPRINTABLE.sub(" ", text)


class _Stems(dict[str, str]):
    """Stems of the words that were met, by word. Forgets them all when there are too many: they are cheap to find."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_STEMS:
            self.clear()
        # A stemmer of its own for each new word (1 µs): none may be shared between threads.
        stem: str = Stemmer.Stemmer("english", 0).stemWord(word[:LONGEST_WORD])
        self[word[:LONGEST_WORD]] = stem
        return stem


class _WrittenTokens(dict[str, str]):
    """The token of each word that was met, as it was written; "" for a run of Chinese, Japanese or Korean."""

    def __missing__(self, written: str) -> str:
        if len(self) >= _MOST_STEMS:
            self.clear()
        token = "" if is_cjk(written) else _stems["".join(runs(written))[:LONGEST_WORD]]
        if len(written) <= LONGEST_WORD:
            self[written] = token
        return token


_MOST_STEMS = 50_000
_stems = _Stems()
_written_tokens = _WrittenTokens()


@functools.cache
def _scripts() -> tuple[opencc.OpenCC, ...]:
    """Some 40 MB, which only a process takes that keeps somebody's Chinese name."""
    return tuple(map(opencc.OpenCC, ("t2s", "s2t", "s2tw")))


def _pairs(run: str) -> Iterable[str]:
    return map(add, run, run[1:])


def _pairs_of(characters: tuple[str, ...]) -> Iterable[str]:
    return map(add, characters, characters[1:])


@functools.lru_cache(maxsize=1024)
def _characters(run: str) -> tuple[str, ...]:
    """A CJK run folded character by character, in the wording of the whole where that keeps its length."""
    folded = fold(run)
    return tuple(folded) if len(folded) == len(run) else tuple(fold(character)[:1] for character in run)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
