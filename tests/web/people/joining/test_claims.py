"""What a person says to be is not what they are."""

from flask import Flask
from flask.testing import FlaskClient

from kb import ids
from kb.store import people, sessions
from kb.store.engine import Database
from kb.store.people import Person
from tests.web.people.joining.hands import HOUR, PASSWORD, made, path, person, sign_up, signs_in
from web.clock import now
from web.house import COOKIE, House
from web.people import passwords


def test_a_claimed_address_opens_nothing(app: Flask, db: Database, house: House, administrator: FlaskClient) -> None:
    """Whoever signs up with an administrator's address, or moves to it, is nobody by that."""
    boss = person(db, "boss@example.com", role="administrator")
    client = app.test_client()
    sign_up(client, boss.email)
    assert client.get("/profile").status_code == 303
    mover = person(db, "mover@example.com", password=passwords.hash(PASSWORD))
    client.post("/sign-in", data={"email": mover.email, "password": PASSWORD})
    client.post("/profile/address", data={"email": boss.email, "old": PASSWORD})
    [token] = made(db, "address")
    assert client.post(path(house, token, kind="address")).status_code == 409
    found = people.by_id(db, mover.id)
    assert found
    assert found.email == "mover@example.com"


def test_who_is_invited_cannot_sign_in_without_the_link(app: Flask, db: Database) -> None:
    person(db, "new@example.com", password="")
    for tried in ("", "-", "scrypt", " "):
        assert not signs_in(app, "new@example.com", tried)


def test_what_looks_like_a_sign_in_is_none(app: Flask, db: Database, ada: Person) -> None:
    token = ids.new_token()
    session = sessions.Session(ids.digest(token), ada.id, now(), now() + HOUR)
    old = sessions.Session(ids.digest("old" * 15), ada.id, now() - 2 * HOUR, now() - HOUR)
    for each in (session, old):
        db.write(lambda tx, each=each: sessions.add(tx, each))  # type: ignore[misc]
    client = app.test_client()
    for cookie in ("", " ", "null", token[:-1], token.swapcase(), ids.digest(token), "old" * 15, ada.id):
        client.set_cookie(COOKIE, cookie)
        assert client.get("/profile").status_code == 303, cookie
        assert client.get("/api/desk/me").status_code == 401, cookie
        assert client.post("/profile", data={"name": "Eve", "language": "en"}).status_code == 401, cookie
    client.set_cookie(COOKIE, token)
    assert client.get("/profile").status_code == 200
