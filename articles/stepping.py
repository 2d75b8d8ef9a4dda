"""One step of a topic in its tree: where it leads. Pure: from the places of all topics to a place."""

from collections.abc import Sequence
from typing import Final, Literal

from kb.store.topics import Place

Way = Literal["up", "down", "in", "out"]
WAYS: Final[tuple[Way, ...]] = ("up", "down", "in", "out")

Spot = tuple[str | None, str | None]
"""Under which topic (None: on top), before which one (None: last)."""


def stands(tree: Sequence[Place], id: str) -> Spot:
    """Where a topic is now."""
    above, siblings = _around(tree, id)
    return above, _behind(siblings, id)


def step(tree: Sequence[Place], id: str, way: Way) -> Spot:
    """Before the one above it, behind the one below it, under the one above it, or out behind the one that it is under.

    Where there is no such step, where it is now.
    """
    above, siblings = _around(tree, id)
    at = siblings.index(id)
    if way == "up" and at:
        return above, siblings[at - 1]
    if way == "down" and at + 1 < len(siblings):
        return above, _behind(siblings, siblings[at + 1])
    if way == "in" and at:
        return siblings[at - 1], None
    if way == "out" and above is not None:
        higher, aunts = _around(tree, above)
        return higher, _behind(aunts, above)
    return stands(tree, id)


def _around(tree: Sequence[Place], id: str) -> tuple[str | None, list[str]]:
    above = next(place.parent for place in tree if place.id == id)
    return above, [place.id for place in tree if place.parent == above]


def _behind(siblings: Sequence[str], id: str) -> str | None:
    at = siblings.index(id) + 1
    return siblings[at] if at < len(siblings) else None
