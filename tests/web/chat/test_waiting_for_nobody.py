"""Customers who wait for a person are told when everybody has left; nobody waits for a promise."""

import pytest
from flask.testing import FlaskClient

from bot.waiting import PATIENCE, Watch
from kb.store.engine import Database
from tests.web.conftest import Customer, do
from web.clock import now

AWAY = 100_000
"""Milliseconds after which nobody counts as there whose page is closed."""


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


@pytest.fixture
def watch(db: Database) -> Watch:
    return Watch(db, site="main")


def test_who_waits_is_told_when_nobody_has_been_there_for_a_while(
    db: Database, waiting: Customer, agent: FlaskClient, watch: Watch
) -> None:
    said = waiting.read()
    moment = now() + AWAY
    assert (watch.look(now=moment), watch.look(now=moment + PATIENCE - 1)) == (0, 0)
    assert waiting.read() == said
    assert (watch.look(now=moment + PATIENCE), watch.look(now=moment + PATIENCE)) == (1, 0)
    told = waiting.say("hello?")
    assert (told.conversation["ticket"], told.conversation["place"]) == (True, None)
    assert [message["status"] for message in waiting.read() if message["kind"] == "status"][-1] == "ticket"
    assert agent.get("/api/desk/inbox").json["conversations"][0]["ticket"] is True
    assert do(agent, waiting, "claim")[0] == 200


def test_somebody_who_comes_back_in_time_breaks_no_promise(
    waiting: Customer, agent: FlaskClient, watch: Watch
) -> None:
    moment = now()
    assert watch.look(now=moment) == 0
    assert watch.look(now=moment + AWAY) == 0
    agent.put("/api/desk/presence", json={"presence": "online"})
    assert watch.look(now=now()) == 0
    assert watch.look(now=moment + AWAY + PATIENCE) == 0
    assert waiting.say("hello?").conversation["place"] == 1


def test_whoever_is_being_served_is_left_in_peace(waiting: Customer, agent: FlaskClient, watch: Watch) -> None:
    do(agent, waiting, "claim")
    said = waiting.read()
    for later in (AWAY, AWAY + PATIENCE):
        assert watch.look(now=now() + later) == 0
    assert waiting.read() == said
