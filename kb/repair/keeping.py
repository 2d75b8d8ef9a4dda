"""One vocabulary for each open index, read aside where somebody would have to wait for it."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Final
from weakref import WeakKeyDictionary

from kb.index import Index, IndexUnavailable
from kb.repair.vocabulary import Vocabulary
from kb.store.threads import Threads

# Seconds for which a vocabulary is kept although the index has moved on. New words are not lost in the meantime: what
# the index itself holds is never repaired.
_KEPT: Final = 60.0

# The vocabulary of so many documents is read in some 10 ms: nobody is kept waiting by that.
_FEW: Final = 500

# So many words are read between two rests of so many seconds: a millisecond's work for a millisecond's rest.
_AT_ONCE: Final = 400
_REST: Final = 0.001


@dataclass(slots=True)
class _Kept:
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    generation: str = ""
    read_at: float = 0.0
    reading: bool = False
    threads: Threads | None = None


_kept: WeakKeyDictionary[Index, _Kept] = WeakKeyDictionary()


def keep(index: Index, *, threads: Threads) -> None:
    """From now on the vocabulary of a large index is read on a thread of its own: at once, and by and by again.

    Until it was read for the first time nothing is repaired.
    """
    kept = _kept.setdefault(index, _Kept())
    kept.threads = threads
    _begin(index, kept, threads)


def prepare(index: Index) -> None:
    """Reads the vocabulary now (some 200 ms for 100,000 words). Raises IndexUnavailable."""
    _read(index, _kept.setdefault(index, _Kept()), rest=lambda: None)


def vocabulary_of(index: Index) -> Vocabulary:
    """The words of an index, as of a moment ago. Raises IndexUnavailable."""
    kept = _kept.setdefault(index, _Kept())
    if kept.generation == index.generation():
        return kept.vocabulary
    if kept.generation and time.monotonic() - kept.read_at < _KEPT:
        return kept.vocabulary
    if kept.threads and index.count() > _FEW:
        _begin(index, kept, kept.threads)
    else:
        _read(index, kept, rest=lambda: None)
    return kept.vocabulary


def _begin(index: Index, kept: _Kept, threads: Threads) -> None:
    def read() -> None:
        try:
            # Whoever asks next hears that there is no index, and it is read when there is one.
            with suppress(IndexUnavailable):
                _read(index, kept, rest=lambda: threads.rest(_REST))
        finally:
            kept.reading = False

    if not kept.reading:
        kept.reading = True
        threads.start(read, "vocabulary")


def _read(index: Index, kept: _Kept, *, rest: Callable[[], None]) -> None:
    generation, vocabulary = index.generation(), Vocabulary()
    words = (word for part in index.vocabulary() for word in part)
    while some := list(islice(words, _AT_ONCE)):
        vocabulary.add(some)
        rest()
    kept.vocabulary, kept.generation, kept.read_at = vocabulary, generation, time.monotonic()
