"""Strangers learn nothing: not who is there, and not by how long it takes."""

import statistics
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.store import people
from kb.store.engine import Database
from kb.store.people import Person
from tests.web.people.joining.hands import PASSWORD, made, person
from web import tries
from web.people import passwords


@pytest.mark.parametrize("page", ["/sign-up", "/password"])
def test_known_and_unknown_addresses_take_as_long(
    page: str, app: Flask, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "hash", lambda _password: "scrypt:0:0:0$-$-")  # drowns everything else, on both ways
    monkeypatch.setattr(tries, "hold", lambda *_counted, now: None)
    for number in range(75):
        person(db, f"known{number}@example.com")
    client = app.test_client()

    def seconds(who: str, number: int) -> float:
        began = time.perf_counter()
        answer = client.post(page, data={"name": "A", "email": f"{who}{number}@example.com", "password": PASSWORD})
        assert answer.status_code == 200
        return time.perf_counter() - began

    def known_to_unknown(start: int) -> float:
        pairs = [(seconds("known", number), seconds("unknown", number)) for number in range(start, start + 25)]
        known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
        return known / unknown

    # What else the machine does may make one round uneven, not three.
    assert any(0.7 < known_to_unknown(25 * round_) < 1.4 for round_ in range(3))


def test_asking_for_a_password_says_the_same_of_everybody(
    app: Flask, stranger: FlaskClient, db: Database, ada: Person
) -> None:
    gone = person(db, "gone@example.com")
    db.write(lambda tx: people.deactivate(tx, gone.id))
    answers = {
        email: stranger.post("/password", data={"email": email})
        for email in ("ada@example.com", "nobody@example.com", "gone@example.com")
    }
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len({answer.text.replace(email, "*") for email, answer in answers.items()}) == 1
    assert {row.email: row.person for row in made(db, "password")} == {
        "ada@example.com": ada.id, "nobody@example.com": None, "gone@example.com": None,
    }


def test_nobody_is_buried_in_mail(app: Flask, db: Database, ada: Person) -> None:
    answers = [
        app.test_client().post("/password", data={"email": email})
        for email in ("ada@example.com", "ADA@example.com", " ada@example.com", "ada@example.com")
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "Please wait" in answers[-1].text
    assert len(made(db, "password")) == 3
    # Of an address that nobody has, too: who is held back learns nothing by it.
    assert [
        app.test_client().post("/password", data={"email": "nobody@example.com"}).status_code for _ in range(4)
    ] == [200, 200, 200, 429]


def test_one_visitor_does_not_try_all_addresses(stranger: FlaskClient) -> None:
    answers = [stranger.post("/password", data={"email": f"{number}@example.com"}).status_code for number in range(21)]
    assert answers == [200] * 20 + [429]
