"""Search as you type: the word that is not finished yet is read as the commonest word that begins like it."""

from typing import Final

from kb import text
from kb.index import Index

_SHORTEST: Final = 2


def completed(index: Index, question: str) -> str:
    """The question with its last word finished, where that word is not one yet. Raises IndexUnavailable.

    Chinese needs none of this: each character is searched for as it is typed.
    """
    words = text.words(question)
    last = words[-1] if words else None
    if last is None or last.end < len(question) or text.is_cjk(last.folded) or len(last.folded) < _SHORTEST:
        return question
    if any(index.document_frequency(token) for token in text.tokens(last.folded)):
        return question
    return question[: last.start] + (index.commonest(last.folded) or last.text)
