"""The difference of two texts made ready for a page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from articles import comparing
from articles.comparing import Fold, Part, Run
from web.serving.greenlets import aside

_LONG: Final = 20_000
"""Characters from which on it is worth a thread: a few milliseconds."""

_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class Difference:
    """`title` is empty where both have the same one; `parts` hold the text, long unchanged stretches folded.

    `added` and `removed` count characters of both.
    """

    title: tuple[Run, ...]
    parts: tuple[Part | Fold, ...]
    added: int
    removed: int

    @property
    def none(self) -> bool:
        """Whether both are the same; a line that is only empty has no characters."""
        return not self.title and not any(isinstance(part, Part) and part.changed for part in self.parts)


def shown(title: str, body: str, new_title: str, new_body: str) -> Difference:
    """From one title and text to another."""
    titled = () if title == new_title else comparing.words(title, new_title)
    parts = unhurried(partial(comparing.compare, body, new_body), length=len(body) + len(new_body))
    size = comparing.size([*parts, Part(titled)])
    return Difference(titled, tuple(comparing.folded(parts)), size.added, size.removed)


def unhurried(work: Callable[[], _R], *, length: int) -> _R:
    """Work on texts of this many characters together; on long ones it holds up nobody else."""
    return aside(work) if length > _LONG else work()
