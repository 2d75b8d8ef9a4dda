"""The sections of an article, prepared for weighing, and the one that answers a question best."""

import functools
from dataclasses import dataclass
from typing import Final

from kb import markdown, text
from kb.store.articles import Article
from kb.weighing import Weights, coverage

WHOLE: Final = 0.95
"""From this share of a question on, a heading or title says all of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of an article, prepared for weighing."""

    heading: str
    anchor: str
    markdown: str
    plain: str
    tokens: frozenset[str]


def best_part(article: Article, weights: Weights) -> Part:
    """The section that holds most of the question; the earlier one where two hold the same.

    A question that asks for no more than a heading says is answered there, and one that asks for no more than the
    title says from the top.
    """
    found = parts(article.title, article.body)
    for part in found:
        if coverage(weights, _tokens_of((part.heading,))) >= WHOLE:
            return part
    if coverage(weights, _tokens_of((article.title,))) >= WHOLE:
        return found[0]
    return max(found, key=lambda part: coverage(weights, part.tokens))


@functools.lru_cache(maxsize=2048)
def parts(title: str, body: str) -> tuple[Part, ...]:
    """The sections of an article. Kept by the text itself, so that a new revision is never read as the old one."""
    return tuple(
        Part(section.heading, section.anchor, section.markdown, plain, tokens)
        for section in markdown.sections(body)
        for plain in (markdown.plain(section.markdown),)
        for tokens in (frozenset(text.tokens(f"{section.heading} {plain}")),)
        if plain or section.heading
    ) or (Part("", "", "", "", frozenset(text.tokens(title))),)


@functools.lru_cache(maxsize=4096)
def _tokens_of(wordings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(token for wording in wordings for token in text.tokens(wording))
