"""/metrics of a whole server: one answer for all its processes, whichever is asked, and whoever of them has died."""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.web.processes import PATIENCE, Server, folder, running, serving, soon

__all__ = ["folder"]  # the fixture


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, folder: Path) -> Iterator[Server]:
    """One worker on SQLite, several on PostgreSQL."""
    settings = {"FIRSTLINE_LOG": "warning"}
    if request.param == "postgresql":
        settings["FIRSTLINE_DATABASE"] = request.getfixturevalue("postgresql_dsn")
    with serving(folder, **settings) as started:
        yield started


def get(server: Server, path: str) -> str:
    """Through a connection of its own: any of the workers may take it."""
    with urllib.request.urlopen(server.url + path, timeout=PATIENCE) as answer:
        return str(answer.read(), "utf-8")


def read(server: Server, name: str, **labels: str) -> dict[str, float]:
    """The samples of this name and these labels, by the process that they are about, or by "" where that is all."""
    return {
        sample.labels.get("process", ""): sample.value
        for family in text_string_to_metric_families(get(server, "/metrics"))
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    }


def asked(server: Server) -> float:
    """How often the script was asked for."""
    return read(server, "firstline_http_requests_total", route="/embed.js").get("", 0)


def workers_of(server: Server) -> set[int]:
    main = server.children("gunicorn")
    return {pid for pid, (parent, _) in running().items() if main and parent == main[0]}


def test_every_worker_tells_the_same_and_the_dead_are_not_forgotten(server: Server) -> None:
    for _ in range(40):
        get(server, "/embed.js")
    assert soon(lambda: asked(server) == 40)
    assert {asked(server) for _ in range(10)} == {40}
    dead = workers_of(server)
    seats = {"work-0", *(f"web-{number}" for number in range(len(dead)))}
    assert soon(lambda: set(read(server, "process_resident_memory_bytes")) == seats)  # each tells once a second
    for pid in dead:
        os.kill(pid, signal.SIGKILL)
    assert soon(lambda: len(workers_of(server) - dead) == len(dead))
    assert soon(server.answers)
    for _ in range(10):
        get(server, "/embed.js")
    assert soon(lambda: asked(server) == 50)
    assert soon(lambda: set(read(server, "process_resident_memory_bytes")) == seats)


def test_the_work_process_and_the_commits_of_both_are_told(server: Server) -> None:
    urllib.request.urlopen(f"{server.url}/api/chat/conversations", b"{}", timeout=PATIENCE).close()
    assert soon(lambda: set(read(server, "firstline_commit_duration_seconds_count")) == {"web", "work"})
    assert read(server, "firstline_job_runs_total", job="search index", result="done")[""] >= 1
    assert read(server, "firstline_job_last_success_timestamp_seconds", job="clearing up")[""] > 1_700_000_000


def test_what_a_dead_worker_had_open_is_forgotten(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/api/chat/conversations", b"{}", timeout=PATIENCE) as answer:
        begun = json.load(answer)
    id, token = begun["conversation"]["id"], begun["token"]
    stream = urllib.request.Request(
        f"{server.url}/api/chat/conversations/{id}/stream", headers={"Authorization": f"Bearer {token}"}
    )
    opened = urllib.request.urlopen(stream, timeout=PATIENCE)
    assert soon(lambda: read(server, "firstline_streams_open", kind="customer") == {"": 1})
    for pid in workers_of(server):
        os.kill(pid, signal.SIGKILL)
    opened.close()
    assert soon(server.answers)
    assert soon(lambda: read(server, "firstline_streams_open", kind="customer") == {"": 0})


def test_a_server_that_starts_again_counts_anew(folder: Path) -> None:
    for _ in range(2):
        server = Server(folder, FIRSTLINE_LOG="warning")
        assert soon(server.answers)
        get(server, "/embed.js")
        assert asked(server) == 1
        server.end(signal.SIGTERM)
