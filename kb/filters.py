"""What a search box holds beside words: `tag:battery`, `is:unanswered`, `user:"Ada Lovelace"`, `-tag:old`.

Only what is written is read here; whether there is such a tag or person, `kb.filtering` asks the store. What cannot be
understood or does not go together is left out and told of, so that a search goes on with the rest.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kb import text as pipeline

Name = Literal["tag", "is", "user"]
Problem = Literal["empty", "unknown", "not_ruled_out", "contradicts", "not_of_articles", "too_many", "too_long"]

STATES: Final = ("unanswered", "answered", "solved", "official", "open", "closed", "question", "article")

MOST: Final = 10
LONGEST: Final = 80
"""Of a value, in characters: the longest name of a person."""

_CHINESE: Final = {
    "未回答": "unanswered", "没有回答": "unanswered", "已回答": "answered", "已解决": "solved", "官方": "official",
    "开放": "open", "已关闭": "closed", "关闭": "closed", "问题": "question", "文章": "article",
}
"""As `kb.text.fold` leaves them: Simplified."""

_FILTER: Final = re.compile(
    r"""(?:^|(?<=\s))(?P<sign>[-－]?)(?P<name>tag|is|user)[:：]
        (?: ["“”「](?P<quoted>[^"“”「」]*)["“”」] | (?P<bare>\S*) )""",
    re.IGNORECASE | re.VERBOSE,
)
_AGAINST: Final = (
    {"answered", "unanswered"}, {"solved", "unanswered"}, {"official", "unanswered"}, {"open", "closed"},
    {"unanswered", "closed"}, {"question", "article"},
)


@dataclass(frozen=True, slots=True)
class Filter:
    """`value` as it was typed, for a state the word that STATES has; `ruled_out` where a minus stands before it."""

    name: Name
    value: str
    ruled_out: bool = False

    def __str__(self) -> str:
        """As it can be typed again."""
        quoted = f'"{self.value}"' if re.search(r"\s", self.value) else self.value
        return f"{'-' if self.ruled_out else ''}{self.name}:{quoted}"


@dataclass(frozen=True, slots=True)
class Left:
    """A filter that was left out, and why; `other` is the one that it contradicts."""

    filter: Filter
    problem: Problem
    other: Filter | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """`words` are the question that is left."""

    words: str
    filters: tuple[Filter, ...] = ()
    left: tuple[Left, ...] = ()


def parse(query: str) -> Parsed:
    """The words of a query, and its filters in their order, each once."""
    words = " ".join(_FILTER.sub(" ", query).split())
    kept: list[Filter] = []
    left: list[Left] = []
    for found in dict.fromkeys(_filter(match) for match in _FILTER.finditer(query)):
        problem, other = _problem(found, kept)
        if problem:
            left.append(Left(found, problem, other))
        else:
            kept.append(found)
    return Parsed(words, tuple(kept), tuple(left))


def without(parsed: Parsed, gone: Filter) -> str:
    """The query as it is typed with one filter less; what was left out stays out."""
    return written(parsed.words, [each for each in parsed.filters if each != gone])


def written(words: str, filters: Iterable[Filter]) -> str:
    """A query as somebody would type it."""
    return " ".join(filter(None, (*map(str, filters), words)))


def _filter(match: re.Match[str]) -> Filter:
    quoted, bare = match["quoted"], match["bare"]
    value = " ".join((quoted if quoted is not None else bare.strip("\"“”「」")).split())
    name: Name = match["name"].lower()  # type: ignore[assignment]  # the pattern knows no others
    if name == "is":
        folded = pipeline.fold(value)
        value = _CHINESE.get(folded, folded if folded in STATES else value)
    return Filter(name, value, ruled_out=bool(match["sign"]))


def _problem(found: Filter, kept: Sequence[Filter]) -> tuple[Problem | None, Filter | None]:
    """Why it is left out beside those that are kept."""
    if not found.value:
        return "empty", None
    if len(found.value) > LONGEST:
        return "too_long", None
    if found.name == "is" and found.value not in STATES:
        return "unknown", None
    if found.ruled_out and found.name != "tag":
        return "not_ruled_out", None
    for other in kept:
        if _against(found, other):
            return "contradicts", other
        if _is_article(found) or _is_article(other):
            return "not_of_articles", other
    return ("too_many", None) if len(kept) == MOST else (None, None)


def _against(one: Filter, other: Filter) -> bool:
    if one.name != other.name:
        return False
    if one.name == "is":
        return {one.value, other.value} in _AGAINST
    if one.name == "user":
        return True  # a question has one author
    return one.ruled_out != other.ruled_out and pipeline.fold(one.value) == pipeline.fold(other.value)


def _is_article(found: Filter) -> bool:
    """Articles have neither tags nor askers, and nobody answers them."""
    return found.name == "is" and found.value == "article"
