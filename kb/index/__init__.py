"""The full-text index behind one small door: what an engine takes, what it gives, and how it fails.

An index is a folder that may be thrown away: everything in it comes from the store. It takes the tokens that `kb.text`
makes, and keeps the cursor of the event log in the same commit as the documents, so that it always knows how far it is.
"""

import importlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, cast

# Moved whenever an engine's fields or the text pipeline change: an index of another number is rebuilt.
FORMAT = 3

# What a field's words weigh in the sum of the fields.
WEIGHTS: Mapping[str, float] = {"title": 2.0, "phrasings": 2.0, "body": 1.0}

WITH_ANSWERS: Mapping[str, float] = {**WEIGHTS, "answers": 0.35}
"""The same where a question of the board may be found by what its best answers say, too. Only who names these weights
searches answers: what articles score does not depend on them."""

# A question of 10 kB is searched by this many of its tokens, rarest first.
MOST_TOKENS = 48

Kind = Literal["tantivy", "whoosh"]


@dataclass(frozen=True, slots=True)
class Document:
    """What the index holds of an article or question. `body` and `answers` are plain text; `version` is kept to compare
    index and store by. `facets` are exact terms that a search may demand or rule out."""

    id: str
    language: str
    audience: str
    topic: str
    title: str
    phrasings: tuple[str, ...]
    body: str
    version: str = ""
    answers: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found: its BM25 score, and what each field (title, phrasings, body) gives to it unweighted.

    `score` is the sum of the fields by the weights that were searched with.
    """

    id: str
    score: float
    fields: Mapping[str, float]


class IndexUnavailable(Exception):
    """The index is missing, broken or of another format; its text says which. The store still has everything."""


class IndexLocked(IndexUnavailable):
    """Another process writes to this index."""


class IndexUnwritable(IndexUnavailable):
    """A change could not be written, as on a full disk. What was committed before is as it was: building anew, which
    takes more room, would not help."""


class Writer(Protocol):
    """Changes to an index. Nothing is seen by a search, and nothing survives, before `commit`."""

    def put(self, document: Document, /) -> None:
        """Adds a document, in place of one with the same id."""

    def delete(self, identifier: str, /) -> None:
        """Takes a document out; one that is not there is no error."""

    def clear(self) -> None:
        """Takes everything out, the cursor too."""

    def commit(self, cursor: str, /) -> None:
        """Makes all changes and the cursor visible, durable and inseparable."""


class Index(Protocol):
    """An open index. It may be used by many threads; it sees another process's commits within 50 ms."""

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
        """The best documents for the tokens of a question, best first. No `languages` means every language.

        Only documents with all of `facets` and none of `without`: the limit is one on those. `weights` is WEIGHTS or
        WITH_ANSWERS.
        """

    def document_frequency(self, token: str) -> int:
        """In how many documents a token stands."""

    def document_frequencies(self, tokens: Iterable[str]) -> dict[str, int]:
        """`document_frequency` of each of the tokens, in one look."""

    def count(self) -> int:
        """How many documents there are."""

    @property
    def folder(self) -> Path:
        """Where it lies, whether or not it is there yet."""

    def vocabulary(self) -> Iterator[Sequence[tuple[str, int]]]:
        """The words as they are spelled (`kb.text.surfaces_of`), those in Latin letters and the Chinese pairs at least,
        each with the number of documents that it stands in; where a word comes again, of more documents.

        They come in small parts, so that whoever reads them keeps no other thread waiting for long.
        """

    def commonest(self, beginning: str) -> str | None:
        """Of the words that begin so, as they are spelled, the one that stands in most documents."""

    def versions(self) -> dict[str, str]:
        """The version of each document, by id."""

    def cursor(self) -> str | None:
        """Up to where the event log is in the index; None before the first commit."""

    def generation(self) -> str:
        """Another text after each commit: says when what was derived from the index is old."""

    def verify(self) -> None:
        """Opens and reads the whole index anew; raises `IndexUnavailable` if anything is not as it was written."""

    def writer(self) -> AbstractContextManager[Writer]:
        """The one writer of this folder; raises `IndexLocked` while another has it. Leaving it drops what was not
        committed."""

    def reset(self) -> None:
        """Makes the folder an empty index of today's format, whatever was in it; raises `IndexLocked`. Until the first
        commit searches raise `IndexUnavailable`."""

    def close(self) -> None:
        """Lets go of files and memory."""


class _Engine(Protocol):
    def open_index(self, folder: Path) -> Index: ...


def open_index(kind: str, folder: Path) -> Index:
    """The index in a folder; it need not be there yet: the methods then raise `IndexUnavailable`, until `reset`."""
    if kind not in ("tantivy", "whoosh"):
        raise ValueError(f"unknown index engine {kind!r}: use tantivy or whoosh")
    engine = cast(_Engine, importlib.import_module(f"kb.index.{kind}_index"))
    return engine.open_index(folder)
