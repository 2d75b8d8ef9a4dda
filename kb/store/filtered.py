"""Questions and articles that fit what was asked for without words, the newest first: each list walks one index."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from kb.store import posts
from kb.store.answer_counts import ACCEPTED
from kb.store.articles import Shelved
from kb.store.engine import Reads
from kb.store.post_lists import NAMED, ROW, Row
from kb.store.rows import listed
from kb.store.tags import Tag

FEW: Final = 2_000
"""A tag with no more questions is walked in place of what its author asked."""

_LAST: Final = "z" * 20  # sorts after every id, in every collation
_STATES: Final = {
    "answered": "p.answers > 0",
    "unanswered": "p.answers = 0 AND p.closed = ''",
    "solved": f"p.accepted IS NOT NULL AND {ACCEPTED} IS NOT NULL",
    "open": "p.closed = ''",
    "closed": "p.closed <> ''",
    "official": f"""p.id IN (SELECT a.question FROM post a WHERE a.mark = 'official' AND {posts.public('a')}
                             UNION SELECT o.id FROM post o JOIN article r ON r.id = o.article
                                    WHERE o.kind = 'question' AND r.state = 'published' AND r.audience = 'public')""",
}
"""What everybody sees of how a question stands. The index has the same terms (`kb.index.facets`)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Questions with all of `tags` and none of `without`, by `author` where one is named, as `states` say."""

    tags: tuple[Tag, ...] = ()
    without: tuple[Tag, ...] = ()
    author: str = ""
    states: frozenset[str] = field(default=frozenset())


def questions(db: Reads, wanted: Wanted, *, site: str, before: str, now: int, limit: int) -> list[Row]:
    """Those that everybody may see, older than the question `before`, or from the newest on where that is ''."""
    tags = sorted(wanted.tags, key=lambda tag: tag.questions)
    key = "p.id"
    if tags and (not wanted.author or tags[0].questions <= FEW):
        # CROSS JOIN: SQLite walks what stands first.
        source = "post_tag t CROSS JOIN post p"
        where, params, key = ["p.id = t.post", "t.tag = :tag", "t.state = 'shown'"], {"tag": tags.pop(0).id}, "t.post"
        if wanted.author:
            where.append("p.author = :author")
    elif wanted.author:
        source, where, params = "post p", ["p.author = :author", "p.kind = 'question'"], {}
    else:
        source, where, params = "post p", ["p.site = :site", "p.kind = 'question'", "p.state = 'shown'"], {}
        params["site"] = site
    if wanted.author:
        params["author"] = wanted.author
    others, some = listed("other", [tag.id for tag in tags])
    gone, none = listed("gone", [tag.id for tag in wanted.without])
    if some:
        where.append(f"(SELECT COUNT(*) FROM post_tag o WHERE o.post = p.id AND o.tag IN ({others})) = {len(some)}")
    if none:
        where.append(f"NOT EXISTS (SELECT 1 FROM post_tag g WHERE g.post = p.id AND g.tag IN ({gone}))")
    where += [_STATES[state] for state in sorted(wanted.states)]
    return db.all(
        Row,
        # Only of those that are shown is the rest read.
        f"""{ROW} FROM (SELECT {key} AS id FROM {source}
                         WHERE {" AND ".join(where)} AND {posts.public('p')} AND {key} < :before
                         ORDER BY {key} DESC LIMIT :limit) chosen
              JOIN post p ON p.id = chosen.id {NAMED}
             ORDER BY p.id DESC""",
        before=before or _LAST, now=now, limit=limit, **params, **some, **none,
    )


def articles(
    db: Reads, *, site: str, audiences: Collection[str], language: str, before: str, limit: int
) -> list[Shelved]:
    """Published articles, those made last first; of one in several languages the reader's, where there is that."""
    names, values = listed("audience", audiences)
    # COALESCE: they are walked by their ids; by site and state all of them would be found, and sorted.
    return db.all(
        Shelved,
        f"""SELECT a.id, a.slug, a.language, a.topic, a.state, a.audience, a.updated_at, r.title
              FROM article a JOIN revision r ON r.article = a.id AND r.number = a.revision
             WHERE COALESCE(a.site, '') = :site AND COALESCE(a.state, '') = 'published'
               AND a.audience IN ({names}) AND a.id < :before
               AND (a.language = :language OR NOT EXISTS (
                    SELECT 1 FROM article b WHERE b.variant_group = a.variant_group AND b.language = :language
                       AND b.state = 'published' AND b.audience IN ({names})))
             ORDER BY a.id DESC LIMIT :limit""",
        site=site, language=language, before=before or _LAST, limit=limit, **values,
    )
