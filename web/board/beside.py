"""What stands beside a question: what is like it, among questions and articles, by the one ranker."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kb import search
from kb.asked import Asked
from kb.index import IndexUnavailable
from kb.search import Candidate
from kb.store import articles, posts, sites
from kb.store.posts import Post
from web.board import addresses, taking_part
from web.clock import now
from web.help_center.audiences import audiences
from web.house import house

MOST: Final = 6
_LEAST: Final = 0.6
"""Of the best one's score; what is less like the question only shares a word with it."""

_KEPT: Final = 600_000
"""Milliseconds after which the ranker is asked again."""


@dataclass(frozen=True, slots=True)
class Like:
    """A question or an article, under its address."""

    kind: str
    title: str
    language: str
    address: str
    answers: int
    solved: bool


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    id: str


def like(post: Post) -> list[Like]:
    """The most alike first; only what whoever reads may see now. Nothing while there is no index."""
    try:
        found = _found(post.id, post.title, post.language, now() // _KEPT)
    except IndexUnavailable:
        return []
    seen_by, db = audiences(), house().db
    shown = {row.id: row for row in posts.seen_of(
        db, [one.id for one in found if one.kind == "question"], to=taking_part.reader()
    )}
    likes: list[Like] = []
    for one in found:
        if one.kind == "question" and (row := shown.get(one.id)):
            likes.append(Like("question", row.title, row.language, addresses.question(row.id, row.title), row.answers,
                              row.accepted is not None))
        elif one.kind == "article":
            text = articles.by_id(db, one.id)
            if text and text.state == "published" and text.audience in seen_by:
                likes.append(Like("article", text.title, text.language, f"/articles/{text.slug}", 0, False))
    return likes


@lru_cache(maxsize=4096)
def _found(id: str, title: str, language: str, _kept: int) -> tuple[_Found, ...]:
    """Of what everybody may see; kept, since a page is read more often than its neighbours change."""
    ranked = search.rank(
        house().db, house().index, title, site=sites.MAIN, language=language, board=posts.stranger(now())
    )
    found: list[Candidate | Asked] = [*ranked.candidates, *ranked.questions]
    near = sorted(filter(_is_near, found), key=lambda each: -each.score)[: MOST + 1]
    near = [each for each in near if not isinstance(each, Asked) or each.post.id != id]
    least = near[0].score * _LEAST if near else 0.0
    return tuple(
        _Found("question", each.post.id) if isinstance(each, Asked) else _Found("article", each.article.id)
        for each in near[:MOST] if each.score >= least
    )


def _is_near(found: Candidate | Asked) -> bool:
    """As in a search; nothing is marked or quoted here, so the search's words for a list are not asked for."""
    return found.signals.coverage >= search.FAINT or found.signals.likeness >= search.ALIKE
