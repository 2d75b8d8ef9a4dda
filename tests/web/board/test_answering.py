"""Answering and commenting: what is typed is never lost, and what does not fit is said in a sentence."""

import dataclasses
from html import unescape

import pytest
from flask import Flask

from kb import commenting, moderating
from kb.moderating import Order, Target
from kb.store import comments, post_lists, posts, unsent
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.shelving import page
from web.board import admission
from web.clock import now
from web.config import Settings


def test_an_answer_stands_there_at_once(board_: Board) -> None:
    voter = board_.enter("voter")
    assert "answering-more" not in page(voter, board_.address) and "Answer it yourself" in page(
        board_.enter("asker"), board_.address
    )
    answer = voter.post(f"/questions/{board_.question.id}/answers", data={"body": "Turn the **ring**."})
    assert "Write another answer" in page(voter, board_.address)  # once is what is wanted: the form is folded
    assert answer.status_code == 303 and answer.location.startswith(f"/questions/{board_.question.id}/answers/")
    assert "Turn the <strong>ring</strong>." in page(board_.enter(""), board_.address)
    assert board_.stored(board_.question).answers == 2


def test_what_does_not_fit_stays_in_the_form(board_: Board) -> None:
    client = board_.enter("voter")
    answer = client.post(f"/questions/{board_.question.id}/answers", data={"body": " \n "})
    assert answer.status_code == 400 and "Please write something first." in answer.text
    long = "word & <tag> " * 3000
    answer = client.post(f"/questions/{board_.question.id}/answers", data={"body": long})
    assert answer.status_code == 400 and "At most 30000 characters, please." in answer.text
    assert long.strip() in unescape(answer.text)
    assert board_.stored(board_.question).answers == 1


def test_a_preview_stores_nothing(board_: Board) -> None:
    client = board_.enter("asker")
    answer = client.post(f"/questions/{board_.question.id}/answers", data={"body": "Some *text*", "deed": "look"})
    assert "answering-more" not in answer.text
    assert answer.status_code == 200 and "<em>text</em>" in answer.text and "Some *text*" in answer.text
    piece = client.post("/questions/preview", data={"body": "# Big\n<script>x</script>"}).text
    assert "<h4>Big</h4>" in piece and "<script" not in piece and "<html" not in piece
    assert board_.stored(board_.question).answers == 1


def test_a_closed_question_takes_no_answer(board_: Board) -> None:
    moderating.moderate(
        board_.db, [Target(board_.question.id)], Order("close", reason="outdated"), moderator="moderator", now=now()
    )
    html = page(board_.enter("voter"), board_.address)
    assert "this is not so any more" in html and "Your answer" not in html
    answer = board_.enter("voter").post(f"/questions/{board_.question.id}/answers", data={"body": "Late."})
    assert answer.status_code == 403 and "nothing can be added here" in answer.text


def test_a_locked_thread_can_only_be_read(board_: Board) -> None:
    moderating.moderate(board_.db, [Target(board_.question.id)], Order("lock"), moderator="moderator", now=now())
    html = page(board_.enter("voter"), board_.address)
    assert "A moderator has locked this question." in html and "data-vote=" not in html and "/comments" not in html
    answer = board_.enter("voter").post(f"/questions/{board_.question.id}/answers", data={"body": "Anyway."})
    assert answer.status_code == 403 and "locked" in answer.text


def test_a_draft_is_there_again(board_: Board) -> None:
    client, place = board_.enter("voter"), f"answer:{board_.question.id}"
    assert client.post("/questions/drafts", data={"place": place, "body": "Half a thou"}).json == {"kept": True}
    html = page(client, board_.address)
    assert "Half a thou</textarea>" in html and "We kept what you wrote" in html
    assert "Half a thou" not in page(board_.enter("asker"), board_.address)
    client.post(f"/questions/{board_.question.id}/answers", data={"body": "Half a thought."})
    assert "We kept what you wrote" not in page(client, board_.address)
    client.post("/questions/drafts", data={"place": place, "body": "Again"})
    assert client.post("/questions/drafts/discard", data={"place": place}).status_code == 303
    assert unsent.of(board_.db, person="voter", place=place) is None
    client.post("/questions/drafts", data={"place": place, "body": "Once more"})
    assert client.post("/questions/drafts", data={"place": place, "body": "  "}).json == {"kept": False}
    assert unsent.of(board_.db, person="voter", place=place) is None


def test_a_comment_that_was_begun_is_there_again_under_its_post(board_: Board) -> None:
    client = board_.enter("voter")
    for post, text in ((board_.question, "Which <batt"), (board_.answer, "And the lid")):
        assert client.post("/questions/drafts", data={"place": f"comment:{post.id}", "text": text}).json["kept"]
    html = page(client, board_.address)
    assert html.count("We kept what you wrote") == html.count("comment-more no-print\" open") == 2
    for post, text in ((board_.question, "Which <batt"), (board_.answer, "And the lid")):
        form = html.partition(f'data-draft="comment:{post.id}"')[2].partition("</form>")[0]
        assert f">{text}</textarea>" in form
    assert "And the lid" not in page(board_.enter("asker"), board_.address)
    assert client.post(f"/posts/{board_.answer.id}/comments", data={"text": "And the lid?"}).status_code == 303
    place, here = f"comment:{board_.question.id}", {"Referer": f"http://localhost{board_.address}"}
    back = client.post("/questions/drafts/discard", data={"place": place}, headers=here)
    assert back.headers["Location"] == f"{board_.address}#comments-{board_.question.id}"
    assert "We kept what you wrote" not in page(client, board_.address)


@pytest.mark.parametrize("place", ["", "somewhere", "answer:", "answer:../x", "ask:1", "answer:" + "x" * 33])
def test_a_draft_has_a_place(board_: Board, place: str) -> None:
    assert board_.enter("voter").post("/questions/drafts", data={"place": place, "body": "x"}).status_code == 400


def test_a_comment_is_said_changed_taken_away_and_put_back(board_: Board) -> None:
    client = board_.enter("asker")
    answer = client.post(f"/posts/{board_.answer.id}/comments", data={"text": "Which lid?\nThe <small> one?"})
    assert answer.status_code == 303
    id = answer.location.partition("#comment-")[2]
    assert "Which lid?<br>" in page(board_.enter(""), board_.address)
    assert "The <small> one?" in page(client, f"/comments/{id}/edit")
    assert client.post(f"/comments/{id}/edit", data={"text": "The round lid?", "seen": "1"}).status_code == 303
    assert "The round lid?" in page(board_.enter(""), board_.address)
    stale = client.post(f"/comments/{id}/edit", data={"text": "No, mine", "seen": "1"})
    assert stale.status_code == 409 and "No, mine" in stale.text
    assert client.post(f"/comments/{id}/remove").status_code == 303
    assert "The round lid?" not in page(board_.enter(""), board_.address)
    assert "You took this away." in page(client, board_.address)
    assert client.post(f"/comments/{id}/put-back").status_code == 303
    assert "The round lid?" in page(board_.enter(""), board_.address)


def test_nobody_changes_the_comments_of_others(board_: Board) -> None:
    row = commenting.comment(board_.db, board_.answer.id, "Mine alone", author="asker", now=now())
    for name in ("helper", "moderator"):
        client = board_.enter(name)
        assert client.get(f"/comments/{row.id}/edit").status_code == 404
        for deed in ("edit", "remove", "put-back"):
            assert client.post(f"/comments/{row.id}/{deed}", data={"text": "x", "seen": "1"}).status_code == 404
    found = comments.by_id(board_.db, row.id)
    assert found and (found.text, found.state) == ("Mine alone", "shown")


def test_a_comment_that_does_not_fit_stays_where_it_was_typed(board_: Board) -> None:
    answer = board_.enter("asker").post(f"/posts/{board_.answer.id}/comments", data={"text": "x" * 601})
    assert answer.status_code == 400 and "A comment has at most 600 characters." in answer.text
    assert "x" * 601 in answer.text and "comment-more no-print\" open" in answer.text


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    return dataclasses.replace(settings, limits="rate" in request.node.name)


def test_the_rate_of_a_newcomer_is_bounded(board_: Board, app: Flask) -> None:
    client = board_.enter("newcomer")
    with app.app_context():
        begun = admission.begun(now() - 60_000)
    told = [
        client.post(
            f"/questions/{board_.question.id}/answers", data={"body": f"Answer {number}", "begun": begun}
        ).status_code
        for number in range(6)
    ]
    assert told == [303] * 5 + [429]
    rows = post_lists.answers_by(board_.db, "newcomer", to=posts.stranger(now()), before="", limit=10)
    assert len(rows) == 5
    refused = client.post(f"/questions/{board_.question.id}/answers", data={"body": "One more", "begun": begun})
    assert "Too many tries." in refused.text and "One more</textarea>" in refused.text


def test_who_has_not_signed_in_is_asked_to(board_: Board) -> None:
    assert board_.enter("").post(f"/questions/{board_.question.id}/answers", data={"body": "x"}).status_code == 401
    assert board.stored(board_.db, board_.question).answers == 1
