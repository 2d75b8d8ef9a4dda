"""/health: what anybody may know of how the house does."""

import pytest
from flask.testing import FlaskClient

from kb.store import events, heartbeats
from kb.store.articles import Article
from kb.store.engine import Database, Unavailable
from web import health
from web.clock import now


def beat(db: Database, state: str, detail: str, *, ago: int = 0) -> None:
    db.write(lambda tx: heartbeats.beat(tx, heartbeats.Heartbeat("work", state, detail, now() - ago)))


def test_all_is_well(stranger: FlaskClient, shelf: dict[str, Article], db: Database) -> None:
    beat(db, "well", "")
    answer = stranger.get("/health")
    assert (answer.status_code, answer.json) == (
        200, {"state": "well", "parts": {"store": "well", "index": "well", "work": "well"}},
    )


@pytest.mark.parametrize(
    ("state", "detail", "ago", "told"),
    [("unwell", "search index: broken", 0, "unwell"), ("well", "", health.SILENT + 1, "not running")],
)
def test_work_that_does_not_get_done_is_told(
    stranger: FlaskClient, shelf: dict[str, Article], db: Database, state: str, detail: str, ago: int, told: str
) -> None:
    beat(db, state, detail, ago=ago)
    answer = stranger.get("/health")
    assert (answer.status_code, answer.json["state"]) == (200, "degraded")
    assert answer.json["parts"]["work"].startswith(told)


def test_without_the_store_it_is_down_and_nobody_is_told_where_that_is(
    stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_db: Database) -> str:
        raise Unavailable('connection to server at "10.1.2.3" failed for user "ledger"')

    monkeypatch.setattr(events, "latest", gone)
    answer = stranger.get("/health")
    assert (answer.status_code, answer.json["state"]) == (503, "down")
    assert "10.1.2.3" not in answer.text
    assert "ledger" not in answer.text
