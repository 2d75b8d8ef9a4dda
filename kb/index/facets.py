"""The exact terms of a question of the board, by which a search is narrowed: its tags, who asked, how it stands."""

from typing import Final

ANSWERED: Final = "is:answered"
UNANSWERED: Final = "is:unanswered"
SOLVED: Final = "is:solved"
OFFICIAL: Final = "is:official"


def tag(id: str) -> str:
    return f"tag:{id}"


def by(person: str) -> str:
    return f"by:{person}"
