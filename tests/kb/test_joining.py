"""Joining and leaving when things happen at once: one wins, and nothing is half done."""

import threading
from collections.abc import Callable

import pytest

from kb import ids, joining, leaving
from kb.store import events, people, tokens
from kb.store.engine import Database
from kb.store.people import Person
from kb.store.tokens import LASTS, Token


def add(db: Database, name: str, *, role: str, now: int) -> Person:
    id = ids.new_id(now)
    db.write(
        lambda tx: people.add(
            tx, id=id, site="main", email=f"{name}@example.com", name=name, role=role, origin="real", password="kept",
            language="en", now=now,
        )
    )
    found = people.by_id(db, id)
    assert found
    return found


def token_of(db: Database, id: str) -> Token:
    found = tokens.by_id(db, id)
    assert found
    return found


def at_once(deed: Callable[[], object], *others: Callable[[], object]) -> list[str]:
    """How each of them ended: `done`, or the name of what it raised."""
    ended: list[str] = []

    def run(each: Callable[[], object]) -> None:
        try:
            each()
            ended.append("done")
        except (joining.Spent, joining.AddressTaken, leaving.LastAdministrator, leaving.Gone) as error:
            ended.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(each,)) for each in (deed, *others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def test_a_link_that_is_opened_by_many_at_once_makes_one_person(database: Database, now: int) -> None:
    id = joining.ask_to_sign_up(
        database, site="main", email="Ada@example.com", name="Ada", language="en", password="kept", now=now
    )
    token = token_of(database, id)
    confirm = [lambda: joining.confirm_sign_up(database, token, now=now)] * 8
    assert at_once(*confirm) == [*["Spent"] * 7, "done"]
    assert database.value("SELECT COUNT(*) FROM person") == 1


def test_two_links_to_one_address_make_one_person(database: Database, now: int) -> None:
    made = [
        token_of(
            database,
            joining.ask_to_sign_up(
                database, site="main", email="ada@example.com", name=name, language="en", password="kept", now=now
            ),
        )
        for name in ("one", "two")
    ]
    ended = at_once(*(lambda token=token: joining.confirm_sign_up(database, token, now=now) for token in made))
    assert ended.count("done") == 1
    assert database.value("SELECT COUNT(*) FROM person") == 1


def test_of_two_administrators_who_leave_at_once_one_stays(database: Database, now: int) -> None:
    pair = [add(database, f"boss-{who}", role="administrator", now=now) for who in "ab"]
    ended = at_once(
        *(lambda who=who: leaving.leave(database, who, name="Former", reader="-", words={}, now=now) for who in pair)
    )
    assert ended == ["LastAdministrator", "done"]
    assert people.other_administrators(database, "nobody", site="main") == 1


def test_leaving_twice_at_once_is_leaving_once(database: Database, now: int) -> None:
    ada = add(database, "ada", role="member", now=now)
    leave = [lambda: leaving.leave(database, ada, name="Former", reader="-", words={}, now=now)] * 2
    assert at_once(*leave) == ["Gone", "done"]


@pytest.mark.parametrize("kind", LASTS)
def test_a_link_lasts_as_long_as_its_kind(kind: tokens.Kind, database: Database, now: int) -> None:
    person = None if kind in ("sign_up", "question") else add(database, "ada", role="member", now=now).id
    database.write(
        lambda tx: tokens.add(
            tx, id="x", site="main", kind=kind, person=person, email="a@example.com", facts={}, now=now
        )
    )
    token = token_of(database, "x")
    assert token.opens(now=now + LASTS[kind] - 1)
    assert not token.opens(now=now + LASTS[kind])
    assert database.write(lambda tx: tokens.use(tx, "x", now=now + LASTS[kind])) == 0


def test_every_link_is_told_of_last(database: Database, now: int) -> None:
    """Whoever writes the mail finds everything in the store once it hears of it."""
    ada = add(database, "ada", role="administrator", now=now)
    cursor = events.latest(database)
    made = [
        joining.ask_to_sign_up(
            database, site="main", email="b@example.com", name="B", language="en", password="kept", now=now
        ),
        joining.ask_for_password(database, site="main", email=ada.email, language="en", now=now),
        joining.ask_to_move(database, ada, email="c@example.com", language="en", now=now),
        joining.invite(
            database, site="main", email="d@example.com", name="D", role="agent", language="en", by=ada, now=now
        )[1],
    ]
    told = [event for event in events.read_after(database, cursor)[0] if event.kind == "token.made"]
    assert [(event.topic, event.subject) for event in told] == [(f"token:{id}", id) for id in made]
    assert token_of(database, made[2]).facts["old"] == ada.email
    assert token_of(database, made[3]).facts["by"] == ada.name
