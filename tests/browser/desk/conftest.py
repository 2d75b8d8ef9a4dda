"""The desk in a browser: two agents who are online, an empty queue before each test, and a customer."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.desk.hands import Customer, Desk, sign_in
from tests.browser.hands import Agent
from tests.browser.serving import Server

ONE: Final = "agent1@example.com"
TWO: Final = "agent2@example.com"


@pytest.fixture(scope="module")
def agents(server: Server) -> dict[str, Agent]:
    return {email: Agent(server.url, email=email, password=server.sign_ins[email]) for email in (ONE, TWO)}


@pytest.fixture(scope="module")
def cookies(browser: Browser, server: Server) -> dict[str, Any]:
    """What a browser keeps of each agent who has signed in."""
    kept = {}
    for email in (ONE, TWO):
        context = browser.new_context()
        sign_in(context.new_page(), server, email)
        kept[email] = {"cookies": context.storage_state()["cookies"]}
        context.close()
    return kept


@pytest.fixture
def desk(visit: Visit, server: Server, cookies: dict[str, Any]) -> Desk:
    return Desk(visit(f"{server.url}/desk", storage_state=cookies[ONE])).ready()


@pytest.fixture
def second_desk(visit: Visit, server: Server, cookies: dict[str, Any]) -> Desk:
    return Desk(visit(f"{server.url}/desk", storage_state=cookies[TWO])).ready()


@pytest.fixture(autouse=True)
def _tidy(agents: dict[str, Agent]) -> Iterator[None]:
    """Each test finds both agents online, an empty queue, and nothing in anybody's hands."""
    for agent in agents.values():
        agent.send("PUT", "presence", {"presence": "online"})
    yield
    for agent in agents.values():
        for view in ("mine", "queue"):
            for row in agent.send("GET", f"inbox?view={view}")["conversations"]:
                if view == "queue":
                    agent.claim(row["id"])
                agent.resolve(row["id"])


@pytest.fixture
def customer(server: Server) -> Customer:
    return Customer(server)
