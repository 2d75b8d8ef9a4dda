"""Programs that fill in every form are told apart from people, and nobody floods the board."""

import dataclasses
import re
import time

import pytest

from kb.store import answers, posts
from tests.web.board.conftest import Board
from web import config
from web.board import admission
from web.clock import now


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    return dataclasses.replace(settings, limits=True)


def _answers(board_: Board) -> int:
    return len(answers.of_question(
        board_.db, board_.question.id, sort="oldest", after=None, to=posts.stranger(now()), limit=99
    ))


def _begun(page: str) -> str:
    found = re.search(r'name="begun" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_form_of_a_program_is_not_taken(board_: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: moment)
    client, there = board_.enter("helper"), f"/questions/{board_.question.id}/answers"
    begun = _begun(client.get(board_.address).text)
    text = "Take the battery out first."
    too_fast = client.post(there, data={"body": text, "begun": begun})
    assert too_fast.status_code == 400 and "very fast" in too_fast.text and text in too_fast.text
    moment += 10_000_000_000
    for wrong in ({"begun": begun, "website": "https://example.com"}, {"begun": begun + "0"}, {"begun": "1.é"}, {}):
        refused = client.post(there, data={"body": text, **wrong})
        assert refused.status_code == 400 and "from a person" in refused.text and text in refused.text
    assert _answers(board_) == 1
    assert client.post(there, data={"body": text, "begun": begun, "website": ""}).status_code == 303
    moment += admission.LASTS * 1_000_000
    late = board_.enter("helper").post(there, data={"body": text, "begun": begun})
    assert late.status_code == 400 and "open for a long time" in late.text
    assert _answers(board_) == 2


def test_comments_and_moderators(board_: Board) -> None:
    there = f"/posts/{board_.answer.id}/comments"
    assert board_.enter("asker").post(there, data={"text": "Which lid?"}).status_code == 400
    assert board_.enter("moderator").post(there, data={"text": "Which lid?"}).status_code == 303


def test_newcomers_flag_a_few_times_an_hour(board_: Board) -> None:
    newcomer = board_.enter("newcomer")
    there = f"/posts/{board_.answer.id}/flag"
    answered = [newcomer.post(there, data={"reason": "spam"}).status_code for _ in range(6)]
    assert answered == [303] * 5 + [429]
