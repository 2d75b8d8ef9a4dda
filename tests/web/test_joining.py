"""Signing up, a forgotten password, invitations: links that open once, and strangers who learn nothing."""

import dataclasses
import logging
import statistics
import time
from collections.abc import Callable
from email.headerregistry import Address
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb import ids, joining
from kb.store import people, sessions, tokens
from kb.store.engine import Database, columns
from kb.store.people import Person
from kb.store.tokens import Kind, Token
from tests.web.conftest import signed_in
from web import config, links, passwords, tries
from web.clock import now
from web.house import COOKIE, House
from web.mail_server import MailServer

PASSWORD = "a quiet walk by the river"
HOUR = 3_600_000


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    """With a mail server, which nothing here speaks to."""
    server = MailServer("127.0.0.1", 9, False, "", "", Address(addr_spec="help@example.com"))
    return dataclasses.replace(settings, mail=server)


@pytest.fixture
def ada(db: Database) -> Person:
    return person(db, "ada@example.com", password=passwords.hash(PASSWORD))


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


# Signing up


def test_nobody_is_there_until_the_address_is_confirmed(
    app: Flask, stranger: FlaskClient, db: Database, house: House
) -> None:
    assert sign_up(stranger, " Ada@Example.com ").status_code == 200
    assert people.by_email(db, "ada@example.com", site="main") is None
    assert not signs_in(app, "ada@example.com", PASSWORD)
    [token] = made(db, "sign_up")
    there = path(house, token, kind="sign_up")
    page = stranger.get(there)
    assert page.status_code == 200
    assert "ada@example.com" in page.text
    assert people.by_email(db, "ada@example.com", site="main") is None, "a program that looks through mail opened it"
    answer = stranger.post(there)
    assert answer.headers["Location"].startswith("/profile")
    found = people.by_email(db, "ada@example.com", site="main")
    assert found
    assert (found.name, found.role, found.state) == ("Ada", "member", "active")
    assert stranger.get("/profile").status_code == 200
    assert signs_in(app, "ada@example.com", PASSWORD)


@pytest.mark.parametrize(
    ("wanted", "there"),
    [("/cases", "/cases"), ("//evil.example", "/profile?done=joined"), ("https://evil.example", "/profile?done=joined"),
     ("/\\\\evil.example", "/profile?done=joined"), ("/" + "x" * 600, "/profile?done=joined")],
)
def test_the_page_that_was_asked_for_comes_after_joining(
    wanted: str, there: str, stranger: FlaskClient, db: Database, house: House
) -> None:
    assert stranger.get("/sign-up", query_string={"next": wanted}).status_code == 200
    sign_up(stranger, "ada@example.com", next=wanted)
    [token] = made(db, "sign_up")
    assert stranger.post(path(house, token, kind="sign_up")).headers["Location"] == there


def test_what_a_form_carries_beside_makes_nobody_more_than_a_member(
    stranger: FlaskClient, db: Database, house: House
) -> None:
    more = {"role": "administrator", "state": "active", "origin": "demo", "id": "x", "site": "other"}
    sign_up(stranger, "eve@example.com", **more)
    [token] = made(db, "sign_up")
    stranger.post(path(house, token, kind="sign_up"), data=more)
    found = people.by_email(db, "eve@example.com", site="main")
    assert found
    assert (found.role, found.origin, found.site) == ("member", "real", "main")
    stranger.post("/profile", data={"name": "Eve", "language": "en", **more})
    found = people.by_id(db, found.id)
    assert found
    assert found.role == "member"


def test_a_link_opens_once_and_leaves_no_password_behind(
    app: Flask, stranger: FlaskClient, db: Database, house: House
) -> None:
    sign_up(stranger, "ada@example.com")
    [token] = made(db, "sign_up")
    there = path(house, token, kind="sign_up")
    assert stranger.post(there).status_code == 303
    again = app.test_client()
    assert again.post(there).status_code == 404
    assert again.get(there).status_code == 404
    assert again.get_cookie(COOKIE) is None
    assert all("scrypt" not in row.data for row in made(db, "sign_up"))


def test_of_two_who_begin_with_the_same_address_the_one_who_confirms_has_it(
    app: Flask, db: Database, house: House
) -> None:
    for name in ("First", "Second"):
        sign_up(app.test_client(), "ada@example.com", name=name)
    first, second = made(db, "sign_up")
    assert app.test_client().post(path(house, second, kind="sign_up")).status_code == 303
    assert app.test_client().post(path(house, first, kind="sign_up")).status_code == 404
    found = people.by_email(db, "ada@example.com", site="main")
    assert found
    assert found.name == "Second"


def test_whoever_is_there_already_is_told_by_mail_alone(
    app: Flask, stranger: FlaskClient, db: Database, house: House, ada: Person
) -> None:
    known = sign_up(stranger, ada.email)
    unknown = sign_up(app.test_client(), "bob@example.com")
    assert known.status_code == unknown.status_code
    assert known.text.replace(ada.email, "*") == unknown.text.replace("bob@example.com", "*")
    told, new = made(db, "sign_up")
    assert (told.person, new.person) == (ada.id, None)
    assert "password" not in told.facts
    assert stranger.post(path(house, told, kind="sign_up")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Please tell us what to call you."),
        ({"name": "x" * 81}, "At most 80 characters, please."),
        ({"email": "ada"}, "This is not a mail address."),
        ({"email": "ada@example.com\r\nBcc: all@example.com"}, "This is not a mail address."),
        ({"email": "ada@example"}, "This is not a mail address."),
        ({"password": "short"}, "At least 10 characters, please."),
        ({"password": "Password1234"}, "Many people use this one"),
        ({"password": "ada@example.com"}, "Your mail address is not a password."),
    ],
)
def test_what_will_not_do_is_said_beside_its_field_and_nothing_typed_is_lost(
    stranger: FlaskClient, db: Database, fields: dict[str, str], sentence: str
) -> None:
    filled = {"name": "Ada", "email": "ada@example.com", "password": PASSWORD, **fields}
    answer = stranger.post("/sign-up", data=filled)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "ada" in answer.text
    assert PASSWORD not in answer.text
    assert made(db, "sign_up") == []


def test_names_are_shown_as_text(stranger: FlaskClient, db: Database, house: House) -> None:
    sign_up(stranger, "ada@example.com", name="<img src=x onerror=alert(1)>\u202e")
    [token] = made(db, "sign_up")
    there = path(house, token, kind="sign_up")
    assert "<img src=x" not in stranger.get(there).text
    stranger.post(there)
    for page in ("/profile", "/", "/profile/leave"):
        assert "<img src=x" not in stranger.get(page).text


@pytest.mark.parametrize("closed", ["no mail server", "switched off"])
def test_without_mail_nothing_is_promised(closed: str, app: Flask, house: House, db: Database) -> None:
    changed = {"mail": None} if closed == "no mail server" else {"sign_up": False}
    app.extensions["firstline"] = dataclasses.replace(
        house, settings=dataclasses.replace(house.settings, **changed)
    )
    client = app.test_client()
    assert "Ask the people who run this help center to invite you" in client.get("/sign-up").text
    assert sign_up(client, "ada@example.com").status_code == 403
    assert "Create an account" not in client.get("/sign-in").text
    assert made(db, "sign_up") == []
    if closed == "no mail server":
        assert "Ask an administrator" in client.get("/password").text
        assert client.post("/password", data={"email": "ada@example.com"}).status_code == 403
        assert made(db, "password") == []


# Strangers learn nothing


@pytest.mark.parametrize("page", ["/sign-up", "/password"])
def test_known_and_unknown_addresses_take_as_long(
    page: str, app: Flask, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "hash", lambda _password: "scrypt:0:0:0$-$-")  # drowns everything else, on both ways
    monkeypatch.setattr(tries, "hold", lambda *_counted, now: None)
    for number in range(25):
        person(db, f"known{number}@example.com")
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    client = app.test_client()
    for number in range(25):
        for who in times:
            began = time.perf_counter()
            answer = client.post(page, data={"name": "A", "email": f"{who}{number}@example.com", "password": PASSWORD})
            times[who].append(time.perf_counter() - began)
            assert answer.status_code == 200
    known, unknown = (statistics.median(times[who]) for who in ("known", "unknown"))
    assert 0.7 < known / unknown < 1.4


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


# A forgotten password


def test_the_link_sets_a_password_and_ends_every_other_sign_in(
    app: Flask, stranger: FlaskClient, db: Database, house: House, ada: Person
) -> None:
    elsewhere = app.test_client()
    elsewhere.post("/sign-in", data={"email": ada.email, "password": PASSWORD})
    assert elsewhere.get("/profile").status_code == 200
    for _ in range(2):
        stranger.post("/password", data={"email": ada.email})
    first, second = made(db, "password")
    there = path(house, first, kind="password")
    assert ada.email in stranger.get(there).text
    assert stranger.post(there, data={"password": "short"}).status_code == 400
    assert stranger.post(there, data={"password": "another quiet walk"}).status_code == 303
    assert stranger.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 303
    assert signs_in(app, ada.email, "another quiet walk")
    assert not signs_in(app, ada.email, PASSWORD)
    for token in (first, second):
        again = app.test_client().post(path(house, token, kind="password"), data={"password": PASSWORD})
        assert again.status_code == 404


def changed_role(db: Database, ada: Person) -> None:
    db.write(lambda tx: people.deactivate(tx, ada.id))


def moved(db: Database, ada: Person) -> None:
    db.write(lambda tx: people.set_email(tx, ada.id, email="new@example.com"))


@pytest.mark.parametrize("meanwhile", [changed_role, moved])
def test_a_link_to_a_person_who_is_not_there_any_more_opens_nothing(
    app: Flask, db: Database, house: House, ada: Person, meanwhile: Callable[[Database, Person], None]
) -> None:
    app.test_client().post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    meanwhile(db, ada)
    answer = app.test_client().post(path(house, token, kind="password"), data={"password": "another quiet walk"})
    assert answer.status_code == 404
    found = people.by_id(db, ada.id)
    assert found
    assert found.password == ada.password


def test_an_expired_link_opens_nothing(app: Flask, db: Database, house: House, ada: Person) -> None:
    joining.ask_for_password(db, site="main", email=ada.email, language="en", now=now() - HOUR - 1)
    [token] = made(db, "password")
    assert app.test_client().get(path(house, token, kind="password")).status_code == 404


@pytest.mark.parametrize(
    "odd",
    [
        str.upper, str.lower, lambda link: link[:-1], lambda link: f"{link}x", lambda link: "x" * len(link),
        lambda _: "null", lambda link: link[43:], lambda link: link[:43], lambda link: f"%00{link}",
        lambda link: link.replace(link[0], "é", 1),
    ],
)
def test_odd_links_are_anybodys(
    app: Flask, db: Database, house: House, ada: Person, odd: Callable[[str], str]
) -> None:
    app.test_client().post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    link = path(house, token, kind="password").removeprefix("/password/")
    if odd(link) == link:
        return
    client = app.test_client()
    assert client.get(f"/password/{odd(link)}").status_code == 404
    assert client.post(f"/password/{odd(link)}", data={"password": "another quiet walk"}).status_code == 404
    assert client.get_cookie(COOKIE) is None


def test_a_link_of_one_kind_opens_nothing_of_another(app: Flask, db: Database, house: House, ada: Person) -> None:
    app.test_client().post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    link = path(house, token, kind="password").removeprefix("/password/")
    client = app.test_client()
    for kind in ("sign-up", "invitation", "address"):
        assert client.post(f"/{kind}/{link}", data={"password": "another quiet walk"}).status_code == 404
    others: tuple[Kind, ...] = ("sign_up", "address", "invitation")
    for other in others:
        forged = path(house, token, kind=other).rpartition("/")[2]
        assert client.get(f"/password/{forged}").status_code == 404


def test_another_installation_s_link_opens_nothing(app: Flask, db: Database, house: House, ada: Person) -> None:
    app.test_client().post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    elsewhere = dataclasses.replace(house.settings, secret="another secret of another installation")
    there = urlsplit(links.address(elsewhere, token.id, kind="password")).path
    assert app.test_client().get(there).status_code == 404


def test_links_are_kept_from_others(
    stranger: FlaskClient, db: Database, house: House, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    stranger.post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    there = path(house, token, kind="password")
    with caplog.at_level(logging.DEBUG):
        answer = stranger.get(there)
        stranger.post(there, data={"password": "short"})
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    link = there.rpartition("/")[2]
    assert "/password/<link>" in str([vars(record) for record in caplog.records])
    assert link not in str([vars(record) for record in caplog.records])
    assert link not in stranger.get("/metrics").text


def test_another_site_cannot_confirm_with_somebody_s_browser(
    stranger: FlaskClient, db: Database, house: House
) -> None:
    sign_up(stranger, "ada@example.com")
    [token] = made(db, "sign_up")
    answer = stranger.post(path(house, token, kind="sign_up"), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert people.by_email(db, "ada@example.com", site="main") is None


def test_who_was_signed_in_at_the_browser_is_not_any_more(
    app: Flask, db: Database, house: House, ada: Person
) -> None:
    agent = signed_in(app, db, "Ben Agent", "agent")
    before = agent.get_cookie(COOKIE)
    assert before
    agent.post("/password", data={"email": ada.email})
    [token] = made(db, "password")
    agent.post(path(house, token, kind="password"), data={"password": "another quiet walk"})
    assert ada.email in agent.get("/profile").text
    assert sessions.person_of(db, ids.digest(before.value), now=now()) is None


def test_what_has_expired_is_cleared_away(db: Database, ada: Person) -> None:
    joining.ask_for_password(db, site="main", email=ada.email, language="en", now=now() - 2 * HOUR)
    joining.ask_for_password(db, site="main", email=ada.email, language="en", now=now())
    assert db.write(lambda tx: tokens.sweep(tx, before=now())) == 1
    assert len(made(db, "password")) == 1


# Claims


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
