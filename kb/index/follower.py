"""The follower: keeps an index equal to the store by reading the log.

The index's own commit holds the cursor, so that after a crash it goes on where the index really is. Whatever is wrong
with an index is put right by building it anew from the store.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from kb.index import Document, Index, IndexLocked, IndexUnavailable, IndexUnwritable, Writer
from kb.store import events, indexable
from kb.store.engine import Database
from kb.store.events import Behind
from kb.store.indexable import Indexable

CHANGES: Final = frozenset({"article.published", "article.archived", "article.changed"})
"""Kinds of events whose subject is an article that may have to be indexed anew."""

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
        """Brings into the index what happened since; returns how many articles were touched, usually 0.

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
        """Builds the index from the store, and returns how many articles it holds; `progress` hears how many so far.

        Until it is done, searches use the old one if that can be read. Raises `IndexLocked`.
        """
        try:
            self._index.verify()
        except IndexUnavailable:
            self._index.reset()
        done = 0
        with self._index.writer() as writer:
            # Read before the articles: what changes meanwhile is in the log behind it, and is read again.
            cursor = events.latest(self._db)
            writer.clear()
            for page in indexable.pages(self._db, size=_PAGE):
                for article in page:
                    writer.put(_document(article))
                done += len(page)
                progress(done)
            writer.commit(cursor)
        return done

    def differences(self) -> set[str]:
        """The articles that the index holds in another version than the store, or only one of both holds."""
        indexed = self._index.versions().items()
        stored = {id: str(version) for id, version in indexable.versions(self._db).items()}.items()
        return {id for id, _ in indexed ^ stored}

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
                if ids := {event.subject for event in page if event.kind in CHANGES}:
                    self._bring(writer, ids)
                    writer.commit(committed := after)
                    touched += len(ids)
            if after != committed:
                writer.commit(after)
        self._behind = 0
        return touched

    def _bring(self, writer: Writer, ids: Collection[str]) -> None:
        found = indexable.of_ids(self._db, ids)
        for article in found:
            writer.put(_document(article))
        for id in set(ids) - {article.id for article in found}:
            writer.delete(id)

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
