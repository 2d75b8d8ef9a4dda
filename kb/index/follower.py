"""The follower: keeps an index equal to the store by reading the log.

The index's own commit holds the cursor, so that after a crash it goes on where the index really is. Whatever is wrong
with an index is put right by building it anew from the store.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from kb.index import Document, Index, IndexLocked, IndexUnavailable, IndexUnwritable, Writer, facets
from kb.store import events, indexable, indexable_questions
from kb.store.engine import Database
from kb.store.events import Behind, Event
from kb.store.indexable import Indexable
from kb.store.indexable_questions import Question

ARTICLES: Final = frozenset({"article.published", "article.archived", "article.changed"})
"""Kinds of events whose subject is an article that may have to be indexed anew."""

_QUESTIONS: Final = frozenset({"question.changed"})
_AUTHORS: Final = frozenset({"person.suspended", "person.lifted"})
_TAGS: Final = frozenset({"tag.merged"})

CHANGES: Final = ARTICLES | _QUESTIONS | _AUTHORS | _TAGS
"""Kinds of events after which something may have to be indexed anew."""

BOARD: Final = "board"
"""The audience of the board's questions: who searches articles alone does not name it."""

CLOSED: Final = "board-closed"
"""The audience of those that were closed: found only by who asks for closed ones."""

_PAGE: Final = 500

# The cursor is written with changes, since a commit is dear; and after so many events of other kinds, so that a restart
# does not read the whole log.
_FARTHEST_BEHIND: Final = 20_000

# How often, in milliseconds, all files are read to see whether they are still what was written.
_VERIFIED_EVERY: Final = 30_000

# Marks that only a renderer understands. Bounded, so that no text makes them slow.
_MARKS: Final = re.compile(r"<[^<>]{0,300}>|\]\([^()\s]{0,300}|\{[!|]?[^{}]{0,200}\}|https?://\S{0,300}")


def behind(db: Database, index: Index) -> Behind:
    """How far search is behind the store; all changes where the index has none. Raises IndexUnavailable."""
    return events.behind(db, index.cursor() or events.START, kinds=CHANGES)


class Follower:
    """Follows the log of `db` into `index`. One thread uses it; other processes may follow into the same folder."""

    def __init__(self, db: Database, index: Index) -> None:
        self._db = db
        self._index = index
        self._seen = ("", "")  # a generation of the index, and up to where the log was read with it
        self._behind = 0
        self._verified_at: int | None = None

    def step(self, *, now: int) -> int:
        """Brings into the index what happened since; returns how many documents were touched, usually 0.

        Rebuilds an index that is missing, broken, of another format, or not equal to the store at the first step.
        Raises `IndexLocked` while another process writes, and `IndexUnwritable` as on a full disk: try again.
        """
        try:
            return self._follow(now=now)
        except (IndexLocked, IndexUnwritable):
            raise
        except IndexUnavailable:
            return self.rebuild()

    def rebuild(self, *, progress: Callable[[int], None] = lambda count: None) -> int:
        """Builds the index from the store, and returns how many documents it holds; `progress` hears how many so far.

        Until it is done, searches use the old one if that can be read. Raises `IndexLocked`.
        """
        try:
            self._index.verify()
        except IndexUnavailable:
            self._index.reset()
        done = 0
        with self._index.writer() as writer:
            # Read before the documents: what changes meanwhile is in the log behind it, and is read again.
            cursor = events.latest(self._db)
            writer.clear()
            for page in self._documents():
                for document in page:
                    writer.put(document)
                done += len(page)
                progress(done)
            writer.commit(cursor)
        return done

    def differences(self) -> set[str]:
        """What the index holds in another version than the store, or only one of both holds, by id."""
        indexed = self._index.versions().items()
        stored = {id: str(version) for id, version in indexable.versions(self._db).items()}
        stored |= indexable_questions.versions(self._db)
        return {id for id, _ in indexed ^ stored.items()}

    def _follow(self, *, now: int) -> int:
        verified_at = self._verified_at
        # Earlier than the last time: the clock was put back, and that time is far away again.
        due = verified_at is None or not 0 <= now - verified_at < _VERIFIED_EVERY
        if due:
            self._index.verify()
            self._verified_at = now
        touched = self._catch_up()
        if verified_at is None and self.differences():
            # As after a database was restored that is older than this index.
            raise IndexUnavailable("the index is not equal to the store")
        return touched

    def _catch_up(self) -> int:
        cursor = self._cursor()
        for page, after in self._pages(cursor):
            if self._behind > _FARTHEST_BEHIND or any(event.kind in CHANGES for event in page):
                return self._write()
            self._behind += len(page)
            self._seen = self._seen[0], after
        return 0

    def _write(self) -> int:
        touched = 0
        with self._index.writer() as writer:
            # Where the index is, is asked again: another process may have followed until we had the lock.
            after = committed = self._index.cursor() or events.START
            for page, after in self._pages(committed):
                if changes := [event for event in page if event.kind in CHANGES]:
                    touched += self._bring(writer, changes)
                    writer.commit(committed := after)
            if after != committed:
                writer.commit(after)
        self._behind = 0
        return touched

    def _bring(self, writer: Writer, changes: Sequence[Event]) -> int:
        articles = {event.subject for event in changes if event.kind in ARTICLES}
        authors = {event.subject for event in changes if event.kind in _AUTHORS}
        asked = {event.subject for event in changes if event.kind in _QUESTIONS}
        tags = {event.subject for event in changes if event.kind in _TAGS}
        questions = indexable_questions.touched(self._db, asked, authors=authors, articles=articles, tags=tags)
        found = [
            *map(_document, indexable.of_ids(self._db, articles) if articles else ()),
            *map(_question, self._questions(questions)),
        ]
        for document in found:
            writer.put(document)
        for id in (articles | questions) - {document.id for document in found}:
            writer.delete(id)
        return len(articles) + len(questions)

    def _questions(self, ids: Collection[str]) -> Iterator[Question]:
        """A person's questions may be many more than a statement takes parameters."""
        wanted = sorted(ids)
        for at in range(0, len(wanted), _PAGE):
            yield from indexable_questions.of_ids(self._db, wanted[at : at + _PAGE])

    def _documents(self) -> Iterator[list[Document]]:
        for articles in indexable.pages(self._db, size=_PAGE):
            yield [_document(article) for article in articles]
        for questions in indexable_questions.pages(self._db, size=_PAGE):
            yield [_question(question) for question in questions]

    def _cursor(self) -> str:
        """Up to where the log was read: this is further than the index knows, as long as that is the same index."""
        generation = self._index.generation()
        if self._seen[0] != generation:
            self._seen = generation, self._index.cursor() or events.START
            self._behind = 0
        return self._seen[1]

    def _pages(self, cursor: str) -> Iterator[tuple[list[events.Event], str]]:
        while True:
            page, cursor = events.read_after(self._db, cursor, limit=_PAGE)
            if not page:
                return
            yield page, cursor


def _document(article: Indexable) -> Document:
    return Document(
        id=article.id,
        language=article.language,
        audience=article.audience,
        topic=article.topic or "",
        title=article.title,
        phrasings=article.phrasings,
        # Words are all that the index takes; parsing Markdown for them would cost fifty times as much as the rest.
        body=_MARKS.sub(" ", article.body),
        version=str(article.version),
    )


def _question(question: Question) -> Document:
    return Document(
        id=question.id,
        language=question.language,
        audience=CLOSED if question.closed else BOARD,
        topic="",
        title=question.title,
        phrasings=question.phrasings,
        body=_MARKS.sub(" ", question.body),
        version=question.version,
        answers=tuple(_MARKS.sub(" ", answer) for answer in question.answers),
        facets=tuple(_facets(question)),
    )


def _facets(question: Question) -> Iterator[str]:
    yield from map(facets.tag, question.tags)
    if question.author:
        yield facets.by(question.author)
    yield facets.ANSWERED if question.answered else facets.UNANSWERED
    if question.solved:
        yield facets.SOLVED
    if question.official:
        yield facets.OFFICIAL
