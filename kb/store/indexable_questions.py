"""Which questions of the board may be indexed: shown, open, and of nobody who is suspended. Their answers are not.

It depends on rows alone, never on the clock, so that an index can be compared with it; what a suspension hides comes
back with the event that tells of its end (`kb.suspending.end_due`). Who may see what was found is asked of
`kb.store.posts` in the moment of finding.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads
from kb.store.rows import listed


@dataclass(frozen=True, slots=True)
class Question:
    """As the index needs it; body is Markdown, `phrasings` are the titles of its duplicates. `version` is another one
    after each change of it or of a duplicate."""

    id: str
    site: str
    language: str
    version: str
    title: str
    body: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    site: str
    language: str
    version: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class _Duplicate:
    question: str
    version: int
    title: str


@dataclass(frozen=True, slots=True)
class _Version:
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class _Named:
    id: str


def _found(post: str) -> str:
    return f"""{post}.kind = 'question' AND {post}.state = 'shown' AND NOT EXISTS
               (SELECT 1 FROM suspension s WHERE s.person = {post}.author AND s.lifted_at IS NULL)"""


_MAY: Final = f"p.closed = '' AND {_found('p')}"
_ROW: Final = f"SELECT p.id, p.site, p.language, p.version, p.title, p.body FROM post p WHERE {_MAY}"
_DUPLICATE: Final = f"""
    SELECT d.duplicate_of AS question, d.version, d.title FROM post d
     WHERE d.duplicate_of IS NOT NULL AND {_found('d')}"""


def of_ids(db: Reads, ids: Collection[str]) -> list[Question]:
    """Those of the questions that may be indexed now."""
    names, named = listed("id", ids)
    return _with_phrasings(db, db.all(_Row, f"{_ROW} AND p.id IN ({names})", **named))


def pages(db: Reads, *, size: int) -> Iterator[list[Question]]:
    """Everything that may be indexed, in pages by key."""
    after = ""
    while rows := db.all(_Row, f"{_ROW} AND p.id > :after ORDER BY p.id LIMIT :size", after=after, size=size):
        yield _with_phrasings(db, rows)
        after = rows[-1].id


def versions(db: Reads) -> dict[str, str]:
    """The version of everything that may be indexed, by id."""
    duplicates: dict[str, list[int]] = {}
    for row in db.all(_Duplicate, _DUPLICATE):
        duplicates.setdefault(row.question, []).append(row.version)
    found = db.all(_Version, f"SELECT p.id, p.version FROM post p WHERE {_MAY}")
    return {row.id: _version(row.version, duplicates.get(row.id, ())) for row in found}


def touched(db: Reads, questions: Collection[str], *, authors: Collection[str]) -> set[str]:
    """What these questions, and all questions of these authors, may have changed in the index: they, and those that
    they are duplicates of."""
    names, asked = listed("question", questions)
    whose, by = listed("author", authors)
    rows = db.all(
        _Named,
        f"""SELECT p.id FROM post p WHERE p.author IN ({whose}) AND p.kind = 'question'
             UNION SELECT p.duplicate_of AS id FROM post p
                    WHERE p.id IN ({names}) AND p.duplicate_of IS NOT NULL
             UNION SELECT p.duplicate_of AS id FROM post p
                    WHERE p.author IN ({whose}) AND p.kind = 'question' AND p.duplicate_of IS NOT NULL""",
        **asked, **by,
    )
    return {*questions, *(row.id for row in rows)}


def _with_phrasings(db: Reads, rows: list[_Row]) -> list[Question]:
    names, chosen = listed("question", [row.id for row in rows])
    duplicates: dict[str, list[_Duplicate]] = {}
    for each in db.all(_Duplicate, f"{_DUPLICATE} AND d.duplicate_of IN ({names}) ORDER BY d.id", **chosen):
        duplicates.setdefault(each.question, []).append(each)
    return [
        Question(
            row.id, row.site, row.language,
            _version(row.version, [each.version for each in duplicates.get(row.id, ())]), row.title, row.body,
            tuple(each.title for each in duplicates.get(row.id, ())),
        )
        for row in rows
    ]


def _version(own: int, duplicates: Collection[int]) -> str:
    return f"{own}.{len(duplicates)}.{sum(duplicates)}" if duplicates else str(own)
