"""What is guessed of a part of a question."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guess:
    """That `question[start:end]` was meant to be something else, which stands in so many documents. What tells nothing
    is of every day."""

    start: int
    end: int
    meant: str
    documents: int
    everyday: bool = False


def put(question: str, guesses: Iterable[Guess]) -> str:
    """The question as guessed."""
    pieces = []
    end = 0
    for guess in sorted(guesses, key=lambda guess: guess.start):
        pieces += [question[end : guess.start], guess.meant]
        end = guess.end
    return "".join([*pieces, question[end:]])
