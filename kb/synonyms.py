"""Words that mean the same: a customer's word finds the writer's.

What ships is the base. A site's own rows add to it or take it apart; a change is noticed within a second by every
process that reads the same store.
"""

import functools
import itertools
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Final, Literal, TypeVar
from weakref import WeakKeyDictionary

from kb import text
from kb.store import synonyms as rows
from kb.store.engine import Database
from kb.store.synonyms import Synonym

Phrase = tuple[str, ...]
"""The tokens by which a word, or several that belong together, are known; of Chinese words, their pairs."""

Way = Literal["both", "one_way"]

Meaning = TypeVar("Meaning")

LANGUAGES: Final = ("en", "zh")

# Seconds for which nobody asks whether the rows are still the same.
_CHECKED_EVERY: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Synonyms:
    """Which words mean the same in the questions of one site in one language."""

    _by_first: Mapping[str, tuple[tuple[Phrase, tuple[frozenset[str], ...]], ...]]
    _one: Mapping[str, tuple[tuple[Phrase, "_Stead"], ...]]

    def others(self, tokens: Sequence[str]) -> dict[str, tuple[frozenset[str], ...]]:
        """For the tokens of a question in their order: what else may stand for each, as the tokens that do it together.

        Each token of `two factor` may be stood for by {2fa}; 2fa by {two, factor}.
        """
        found: dict[str, tuple[frozenset[str], ...]] = {}
        for place, token in enumerate(tokens):
            for phrase, meaning in self._by_first.get(token, ()):
                if len(phrase) == 1 or phrase == tuple(tokens[place : place + len(phrase)]):
                    for each in _with_characters(phrase):
                        found[each] = (*found.get(each, ()), *meaning)
        return found

    def one_for_all(self, tokens: Sequence[str]) -> list[str]:
        """The tokens, with the same ones for all words that find each other: those of one of them.

        The single characters of a Chinese word, which stand before its pairs, go with it.
        """
        joined: list[str] = []
        behind = 0
        for place, token in enumerate(tokens):
            if place < behind:
                continue
            for phrase, stead in self._one.get(token, ()):
                if len(phrase) == 1 or phrase == tuple(tokens[place : place + len(phrase)]):
                    for one in stead.spelled:
                        if one in joined:
                            joined.remove(one)
                    joined.extend(stead.tokens)
                    behind = place + len(phrase)
                    break
            else:
                joined.append(token)
        return joined


@dataclass(frozen=True, slots=True)
class _Stead:
    """What counts in the place of a word: `tokens`; and what the word is `spelled` with, where it is Chinese."""

    tokens: Phrase
    spelled: str


@dataclass(frozen=True, slots=True)
class Group:
    """Words that ship together: each finds the others, or only the first finds them."""

    words: tuple[str, ...]
    language: str
    direction: Way


@dataclass(slots=True)
class _Kept:
    """What was made of a site's rows when they had this version."""

    version: int
    checked_at: float
    by_language: Mapping[str, Synonyms]


def of_site(db: Database, *, site: str, language: str) -> Synonyms:
    """Those for a question in this language: what ships, changed by the site's own rows."""
    kept = _kept.get(db, {}).get(site)
    if kept is None or time.monotonic() - kept.checked_at > _CHECKED_EVERY:
        kept = _checked(db, kept, site=site)
    return kept.by_language["zh" if language.startswith("zh") else "en"]


def forget(db: Database) -> None:
    """This process reads the rows anew for its next question: whoever changed them sees it at once."""
    _kept.pop(db, None)


@functools.cache
def shipped() -> Synonyms:
    """What a site begins with."""
    return compiled([])


@functools.cache
def groups() -> tuple[Group, ...]:
    """The groups of words that ship: first those where each finds the others."""
    listed = tomllib.loads(resources.files("kb").joinpath("synonyms.toml").read_text(encoding="utf-8"))
    both = [Group(tuple(words), language, "both") for language in LANGUAGES for words in listed[language]]
    one_way = [
        Group(tuple(words), language, "one_way") for language in LANGUAGES for words in listed["one_way"][language]
    ]
    return (*both, *one_way)


def compiled(own: Iterable[Synonym]) -> Synonyms:
    """What ships and these rows, ready to be asked."""
    joined = _Pairs()
    for direction, phrases in _shipped_phrases():
        if direction == "both":
            joined.both_ways(phrases)
            joined.count_as_first(phrases)
        else:
            joined.one_way(phrases[0], phrases[1:])
    by_direction: dict[str, list[list[Phrase]]] = {"apart": [], "both": [], "one_way": []}
    for row in own:
        if phrases := [found for word in row.words.split("\n") if (found := phrase(word))]:
            by_direction[row.direction].append(phrases)
    for phrases in by_direction["apart"]:
        joined.apart(phrases)
    for phrases in by_direction["both"]:
        joined.both_ways(phrases)
        joined.count_as_one(phrases)
    for first, *others in by_direction["one_way"]:
        joined.one_way(first, others)
    meanings = {each: tuple(map(frozenset, others)) for each, others in joined.found.items() if others}
    return Synonyms(_by_first_token(meanings), _by_first_token(joined.ones()))


def phrase(word: str) -> Phrase:
    """The tokens by which a word is known where it stands in a text; nothing where it holds no word.

    Single characters of Chinese words are left out beside their pairs: they stand in every sentence.
    """
    tokens = text.tokens(word.replace("-", " "))
    return tuple(token for token in tokens if len(token) > 1 or not text.is_cjk(token)) or tuple(tokens)


def _spelled(found: Phrase) -> str:
    """The single characters of a Chinese word that is known by its pairs."""
    if not all(len(token) == 2 and text.is_cjk(token) for token in found):
        return ""
    return found[0][0] + "".join(token[1] for token in found)


def _with_characters(found: Phrase) -> Iterable[str]:
    """The tokens of a word and its single characters: where it stands they mean nothing else."""
    return dict.fromkeys((*found, *_spelled(found)))


@functools.cache
def _shipped_phrases() -> tuple[tuple[Way, list[Phrase]], ...]:
    return tuple((group.direction, list(map(phrase, group.words))) for group in groups())


@dataclass(slots=True)
class _Pairs:
    """Which phrase finds which others, in the order in which they came; and, by a number, which ones count as one."""

    found: dict[Phrase, dict[Phrase, None]] = field(default_factory=dict)
    one: dict[Phrase, int] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def both_ways(self, phrases: Sequence[Phrase]) -> None:
        for each in phrases:
            self.one_way(each, phrases)

    def one_way(self, first: Phrase, others: Iterable[Phrase]) -> None:
        self.found.setdefault(first, {}).update((other, None) for other in others if other != first)

    def count_as_first(self, phrases: Sequence[Phrase]) -> None:
        """All that count as one with no other yet. So a word of two groups does not make one of both."""
        number = self.one.get(phrases[0])
        number = next(self.numbers) if number is None else number
        for each in phrases:
            self.one.setdefault(each, number)

    def count_as_one(self, phrases: Sequence[Phrase]) -> None:
        """All of them, with the first that does already: the site knows better."""
        known = next((self.one[each] for each in phrases if each in self.one), None)
        self.one.update(dict.fromkeys(phrases, next(self.numbers) if known is None else known))

    def apart(self, phrases: Sequence[Phrase]) -> None:
        for first, second in itertools.combinations(phrases, 2):
            self.found.get(first, {}).pop(second, None)
            self.found.get(second, {}).pop(first, None)
            if first in self.one and self.one[first] == self.one.get(second):
                del self.one[second]

    def ones(self) -> dict[Phrase, _Stead]:
        """By phrase, the same tokens for all that count as one: those of one of them, as a text would hold it."""
        together: dict[int, list[Phrase]] = {}
        for each, number in self.one.items():
            spelled = _spelled(each)
            together.setdefault(number, []).append((*spelled, *each) if spelled else ("".join(each),))
        return {each: _Stead(min(together[number]), _spelled(each)) for each, number in self.one.items()}


def _by_first_token(by_phrase: Mapping[Phrase, Meaning]) -> dict[str, tuple[tuple[Phrase, Meaning], ...]]:
    """Longer phrases first: `log in` before `log`."""
    found: dict[str, list[tuple[Phrase, Meaning]]] = {}
    for each, meaning in sorted(by_phrase.items(), key=lambda pair: -len(pair[0])):
        found.setdefault(each[0], []).append((each, meaning))
    return {token: tuple(pairs) for token, pairs in found.items()}


_kept: WeakKeyDictionary[Database, dict[str, _Kept]] = WeakKeyDictionary()


def _checked(db: Database, kept: _Kept | None, *, site: str) -> _Kept:
    now = time.monotonic()
    if kept:
        kept.checked_at = now  # whoever comes meanwhile goes on with what there is
    # Before the rows: should they change in between, the next look finds another version again.
    version = rows.version(db, site=site)
    if kept and kept.version == version:
        return kept
    own = rows.of_site(db, site=site)
    by_language = {
        language: compiled(mine) if (mine := [row for row in own if row.language in ("", language)]) else shipped()
        for language in LANGUAGES
    }
    made = _Kept(version, now, by_language)
    _kept.setdefault(db, {})[site] = made
    return made
