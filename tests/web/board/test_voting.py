"""Votes, thanks, acceptance and the official mark, pressed on the page."""

from functools import partial

import pytest
from flask.testing import FlaskClient

from kb import suspending
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.shelving import page
from web.clock import now

JSON = {"Accept": "application/json"}


def press(client: FlaskClient, post: str, deed: str, **fields: object) -> int:
    return client.post(f"/posts/{post}/{deed}", data=fields).status_code


def test_a_vote_leads_back_and_counts_once(board_: Board) -> None:
    client = board_.enter("voter")
    for _ in range(2):
        answer = client.post(f"/posts/{board_.answer.id}/vote", data={"value": "1"})
        assert (answer.status_code, answer.location) == (
            303, f"/questions/{board_.question.id}/answers/{board_.answer.id}"
        )
    assert board_.stored(board_.answer).score == 1
    assert 'aria-pressed="true" aria-label="Useful"' in page(client, board_.address)
    assert press(client, board_.answer.id, "vote", value=-1) == 303
    assert board_.stored(board_.answer).score == -1
    assert press(client, board_.answer.id, "unvote") == 303
    assert board_.stored(board_.answer).score == 0


def test_a_program_hears_the_score(board_: Board) -> None:
    client = board_.enter("voter")
    said = client.post(f"/posts/{board_.answer.id}/vote", data={"value": "1"}, headers=JSON).json
    assert said == {"score": 1, "mine": 1, "thanks": 0, "thanked": False}
    said = client.post(f"/posts/{board_.answer.id}/thank", headers=JSON).json
    assert said == {"score": 1, "mine": 1, "thanks": 1, "thanked": True}
    said = client.post(f"/posts/{board_.answer.id}/unthank", headers=JSON).json
    assert said["thanked"] is False
    own = board_.enter("helper").post(f"/posts/{board_.answer.id}/vote", data={"value": "1"}, headers=JSON)
    assert (own.status_code, own.json["error"]["message"]) == (403, "This is your own, so others decide.")


def test_many_votes_at_once_count_once_each(board_: Board) -> None:
    clients = [board_.enter(name) for name in ("voter", "critic", "trusted", "voter", "critic", "trusted")]
    found = board.at_once(*(partial(press, client, board_.answer.id, "vote", value=1) for client in clients))
    assert found == [303] * 6
    assert board_.stored(board_.answer).score == 3


def test_who_may_not_is_told_why_in_the_page(board_: Board) -> None:
    answer = board_.enter("newcomer").post(f"/posts/{board_.answer.id}/vote", data={"value": "-1"})
    assert answer.status_code == 403 and "You need 20 more points of reputation" in answer.text
    assert "How do I change the battery?" in answer.text
    suspending.suspend(
        board_.db, "voter", until=now() + 86_400_000, reason="rude", note="", moderator="moderator", now=now()
    )
    answer = board_.enter("voter").post(f"/posts/{board_.answer.id}/vote", data={"value": "1"})
    assert answer.status_code == 403 and "You cannot take part until" in answer.text


@pytest.mark.parametrize("value", ["", "2", "0", "up"])
def test_a_vote_is_up_or_down(board_: Board, value: str) -> None:
    assert press(board_.enter("voter"), board_.answer.id, "vote", value=value) == 400


def test_the_asker_accepts_and_takes_it_back(board_: Board) -> None:
    assert "This solved it" in page(board_.enter("asker"), board_.address)
    assert "This solved it" not in page(board_.enter("voter"), board_.address)
    assert press(board_.enter("voter"), board_.answer.id, "accept") == 403
    assert press(board_.enter("asker"), board_.answer.id, "accept") == 303
    assert board_.stored(board_.question).accepted == board_.answer.id
    assert "Not the solution after all" in page(board_.enter("asker"), board_.address)
    assert press(board_.enter("moderator"), board_.answer.id, "unaccept") == 303
    assert board_.stored(board_.question).accepted is None


def test_staff_say_what_is_official(board_: Board) -> None:
    assert "Make official" in page(board_.enter("agent"), board_.address)
    assert "Make official" not in page(board_.enter("trusted"), board_.address)
    assert press(board_.enter("trusted"), board_.answer.id, "mark") == 403
    assert press(board_.enter("agent"), board_.answer.id, "mark") == 303
    assert "Official answer" in page(board_.enter(""), board_.address)
    assert press(board_.enter("agent"), board_.answer.id, "unmark") == 303
    assert "Official answer" not in page(board_.enter(""), board_.address)
