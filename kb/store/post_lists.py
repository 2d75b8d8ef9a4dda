"""Lists of the board. Each walks an index from a place on, and finds tags and names for its rows in a second statement.

Only what everybody may see stands in them; the lists of one author's posts also show authors and curators the rest.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kb.store import posts
from kb.store.answer_counts import ACCEPTED
from kb.store.engine import Reads
from kb.store.posts import Reader
from kb.store.rows import listed

SORTS: Final = ("newest", "active", "score", "unanswered")

_TOP: Final = 9_007_199_254_740_991
_LAST: Final = "z" * 20  # sorts after every id, in every collation
_KEYS: Final = {"newest": "", "unanswered": "", "active": "active_at", "score": "score"}
_OPEN: Final = "{table}.answers = 0 AND {table}.closed = ''"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: behind the row with this key and id. Lists by age have 0 for a key."""

    key: int
    id: str


START: Final = Place(_TOP, _LAST)


@dataclass(frozen=True, slots=True)
class Row:
    """A question as a list shows it. `name` is its author's or the guest's; `beginning` the first letters of its text,
    Markdown; `article` what it became officially, once that is published for everybody."""

    id: str
    title: str
    beginning: str
    language: str
    state: str
    author: str | None
    name: str
    picture: str | None
    reputation: int
    score: int
    answers: int
    accepted: str | None
    closed: str
    duplicate_of: str | None
    article: str | None
    created_at: int
    active_at: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """A question's tag."""

    post: str
    tag: str
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as a list shows it: under the title of its question."""

    id: str
    question: str
    title: str
    beginning: str
    state: str
    mark: str
    score: int
    accepted: int
    created_at: int


@dataclass(frozen=True, slots=True)
class Duplicated:
    """A question, and how many others were closed as its duplicates."""

    question: str
    title: str
    article: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Address:
    """What the address of a question is made of, and when something last happened there."""

    id: str
    title: str
    active_at: int


ROW: Final = f"""
    SELECT p.id, p.title, SUBSTR(p.body, 1, 300) AS beginning, p.language, p.state, p.author,
           COALESCE(person.name, p.guest) AS name, person.picture, COALESCE(person.reputation, 0) AS reputation,
           p.score, p.answers, {ACCEPTED} AS accepted, p.closed, p.duplicate_of,
           (SELECT a.id FROM article a WHERE a.id = p.article AND a.state = 'published' AND a.audience = 'public')
               AS article, p.created_at, p.active_at"""
NAMED: Final = "LEFT JOIN person ON person.id = p.author"


def place(row: Row, *, sort: str) -> Place:
    """Where the list goes on behind this row."""
    key = _KEYS[sort]
    return Place(getattr(row, key) if key else 0, row.id)


def home(db: Reads, *, site: str, sort: str, after: Place, now: int, limit: int) -> list[Row]:
    """All questions of a site, sorted by one of SORTS."""
    return db.all(
        Row,
        f"""{ROW} FROM post p {NAMED}
             WHERE p.site = :site AND p.kind = 'question' AND p.state = 'shown' AND {posts.public('p')}
               AND {_behind("p", "id", sort)}
             ORDER BY {_order("p", "id", sort)} LIMIT :limit""",
        site=site, now=now, limit=limit, **_params(after, sort),
    )


def tagged(db: Reads, tags: Sequence[str], *, sort: str, after: Place, now: int, limit: int) -> list[Row]:
    """Questions that have all of these tags (ids); the first tag is walked, so name the rarest first."""
    others, chosen = listed("other", tags[1:])
    every = f"""AND (SELECT COUNT(*) FROM post_tag o WHERE o.post = t.post AND o.tag IN ({others})) = {len(tags) - 1}"""
    return db.all(
        Row,
        f"""{ROW} FROM post_tag t JOIN post p ON p.id = t.post {NAMED}
             WHERE t.tag = :tag AND t.state = 'shown' AND {posts.public('p')} {every if len(tags) > 1 else ""}
               AND {_behind("t", "post", sort)}
             ORDER BY {_order("t", "post", sort)} LIMIT :limit""",
        tag=tags[0], now=now, limit=limit, **chosen, **_params(after, sort),
    )


def questions_by(db: Reads, author: str, *, to: Reader, before: str, limit: int) -> list[Row]:
    """The newest first, older than the question `before`, or from the newest on where that is ''."""
    condition, params = posts.visible("p", to, author=":author")
    return db.all(
        Row,
        f"""{ROW} FROM post p {NAMED}
             WHERE p.author = :author AND p.kind = 'question' AND p.id < :before AND {condition}
             ORDER BY p.id DESC LIMIT :limit""",
        author=author, before=before or _LAST, limit=limit, **params,
    )


def answers_by(db: Reads, author: str, *, to: Reader, before: str, limit: int) -> list[Answer]:
    """The newest first; none whose question this reader may not see."""
    condition, params = posts.of_thread("p", "q", to, author=":author")
    return db.all(
        Answer,
        f"""SELECT p.id, p.question, q.title, SUBSTR(p.body, 1, 300) AS beginning, p.state, p.mark, p.score,
                   CASE WHEN q.accepted = p.id THEN 1 ELSE 0 END AS accepted, p.created_at
              FROM post p JOIN post q ON q.id = p.question
             WHERE p.author = :author AND p.kind = 'answer' AND p.id < :before AND {condition}
             ORDER BY p.id DESC LIMIT :limit""",
        author=author, before=before or _LAST, limit=limit, **params,
    )


def chosen(db: Reads, ids: Collection[str], *, to: Reader) -> list[Row]:
    """Those of these questions that this reader may see, in no order: for what an index found."""
    condition, params = posts.visible("p", to)
    names, asked = listed("id", ids)
    return db.all(
        Row, f"{ROW} FROM post p {NAMED} WHERE p.id IN ({names}) AND p.kind = 'question' AND {condition}",
        **asked, **params,
    )


def followed(db: Reads, person: str, *, to: Reader, before: str, limit: int) -> list[Row]:
    """The questions that somebody follows, the newest first."""
    condition, params = posts.visible("p", to)
    return db.all(
        Row,
        f"""{ROW} FROM follow f JOIN post p ON p.id = f.subject {NAMED}
             WHERE f.person = :person AND f.kind = 'question' AND f.subject < :before AND {condition}
             ORDER BY f.subject DESC LIMIT :limit""",
        person=person, before=before or _LAST, limit=limit, **params,
    )


def tags_of(db: Reads, ids: Collection[str]) -> list[Tagged]:
    """The tags of these questions, each question's in its author's order."""
    names, chosen = listed("id", ids)
    return db.all(
        Tagged,
        f"""SELECT t.post, t.tag, g.name FROM post_tag t JOIN tag g ON g.id = t.tag
             WHERE t.post IN ({names}) ORDER BY t.post, t.position""",
        **chosen,
    )


def all_shown(db: Reads, *, site: str, after: str, now: int, limit: int) -> list[posts.Post]:
    """Every question that everybody may see, the oldest first: for sitemap, export and a new index."""
    return db.all(
        posts.Post,
        f"""SELECT {posts.named('p')} FROM post p
             WHERE p.site = :site AND p.kind = 'question' AND p.state = 'shown' AND p.id > :after
               AND {posts.public('p')} ORDER BY p.id LIMIT :limit""",
        site=site, after=after, now=now, limit=limit,
    )


def starts(db: Reads, *, site: str, size: int) -> list[str]:
    """Behind which ids the parts of the map begin if each has `size` questions; the first begins behind ''."""
    # By steps along the index: numbering all rows takes 120 ms with 100,000 questions, this 8.
    found = [""]
    while (last := db.value(
        """SELECT id FROM post WHERE site = :site AND kind = 'question' AND state = 'shown' AND id > :after
            ORDER BY id LIMIT 1 OFFSET :others""",
        site=site, after=found[-1], others=size - 1,
    )) is not None:
        found.append(str(last))
    return found


def addresses(db: Reads, *, site: str, after: str, now: int, limit: int) -> list[Address]:
    """Of every question that everybody may see, the oldest first, behind the id `after`; duplicates lead elsewhere."""
    return db.all(
        Address,
        f"""SELECT p.id, p.title, p.active_at FROM post p
             WHERE p.site = :site AND p.kind = 'question' AND p.state = 'shown' AND p.closed <> 'duplicate'
               AND p.id > :after AND {posts.public('p')} ORDER BY p.id LIMIT :limit""",
        site=site, after=after, now=now, limit=limit,
    )


def last_texts(db: Reads, author: str, *, limit: int) -> list[str]:
    """What this person wrote last, titles and texts, whoever may see it: the same again is told by it."""
    each = """SELECT * FROM (SELECT id, CASE WHEN title = '' THEN body ELSE title || '\n' || body END AS text FROM post
                              WHERE author = :author AND kind = '{kind}' ORDER BY id DESC LIMIT :limit) AS {kind}s"""
    return [row.text for row in db.all(
        _Text,
        f"""{each.format(kind='question')} UNION ALL {each.format(kind='answer')} ORDER BY id DESC LIMIT :limit""",
        author=author, limit=limit,
    )]


def most_duplicated(db: Reads, *, site: str, since: int, now: int, limit: int) -> list[Duplicated]:
    """Which questions were repeated most since then."""
    return db.all(
        Duplicated,
        f"""SELECT p.id AS question, p.title, p.article, d.count
              FROM (SELECT duplicate_of, COUNT(*) AS count FROM post
                     WHERE site = :site AND closed = 'duplicate' AND closed_at >= :since
                       AND state = 'shown' GROUP BY duplicate_of) d
              JOIN post p ON p.id = d.duplicate_of WHERE {posts.public('p')}
             ORDER BY d.count DESC, p.id DESC LIMIT :limit""",
        site=site, since=since, now=now, limit=limit,
    )


def _order(table: str, id: str, sort: str) -> str:
    key = _KEYS[sort]
    return f"{table}.{key} DESC, {table}.{id} DESC" if key else f"{table}.{id} DESC"


def _behind(table: str, id: str, sort: str) -> str:
    key = _KEYS[sort]
    behind = f"({table}.{key}, {table}.{id}) < (:key, :after)" if key else f"{table}.{id} < :after"
    return f"{_OPEN.format(table=table)} AND {behind}" if sort == "unanswered" else behind


def _params(after: Place, sort: str) -> dict[str, object]:
    return {"after": after.id, "key": after.key} if _KEYS[sort] else {"after": after.id}


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    text: str
