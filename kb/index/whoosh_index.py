"""The Whoosh engine: pure Python, for where tantivy cannot be installed. The door to Whoosh.

Whoosh keeps the posting lists; the scores are added up here, by the same formula as tantivy's, so that both engines
find the same. Good for some ten thousand texts.
"""

import contextlib
import itertools
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from whoosh import fields, formats, writing
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError, LockError
from whoosh.reading import IndexReader, TermNotFound

from kb.index import FORMAT, WEIGHTS, Document, Hit, IndexLocked, IndexUnavailable, IndexUnwritable, checksums, emptying
from kb.index.bm25 import Postings, Scores
from kb.index.contents import contents, terms
from kb.index.spelled import Spelled

_NAME: Final = f"whoosh-{FORMAT}"
_TABLE_OF_CONTENTS: Final = re.compile(r"_MAIN_(\d+)\.toc")

# How many entries of posting lists a question may cost: some ten milliseconds' worth.
_POSTINGS: Final = 20_000

# A word of so few documents is counted in those that are left.
_RARE: Final = 4

# How many documents are read at a time for their words.
_PAGE: Final = 100

# Seconds for which a list of all words is kept although the index has moved on.
_KEPT: Final = 30.0

# Memory for a build; with less it goes through files, which takes twice as long.
_WRITER_MEGABYTES: Final = 256

# The id of the document whose version is the cursor. It has no text and no audience, so that no search finds it.
_CURSOR: Final = "cursor"


def open_index(folder: Path) -> "WhooshIndex":
    """The index in `folder`, which need not be there yet."""
    return WhooshIndex(folder)


class Tokens(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field of tokens that were made already: a list of words with repetitions. Whoosh pickles it with the schema."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None, scorable=True)

    def index(self, value: Sequence[str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Each token as bytes, how often it stands there, the same as its weight, and no value."""
        for token, often in Counter(value).items():
            yield token.encode(), often, float(often), b""


class WhooshIndex:
    """An open index: see `kb.index.Index`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._home = folder / _NAME
        # A reader has one place in its file: one thread at a time.
        self._lock = threading.Lock()
        self._snapshot: _Snapshot | None = None
        self._spelled: Spelled | None = None

    def search(
        self,
        query: Sequence[str],
        *,
        languages: Collection[str] = (),
        audiences: Collection[str] = ("public",),
        facets: Collection[str] = (),
        without: Collection[str] = (),
        weights: Mapping[str, float] = WEIGHTS,
        limit: int = 50,
    ) -> list[Hit]:
        """The best documents, by BM25 over the fields that are weighed."""
        with self._reading() as snapshot:
            hidden = snapshot.hidden(languages=languages, audiences=audiences, without=without)
            best = snapshot.scores.best(
                terms(query, weights=weights, frequency=snapshot.frequency, postings=_POSTINGS), hidden=hidden,
                within=snapshot.holding(facets), weights=weights, limit=limit,
            )
            return [Hit(snapshot.identifier(place), score, by_field) for place, score, by_field in best]

    def document_frequency(self, token: str) -> int:
        """In how many documents a token stands, in the field where it stands most often."""
        return self.document_frequencies((token,))[token]

    def document_frequencies(self, tokens: Iterable[str]) -> dict[str, int]:
        """`document_frequency` of each of the tokens, in one look."""
        with self._reading() as snapshot:
            return {token: max(snapshot.frequency(field, token) for field in WEIGHTS) for token in tokens}

    def count(self) -> int:
        """How many documents there are."""
        with self._reading() as snapshot:
            documents: int = snapshot.reader.doc_count()
        return documents - 1

    def vocabulary(self) -> Iterator[Sequence[tuple[str, int]]]:
        """Words as spelled, with their number of documents."""
        # A reader of its own: searches wait for whoever has the common one.
        with self._reading(), _readable():
            reader = FileStorage(str(self._home)).open_index().reader()
        with contextlib.closing(reader):
            documents = reader.all_stored_fields()
            while page := list(itertools.islice(documents, _PAGE)):
                yield list(Counter(word for stored in page for word in stored.get("spelled", "").split()).items())

    def commonest(self, beginning: str) -> str | None:
        """Of the words that begin so, the one that stands in most documents."""
        generation, now = self.generation(), time.monotonic()
        if self._spelled is None or (self._spelled.generation != generation and now - self._spelled.read_at >= _KEPT):
            self._spelled = Spelled(self.vocabulary(), generation=generation, read_at=now)
        return self._spelled.commonest(beginning)

    def versions(self) -> dict[str, str]:
        """The version of each document, by id."""
        with self._reading() as snapshot:
            versions = {stored["id"]: stored["version"] for stored in snapshot.reader.all_stored_fields()}
        del versions[_CURSOR]
        return versions

    def cursor(self) -> str | None:
        """Up to where the event log is in the index."""
        with self._opening() as snapshot:
            return snapshot.cursor

    def generation(self) -> str:
        """Another text after each commit."""
        with _readable():
            while True:
                found = (_TABLE_OF_CONTENTS.fullmatch(path.name) for path in self._home.iterdir())
                newest = max((match for match in found if match), key=lambda match: int(match.group(1)), default=None)
                if newest is None:
                    raise IndexUnavailable("there is no index yet")
                # A commit in this moment may take it away: then there is a newer one.
                with contextlib.suppress(FileNotFoundError):
                    stat = (self._home / newest.group()).stat()
                    return f"{stat.st_ino}.{stat.st_mtime_ns}"

    def verify(self) -> None:
        """Opens and reads every file anew, whatever was read before; raises `IndexUnavailable` if one was changed."""
        self.close()
        with self._reading():
            if name := checksums.changed(self._home):
                raise IndexUnavailable(f"the index is broken in {name}")

    @contextlib.contextmanager
    def writer(self) -> Iterator["WhooshWriter"]:
        """The one writer of this folder."""
        writer = WhooshWriter(self._home)
        try:
            yield writer
        finally:
            writer.cancel()

    def reset(self) -> None:
        """Makes the folder an empty index of today's format."""
        try:
            with self.writer():
                pass
        except IndexLocked:
            raise
        except IndexUnavailable:
            pass
        self.close()
        with _readable():
            emptying.clear(self.folder, "whoosh-*")
            self._home.mkdir(parents=True)
            FileStorage(str(self._home)).create_index(_schema())

    def close(self) -> None:
        """Lets go of files and memory."""
        with self._lock:
            if self._snapshot:
                self._snapshot.reader.close()
            self._snapshot = None

    @contextlib.contextmanager
    def _reading(self) -> Iterator["_Snapshot"]:
        with self._opening() as snapshot:
            if snapshot.cursor is None:
                raise IndexUnavailable("the index is being built")
            yield snapshot

    @contextlib.contextmanager
    def _opening(self) -> Iterator["_Snapshot"]:
        with self._lock, _readable():
            generation = self.generation()
            if self._snapshot is None or self._snapshot.generation != generation:
                if self._snapshot:
                    self._snapshot.reader.close()
                self._snapshot = None
                index = FileStorage(str(self._home)).open_index()
                if index.schema.names() != _schema().names():
                    raise IndexUnavailable("the index has other fields")
                self._snapshot = _Snapshot(index.reader(), generation)
            yield self._snapshot


class _Snapshot:
    """The index as of one commit. Places are Whoosh's document numbers."""

    def __init__(self, reader: IndexReader, generation: str) -> None:
        self.reader = reader
        self.generation = generation
        self.scores = Scores(self)
        self.count: int = max(1, reader.doc_count_all())
        cursor = self.postings("id", _CURSOR)
        self.cursor: str | None = reader.stored_fields(cursor[0][0])["version"] if cursor else None

    def postings(self, field: str, token: str) -> Postings:
        """The documents in whose field a token stands, and how often."""
        try:
            matcher = self.reader.postings(field, token.encode())
        except TermNotFound:
            return []
        postings: Postings = []
        while matcher.is_active():
            postings.append((matcher.id(), matcher.weight()))
            matcher.next()
        return postings

    def length(self, place: int, field: str) -> float:
        """How many tokens a document has in a field."""
        length: float = self.reader.doc_field_length(place, field)
        return length

    def average(self, field: str) -> float:
        """How many tokens all documents have in a field, on average."""
        tokens: float = self.reader.field_length(field)
        return max(1.0, tokens / self.count)

    def frequency(self, field: str, token: str) -> int:
        """In how many documents a token stands in a field."""
        documents: int = self.reader.doc_frequency(field, token.encode())
        # What was deleted counts until it is merged away.
        return len(self.postings(field, token)) if 0 < documents <= _RARE else documents

    def holding(self, facets: Collection[str]) -> set[int] | None:
        """The documents that have all of these; None where none is asked for."""
        kept = [set(self.scores.holding("facets", facet)) for facet in facets]
        return set.intersection(*kept) if kept else None

    def hidden(self, *, languages: Collection[str], audiences: Collection[str], without: Collection[str]) -> set[int]:
        """The documents of another language or audience, or with a facet that is not wanted."""
        wanted = {"audience": audiences, "language": languages} if languages else {"audience": audiences}
        unwanted = {place for facet in without for place in self.scores.holding("facets", facet)}
        return unwanted | {
            place
            for field, values in wanted.items()
            for value in map(bytes.decode, self.reader.lexicon(field))
            if value not in values
            for place in self.scores.holding(field, value)
        }

    def identifier(self, place: int) -> str:
        """The id of a document."""
        return str(self.reader.stored_fields(place)["id"])


class WhooshWriter:
    """Changes to the index: see `kb.index.Writer`. They are kept in memory until the commit."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._changes: dict[str, Document | None] = {}
        self._merging: Callable[..., Any] = writing.MERGE_SMALL
        self._writer: Any = None
        self._lock: Any = None
        self._open()

    def put(self, document: Document) -> None:
        """Adds a document, in place of one with the same id."""
        self._changes[document.id] = document

    def delete(self, identifier: str) -> None:
        """Takes a document out."""
        self._changes[identifier] = None

    def clear(self) -> None:
        """Takes everything out, the cursor too."""
        self._changes.clear()
        self._merging = writing.CLEAR

    def commit(self, cursor: str) -> None:
        """Makes all changes and the cursor visible and inseparable; durable when the system writes its files back."""
        if self._writer is None:
            self._open()
        with _writable():
            for identifier in (*self._changes, _CURSOR):
                self._writer.delete_by_term("id", identifier)
            for document in self._changes.values():
                if document:
                    self._writer.add_document(**_fields(document))
            self._writer.add_document(id=_CURSOR, version=cursor)
            self._writer.commit(mergetype=self._merging)
            self._changes.clear()
            self._merging = writing.MERGE_SMALL
            checksums.remember(self._home, suffixes=(".seg", ".toc"))
        self._close()  # a writer of Whoosh's is good for one commit

    def cancel(self) -> None:
        """Drops what was not committed."""
        if self._writer is not None:
            with contextlib.suppress(Exception):  # what cannot be written need not be
                self._writer.cancel()
            self._close()

    def _open(self) -> None:
        """The lock is ours to let go of: Whoosh would keep it where a writer fails."""
        with _readable():
            index = FileStorage(str(self._home)).open_index()
            self._lock = index.lock("WRITELOCK")
            if not self._lock.acquire():
                raise LockError
            with _writable():
                try:
                    self._writer = writing.SegmentWriter(index, _lk=False, limitmb=_WRITER_MEGABYTES)
                except BaseException:
                    self._lock.release()
                    raise

    def _close(self) -> None:
        self._writer = None
        self._lock.release()


@contextlib.contextmanager
def _writable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnwritable(f"the index cannot be written: {error}") from error


def _fields(document: Document) -> dict[str, object]:
    found = contents(document)
    return {
        "id": document.id,
        "version": document.version,
        "language": document.language,
        "audience": document.audience,
        "topic": document.topic,
        "title": found.title,
        "phrasings": found.phrasings,
        "body": found.body,
        "answers": found.answers,
        "facets": document.facets,
        # A field of them would double the time of a build, which is long enough here.
        "spelled": " ".join(found.spelled),
    }


def _schema() -> fields.Schema:
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        version=fields.STORED(),
        language=fields.ID(),
        audience=fields.ID(),
        topic=fields.ID(),
        title=Tokens(),
        phrasings=Tokens(),
        body=Tokens(),
        answers=Tokens(),
        facets=Tokens(),
        spelled=fields.STORED(),
    )


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """Says in the door's words what went wrong in the engine's. Broken files raise nearly anything in Whoosh."""
    try:
        yield
    except IndexUnavailable:
        raise
    except LockError as error:
        raise IndexLocked("another process writes to this index") from error
    except (FileNotFoundError, EmptyIndexError) as error:
        raise IndexUnavailable("there is no index yet") from error
    except Exception as error:
        raise IndexUnavailable(f"the index cannot be read: {type(error).__name__} {error}") from error
