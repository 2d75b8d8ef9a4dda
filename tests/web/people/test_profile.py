"""A person's own page: name, language, picture, address, password, sign-ins, and leaving."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from kb import ids
from kb.store import files, people
from kb.store.articles import Article
from kb.store.engine import Database, columns
from kb.store.people import Person
from kb.store.tokens import Token
from tests.web.chat.test_live import Listener, soon
from tests.web.conftest import Customer, do, with_mail
from web import config
from web.clock import now
from web.house import House
from web.people import links, passwords

PASSWORD = "a quiet walk by the river"
OTHER = "another quiet walk"


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    return with_mail(settings)


@pytest.fixture
def ada(db: Database) -> Person:
    return add(db, "ada@example.com", role="agent")


@pytest.fixture
def client(app: Flask, ada: Person) -> FlaskClient:
    return sign_in(app, ada.email)


def add(db: Database, email: str, *, role: str = "member") -> Person:
    id = ids.new_id(now())
    db.write(
        lambda tx: people.add(
            tx, id=id, site="main", email=email, name="Ada", role=role, origin="real",
            password=passwords.hash(PASSWORD), language="en", now=now(),
        )
    )
    return person(db, id)


def person(db: Database, id: str) -> Person:
    found = people.by_id(db, id)
    assert found
    return found


def sign_in(app: Flask, email: str, *, password: str = PASSWORD, agent: str = "") -> FlaskClient:
    client = app.test_client()
    answer = client.post(
        "/sign-in", data={"email": email, "password": password}, headers={"User-Agent": agent} if agent else {}
    )
    assert answer.status_code == 303
    return client


def picture(width: int, height: int, *, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return out.getvalue()


def test_name_and_language_are_kept_and_the_pages_speak_it(client: FlaskClient, db: Database, ada: Person) -> None:
    answer = client.post("/profile", data={"name": "  Ada   Lovelace ", "language": "zh-Hant"}, follow_redirects=True)
    assert 'lang="zh-Hant"' in answer.text
    found = person(db, ada.id)
    assert (found.name, found.language) == ("Ada Lovelace", "zh-Hant")


def test_a_name_that_will_not_do_is_not_lost(client: FlaskClient, db: Database, ada: Person) -> None:
    answer = client.post("/profile", data={"name": "x" * 81, "language": "en"})
    assert answer.status_code == 400
    assert "x" * 81 in answer.text
    assert client.post("/profile", data={"name": "Ada", "language": "tlh"}).status_code == 400
    assert person(db, ada.id).name == "Ada"


@pytest.mark.parametrize(("width", "height", "kind"), [(900, 300, "PNG"), (40, 80, "JPEG"), (256, 256, "GIF")])
def test_a_picture_becomes_a_small_square(
    width: int, height: int, kind: str, client: FlaskClient, db: Database, ada: Person
) -> None:
    sent = {"picture": (io.BytesIO(picture(width, height, kind=kind)), "../../me.svg")}
    assert client.post("/profile/picture", data=sent).status_code == 303
    kept = files.by_id(db, person(db, ada.id).picture or "", site="main")
    assert kept
    assert (kept.type, kept.width, kept.height) == ("image/png", 256, 256)
    assert "svg" not in kept.name
    address = f"/files/{kept.id}/{kept.name}"
    for page in ("/profile", "/"):
        assert address in client.get(page).text
    shown = client.get(address)
    assert Image.open(io.BytesIO(shown.data)).size == (256, 256)
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


def test_another_picture_or_none_takes_the_old_one_away(client: FlaskClient, db: Database, ada: Person) -> None:
    before = []
    for width in (300, 400):
        client.post("/profile/picture", data={"picture": (io.BytesIO(picture(width, 300)), "me.png")})
        before.append(person(db, ada.id).picture or "")
    assert files.by_id(db, before[0], site="main") is None
    client.post("/profile/picture", data={"deed": "remove"})
    assert person(db, ada.id).picture is None
    assert files.by_id(db, before[1], site="main") is None


@pytest.mark.parametrize(
    "content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\nnonsense", picture(20, 20)[:60]]
)
def test_what_is_no_picture_is_refused_with_a_sentence(
    content: bytes, client: FlaskClient, db: Database, ada: Person
) -> None:
    answer = client.post("/profile/picture", data={"picture": (io.BytesIO(content), "me.png")})
    assert answer.status_code == 400
    assert "We cannot read this as a picture." in answer.text
    assert person(db, ada.id).picture is None


def test_a_new_password_ends_every_other_sign_in(
    app: Flask, client: FlaskClient, db: Database, ada: Person
) -> None:
    elsewhere = sign_in(app, ada.email)
    heard = Listener(elsewhere, "/api/desk/stream")
    assert soon(lambda: heard.events)
    wrong = client.post("/profile/password", data={"old": "not mine at all", "password": OTHER})
    assert wrong.status_code == 400
    assert "This is not your password" in wrong.text
    assert client.post("/profile/password", data={"old": PASSWORD, "password": OTHER}).status_code == 303
    assert client.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 303
    assert soon(heard.ended.is_set), "an open page of the old sign-in ends within seconds"
    sign_in(app, ada.email, password=OTHER)


def test_a_password_is_not_tried_out_on_the_profile_either(client: FlaskClient) -> None:
    tried = [
        client.post("/profile/password", data={"old": f"wrong {number}", "password": OTHER}).status_code
        for number in range(9)
    ]
    assert tried == [400] * 8 + [429]
    assert client.post("/profile/leave", data={"old": PASSWORD}).status_code == 429


def test_sign_ins_are_listed_and_the_others_end(app: Flask, client: FlaskClient, ada: Person) -> None:
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Mobile Safari/604.1"
    elsewhere = sign_in(app, ada.email, agent=phone)
    page = client.get("/profile").text
    assert "Safari, iPhone" in page
    assert "Sign out everywhere else" in page
    assert client.post("/profile/sessions").status_code == 303
    assert elsewhere.get("/profile").status_code == 303
    assert "Sign out everywhere else" not in client.get("/profile").text


def test_an_address_moves_once_its_new_one_is_confirmed(
    app: Flask, client: FlaskClient, db: Database, house: House, ada: Person
) -> None:
    fields = {"email": "Lovelace@example.com", "old": PASSWORD}
    assert client.post("/profile/address", data={**fields, "old": "wrong wrong"}).status_code == 400
    answer = client.post("/profile/address", data=fields)
    assert answer.status_code == 200
    assert "lovelace@example.com" in answer.text
    assert person(db, ada.id).email == ada.email
    token = db.one(Token, f"SELECT {columns(Token)} FROM token")
    assert token
    assert (token.email, token.facts["old"], token.person) == ("lovelace@example.com", ada.email, ada.id)
    there = links.address(house.settings, token.id, kind="address").removeprefix(house.settings.url)
    reader = app.test_client()
    assert "lovelace@example.com" in reader.get(there).text
    assert person(db, ada.id).email == ada.email
    assert reader.post(there).status_code == 303
    assert person(db, ada.id).email == "lovelace@example.com"
    assert reader.get("/profile").status_code == 303, "a link to an address signs nobody in"
    assert reader.post(there).status_code == 404
    sign_in(app, "lovelace@example.com")


@pytest.mark.parametrize("email", ["", "ada", "ada@example.com", "a@b.com\nBcc: x@y.com"])
def test_an_address_that_will_not_do(email: str, client: FlaskClient, db: Database) -> None:
    assert client.post("/profile/address", data={"email": email, "old": PASSWORD}).status_code == 400
    assert db.value("SELECT COUNT(*) FROM token") == 0


# Leaving


def test_leaving_takes_the_person_and_leaves_the_work(
    app: Flask, client: FlaskClient, db: Database, house: House, ada: Person, administrator: FlaskClient
) -> None:
    customer = Customer(app.test_client())
    client.put("/api/desk/presence", json={"presence": "online"})
    customer.press("handoff")
    assert do(client, customer, "claim")[0] == 200
    assert do(client, customer, "reply", key="r", text="Try it once more.")[0] == 200
    client.post("/profile/picture", data={"picture": (io.BytesIO(picture(300, 300)), "me.png")})
    portrait = person(db, ada.id).picture or ""
    heard = Listener(client, "/api/desk/stream")
    assert "1 answer to a customer" in client.get("/profile/leave").text
    assert client.post("/profile/leave", data={"old": "wrong wrong"}).status_code == 400
    answer = client.post("/profile/leave", data={"old": PASSWORD})
    assert answer.status_code == 200
    assert "1 customer went back to the queue" in answer.text
    assert "1 answer to a customer" in answer.text
    found = person(db, ada.id)
    assert (found.name, found.state, found.role, found.password) == ("Former member", "deactivated", "member", "")
    assert (found.picture, found.presence, found.standing) == (None, "away", "left")
    assert found.email.endswith(".invalid")
    assert people.by_email(db, ada.email, site="main") is None
    assert files.by_id(db, portrait, site="main") is None
    assert client.get("/profile").status_code == 303
    assert soon(heard.ended.is_set)
    said = customer.read()
    assert any(message["text"] == "Try it once more." and message["name"] == "Former member" for message in said)
    assert db.value("SELECT state FROM conversation") == "waiting"
    add(db, ada.email)  # the address is free


def test_what_a_customer_wrote_goes_with_the_account(
    app: Flask, db: Database, shelf: dict[str, Article]
) -> None:
    mia = add(db, "mia@example.com")
    client = sign_in(app, mia.email)
    customer = Customer(app.test_client())
    customer.say("my secret garden is flooded")
    customer.press("contact", name="Mia", email="mia@example.com")
    db.write(lambda tx: tx.run("UPDATE conversation SET person = :id", id=mia.id))
    for count in (1, 2):
        db.write(
            lambda tx, count=count: tx.run(  # type: ignore[misc]
                """INSERT INTO suggestion (id, site, article, kind, text, state, conversations, conversation,
                                           created_at, updated_at)
                   VALUES (:id, 'main', :article, 'phrasing', :text, 'waiting', :count, :conversation, 1, 1)""",
                id=f"s{count}", article=shelf["refund"].id, text=f"secret garden {count}" if count == 1 else "flooded",
                count=count, conversation=customer.id,
            )
        )
    assert client.post("/profile/leave", data={"old": PASSWORD}).status_code == 200
    for statement in (
        "SELECT COUNT(*) FROM message WHERE text LIKE '%secret garden%'",
        "SELECT COUNT(*) FROM evidence WHERE text LIKE '%secret garden%'",
        "SELECT COUNT(*) FROM suggestion WHERE text LIKE '%secret garden%'",
        "SELECT COUNT(*) FROM conversation WHERE last_text LIKE '%secret garden%'",
        "SELECT COUNT(*) FROM conversation WHERE contact <> '' OR customer_name <> '' OR person IS NOT NULL",
        "SELECT COUNT(*) FROM message WHERE text LIKE '%mia@example.com%'",
    ):
        assert db.value(statement) == 0, statement
    assert db.value("SELECT COUNT(*) FROM suggestion") == 1, "what others asked, too, stays"


def test_votes_count_on_but_lead_to_nobody(app: Flask, db: Database, shelf: dict[str, Article]) -> None:
    mia = add(db, "mia@example.com")
    client = sign_in(app, mia.email)
    told = client.post(f"/articles/{shelf['invoice'].slug}/feedback", data={"vote": "helped"})
    assert told.status_code < 400
    before = db.value("SELECT reader FROM feedback")
    assert client.post("/profile/leave", data={"old": PASSWORD}).status_code == 200
    assert db.value("SELECT COUNT(*) FROM feedback") == 1
    assert db.value("SELECT reader FROM feedback") != before


def test_links_and_mail_to_whoever_left_are_gone(app: Flask, db: Database) -> None:
    mia = add(db, "mia@example.com")
    client = sign_in(app, mia.email)
    app.test_client().post("/password", data={"email": mia.email})
    app.test_client().post(
        "/sign-up", data={"name": "Mia", "email": mia.email, "password": "something long enough"}
    )
    assert client.post("/profile/leave", data={"old": PASSWORD}).status_code == 200
    assert db.value("SELECT COUNT(*) FROM token") == 0


def test_the_last_administrator_stays(app: Flask, db: Database) -> None:
    boss = add(db, "boss@example.com", role="administrator")
    add(db, "agent@example.com", role="agent")
    client = sign_in(app, boss.email)
    answer = client.post("/profile/leave", data={"old": PASSWORD})
    assert answer.status_code == 409
    assert "You are the only administrator" in answer.text
    assert person(db, boss.id).standing == "active"
    add(db, "second@example.com", role="administrator")
    assert client.post("/profile/leave", data={"old": PASSWORD}).status_code == 200
