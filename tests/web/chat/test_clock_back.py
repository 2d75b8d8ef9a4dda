"""The clock is put back, by minutes or an hour: order, promises and work go by what happened, not by what it shows."""

import time
from types import SimpleNamespace
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import chat
from bot.waiting import PATIENCE, Watch
from kb import saying
from kb.index.follower import Follower
from kb.store import handoffs, heartbeats, leases, sites
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.chat.test_live import Listener, listen, reply, soon
from tests.web.conftest import Customer, do, person_of
from web import clock as clocks
from web.chat import streams
from web.clock import now
from web.desk import api as desk_api
from web.help_center import shelves
from web.house import House
from web.limits import MESSAGE

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


class Clock:
    """The time of day as the whole house is told it; how time passes stays as it is."""

    def __init__(self) -> None:
        self.ahead = 0

    def time_ns(self) -> int:
        return time.time_ns() + self.ahead * 1_000_000

    def back(self, milliseconds: int) -> None:
        self.ahead -= milliseconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clocks, "time", SimpleNamespace(time_ns=found.time_ns))
    return found


def open_desk(agent: FlaskClient) -> None:
    agent.put("/api/desk/presence", json={"presence": "online"})


def test_whoever_waits_keeps_the_place_and_nobody_waits_less_than_nothing(
    app: Flask, agent: FlaskClient, waiting: Customer, clock: Clock, db: Database
) -> None:
    clock.back(10 * MINUTE)
    open_desk(agent)
    others = [Customer(app.test_client()) for _ in range(4)]
    for place, other in enumerate(others, 2):
        assert other.press("handoff").conversation["place"] == place
    assert waiting.say("am I still the next").conversation["place"] == 1
    queue = agent.get("/api/desk/inbox?view=queue").json["conversations"]
    assert [row["id"] for row in queue] == [waiting.id, *(other.id for other in others)]
    for customer in (waiting, *others[:3]):
        do(agent, customer, "claim")
        do(agent, customer, "resolve")
        handoff, = handoffs.of_conversation(db, customer.id)
        assert handoff.claimed_at is not None
        assert handoff.ended_at is not None
        assert handoff.requested_at <= handoff.claimed_at <= handoff.ended_at
    left = others[3].say("and now").conversation
    assert (left["place"], left["wait"]) == (1, None)  # how long the others waited nobody knows


def test_a_second_handoff_stands_after_the_first(
    agent: FlaskClient, waiting: Customer, clock: Clock, db: Database
) -> None:
    do(agent, waiting, "claim")
    clock.back(HOUR)
    open_desk(agent)
    do(agent, waiting, "hand-back", to="queue")
    assert [handoff.state for handoff in handoffs.of_conversation(db, waiting.id)] == ["returned", "waiting"]


def test_messages_keep_their_order_and_streams_lose_none(agent: FlaskClient, claimed: Customer, clock: Clock) -> None:
    heard = listen(claimed, after=4)
    assert soon(lambda: heard.of("conversation"))
    said = []
    for number in range(6):
        said.append(f"message {number}")
        reply(agent, claimed, said[-1])
        clock.back(5 * MINUTE)
    assert soon(lambda: [message["text"] for message in heard.of("message")] == said)
    assert [message["text"] for message in claimed.read(after=4)] == said
    assert claimed.read(after=7)[0]["text"] == said[3]


def test_whoever_is_signed_in_stays_so_and_not_longer_than_before(agent: FlaskClient, clock: Clock) -> None:
    clock.back(30 * MINUTE)
    assert agent.get("/api/desk/me").status_code == 200
    clock.back(-89 * MINUTE)  # 59 minutes after signing in for one hour
    assert agent.get("/api/desk/me").status_code == 200
    clock.back(-2 * MINUTE)
    assert agent.get("/api/desk/me").status_code == 401


def test_an_agent_who_left_before_is_not_promised(agent: FlaskClient, customer: Customer, clock: Clock) -> None:
    open_desk(agent)
    clock.back(HOUR)
    assert customer.press("handoff").conversation["ticket"]


def test_an_agent_whose_page_is_open_is_there_again_within_a_heartbeat(
    agent: FlaskClient, customer: Customer, clock: Clock, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)
    monkeypatch.setattr(desk_api, "HEARTBEAT", 0.05)
    open_desk(agent)
    heard = Listener(agent, "/api/desk/stream")
    assert soon(lambda: heard.of("inbox"))
    clock.back(HOUR)
    assert soon(lambda: abs(person_of(db, agent).seen_at - now()) < MINUTE)
    assert not customer.press("handoff").conversation["ticket"]


def test_work_that_one_process_should_do_is_taken_over_when_that_one_is_gone(db: Database, clock: Clock) -> None:
    def take(holder: str) -> bool:
        return db.write(lambda tx: leases.take(tx, "clearing up", holder=holder, now=now(), until=now() + MINUTE))

    assert take("gone")
    clock.back(HOUR)
    assert take("here")
    assert not take("another")
    clock.back(MINUTE - 1_000)  # a machine whose clock is so far behind takes nothing away
    assert not take("another")


def test_an_answer_that_is_owed_is_given_at_once(
    shelf: dict[str, Article], customer: Customer, house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "PATIENCE", -1.0)
    customer.say("how long does a refund take")
    clock.back(HOUR)
    chat.settle_due(house.db, house.index, now=now())
    assert customer.read()[-1]["kind"] == "passage"


def test_who_waits_for_nobody_is_told_in_time(
    agent: FlaskClient, waiting: Customer, db: Database, clock: Clock
) -> None:
    agent.put("/api/desk/presence", json={"presence": "away"})
    watch = Watch(db, site=sites.MAIN)
    assert watch.look(now=now()) == 0
    clock.back(HOUR)
    assert watch.look(now=now()) == 0
    assert watch.look(now=now() + PATIENCE) == 1


def test_a_work_process_that_spoke_last_before_is_not_running(
    stranger: FlaskClient, db: Database, clock: Clock
) -> None:
    db.write(lambda tx: heartbeats.beat(tx, heartbeats.Heartbeat("work", "well", "", now())))
    assert stranger.get("/health").json["parts"]["work"] == "well"
    clock.back(HOUR)
    assert stranger.get("/health").json["parts"]["work"] == "not running"


def test_whoever_was_held_back_waits_no_longer(house: House, customer: Customer, clock: Clock) -> None:
    object.__setattr__(house.settings, "limits", True)
    while (answer := customer.post("typing", {})).status == 204:
        pass
    assert answer.status == 429
    clock.back(HOUR)
    assert soon(lambda: customer.post("typing", {}).status == 204, seconds=2 * MESSAGE.seconds)


def test_a_broken_index_is_found_and_mended(shelf: dict[str, Article], house: House, clock: Clock) -> None:
    follower = Follower(house.db, house.index)
    follower.step(now=now())
    for path in (house.settings.data / "index").rglob("*.store"):
        path.unlink()
    clock.back(HOUR)
    assert follower.step(now=now()) == len(shelf) - 1  # all but the draft


def test_shelves_are_read_again(shelf: dict[str, Article], db: Database, clock: Clock) -> None:
    def newest() -> int:
        return len(shelves.recent(kept, db, site="main", language="en", audiences=("public",), now=now()).newest)

    kept = shelves.Kept()
    before = newest()
    clock.back(HOUR)
    db.write(lambda tx: tx.run("UPDATE article SET state = 'archived' WHERE id = :id", id=shelf["refund"].id))
    db.write(lambda tx: saying.tell(tx, shelf["refund"].id, "article.archived", site="main", now=now()))
    assert newest() == before - 1
