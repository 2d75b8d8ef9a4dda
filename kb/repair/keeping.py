"""One vocabulary for each open index."""

import time
from typing import Final
from weakref import WeakKeyDictionary

from kb.index import Index
from kb.repair.vocabulary import Vocabulary

# Seconds for which a vocabulary is kept although the index has moved on. New words are not lost in the meantime: what
# the index itself holds is never repaired.
_KEPT: Final = 60.0

_vocabularies: WeakKeyDictionary[Index, tuple[str, float, Vocabulary]] = WeakKeyDictionary()


def prepare(index: Index) -> None:
    """Reads the vocabulary now (some 100 ms for 50,000 words), so that no customer waits for it. Raises
    IndexUnavailable."""
    vocabulary_of(index)


def vocabulary_of(index: Index) -> Vocabulary:
    """The words of an index, as of a moment ago. Raises IndexUnavailable."""
    generation, now = index.generation(), time.monotonic()
    kept = _vocabularies.get(index)
    if kept and (kept[0] == generation or now - kept[1] < _KEPT):
        return kept[2]
    vocabulary = Vocabulary(index.vocabulary())
    _vocabularies[index] = generation, now, vocabulary
    return vocabulary
