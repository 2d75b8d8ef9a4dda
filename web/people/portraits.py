"""A person in a small round picture, or by the first letters of their name."""

from dataclasses import dataclass
from typing import Final

from kb import filing
from kb.store import files, sites
from kb.store.people import Person
from web.house import house

SIDE: Final = 256
"""Pixels of a picture's side, as it is kept."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """`address` is empty where there is no picture; then the initials stand."""

    address: str
    initials: str


def of(person: Person) -> Portrait:
    found = files.by_id(house().db, person.picture, site=sites.MAIN) if person.picture else None
    return Portrait(filing.address(found) if found else "", initials(person.name))


def initials(name: str) -> str:
    """At most two letters; of a Chinese name the last two signs, as people are called."""
    parts = [part for part in name.split() if part[0].isalnum()]
    if not parts:
        return "·"
    if not parts[0].isascii() and len(parts) == 1 and parts[0][0] >= "\u2e80":
        return parts[0][-2:]
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()
