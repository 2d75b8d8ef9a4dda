"""Programs that fill in every form are told apart from people, and nobody floods the board."""

import dataclasses
import re
import time

import pytest
from flask import Flask

from kb import standing
from kb.standing import Deed, Press
from kb.store import answers, posts
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.conftest import with_mail
from web import config
from web.board import admission
from web.clock import now


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    """With a mail server and with limits."""
    return dataclasses.replace(with_mail(settings), limits=True)


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


RATES = {
    "ask": ("/questions/ask", {"title": "Where is number {n} of the lids?", "body": "Under {n}.", "looked": "{title}"}),
    "answer": ("/questions/{question}/answers", {"body": "Look at number {n}."}),
    "comment": ("/posts/{answer}/comments", {"text": "What of number {n}?"}),
    "flag": ("/posts/{answer}/flag", {"reason": "wrong"}),
    "vote_up": ("/posts/{answer}/vote", {"value": "1"}),
    "edit": ("/posts/{own}/edit", {"title": "", "tags": "", "note": "", "body": "Better {n}.", "seen": "{seen}"}),
    "unvote": ("/posts/{answer}/unvote", {}), "thank": ("/posts/{answer}/thank", {}),
    "follow": ("/questions/{question}/follow", {}),
}


@pytest.mark.parametrize("deed", RATES)
def test_nobody_floods_the_board(board_: Board, app: Flask, deed: Deed | Press) -> None:
    """Where it is too much a sentence says so, with when to come back, and what was typed is still there."""
    own = board.answer(board_.db, board_.question, by="newcomer", text="Mine, as it was.", now=now())
    client, (there, fields) = board_.enter("newcomer"), RATES[deed]
    with app.app_context():
        begun = admission.begun(now() - 60_000)
    who = standing.Standing("member", 0, now(), None, 0, 0)
    most, done = standing.per_hour(deed, who, now=now()), 0
    while True:
        facts = {"n": str(done), "seen": str(board_.stored(own).version), "title": ""}
        facts["title"] = fields.get("title", "").format(**facts)
        sent = {name: text.format(**facts) for name, text in fields.items()}
        path = there.format(question=board_.question.id, answer=board_.answer.id, own=own.id)
        answer = client.post(path, data={**sent, "begun": begun})
        if answer.status_code == 429:
            break
        assert answer.status_code == 303, answer.text
        done += 1
        assert done <= 2 * most  # an hour may have ended meanwhile
    assert done >= most
    assert "Too many tries. Please wait" in answer.text and 0 < int(answer.headers["Retry-After"]) <= 3600
    assert sent.get("body", sent.get("text", "")) in answer.text
    if deed in ("thank", "follow"):  # taking it back is one of them
        assert client.post(path.replace(f"/{deed}", f"/un{deed}")).status_code == 429
        assert client.post(f"/questions/tagged/battery/{deed}").status_code == (429 if deed == "follow" else 404)
    if deed == "vote_up":
        told = client.post(path, data=sent, headers={"Accept": "application/json"})
        assert (told.status_code, int(told.headers["Retry-After"]) > 0) == (429, True)
        assert told.json["error"]["code"] == "slow_down" and "Too many" in told.json["error"]["message"]


def test_guests_are_counted_by_where_they_come_from(board_: Board, app: Flask) -> None:
    with app.app_context():
        begun = admission.begun(now() - 60_000)
    client = board_.enter("")
    for number in range(2 * admission.GUESTS + 1):
        title = f"Where is lid number {number} of mine?"
        answer = client.post("/questions/ask", data={
            "title": title, "looked": title, "body": "Not here.", "tags": "", "name": "Kim", "begun": begun,
            "email": f"kim{number}@example.com",
        })
        if answer.status_code == 429:
            break
    assert number >= admission.GUESTS
    assert "Too many tries." in answer.text and title in answer.text and int(answer.headers["Retry-After"]) > 0
