"""What somebody's reputation, age here and behaviour let them do on the board. Pure: rows come in, decisions go out.

Whoever serves customers or curates may do everything; a suspended person nothing. For all others a site chooses one of
three presets, and administrators may move each step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from kb.store import people

Deed = Literal["ask", "answer", "comment", "flag", "vote_up", "vote_down", "tag", "edit", "review"]
"""`tag` makes a new tag, `edit` changes others' posts without review, `review` decides what waits for it."""

Press = Literal["unvote", "thank", "follow"]
"""What everybody may do who takes part, but not all the time; taking it back counts as the same."""

Preset = Literal["open", "usual", "careful"]
Arrival = Literal["shown", "shown_with_review", "in_review"]

DEEDS: Final = get_args(Deed)
PRESETS: Final = get_args(Preset)
DEFAULT: Final[Preset] = "usual"
MOST_STEP: Final = 100_000

_HOUR: Final = 3_600_000
_DAY: Final = 24 * _HOUR


@dataclass(frozen=True, slots=True)
class Rules:
    """`steps` is the reputation that each deed needs. `first_posts` of a newcomer are looked at: `arrival` says whether
    before or after everybody sees them. `flags_hide` is how many grave flags hide a post."""

    steps: Mapping[Deed, int]
    first_posts: int
    arrival: Arrival
    flags_hide: int


@dataclass(frozen=True, slots=True)
class Standing:
    """`shown` are posts of the person that everybody sees, `bad` those that were taken away; both counted to 5.

    Times in ms, UTC; `suspended_until` is None for who is not suspended.
    """

    role: str
    reputation: int
    created_at: int
    suspended_until: int | None
    shown: int
    bad: int


RULES: Final[Mapping[Preset, Rules]] = MappingProxyType({
    "open": Rules(
        {"ask": 0, "answer": 0, "comment": 0, "flag": 0, "vote_up": 0, "vote_down": 20, "tag": 0, "edit": 200,
         "review": 500},
        first_posts=0, arrival="shown", flags_hide=5,
    ),
    "usual": Rules(
        {"ask": 0, "answer": 0, "comment": 0, "flag": 0, "vote_up": 10, "vote_down": 50, "tag": 50, "edit": 500,
         "review": 1000},
        first_posts=2, arrival="shown_with_review", flags_hide=3,
    ),
    "careful": Rules(
        {"ask": 0, "answer": 0, "comment": 10, "flag": 10, "vote_up": 15, "vote_down": 125, "tag": 150, "edit": 1000,
         "review": 2000},
        first_posts=3, arrival="in_review", flags_hide=3,
    ),
})

# Most in an hour: of a newcomer, of who has been seen, of who is trusted.
_HOURLY: Final[Mapping[Deed | Press, tuple[int, int, int]]] = {
    "ask": (3, 8, 30), "answer": (5, 20, 60), "comment": (10, 40, 120), "flag": (5, 20, 60),
    "vote_up": (30, 60, 120), "vote_down": (5, 20, 40), "tag": (5, 10, 30), "edit": (5, 20, 100),
    "review": (60, 120, 240), "unvote": (30, 60, 120), "thank": (20, 40, 80), "follow": (20, 40, 80),
}
_LINKS: Final = (2, 10, 50)
_PICTURES: Final = (10, 40, 120)
_SEEN: Final = 10
_TRUSTED: Final = 500


def rules(preset: str, changed: Mapping[str, int]) -> Rules:
    """A site's: its preset, '' for DEFAULT, and the steps that administrators changed."""
    base = RULES["open" if preset == "open" else "careful" if preset == "careful" else DEFAULT]
    steps = {deed: changed.get(deed, points) for deed, points in base.steps.items()}
    return Rules(steps, base.first_posts, base.arrival, base.flags_hide)


def privileged(standing: Standing) -> bool:
    """Roles for which reputation does not count."""
    return standing.role in people.STAFF or standing.role in people.CURATORS


def missing(deed: Deed, standing: Standing, site: Rules) -> int:
    """How much reputation the person lacks for it; 0 where they may. Suspension is looked at elsewhere, and first."""
    return 0 if privileged(standing) else max(0, site.steps[deed] - max(0, standing.reputation))


def opened(standing: Standing, site: Rules) -> list[tuple[Deed, int, int]]:
    """Each deed with the reputation that it needs and what the person lacks: their page says what comes next."""
    return [(deed, site.steps[deed], missing(deed, standing, site)) for deed in DEEDS]


def arrival(standing: Standing, site: Rules) -> Arrival:
    """How a post of this person comes to the board; one whose posts were taken away begins anew."""
    if privileged(standing):
        return "shown"
    first = standing.shown < site.first_posts or (standing.bad >= standing.shown and standing.bad > 0)
    return site.arrival if first else "shown"


def per_hour(deed: Deed | Press, standing: Standing, *, now: int) -> int:
    """Most of these that the person may do in an hour."""
    return _HOURLY[deed][_rank(standing, now=now)]


def most_links(standing: Standing, *, now: int) -> int:
    """Most links in one text of this person."""
    return _LINKS[_rank(standing, now=now)]


def most_pictures(standing: Standing, *, now: int) -> int:
    """Most pictures that the person may send in an hour."""
    return _PICTURES[_rank(standing, now=now)]


def _rank(standing: Standing, *, now: int) -> int:
    if privileged(standing) or standing.reputation >= _TRUSTED:
        return 2
    seen = standing.reputation >= _SEEN or (standing.shown >= 2 and now - standing.created_at >= 7 * _DAY)
    return 1 if seen and not standing.bad else 0
