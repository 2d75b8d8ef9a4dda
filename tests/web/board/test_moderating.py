"""From a flag to a decision and back, through the front door."""

import re

from flask.testing import FlaskClient

from kb import commenting, moderating
from kb.moderating import Order, Target
from kb.store import flags, moderations, posts, tasks
from kb.store.engine import Database
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.conftest import follow
from tests.web.shelving import page
from web.clock import now
from web.house import House


def _task(db: Database) -> str:
    (row,) = tasks.queue(db, site="main", kind="", after="", limit=9)
    return row.id


def _flag(client: FlaskClient, id: str, reason: str = "spam", *, text: str = "", comment: str = "") -> int:
    fields = {"reason": reason, "text": text, "comment": comment}
    return client.post(f"/posts/{id}/flag", data=fields).status_code


def _batch(location: str) -> str:
    found = re.search(r"batch=([^&]+)", location)
    assert found
    return found[1]


def test_flag_hide_and_undo(board_: Board) -> None:
    answer = board.answer(board_.db, board_.question, now=now() - 20_000, text="Open the lid, then turn the ring.")
    voter = board_.enter("voter")
    moderator, stranger = board_.enter("moderator"), board_.enter("")
    assert f"/posts/{answer.id}/flag" in voter.get(board_.address).text
    assert "Advertising" in voter.get(f"/posts/{answer.id}/flag").text
    assert _flag(voter, answer.id, "spam") == 303
    assert "a moderator looks at it" in voter.get(f"/posts/{answer.id}/flag").text

    queue = moderator.get("/manage/board").text
    assert "Advertising" in queue and "Open the lid" in queue
    task = _task(board_.db)
    page = moderator.get(f"/manage/board/tasks/{task}").text
    assert "Voter" in page and "Signs of advertising" not in page  # a text is not what its author posted before it
    fields = {"decision": "hide", "reason": "spam", "note": "sells lids"}
    done = moderator.post(f"/manage/board/tasks/{task}/decide", data=fields)
    assert done.status_code == 303
    assert board_.stored(answer).state == "hidden"
    assert "turn the ring" not in stranger.get(board_.address).text
    seen = moderator.get(board_.address).text
    assert "Open the lid" in seen and "A moderator took it away." in seen
    assert "agreed with your flag" in voter.get(f"/posts/{answer.id}/flag").text
    assert "Undo" in moderator.get(done.location).text

    undone = moderator.post("/manage/board/undo", data={"batch": _batch(done.location), "next": "/manage/board"})
    assert "Taken back" in moderator.get(undone.location).text
    assert board_.stored(answer).state == "shown"
    assert "Open the lid" in stranger.get(board_.address).text
    assert "Advertising" in moderator.get("/manage/board").text  # the flag waits again
    assert moderator.post("/manage/board/undo", data={"batch": _batch(done.location)}).location.endswith("did=changed")


def test_a_flag_says_why(board_: Board) -> None:
    voter, id = board_.enter("voter"), board_.answer.id
    assert _flag(voter, id, "") == 400
    answer = voter.post(f"/posts/{id}/flag", data={"reason": "other", "text": " "})
    assert answer.status_code == 400 and "in a few words" in answer.text
    assert _flag(voter, id, "boring") == 400
    assert _flag(board_.enter("helper"), id) == 403  # one's own
    assert flags.raised(board_.db, id, comment="") == []
    assert _flag(voter, id, "other", text="This lid <b>bites</b>") == 303
    page = board_.enter("moderator").get(f"/manage/board/tasks/{_task(board_.db)}").text
    assert "This lid &lt;b&gt;bites&lt;/b&gt;" in page


def test_a_flag_is_taken_back(board_: Board) -> None:
    voter, id = board_.enter("voter"), board_.answer.id
    assert _flag(voter, id) == 303
    assert voter.post(f"/posts/{id}/flag/withdraw").status_code == 303
    assert tasks.counts(board_.db, site="main") == []
    assert "What is wrong" in voter.get(f"/posts/{id}/flag").text


def test_flags_at_once_count_once(board_: Board) -> None:
    def flag() -> int:
        return _flag(board_.enter("voter"), board_.answer.id)

    assert board_.db  # the cast is there before the first of them comes
    assert set(board.at_once(*[flag] * 4)) <= {303, 503}
    assert flags.waiting(board_.db, board_.answer.id, comment="") == 1
    _task(board_.db)


def test_of_two_decisions_one_counts(board_: Board) -> None:
    _flag(board_.enter("voter"), board_.answer.id)
    task = _task(board_.db)
    clients = [board_.enter(name) for name in ("moderator", "supervisor", "administrator")]

    def decide(client: FlaskClient) -> int:
        return client.post(f"/manage/board/tasks/{task}/decide", data={"decision": "hide"}).status_code

    answers = board.at_once(*[lambda client=client: decide(client) for client in clients])
    assert sorted(answers) == [303, 409, 409]
    assert len(moderations.of_post(board_.db, board_.answer.id, limit=9)) == 1


def test_what_somebody_took_is_theirs(board_: Board) -> None:
    _flag(board_.enter("voter"), board_.answer.id)
    task, moderator, supervisor = _task(board_.db), board_.enter("moderator"), board_.enter("supervisor")
    taken = moderator.post("/manage/board/next", data={"kind": ""})
    assert taken.location == f"/manage/board/tasks/{task}"
    page = supervisor.get(f"/manage/board/tasks/{task}").text
    assert "Moderator is at it" in page and "decide" not in page
    assert "Moderator is at it" in supervisor.get("/manage/board").text
    assert supervisor.post(f"/manage/board/tasks/{task}/claim").status_code == 409
    assert supervisor.post(f"/manage/board/tasks/{task}/decide", data={"decision": "hide"}).status_code == 409
    assert "did=nothing" in supervisor.post("/manage/board/next").location
    assert "did=nothing" in supervisor.post("/manage/board/bulk", data={"deed": "hide", "task": task}).location
    assert moderator.post(f"/manage/board/tasks/{task}/release").status_code == 303
    assert supervisor.post(f"/manage/board/tasks/{task}/claim").status_code == 303
    done = supervisor.post(f"/manage/board/tasks/{task}/decide", data={"decision": "show", "then": "next"})
    assert "did=show" in done.location
    assert "is decided" in supervisor.get(f"/manage/board/tasks/{task}").text


def test_many_at_once_and_back(board_: Board) -> None:
    moment, voter, moderator = now(), board_.enter("voter"), board_.enter("moderator")
    titles = [f"Number {at} of the flat batteries" for at in range(3)]
    made = [board.ask(board_.db, now=moment, by="critic", title=title) for title in titles]
    assert [_flag(voter, post.id) for post in made] == [303] * 3
    waiting = [row.id for row in tasks.queue(board_.db, site="main", kind="flags", after="", limit=9)]
    done = moderator.post("/manage/board/bulk", data={"deed": "hide", "reason": "spam", "task": waiting})
    assert "3 posts are hidden" in moderator.get(done.location).text
    assert [board_.stored(post).state for post in made] == ["hidden"] * 3
    assert "flat batteries" not in board_.enter("").get("/questions").text
    assert moderator.post("/manage/board/bulk", data={"deed": "burn", "task": waiting}).status_code == 400
    moderator.post("/manage/board/undo", data={"batch": _batch(done.location)})
    assert [board_.stored(post).state for post in made] == ["shown"] * 3


def test_closing_locking_and_tags(board_: Board) -> None:
    moderator, question = board_.enter("moderator"), board_.question
    there = f"/manage/board/posts/{question.id}"
    assert moderator.post(there, data={"deed": "close", "reason": ""}).status_code == 400
    closed = moderator.post(there, data={"deed": "close", "reason": "outdated"})
    assert board_.stored(question).closed == "outdated"
    assert "Closed: this is not so any more." in board_.enter("").get(board_.address).text
    moderator.post("/manage/board/undo", data={"batch": _batch(closed.location), "next": there})
    assert board_.stored(question).closed == ""
    moderator.post(there, data={"deed": "lock"})
    assert board_.stored(question).locked == "locked"
    assert board_.enter("helper").post(f"/questions/{question.id}/answers", data={"body": "More"}).status_code == 403
    moderator.post(there, data={"deed": "unlock"})
    assert board_.stored(question).locked == ""
    tagged = moderator.post(f"{there}/tags", data={"tags": "power, laptop"})
    assert "The tags are changed" in moderator.get(tagged.location).text
    assert 'value="power laptop"' in moderator.get(there).text
    moderator.post("/manage/board/undo", data={"batch": _batch(tagged.location)})
    assert 'value="battery"' in moderator.get(there).text
    assert moderator.post(f"{there}/tags", data={"tags": "a b c d e f"}).status_code == 400


def test_a_duplicate_is_found_and_undone(board_: Board, house: House) -> None:
    moderator, moment = board_.enter("moderator"), now()
    other = board.ask(board_.db, now=moment, title="Battery: how can I change it?")
    there = f"/manage/board/posts/{other.id}"
    assert board_.question.id in moderator.get(f"{there}?q=change+BATTERY").text
    assert "No other question" in moderator.get(f"{there}?q=zebra").text
    assert "change the battery" not in moderator.get(there).text
    follow(house)  # now the ranker knows both, and offers by itself what is alike
    assert "change the battery" in moderator.get(there).text
    assert moderator.post(f"{there}/duplicate", data={"of": ""}).status_code == 400
    assert moderator.post(f"{there}/duplicate", data={"of": "nothing"}).status_code == 404
    done = moderator.post(f"{there}/duplicate", data={"of": f"https://help.example.com{board_.address}?sort=best"})
    assert board_.stored(other).duplicate_of == board_.question.id
    moderator.post("/manage/board/undo", data={"batch": _batch(done.location)})
    assert board_.stored(other).closed == ""
    moderator.post(f"{there}/duplicate", data={"of": board_.question.id})
    moderator.post(there, data={"deed": "reopen"})
    assert board_.stored(other).closed == ""


def test_who_has_the_reputation_reviews_first_posts_alone(board_: Board) -> None:
    db, trusted = board_.db, board_.enter("trusted")
    db.write(lambda tx: tx.run("UPDATE board SET preset = 'careful'"))
    first = board.ask(db, now=now(), by="newcomer", title="Where does the lamp come from?")
    assert board_.stored(first).state == "in_review"
    _flag(board_.enter("voter"), board_.answer.id)
    assert board_.enter("helper").get("/manage/board").status_code == 403
    queue = trusted.get("/manage/board").text
    assert "Where does the lamp" in queue and "Open the lid" not in queue
    by_kind = {row.kind: row.id for row in tasks.queue(db, site="main", kind="", after="", limit=9)}
    assert trusted.get(f"/manage/board/tasks/{by_kind['flags']}").status_code == 404
    there = f"/manage/board/tasks/{by_kind['first_post']}"
    assert trusted.get(there).status_code == 200
    assert trusted.post(f"{there}/decide", data={"decision": "remove"}).status_code == 403
    assert trusted.post(f"{there}/decide", data={"decision": "show"}).status_code == 303
    assert board_.stored(first).state == "shown"
    assert trusted.get("/manage/board/log").status_code == 403


def test_a_hidden_comment(board_: Board) -> None:
    said = commenting.comment(board_.db, board_.answer.id, "Buy a new lid from me", author="asker", now=now())
    voter, moderator = board_.enter("voter"), board_.enter("moderator")
    assert f"flag?comment={said.id}" in voter.get(board_.address).text
    assert _flag(voter, board_.answer.id, comment=said.id) == 303
    moderator.post(f"/manage/board/tasks/{_task(board_.db)}/decide", data={"decision": "hide"})
    assert "Buy a new lid" not in board_.enter("").get(board_.address).text
    assert "Buy a new lid" in moderator.get(f"/manage/board/posts/{board_.answer.id}?comment={said.id}").text


def test_nobody_decides_twice_by_the_log(board_: Board) -> None:
    done = moderating.moderate(
        board_.db, [Target(board_.answer.id)], Order("hide", "rude", "called names"), moderator="moderator", now=now()
    )
    log = board_.enter("supervisor").get("/manage/board/log").text
    assert "called names" in log and "Moderator" in log and done.batch in log
    assert posts.by_id(board_.db, board_.answer.id)


def test_moderators_see_on_every_page_how_much_waits(board_: Board) -> None:
    moderator, voter = board_.enter("moderator"), board_.enter("voter")
    assert "Waiting for moderators" not in page(moderator, "/")
    _flag(voter, board_.answer.id, "rude")
    html = page(moderator, "/")
    assert 'href="/manage/board" aria-label="Waiting for moderators: 1"' in html
    assert "Waiting for moderators" not in page(moderator, "/manage/articles")  # its rooms say it themselves
    assert "/manage/board" not in page(voter, "/") + page(voter, "/questions") + page(board_.enter("agent"), "/")
    reviewer = board_.enter("trusted")
    assert "/manage/board" not in page(reviewer, "/questions")  # flags are for moderators alone
    board_.db.write(lambda tx: tx.run("UPDATE task SET kind = 'first_post'"))
    assert 'href="/manage/board">' in page(reviewer, "/questions")
