"""Editing and suggesting edits, what each version changed, taking away and putting back."""

import re

from flask.testing import FlaskClient

from kb import posting
from kb.fitting import Draft
from kb.store import suggested_edits
from kb.store.posts import Post
from tests.web.board.conftest import Board
from tests.web.shelving import page
from web.clock import now


def form(client: FlaskClient, post: Post, **changed: str) -> dict[str, str]:
    """What the edit form sends, with some of it changed."""
    html = page(client, f"/posts/{post.id}/edit")
    found = dict(re.findall(r'name="(seen|base|title|tags|note)"[^>]* value="([^"]*)"', html))
    return {**found, "body": posting_body(html), **changed}


def posting_body(html: str) -> str:
    return re.search(r'name="body"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)[1]  # type: ignore[index]


def test_the_author_edits_at_once(board_: Board) -> None:
    client = board_.enter("asker")
    better = {"title": "How do I change the flat battery?", "tags": "battery power", "note": "Clearer"}
    fields = form(client, board_.question, **better)
    answer = client.post(f"/posts/{board_.question.id}/edit", data=fields)
    assert answer.status_code == 303
    stored = board_.stored(board_.question)
    assert (stored.title, stored.revision) == ("How do I change the flat battery?", 2)
    html = page(board_.enter(""), f"/questions/{stored.id}/how-do-i-change-the-flat-battery")
    assert 'href="/questions/tagged/power"' in html and f"/posts/{stored.id}/history" in html


def test_versions_are_compared_word_by_word_and_one_comes_back(board_: Board) -> None:
    posting.edit(
        board_.db, board_.answer.id, Draft("", "Open the round lid first."), note="Which lid", seen=1, author="helper",
        now=now(),
    )
    html = page(board_.enter(""), f"/posts/{board_.answer.id}/history")
    assert "Which lid" in html and "First version" in html and ">Helper</a>" in html
    html = page(board_.enter(""), f"/posts/{board_.answer.id}/history/2")
    assert "<ins>round " in html and "Back to this version" not in html
    html = page(board_.enter("helper"), f"/posts/{board_.answer.id}/history/1?against=now")
    assert "<ins>round " in html and "Back to this version" in html
    seen = board_.stored(board_.answer).version
    stale = board_.enter("helper").post(f"/posts/{board_.answer.id}/history/1/restore", data={"seen": str(seen - 1)})
    assert stale.status_code == 409
    assert board_.enter("asker").post(
        f"/posts/{board_.answer.id}/history/1/restore", data={"seen": str(seen)}
    ).status_code == 403
    assert board_.enter("helper").post(
        f"/posts/{board_.answer.id}/history/1/restore", data={"seen": str(seen)}
    ).status_code == 303
    assert board_.stored(board_.answer).body == "Open the lid first."
    for path in ("history/9", "history/x", "history/1?against=other"):
        assert board_.enter("").get(f"/posts/{board_.answer.id}/{path}").status_code in (400, 404)


def test_two_writers_lose_nothing(board_: Board) -> None:
    client = board_.enter("helper")
    mine = form(client, board_.answer, body="Mine, written slowly.")
    posting.edit(board_.db, board_.answer.id, Draft("", "Quicker."), note="", seen=1, author="moderator", now=now())
    answer = client.post(f"/posts/{board_.answer.id}/edit", data=mine)
    assert answer.status_code == 409 and "Mine, written slowly." in answer.text and "<del>Quicker" in answer.text
    assert "Somebody changed this in the meantime." in answer.text
    again = {**mine, "seen": re.search(r'name="seen" value="(\d+)"', answer.text)[1]}  # type: ignore[index]
    assert client.post(f"/posts/{board_.answer.id}/edit", data=again).status_code == 303


def test_what_others_would_write_is_suggested_and_the_author_decides(board_: Board) -> None:
    client = board_.enter("voter")
    assert "Suggest an edit" in page(client, f"/posts/{board_.answer.id}/edit")
    sent = client.post(f"/posts/{board_.answer.id}/edit", data=form(client, board_.answer, body="Open the big lid."))
    assert sent.status_code == 303 and "history?done=suggested" in sent.location
    assert board_.stored(board_.answer).body == "Open the lid first."
    waiting = suggested_edits.waiting_of(board_.db, board_.answer.id)
    assert waiting
    path = f"/posts/{board_.answer.id}/edits/{waiting.id}"
    assert path in page(board_.enter("helper"), board_.address) and path not in page(client, board_.address)
    assert "<ins>big" in page(board_.enter("helper"), path)
    assert board_.enter("asker").get(path).status_code == 404
    assert board_.enter("asker").post(f"{path}/accept").status_code == 404
    assert client.post(f"{path}/accept").status_code == 403
    assert board_.enter("helper").post(f"{path}/accept").status_code == 303
    assert board_.stored(board_.answer).body == "Open the big lid."
    assert board_.enter("helper").post(f"{path}/decline").status_code == 409


def test_a_second_suggestion_waits_its_turn(board_: Board) -> None:
    client = board_.enter("voter")
    client.post(f"/posts/{board_.answer.id}/edit", data=form(client, board_.answer, body="Open the big lid."))
    other = board_.enter("newcomer")
    assert "It is decided first." in page(other, f"/posts/{board_.answer.id}/edit")
    answer = other.post(f"/posts/{board_.answer.id}/edit", data=form(other, board_.answer, body="Open the red lid."))
    assert answer.status_code == 403 and "Open the red lid." in answer.text


def test_looking_stores_nothing_and_nothing_changed_is_said(board_: Board) -> None:
    client = board_.enter("helper")
    fields = form(client, board_.answer, body="Open it *carefully*.")
    looked = client.post(f"/posts/{board_.answer.id}/edit", data={**fields, "deed": "look"})
    assert looked.status_code == 200 and "<ins>" in looked.text
    assert board_.stored(board_.answer).revision == 1
    same = client.post(f"/posts/{board_.answer.id}/edit", data=form(client, board_.answer))
    assert same.status_code == 400 and "Nothing has changed yet." in same.text
    short = form(board_.enter("asker"), board_.question, title="Why?")
    told = board_.enter("asker").post(f"/posts/{board_.question.id}/edit", data=short)
    assert told.status_code == 400 and "Please say a little more" in told.text and 'value="Why?"' in told.text


def test_what_was_begun_is_in_the_form_again(board_: Board) -> None:
    client = board_.enter("helper")
    client.post("/questions/drafts", data={"place": f"edit:{board_.answer.id}", "body": "Begun", "note": "Soon"})
    html = page(client, f"/posts/{board_.answer.id}/edit")
    assert "Begun</textarea>" in html and 'value="Soon"' in html and "We kept what you wrote" in html


def test_an_author_takes_away_and_puts_back(board_: Board) -> None:
    client = board_.enter("helper")
    assert client.post(f"/posts/{board_.answer.id}/withdraw").status_code == 303
    assert "Open the lid first." not in page(board_.enter(""), board_.address)
    html = page(client, board_.address)
    assert "You took this away." in html and "Put it back" in html
    assert board_.enter("voter").post(f"/posts/{board_.answer.id}/put-back").status_code == 404
    assert client.post(f"/posts/{board_.answer.id}/put-back").status_code == 303
    assert "Open the lid first." in page(board_.enter(""), board_.address)
    told = board_.enter("asker").post(f"/posts/{board_.question.id}/withdraw")
    assert told.status_code == 403 and "Others have answered, so your question stays." in told.text
    assert board_.enter("voter").post(f"/posts/{board_.answer.id}/withdraw").status_code == 403
