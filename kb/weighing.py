"""What the words of a question weigh, and how much of that a text holds."""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Final

from kb import synonyms, text
from kb.index import Index
from kb.synonyms import Synonyms

SYNONYM: Final = 0.8
"""What a word of the same meaning counts beside the word itself."""


class Weights(dict[str, float]):
    """The tokens of a question, each with how rare it is. `others` may stand for a token: each is the tokens that do
    it together."""

    def __init__(
        self, weights: Mapping[str, float] = MappingProxyType({}),
        others: Mapping[str, Sequence[AbstractSet[str]]] = MappingProxyType({}),
    ) -> None:
        super().__init__(weights)
        self.others = others


def weights(index: Index, telling: str, *, read: str, words: Synonyms) -> Weights:
    """How rare each token is: the inverse document frequency of BM25 (Robertson and Zaragoza, 2009, eq. 3.3).

    `telling` is the question `read` without its fillers; they may be part of what means the same: `log in`.
    """
    count = index.count()
    found = {
        token: math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
        for token in dict.fromkeys(text.tokens(telling))
        for frequency in (index.document_frequency(token),)
    }
    return Weights(found, words.others(synonyms.phrase(read)))


def coverage(weights: Weights, held: AbstractSet[str]) -> float:
    """The share of a question's weight that these tokens hold, themselves or by words that mean the same."""
    whole = kept = 0.0
    for token, weight in weights.items():
        whole += weight
        if token in held:
            kept += weight
        elif token in weights.others and any(other <= held for other in weights.others[token]):
            kept += SYNONYM * weight
    return kept / whole if whole else 0.0
