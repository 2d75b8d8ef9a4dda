"""A board with a fixed cast, for the tests of its verbs: who asks, who answers, who curates, who is new."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from kb import asking, posting
from kb.admitting import Refused
from kb.fitting import Draft
from kb.store import events, people, posts, privileges, sites
from kb.store.engine import Database, Transaction
from kb.store.posts import Post, Reader

QUESTION = Draft("How do I change the battery?", "It is **flat** after a day.", ("battery",))
CAST = {
    "asker": ("member", 60), "helper": ("member", 60), "voter": ("member", 60), "critic": ("member", 200),
    "newcomer": ("member", 0), "trusted": ("member", 2000), "agent": ("agent", 0), "moderator": ("moderator", 0),
    "supervisor": ("supervisor", 0), "administrator": ("administrator", 0),
}


def fill(db: Database, *, now: int) -> None:
    """Everybody joined a year ago, but the newcomer; first posts are not reviewed here (the preset open)."""

    def body(tx: Transaction) -> None:
        sites.add(tx, "main", name="Firstline", now=now)
        privileges.set_preset(tx, site="main", preset="open", now=now)
        for name, (role, reputation) in CAST.items():
            join(tx, name, role=role, reputation=reputation, now=now if name == "newcomer" else now - 400 * 86_400_000)

    db.write(body)


def join(tx: Transaction, name: str, *, role: str = "member", reputation: int = 0, now: int) -> None:
    people.add(
        tx, id=name, site="main", email=f"{name}@example.com", name=name.title(), role=role, origin="real",
        password="-", language="en", now=now,
    )
    tx.run("UPDATE person SET reputation = :reputation WHERE id = :id", id=name, reputation=reputation)


def ask(
    db: Database, *, now: int, by: str = "asker", title: str = QUESTION.title, tags: tuple[str, ...] = ("battery",)
) -> Post:
    text = Draft(title, f"{QUESTION.body} ({title})", tags)
    return asking.ask(db, text, site="main", language="en", author=by, now=now)


def answer(db: Database, question: Post, *, now: int, by: str = "helper", text: str = "Open the lid first.") -> Post:
    return posting.answer(db, question.id, text, language="en", author=by, now=now)


def stored(db: Database, post: Post) -> Post:
    found = posts.by_id(db, post.id)
    assert found
    return found


def reader(name: str, *, now: int) -> Reader:
    return Reader(name, CAST[name][0], now) if name else posts.stranger(now)


def reputation(db: Database, name: str) -> int:
    """What was earned since the cast joined."""
    return int(db.value("SELECT reputation FROM person WHERE id = :id", id=name)) - CAST[name][1]


def kinds(db: Database) -> list[str]:
    found, _ = events.read_after(db, events.START)
    return [event.kind for event in found]


def refusal(deed: Callable[[], object]) -> str:
    """Why it was refused, '' where it was not."""
    try:
        deed()
    except Refused as error:
        return error.reason
    return ""


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each returned, or raised. All of them begin at the same time: none before the last one's thread is there."""
    ready = Barrier(len(deeds))

    def call(deed: Callable[[], Any]) -> Any:
        ready.wait(30)
        try:
            return deed()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(call, deeds))
