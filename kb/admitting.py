"""Who may do what on the board, asked inside of each write, so that no door forgets it."""

from dataclasses import dataclass
from typing import Literal

from kb import standing
from kb.standing import Deed, Rules, Standing
from kb.store import people, posts, privileges, standings
from kb.store.engine import Reads, Transaction
from kb.store.posts import Post
from kb.store.standings import Known

Reason = Literal[
    "gone",         # the post is not there for this person, or any more
    "unknown",      # nobody with an account that is in use
    "suspended",    # until `until`
    "reputation",   # `needed` more
    "role",         # only for those who curate, or for staff
    "own",          # not on what is one's own
    "not_own",      # only on what is one's own
    "locked", "closed",
    "answered",     # others have answered: the question is theirs, too
    "waiting",      # something of the kind waits already
    "circle",       # a question is no duplicate of itself
]


class Refused(Exception):
    """The person may not do this, or not here. `until` is in ms, UTC; `needed` in points of reputation."""

    def __init__(self, reason: Reason, *, needed: int = 0, until: int | None = None) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.needed = needed
        self.until = until


class Moved(Exception):
    """It was changed, or somebody was quicker, since it was read."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who may, and what else is known of them."""

    known: Known
    standing: Standing
    rules: Rules

    @property
    def curates(self) -> bool:
        return self.known.role in people.CURATORS


def somebody(db: Reads, person: str, *, now: int) -> Admitted:
    """Who takes part; pages show by it what is open to the person. Raises Refused for nobody, not for the suspended."""
    known = standings.of(db, person, now=now)
    if known is None or known.state != "active":
        raise Refused("unknown")
    changed = {step.deed: step.points for step in privileges.steps(db, site=known.site)}
    return Admitted(
        known,
        Standing(known.role, known.reputation, known.created_at, known.suspended_until, known.shown, known.bad),
        standing.rules(known.preset, changed),
    )


def taking_part(tx: Reads, person: str, *, now: int) -> Admitted:
    """Whoever is not suspended. Raises Refused."""
    found = somebody(tx, person, now=now)
    if found.known.suspended_until is not None:
        raise Refused("suspended", until=found.known.suspended_until)
    return found


def admit(tx: Reads, person: str, deed: Deed, *, now: int) -> Admitted:
    """Whoever has the reputation for it. Raises Refused."""
    found = taking_part(tx, person, now=now)
    lacking = standing.missing(deed, found.standing, found.rules)
    if lacking:
        raise Refused("reputation", needed=lacking)
    return found


def curator(tx: Reads, person: str, *, now: int) -> Admitted:
    """Whoever moderates. Raises Refused."""
    found = taking_part(tx, person, now=now)
    if not found.curates:
        raise Refused("role")
    return found


def staff(tx: Reads, person: str, *, now: int) -> Admitted:
    """Whoever speaks for the company, or curates. Raises Refused."""
    found = taking_part(tx, person, now=now)
    if not standing.privileged(found.standing):
        raise Refused("role")
    return found


def held(tx: Transaction, id: str) -> Post:
    """The post as it is, and nobody changes it until the transaction ends. Raises Refused."""
    posts.hold(tx, id)
    return there(tx, id)


def there(tx: Reads, id: str) -> Post:
    """The post in whatever state. Raises Refused."""
    found = posts.by_id(tx, id)
    if found is None:
        raise Refused("gone")
    return found


def seen(tx: Reads, id: str, by: Admitted, *, now: int) -> Post:
    """The post, where the person may see it. Raises Refused."""
    found = posts.seen(tx, id, to=posts.Reader(by.known.person, by.known.role, now))
    if found is None:
        raise Refused("gone")
    return found


def shown(tx: Transaction, id: str, by: Admitted, *, now: int) -> Post:
    """The post, which everybody sees, its thread, too; held. Raises Refused."""
    posts.hold(tx, id)
    found = posts.seen(tx, id, to=posts.Reader(by.known.person, by.known.role, now))
    if found is None or found.state != "shown":
        raise Refused("gone")
    return found


def open_thread(tx: Reads, post: Post, by: Admitted) -> Post:
    """The post's question, where something may still be written. Raises Refused."""
    question = post if post.kind == "question" else there(tx, post.question)
    if (question.locked or post.locked) and not by.curates:
        raise Refused("locked")
    return question
