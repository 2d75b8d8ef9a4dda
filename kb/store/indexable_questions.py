"""Which questions of the board may be indexed, and what of their answers helps to find them: what is shown, and of
nobody who is suspended. Closed ones are marked, for they are found only where somebody asks for them.

It depends on rows alone, never on the clock, so that an index can be compared with it; what a suspension hides comes
back with the event that tells of its end (`kb.suspending.end_due`). Who may see what was found is asked of
`kb.store.posts` in the moment of finding.
"""

import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from kb.store.answer_counts import ACCEPTED
from kb.store.engine import Reads
from kb.store.rows import listed

BEST: Final = 3
"""Of a question's answers, how many help to find it."""

LEAST_SCORE: Final = 1
"""From this score on an answer helps that is neither accepted nor official."""

LONGEST: Final = 1_500
"""Of each answer so many characters."""


@dataclass(frozen=True, slots=True)
class Question:
    """As the index needs it; body and answers are Markdown, `phrasings` are the titles of its duplicates, `tags` ids.
    `answers` are the best ones, in no order of theirs. `version` is another one after each change of any of this."""

    id: str
    site: str
    language: str
    version: str
    title: str
    body: str
    phrasings: tuple[str, ...]
    answers: tuple[str, ...]
    tags: tuple[str, ...]
    author: str | None
    closed: bool
    answered: bool
    solved: bool
    official: bool


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    site: str
    language: str
    version: int
    title: str
    body: str
    author: str | None
    closed: str
    answers: int
    accepted: str | None
    promoted: int


@dataclass(frozen=True, slots=True)
class _Duplicate:
    question: str
    version: int
    title: str


@dataclass(frozen=True, slots=True)
class _Answer:
    question: str
    id: str
    revision: int
    mark: str
    body: str


@dataclass(frozen=True, slots=True)
class _Tagged:
    question: str
    tag: str


@dataclass(frozen=True, slots=True)
class _Version:
    id: str
    version: int
    answers: int
    promoted: int


_Of = TypeVar("_Of", _Duplicate, _Answer, _Tagged)


@dataclass(frozen=True, slots=True)
class _Named:
    id: str


def _unsuspended(post: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM suspension s WHERE s.person = {post}.author AND s.lifted_at IS NULL)"


def _found(post: str) -> str:
    return f"{post}.kind = 'question' AND {post}.state = 'shown' AND {_unsuspended(post)}"


_PROMOTED: Final = """
    CASE WHEN p.article IS NOT NULL AND EXISTS
              (SELECT 1 FROM article a WHERE a.id = p.article AND a.state = 'published' AND a.audience = 'public')
         THEN 1 ELSE 0 END AS promoted"""
_ROW: Final = f"""
    SELECT p.id, p.site, p.language, p.version, p.title, p.body, p.author, p.closed, p.answers, {ACCEPTED} AS accepted,
           {_PROMOTED}
      FROM post p WHERE {_found('p')}"""
_DUPLICATE: Final = f"""
    SELECT d.duplicate_of AS question, d.version, d.title FROM post d
     WHERE d.duplicate_of IS NOT NULL AND {_found('d')}"""
_TAGGED: Final = "SELECT t.post AS question, t.tag FROM post_tag t"


def _best(body: str, which: str) -> str:
    """The accepted answer, official ones, then by score; nobody's that is suspended."""
    return f"""
        SELECT question, id, revision, mark, body FROM (
            SELECT a.question, a.id, a.revision, a.mark, {body} AS body,
                   ROW_NUMBER() OVER (PARTITION BY a.question ORDER BY
                       CASE WHEN q.accepted = a.id THEN 0 WHEN a.mark = 'official' THEN 1 ELSE 2 END, a.score DESC, a.id
                   ) AS place
              FROM post a JOIN post q ON q.id = a.question
             WHERE a.kind = 'answer' AND a.state = 'shown' AND {_unsuspended('a')} AND {which}
               AND (q.accepted = a.id OR a.mark = 'official' OR a.score >= {LEAST_SCORE})) AS best
         WHERE place <= {BEST}"""


def of_ids(db: Reads, ids: Collection[str]) -> list[Question]:
    """Those of the questions that may be indexed now."""
    names, named = listed("id", ids)
    return _whole(db, db.all(_Row, f"{_ROW} AND p.id IN ({names})", **named))


def pages(db: Reads, *, size: int) -> Iterator[list[Question]]:
    """Everything that may be indexed, in pages by key."""
    after = ""
    while rows := db.all(_Row, f"{_ROW} AND p.id > :after ORDER BY p.id LIMIT :size", after=after, size=size):
        yield _whole(db, rows)
        after = rows[-1].id


def versions(db: Reads) -> dict[str, str]:
    """The version of everything that may be indexed, by id."""
    duplicates = _grouped(db.all(_Duplicate, _DUPLICATE))
    best = _grouped(db.all(_Answer, _best("''", "q.kind = 'question'")))
    tags = _grouped(db.all(_Tagged, _TAGGED))
    found = db.all(_Version, f"SELECT p.id, p.version, p.answers, {_PROMOTED} FROM post p WHERE {_found('p')}")
    return {
        row.id: _version(row, duplicates.get(row.id, ()), best.get(row.id, ()), tags.get(row.id, ())) for row in found
    }


def best_answers(db: Reads, questions: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What of the answers of these questions helps to find them: their ids in order of their ids, by question."""
    found: dict[str, list[str]] = {}
    for row in _answers(db, questions):
        found.setdefault(row.question, []).append(row.id)
    return {question: tuple(sorted(ids)) for question, ids in found.items()}


def answers_of(db: Reads, questions: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The texts by which the answers of these questions help to find them: Markdown, cut."""
    found: dict[str, list[str]] = {}
    for row in _answers(db, questions):
        found.setdefault(row.question, []).append(row.body)
    return {question: tuple(bodies) for question, bodies in found.items()}


def touched(
    db: Reads, questions: Collection[str], *, authors: Collection[str], articles: Collection[str],
    tags: Collection[str],
) -> set[str]:
    """What a change of these questions, authors, articles and tags may have changed in the index: questions, what they
    are duplicates of, and those that the authors' answers help to find, or alone answer."""
    names, asked = listed("question", questions)
    whose, by = listed("author", authors)
    which, became = listed("article", articles)
    under, tagged = listed("tag", tags)
    rows = db.all(
        _Named,
        f"""SELECT p.question AS id FROM post p JOIN post q ON q.id = p.question
              WHERE p.author IN ({whose})
                AND (p.kind = 'question' OR q.accepted = p.id OR p.mark = 'official' OR p.score >= {LEAST_SCORE}
                     OR NOT EXISTS (SELECT 1 FROM post o WHERE o.question = p.question AND o.kind = 'answer'
                                       AND o.state = 'shown' AND o.author <> p.author AND {_unsuspended('o')}))
             UNION SELECT p.duplicate_of AS id FROM post p
                    WHERE p.id IN ({names}) AND p.duplicate_of IS NOT NULL
             UNION SELECT p.duplicate_of AS id FROM post p
                    WHERE p.author IN ({whose}) AND p.kind = 'question' AND p.duplicate_of IS NOT NULL
             UNION SELECT p.question AS id FROM post p WHERE p.article IN ({which})
             UNION SELECT t.post AS id FROM post_tag t WHERE t.tag IN ({under})""",
        **asked, **by, **became, **tagged,
    )
    return {*questions, *(row.id for row in rows)}


def _answers(db: Reads, questions: Collection[str]) -> list[_Answer]:
    names, chosen = listed("question", questions)
    return db.all(_Answer, _best(f"SUBSTR(a.body, 1, {LONGEST})", f"a.question IN ({names})"), **chosen)


def _whole(db: Reads, rows: list[_Row]) -> list[Question]:
    ids = [row.id for row in rows]
    names, chosen = listed("question", ids)
    duplicates = _grouped(db.all(_Duplicate, f"{_DUPLICATE} AND d.duplicate_of IN ({names}) ORDER BY d.id", **chosen))
    tags = _grouped(db.all(_Tagged, f"{_TAGGED} WHERE t.post IN ({names})", **chosen))
    best = _grouped(_answers(db, ids))
    return [
        Question(
            row.id, row.site, row.language,
            _version(row, duplicates.get(row.id, ()), best.get(row.id, ()), tags.get(row.id, ())),
            row.title, row.body,
            tuple(each.title for each in duplicates.get(row.id, ())),
            tuple(each.body for each in best.get(row.id, ())),
            tuple(each.tag for each in tags.get(row.id, ())),
            row.author,
            closed=row.closed != "",
            answered=row.answers > 0,
            solved=row.accepted is not None,
            official=bool(row.promoted) or any(each.mark == "official" for each in best.get(row.id, ())),
        )
        for row in rows
    ]


def _grouped(rows: Iterable[_Of]) -> dict[str, list[_Of]]:
    found: dict[str, list[_Of]] = {}
    for row in rows:
        found.setdefault(row.question, []).append(row)
    return found


def _version(
    own: _Row | _Version, duplicates: Sequence[_Duplicate], best: Sequence[_Answer], tags: Sequence[_Tagged]
) -> str:
    """The question's own version, and a checksum of what else is indexed with it."""
    parts = [
        f"{len(duplicates)}.{sum(each.version for each in duplicates)}.{own.promoted}.{own.answers > 0}",
        *sorted(f"{each.id}.{each.revision}.{each.mark}" for each in best),
        *sorted(each.tag for each in tags),
    ]
    return f"{own.version}.{zlib.crc32(' '.join(parts).encode()):08x}"
