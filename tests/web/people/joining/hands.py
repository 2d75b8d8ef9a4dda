"""What people do who join, and the links that their mails hold."""

from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb import ids
from kb.store import people
from kb.store.engine import Database, columns
from kb.store.people import Person
from kb.store.tokens import Kind, Token
from web.clock import now
from web.house import House
from web.people import links

PASSWORD = "a quiet walk by the river"
HOUR = 3_600_000


def person(db: Database, email: str, *, password: str = "-", role: str = "member") -> Person:
    id = ids.new_id(now())
    db.write(
        lambda tx: people.add(
            tx, id=id, site="main", email=email, name=email.split("@")[0].title(), role=role, origin="real",
            password=password, language="en", now=now(),
        )
    )
    found = people.by_id(db, id)
    assert found
    return found


def made(db: Database, kind: Kind) -> list[Token]:
    return db.all(Token, f"SELECT {columns(Token)} FROM token WHERE kind = :kind ORDER BY created_at, id", kind=kind)


def path(house: House, token: Token | str, *, kind: Kind) -> str:
    """Where the link in the mail leads."""
    return urlsplit(links.address(house.settings, token if isinstance(token, str) else token.id, kind=kind)).path


def sign_up(client: FlaskClient, email: str, **fields: str) -> TestResponse:
    return client.post("/sign-up", data={"name": "Ada", "email": email, "password": PASSWORD, **fields})


def signs_in(app: Flask, email: str, password: str) -> bool:
    answer = app.test_client().post("/sign-in", data={"email": email, "password": password})
    return answer.status_code == 303
