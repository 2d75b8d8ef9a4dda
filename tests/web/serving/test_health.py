"""/health: what anybody may know of how the house does."""

import shutil
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from articles import editing, publishing
from articles.editing import Text
from kb.index import IndexUnavailable
from kb.store import events, heartbeats
from kb.store.articles import Article
from kb.store.engine import Database, Unavailable
from kb.store.events import Behind
from web.clock import now
from web.house import House
from web.serving import health

WELL = {
    **dict.fromkeys(("store", "schema", "work", "index", "index_lag", "log_lag", "disk"), "well"), "mail": "not set",
}
GONE = 'connection to server at "10.1.2.3" failed for user "ledger"'


def beat(db: Database, state: str, detail: str, *, ago: int = 0) -> None:
    db.write(lambda tx: heartbeats.beat(tx, heartbeats.Heartbeat("work", state, detail, now() - ago)))


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is away."""

    def away(_db: Database) -> str:
        raise Unavailable(GONE)

    monkeypatch.setattr(events, "latest", away)


def parts(client: FlaskClient) -> dict[str, str]:
    """What is not well, of a server that serves."""
    answer = client.get("/health")
    assert (answer.status_code, answer.json["state"]) == (200, "degraded")
    assert set(answer.json["parts"]) == set(WELL)
    return {name: reason for name, reason in answer.json["parts"].items() if reason != WELL[name]}


@pytest.fixture
def well(shelf: dict[str, Article], db: Database) -> None:
    beat(db, "well", "")


def test_all_is_well(stranger: FlaskClient, well: None) -> None:
    answer = stranger.get("/health")
    assert (answer.status_code, answer.json) == (200, {"state": "well", "parts": WELL})


@pytest.mark.parametrize(
    ("state", "detail", "ago", "told"),
    [("unwell", "search index: " + GONE, 0, "a job fails"), ("well", "", health.SILENT + 1_000, "not running")],
)
def test_work_that_does_not_get_done_is_told(
    stranger: FlaskClient, shelf: dict[str, Article], db: Database, state: str, detail: str, ago: int, told: str
) -> None:
    beat(db, state, detail, ago=ago)
    assert parts(stranger) == {"work": told}
    assert "10.1.2.3" not in stranger.get("/health").text


def test_an_index_that_is_not_there_yet_is_told(stranger: FlaskClient, db: Database, house: House) -> None:
    beat(db, "well", "")
    house.index.reset()
    assert parts(stranger) == {"index": "being built"}


def test_an_index_that_cannot_be_read_is_told(
    stranger: FlaskClient, well: None, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise IndexUnavailable("/srv/secret/index/meta.json cannot be read")

    monkeypatch.setattr(house.index, "cursor", broken)
    assert parts(stranger) == {"index": "unavailable", "index_lag": "unknown"}
    assert "/srv" not in stranger.get("/health").text


def test_what_search_does_not_learn_is_told_once_it_is_old(
    stranger: FlaskClient, well: None, db: Database
) -> None:
    long_ago = now() - health.INDEX_BEHIND - 1_000
    text = Text("Mend a bicycle", "Find the hole.", "en")
    made = editing.create(db, text, site="main", author=None, note="", now=long_ago)
    publishing.publish(db, made.id, seen=made.version, now=long_ago)
    assert parts(stranger) == {"index_lag": "behind"}


def test_a_tail_that_is_behind_is_told(
    stranger: FlaskClient, well: None, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(house.live), "behind", lambda _live: Behind(7, now() - health.LOG_BEHIND - 1_000))
    assert parts(stranger) == {"log_lag": "behind"}


def test_a_full_disk_is_told(stranger: FlaskClient, well: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=health.LEAST_ROOM - 1))
    assert parts(stranger) == {"disk": "little room left"}


def test_without_the_store_it_is_down_and_nobody_is_told_where_that_is(
    stranger: FlaskClient, well: None, gone: None
) -> None:
    answer = stranger.get("/health")
    assert (answer.status_code, answer.json["state"]) == (503, "down")
    assert answer.json["parts"]["store"] == "unavailable"
    assert "10.1.2.3" not in answer.text
    assert "ledger" not in answer.text


def test_with_tables_of_another_version_it_is_down(
    stranger: FlaskClient, well: None, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stranger.get("/health/ready").json == {"state": "ready"}
    db.write(lambda tx: tx.run("DELETE FROM migration WHERE name = '0004_shelves'"))
    answer = stranger.get("/health")
    assert (answer.status_code, answer.json["parts"]["schema"]) == (503, "migrations pending")
    assert stranger.get("/health/ready").json == {"state": "not ready", "reason": "schema"}
    db.write(
        lambda tx: tx.run("INSERT INTO migration (name, applied_at, expand_only) VALUES ('9999_later', 1, 0)")
    )
    assert stranger.get("/health").json["parts"]["schema"] == "newer than this version"


def test_it_lives_whatever_is_wrong_elsewhere(stranger: FlaskClient, gone: None) -> None:
    answer = stranger.get("/health/live")
    assert (answer.status_code, answer.json) == (200, {"state": "live"})


def test_it_is_ready_while_the_store_answers(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    answer = stranger.get("/health/ready")  # and the work process has never been there
    assert (answer.status_code, answer.json) == (200, {"state": "ready"})


def test_without_the_store_it_is_not_ready(stranger: FlaskClient, gone: None) -> None:
    answer = stranger.get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"state": "not ready", "reason": "store"})


def test_while_it_stops_it_is_not_ready_but_lives(stranger: FlaskClient, house: House) -> None:
    house.stopping.set()
    answer = stranger.get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"state": "not ready", "reason": "stopping"})
    assert stranger.get("/health/live").status_code == 200
