"""/metrics: what is counted as people come through the front door, and who may read it."""

import dataclasses
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from bot import chat
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import Customer, do
from web.app import create_app
from web.chat import streams
from web.clock import now
from web.house import House
from web.serving.work import jobs

Shelf = dict[str, Article]
TOKEN = "a-token-of-the-operator"


def read(client: FlaskClient) -> dict[str, float]:
    """Every sample, by its name and labels as they are written."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        f"{sample.name}{{{','.join(f'{name}={value}' for name, value in sorted(sample.labels.items()))}}}": sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def counted(stranger: FlaskClient) -> Callable[[str], float]:
    """The sample of this name now, 0 where there is none yet."""
    return lambda name: read(stranger).get(name, 0)


def test_requests_are_counted_by_the_rule_that_their_address_fits(
    stranger: FlaskClient, shelf: Shelf, counted: Callable[[str], float]
) -> None:
    for _ in range(3):
        stranger.get(f"/articles/{shelf['refund'].slug}")
    stranger.get("/articles/nothing-like-that?token=secret")
    stranger.get("/nowhere/at/all")
    stranger.open("/", method="BREW")
    assert counted("firstline_http_requests_total{method=GET,route=/articles/<slug>,status=2xx}") == 3
    assert counted("firstline_http_requests_total{method=GET,route=/articles/<slug>,status=4xx}") == 1
    assert counted("firstline_http_requests_total{method=GET,route=none,status=4xx}") == 1
    assert counted("firstline_http_requests_total{method=other,route=none,status=4xx}") == 1
    assert counted("firstline_http_request_duration_seconds_count{method=GET,route=/articles/<slug>}") == 4
    assert 0 < counted("firstline_http_request_duration_seconds_sum{method=GET,route=/articles/<slug>}") < 4
    text = stranger.get("/metrics").text
    assert not [word for word in ("nowhere", "nothing-like-that", "secret", "BREW") if word in text]


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("how long does a refund take", "answer", ""),
        ("where is the quokka", "ask_again", ""),
        ("hello", "small_talk", ""),
        ("I want to talk to a person", "handoff", "asked"),
    ],
)
def test_a_turn_is_counted_by_what_became_of_it(
    customer: Customer, shelf: Shelf, counted: Callable[[str], float], text: str, outcome: str, reason: str
) -> None:
    customer.say(text, key="once")
    assert counted(f"firstline_turns_total{{outcome={outcome},reason={reason}}}") == 1
    customer.say(text, key="once")
    assert counted(f"firstline_turns_total{{outcome={outcome},reason={reason}}}") == 1
    assert counted("firstline_messages_total{author=customer}") == 1


def test_choices_and_solved_are_outcomes(customer: Customer, shelf: Shelf, counted: Callable[[str], float]) -> None:
    customer.say("how long does a refund take")
    customer.press("solved", solved=True)
    assert counted("firstline_turns_total{outcome=solved,reason=}") == 1


def test_what_breaks_is_a_handoff_with_that_reason(
    customer: Customer, shelf: Shelf, counted: Callable[[str], float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.matching.match", broken)
    customer.say("how long does a refund take")
    assert counted("firstline_turns_total{outcome=handoff,reason=error}") == 1


def test_an_owed_answer_is_counted_as_too_slow_and_once_it_is_given(
    customer: Customer, shelf: Shelf, house: House, counted: Callable[[str], float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "PATIENCE", -1.0)
    customer.say("how long does a refund take")
    assert counted("firstline_turns_total{outcome=too_slow,reason=}") == 1
    all_jobs = jobs(house.db, house.index, house.instruments, house.settings)
    (owed,) = [job for job in all_jobs if job.name == "answers that are due"]
    owed.do()
    assert counted("firstline_turns_total{outcome=answer,reason=}") == 1
    assert counted("firstline_messages_total{author=bot}") == 2  # the greeting, and the answer


def test_messages_are_counted_by_their_author(
    agent: FlaskClient, claimed: Customer, counted: Callable[[str], float]
) -> None:
    customers, agents = (counted(f"firstline_messages_total{{author={author}}}") for author in ("customer", "agent"))
    claimed.say("are you there")
    do(agent, claimed, "reply", key="r1", text="I am")
    do(agent, claimed, "reply", key="r1", text="I am")
    assert counted("firstline_messages_total{author=customer}") == customers + 1
    assert counted("firstline_messages_total{author=agent}") == agents + 1
    assert counted("firstline_conversations_started_total{}") == 1


def test_the_queue_is_asked_when_somebody_reads(
    waiting: Customer, counted: Callable[[str], float], db: Database
) -> None:
    assert counted("firstline_queue_length{kind=live}") == 1
    assert counted("firstline_queue_length{kind=ticket}") == 0
    time.sleep(0.01)
    assert 0 < counted("firstline_queue_longest_wait_seconds{kind=live}") < 60
    assert counted("firstline_agents_online{}") == 1
    assert counted("firstline_store_up{}") == 1


def test_streams_are_counted_while_they_are_open_and_when_they_are_cut(
    customer: Customer, counted: Callable[[str], float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_WAITING", 2)
    stream = customer.client.get(f"/api/chat/conversations/{customer.id}/stream", headers=customer.headers)
    next(stream.response)
    assert counted("firstline_streams_open{kind=customer}") == 1
    for _ in range(4):
        customer.say("hello")
    until = time.monotonic() + 5
    while counted("firstline_streams_cut_total{kind=customer}") == 0 and time.monotonic() < until:
        list(stream.response)
    stream.close()
    assert counted("firstline_streams_cut_total{kind=customer}") == 1
    assert counted("firstline_streams_open{kind=customer}") == 0


def test_commits_and_what_is_behind_are_told(
    customer: Customer, shelf: Shelf, counted: Callable[[str], float]
) -> None:
    customer.say("hello")
    assert counted("firstline_commit_duration_seconds_count{process=web}") >= 2
    assert counted("firstline_commit_writes_sum{process=web}") >= 2
    assert counted("firstline_index_lag_events{}") == 0
    assert counted("firstline_log_lag_events{}") == 0
    assert counted("firstline_data_free_bytes{}") > 0
    assert counted("process_resident_memory_bytes{process=web-0}") > 1_000_000


def test_jobs_are_counted(house: House, counted: Callable[[str], float]) -> None:
    house.instruments.job("abandoned", "done", now=now())
    house.instruments.job("abandoned", "failed", now=now())
    assert counted("firstline_job_runs_total{job=abandoned,result=failed}") == 1
    assert abs(counted("firstline_job_last_success_timestamp_seconds{job=abandoned}") - now() / 1000) < 60


# Who may read


@pytest.mark.parametrize(
    ("environ", "headers", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, {}, 200),
        ({"REMOTE_ADDR": "::1"}, {}, 200),
        ({"REMOTE_ADDR": "::ffff:127.0.0.1"}, {}, 200),
        ({"REMOTE_ADDR": "192.0.2.7"}, {}, 404),
        ({"REMOTE_ADDR": ""}, {}, 404),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"X-Forwarded-For": "127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"X-Forwarded-Proto": "https"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"Via": "1.1 proxy"}, 404),
        ({"REMOTE_ADDR": "192.0.2.7"}, {"Authorization": "Bearer "}, 404),
        ({"REMOTE_ADDR": "192.0.2.7"}, {"Authorization": "Bearer"}, 404),
    ],
)
def test_without_a_token_only_this_machine_may_read(
    stranger: FlaskClient, environ: dict[str, str], headers: dict[str, str], status: int
) -> None:
    assert stranger.get("/metrics", environ_base=environ, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 404),
        ({"Authorization": f"Bearer {TOKEN}"}, 200),
        ({"Authorization": f"bearer {TOKEN}", "X-Forwarded-For": "192.0.2.7"}, 200),
        ({"Authorization": f"Bearer {TOKEN}x"}, 404),
        ({"Authorization": f"Basic {TOKEN}"}, 404),
        ({"Authorization": "Bearer été"}, 404),
        ({"Authorization": TOKEN}, 404),
        ({"Authorization": "Bearer "}, 404),
        ({"Authorization": ""}, 404),
    ],
)
def test_with_a_token_whoever_shows_it_may_read(app: Flask, headers: dict[str, str], status: int) -> None:
    house: House = app.extensions["firstline"]
    settings = dataclasses.replace(house.settings, metrics_token=TOKEN)
    guarded = create_app(settings)
    try:
        assert guarded.test_client().get("/metrics", headers=headers).status_code == status
    finally:
        guarded.extensions["firstline"].live.close()
        guarded.extensions["firstline"].db.close()


def test_without_the_store_what_is_left_is_told(
    stranger: FlaskClient, house: House, counted: Callable[[str], float]
) -> None:
    house.db.close()
    found = read(stranger)
    assert found["firstline_store_up{}"] == 0
    assert "firstline_queue_length{kind=live}" not in found
    assert found["firstline_build_info{version=0.1.0}"] == 1
