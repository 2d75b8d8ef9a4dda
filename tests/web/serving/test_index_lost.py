"""The index is lost, locked or broken: pages come from the store, /health says so, and the work process mends it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.index import open_index
from kb.index.follower import Follower
from kb.store.articles import Article
from tests.web.conftest import Customer
from web.clock import now
from web.config import Settings
from web.house import House

Shelf = dict[str, Article]


def scramble(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"nothing that an index could be" * 40)


@pytest.fixture(params=["tantivy", "whoosh"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    object.__setattr__(settings, "index", request.param)
    return settings


@pytest.mark.parametrize("lose", [shutil.rmtree, scramble], ids=["lost", "broken"])
def test_without_its_index_the_site_serves_says_so_and_is_mended(
    house: House, shelf: Shelf, stranger: FlaskClient, customer: Customer, agent: FlaskClient, moderator: FlaskClient,
    lose: Callable[[Path], None],
) -> None:
    lose(house.settings.data / "index")
    house.index.close()  # as a process that just started
    slug = shelf["refund"].slug
    for page in ("/", "/topics", f"/articles/{slug}", "/ask", "/widget", "/suggest?q=refund"):
        assert stranger.get(page).status_code == 200, page
    resting = stranger.get("/search?q=refund")
    assert (resting.status_code, int(resting.headers["Retry-After"]) > 0, slug in resting.text) == (503, True, True)
    health = stranger.get("/health")
    assert (health.status_code, health.json["state"]) == (200, "degraded")
    assert health.json["parts"]["index"] == "unavailable"
    agent.put("/api/desk/presence", json={"presence": "online"})
    turn = customer.say("how long does a refund take")
    assert (turn.status, turn.conversation["state"]) == (200, "waiting")  # a person instead
    assert moderator.get("/manage/articles").status_code == 200
    Follower(house.db, house.index).step(now=now())
    assert f"/articles/{slug}" in stranger.get("/search?q=refund").text
    assert stranger.get("/health").json["parts"]["index"] == "well"
    assert Customer(stranger).say("how long does a refund take").messages[-1]["kind"] == "passage"


def test_while_another_process_writes_everything_is_found(house: House, shelf: Shelf, stranger: FlaskClient) -> None:
    with open_index(house.settings.index, house.settings.data / "index").writer():
        assert f"/articles/{shelf['refund'].slug}" in stranger.get("/search?q=refund").text
        assert stranger.get("/health").json["parts"]["index"] == "well"
