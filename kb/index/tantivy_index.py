"""The tantivy engine: the default. The door to tantivy.

Our tokens go in joined by spaces, and the schema names the whitespace tokenizer, so that tantivy cuts nothing by
itself; queries are built from objects, never parsed, so that no text can break them.
"""

import contextlib
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import Occur, Query, Searcher

from kb.index import (
    FORMAT,
    WEIGHTS,
    WITH_ANSWERS,
    Document,
    Hit,
    IndexLocked,
    IndexUnavailable,
    IndexUnwritable,
    emptying,
)
from kb.index.contents import BEGINNINGS, contents, terms

_NAME = f"tantivy-{FORMAT}"

# A limit, not a cost: memory is taken as documents come and given back when the writer closes.
_WRITER_BYTES = 64_000_000

# How many entries of posting lists a question may cost: about a millisecond's worth.
_POSTINGS = 100_000

# What was deleted counts until it is merged away. A word of so few documents may stand in none that is left, which is
# looked at (5 µs); so many words of the vocabulary at once.
_RARE = 4
_AT_ONCE = 100

# The id of the document whose version is the cursor. It has no text and no audience, so that no search finds it.
_CURSOR = "cursor"


def open_index(folder: Path) -> "TantivyIndex":
    """The index in `folder`, which need not be there yet."""
    return TantivyIndex(folder)


@dataclass(frozen=True, slots=True)
class _Opened:
    index: tantivy.Index
    generation: str
    cursor: str | None


class TantivyIndex:
    """An open index: see `kb.index.Index`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._home = folder / _NAME
        self._meta = self._home / "meta.json"
        self._last: _Opened | None = None

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
        with self._reading() as searcher:
            searched = terms(query, weights=weights, frequency=searcher.doc_freq, postings=_POSTINGS)
            hidden = _hidden(searcher, languages=languages, audiences=audiences)
            if not searched or hidden is None or limit < 1:
                return []
            weighted = [Query.boost_query(_term(field, token), weights[field]) for field, token in searched]
            wanted = [(Occur.Must, Query.const_score_query(_term("facets", facet), 0.0)) for facet in facets]
            unwanted = [(Occur.MustNot, _term("facets", facet)) for facet in without]
            found = searcher.search(
                Query.boolean_query([(Occur.Must, _any(weighted)), *wanted, *unwanted, *hidden]), limit=limit,
                count=False,
            ).hits
            identifiers = {_place(address): _identifier(searcher, address) for _, address in found}
            fields = {
                field: _scores(
                    searcher, field, [token for name, token in searched if name == field],
                    within=identifiers.values(),
                )
                for field in weights
            }
        return [
            Hit(identifiers[place], score, {field: fields[field].get(place, 0.0) for field in weights})
            for score, place in ((score, _place(address)) for score, address in found)
        ]

    def document_frequency(self, token: str) -> int:
        """In how many documents a token stands, in the field where it stands most often."""
        return self.document_frequencies((token,))[token]

    def document_frequencies(self, tokens: Iterable[str]) -> dict[str, int]:
        """`document_frequency` of each of the tokens, in one look."""
        with self._reading() as searcher:
            return {token: _documents(searcher, token, fields=WEIGHTS) for token in tokens}

    def count(self) -> int:
        """How many documents there are."""
        with self._reading() as searcher:
            return searcher.num_docs - 1

    def vocabulary(self) -> Iterator[Sequence[tuple[str, int]]]:
        """Words as spelled, with their number of documents."""
        with self._reading() as searcher:
            for beginning in BEGINNINGS:
                found = searcher.terms_with_prefix("spelled", beginning)
                for at in range(0, len(found), _AT_ONCE):
                    some = found[at : at + _AT_ONCE]
                    yield [(word, n) for word, n in some if n > _RARE or _stands(searcher, word, fields=("spelled",))]

    def commonest(self, beginning: str) -> str | None:
        """Of the words that begin so, the one that stands in most documents."""
        with self._reading() as searcher:
            found = searcher.terms_with_prefix("spelled", beginning, limit=1)
        return found[0][0] if found else None

    def versions(self) -> dict[str, str]:
        """The version of each document, by id."""
        with self._reading() as searcher:
            found = searcher.search(Query.all_query(), limit=searcher.num_docs, count=False).hits
            stored = (searcher.doc(address) for _, address in found)
            versions = {str(document["id"][0]): str(document["version"][0]) for document in stored}
        del versions[_CURSOR]
        return versions

    def cursor(self) -> str | None:
        """Up to where the event log is in the index."""
        return self._open().cursor

    def generation(self) -> str:
        """Another text after each commit."""
        # The file is replaced by each commit, so its inode differs even within one tick of the clock.
        with _readable():
            stat = self._meta.stat()
            return f"{stat.st_ino}.{stat.st_mtime_ns}"

    def verify(self) -> None:
        """Opens and reads every file anew, whatever was read before; raises `IndexUnavailable` if one was changed."""
        self.close()
        with self._reading():
            meta = json.loads((self._home / "meta.json").read_text())
            segments = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
            for path in self._home.iterdir():
                if path.name.partition(".")[0] in segments and not _intact(path):
                    raise IndexUnavailable(f"the index is broken in {path.name}")

    @contextlib.contextmanager
    def writer(self) -> Iterator["TantivyWriter"]:
        """The one writer of this folder."""
        with _readable():
            writer = self._open().index.writer(_WRITER_BYTES, num_threads=1)
        try:
            yield TantivyWriter(writer)
        finally:
            with _writable():
                writer.rollback()
                writer.wait_merging_threads()

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
            emptying.clear(self.folder, "tantivy-*")
            self._home.mkdir(parents=True)
            tantivy.Index(_SCHEMA, str(self._home))

    def close(self) -> None:
        """Lets go of files and memory."""
        self._last = None

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Searcher]:
        with _readable():
            opened = self._open()
            if opened.cursor is None:
                raise IndexUnavailable("the index is being built")
            yield opened.index.searcher()

    def _open(self) -> _Opened:
        generation, last = self.generation(), self._last
        if last and last.generation == generation:
            return last
        with _readable():
            if last:
                index = last.index
                index.reload()
            else:
                index = tantivy.Index.open(str(self._home))
                if index.schema != _SCHEMA:
                    raise IndexUnavailable("the index has other fields")
                index.config_reader("manual")
                index.reload()
            self._last = _Opened(index, generation, _cursor(index.searcher()))
        return self._last


class TantivyWriter:
    """Changes to the index: see `kb.index.Writer`."""

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer

    def put(self, document: Document) -> None:
        """Adds a document, in place of one with the same id."""
        found = contents(document)
        self.delete(document.id)
        made = tantivy.Document(
            id=document.id,
            version=document.version,
            language=document.language,
            audience=document.audience,
            topic=document.topic,
            title=" ".join(found.title),
            phrasings=" ".join(found.phrasings),
            body=" ".join(found.body),
            answers=" ".join(found.answers),
            facets=list(document.facets),
            spelled=" ".join(found.spelled),
        )
        with _writable():
            self._writer.add_document(made)

    def delete(self, identifier: str) -> None:
        """Takes a document out."""
        with _writable():
            self._writer.delete_documents_by_term("id", identifier)

    def clear(self) -> None:
        """Takes everything out, the cursor too."""
        with _writable():
            self._writer.delete_all_documents()

    def commit(self, cursor: str) -> None:
        """Makes all changes and the cursor visible, durable and inseparable."""
        self.delete(_CURSOR)
        with _writable():
            self._writer.add_document(tantivy.Document(id=_CURSOR, version=cursor))
            self._writer.commit()


def _hidden(
    searcher: Searcher, *, languages: Collection[str], audiences: Collection[str]
) -> list[tuple[Occur, Query]] | None:
    """What keeps out every document of another language or audience; None where nothing would be left.

    To exclude all other values that this very snapshot holds is as strict as to demand the wanted ones, and many times
    as fast, because the wanted ones are nearly everything.
    """
    hidden: list[tuple[Occur, Query]] = []
    wanted = {"audience": audiences, "language": languages} if languages else {"audience": audiences}
    for field, values in wanted.items():
        present = [value for value, _ in searcher.terms_with_prefix(field, "")]
        if not any(value in values for value in present):
            return None
        hidden += [(Occur.MustNot, _term(field, value)) for value in present if value not in values]
    return hidden


def _scores(
    searcher: Searcher, field: str, tokens: Sequence[str], *, within: Collection[str]
) -> dict[tuple[int, int], float]:
    """What one field of the documents `within` scores, by place in the index."""
    if not tokens:
        return {}
    these = Query.const_score_query(_any([_term("id", identifier) for identifier in within]), 0.0)
    query = [(Occur.Must, these), *((Occur.Should, _term(field, token)) for token in tokens)]
    found = searcher.search(Query.boolean_query(query), limit=max(1, len(within)), count=False).hits
    return {_place(address): score for score, address in found}


def _documents(searcher: Searcher, token: str, *, fields: Collection[str]) -> int:
    """In how many documents a token stands, in the field where it stands most often."""
    often = max(searcher.doc_freq(field, token) for field in fields)
    return often if often > _RARE or (often and _stands(searcher, token, fields=fields)) else 0


def _stands(searcher: Searcher, token: str, *, fields: Collection[str]) -> bool:
    """Whether a document that is left holds the token."""
    anywhere = Query.const_score_query(_any([_term(field, token) for field in fields]), 0.0)
    return bool(searcher.search(anywhere, limit=1, count=False).hits)


def _term(field: str, value: str) -> Query:
    return Query.term_query(_SCHEMA, field, value, index_option="freq" if field in WITH_ANSWERS else "basic")


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _place(address: tantivy.DocAddress) -> tuple[int, int]:
    return address.segment_ord, address.doc


def _identifier(searcher: Searcher, address: tantivy.DocAddress) -> str:
    return str(searcher.doc(address)["id"][0])


def _cursor(searcher: Searcher) -> str | None:
    found = searcher.search(_term("id", _CURSOR), limit=1, count=False).hits
    return str(searcher.doc(found[0][1])["version"][0]) if found else None


def _intact(path: Path) -> bool:
    """Whether a segment's file has the checksum that its last lines tell: JSON, its length, a magic number."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return True  # Merged away since the folder was listed; what is needed was opened before.
    end = len(content) - 8
    start = end - int.from_bytes(content[end : end + 4], "little")
    return bool(zlib.crc32(content[:start]) == json.loads(content[start:end])["crc"])


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """Says in the door's words what went wrong in the engine's."""
    try:
        yield
    except FileNotFoundError as error:
        raise IndexUnavailable("there is no index yet") from error
    except (ValueError, OSError, LookupError) as error:
        if "LockBusy" in str(error):
            raise IndexLocked("another process writes to this index") from error
        raise IndexUnavailable(f"the index cannot be read: {error}") from error


@contextlib.contextmanager
def _writable() -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexUnwritable(f"the index cannot be written: {error}") from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in ("id", "version"):
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("language", "audience", "topic", "facets"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in WITH_ANSWERS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("spelled", tokenizer_name="whitespace", index_option="basic")
    return builder.build()


_SCHEMA = _schema()
