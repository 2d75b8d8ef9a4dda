"""The front door and the fixed cast who come through it."""

import copy
import dataclasses
from collections.abc import Iterator
from email.headerregistry import Address
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from articles import editing, publishing
from articles.editing import Text
from kb import ids
from kb.index.follower import Follower
from kb.store import people, sessions
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.served import Served
from web import app as app_module
from web import config
from web.clock import now
from web.house import COOKIE, House, opened
from web.mail.server import MailServer

TEXTS = {
    "password": Text(
        "Reset your password",
        "Open the sign-in page.\n\n## By mail\n\n1. Press **Forgot password**.\n2. Open the link in the mail we send "
        "you.\n\n## By phone\n\nCall the number on your invoice.",
        "en",
        phrasings=("I forgot my password", "cannot log in any more"),
    ),
    "invoice": Text("Download an invoice", "Open **Billing**, choose a month and press **Download**.", "en"),
    "refund": Text("How long a refund takes", "A refund reaches your account within five working days.", "en"),
    "delivery": Text("Track a delivery", "Open **Orders** and press **Track**.", "en"),
    "password-zh": Text(
        "重置密码", "打开登录页面，点击**忘记密码**，然后按邮件里的链接设置新密码。", "zh-Hans",
        phrasings=("忘记密码了怎么办",),
    ),
    "invoice-zh": Text("下载发票", "打开**账单**页面，选择月份，点击**下载**。", "zh-Hans"),
}
SECRET = Text("Staff: refund without a receipt", "Ask the supervisor for the zebra code.", "en")
DRAFT = Text("Unfinished quokka plans", "Nobody may read about the quokka yet.", "en")


@pytest.fixture
def web_dsn(sqlite_dsn: str) -> str:
    """The database of the pages; a module whose tests are to run on both engines gives `dsn` instead."""
    return sqlite_dsn


@pytest.fixture
def settings(tmp_path: Path, web_dsn: str) -> config.Settings:
    found = config.read({"FIRSTLINE_DATA": str(tmp_path / "data")})
    return dataclasses.replace(found, database=web_dsn, limits=False)


def with_mail(settings: config.Settings) -> config.Settings:
    """The same with a mail server, which nothing speaks to."""
    server = MailServer("127.0.0.1", 9, False, "", "", Address(addr_spec="help@example.com"))
    return dataclasses.replace(settings, mail=server)


@pytest.fixture(scope="session")
def empty() -> Flask:
    """All pages, once: thousands of tests have an application each, and most of that time went into its 260 routes."""
    made = app_module.empty()
    made.testing = True
    return made


@pytest.fixture
def app(empty: Flask, settings: config.Settings) -> Iterator[Flask]:
    made = copy.copy(empty)
    made.config = copy.copy(empty.config)
    house = opened(settings)
    made.extensions = {**empty.extensions, "firstline": house}
    yield made
    house.live.close()
    house.db.close()


@pytest.fixture
def house(app: Flask) -> House:
    found: House = app.extensions["firstline"]
    return found


@pytest.fixture
def db(house: House) -> Database:
    return house.db


@pytest.fixture(scope="session")
def served(sqlite_template: Path) -> Iterator[Served]:
    """A real server with a real port, for what only sockets can show."""
    with TemporaryDirectory(prefix="firstline-") as folder:
        found = Served(Path(folder), template=sqlite_template)
        yield found
        found.server.stop()


@pytest.fixture
def shelf(house: House) -> dict[str, Article]:
    """Published articles that search finds, one for staff, and a draft that nobody finds."""
    made = {name: _publish(house.db, text) for name, text in TEXTS.items()}
    made["secret"] = _publish(house.db, SECRET, audience="staff")
    made["draft"] = editing.create(house.db, DRAFT, site="main", author=None, note="", now=now())
    follow(house)
    return made


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def member(app: Flask, db: Database) -> FlaskClient:
    return signed_in(app, db, "Mia Member", "member")


@pytest.fixture
def moderator(app: Flask, db: Database) -> FlaskClient:
    return signed_in(app, db, "Mo Moderator", "moderator")


@pytest.fixture
def agent(app: Flask, db: Database) -> FlaskClient:
    return signed_in(app, db, "Ada Agent", "agent")


@pytest.fixture
def second_agent(app: Flask, db: Database) -> FlaskClient:
    return signed_in(app, db, "Ben Agent", "agent")


@pytest.fixture
def supervisor(app: Flask, db: Database) -> FlaskClient:
    return signed_in(app, db, "Sue Supervisor", "supervisor")


@pytest.fixture
def administrator(app: Flask, db: Database) -> FlaskClient:
    return signed_in(app, db, "Ann Administrator", "administrator")


@pytest.fixture
def customer(app: Flask) -> "Customer":
    return Customer(app.test_client())


@pytest.fixture
def other_customer(app: Flask) -> "Customer":
    return Customer(app.test_client())


@pytest.fixture
def waiting(agent: FlaskClient, customer: "Customer") -> "Customer":
    """A customer who waits for a person; an agent is there."""
    agent.put("/api/desk/presence", json={"presence": "online"})
    customer.say("hello")
    customer.press("handoff")
    return customer


@pytest.fixture
def claimed(agent: FlaskClient, customer: "Customer") -> "Customer":
    """A customer whom the agent has; four messages were said."""
    agent.put("/api/desk/presence", json={"presence": "online"})
    customer.press("handoff")
    do(agent, customer, "claim")
    return customer


class Customer:
    """A customer with a conversation, who speaks the protocol of docs/chat-protocol.md."""

    def __init__(self, client: FlaskClient, *, language: str = "en") -> None:
        self.client = client
        answer = client.post("/api/chat/conversations", json={"language": language}).json
        self.token = answer["token"]
        self.id = answer["conversation"]["id"]
        self.keys = 0

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, deed: str, body: dict[str, object]) -> SimpleNamespace:
        """A deed's answer: `status`, and of its body `messages` and `conversation`."""
        answer = self.client.post(f"/api/chat/conversations/{self.id}/{deed}", json=body, headers=self.headers)
        said = answer.get_json(silent=True) or {}
        return SimpleNamespace(
            status=answer.status_code, body=said, messages=said.get("messages", []),
            conversation=said.get("conversation"),
        )

    def say(self, text: str, *, key: str | None = None) -> SimpleNamespace:
        return self.post("messages", {"key": key or self.key(), "text": text})

    def choose(self, choice: str) -> SimpleNamespace:
        return self.post("messages", {"key": self.key(), "choice": choice})

    def press(self, deed: str, **fields: object) -> SimpleNamespace:
        return self.post(deed, {"key": self.key(), **fields})

    def read(self, *, after: int = 0) -> list[dict[str, object]]:
        found = self.client.get(f"/api/chat/conversations/{self.id}/messages?after={after}", headers=self.headers)
        messages: list[dict[str, object]] = found.json["messages"]
        return messages

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"


def do(client: FlaskClient, customer: Customer, deed: str, **body: object) -> tuple[int, dict[str, object]]:
    """What an agent does with a customer's conversation: the answer's status and body."""
    answer = client.post(f"/api/desk/conversations/{customer.id}/{deed}", json=body)
    return answer.status_code, answer.get_json(silent=True) or {}


def person_of(db: Database, client: FlaskClient) -> people.Person:
    """Who is signed in there."""
    found = people.by_id(db, client.get("/api/desk/me").json["person"]["id"])
    assert found
    return found


def follow(house: House) -> None:
    """Brings the index up to the store, as the work process does."""
    follower = Follower(house.db, house.index)
    follower.step(now=now())


def signed_in(app: Flask, db: Database, name: str, role: str) -> FlaskClient:
    """Somebody of this role with a good session; signing in by password has its own tests."""
    moment, token, id = now(), ids.new_token(), ids.new_id(now())
    db.write(
        lambda tx: people.add(
            tx, id=id, site="main", email=f"{id}@example.com", name=name, role=role, origin="real", password="-",
            language="en", now=moment,
        )
    )
    db.write(lambda tx: sessions.add(tx, sessions.Session(ids.digest(token), id, moment, moment + 3_600_000)))
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return client


def _publish(db: Database, text: Text, *, audience: str = "public") -> Article:
    made = editing.create(db, text, site="main", author=None, note="", now=now(), audience=audience)
    return publishing.publish(db, made.id, seen=made.version, now=now())
