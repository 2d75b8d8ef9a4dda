"""Who may do what to a post that is there: each deed tried by each kind of person, at a thread of its own."""

import itertools
from typing import Final

from kb import commenting, moderating, suggesting, suspending
from kb.fitting import Draft
from kb.moderating import Order, Target
from kb.store import tags
from kb.store.posts import Post
from tests.kb import board
from tests.web.board.conftest import Board
from web.clock import now

PEOPLE: Final = ("", "asker", "helper", "voter", "newcomer", "critic", "agent", "moderator", "administrator")
"""A stranger; who asked; who answered; a member; one without reputation; one who is suspended; and ours, who
decide about suggested edits in their queue."""

DAY: Final = 86_400_000

# What each of PEOPLE is answered. 303 is done, or led to signing in; 401 and 403 say why not; 404 says nothing at all.
DEEDS: Final[dict[str, tuple[int, ...]]] = {
    "GET /questions/ask": (303, 200, 200, 200, 200, 403, 200, 200, 200),
    "GET /posts/{answer}": (302, 302, 302, 302, 302, 302, 302, 302, 302),
    "GET /posts/{answer}/flag": (303, 200, 200, 200, 200, 403, 200, 200, 200),
    "GET /posts/{answer}/edit": (303, 200, 200, 200, 200, 403, 200, 200, 200),
    "GET /posts/{answer}/history": (200, 200, 200, 200, 200, 200, 200, 200, 200),
    "GET /manage/board/posts/{answer}": (303, 403, 403, 403, 403, 403, 403, 200, 200),
    "POST /questions/{question}/answers body=More.": (401, 303, 303, 303, 303, 403, 303, 303, 303),
    "POST /questions/{question}/follow": (401, 303, 303, 303, 303, 403, 303, 303, 303),
    "POST /posts/{answer}/comments text=Which?": (401, 303, 303, 303, 303, 403, 303, 303, 303),
    "POST /posts/{answer}/vote value=1": (401, 303, 403, 303, 303, 403, 303, 303, 303),
    "POST /posts/{answer}/vote value=-1": (401, 303, 403, 303, 403, 403, 303, 303, 303),
    "POST /posts/{answer}/thank": (401, 303, 403, 303, 303, 403, 303, 303, 303),
    "POST /posts/{answer}/flag reason=rude": (401, 303, 403, 303, 303, 403, 303, 303, 303),
    "POST /posts/{answer}/accept": (401, 303, 403, 403, 403, 403, 403, 303, 303),
    "POST /posts/{answer}/mark": (401, 403, 403, 403, 403, 403, 303, 303, 303),
    "POST /posts/{answer}/promote": (401, 403, 403, 403, 403, 403, 303, 303, 303),
    "POST /posts/{answer}/withdraw": (401, 403, 303, 403, 403, 403, 403, 403, 403),
    "POST /posts/{answer}/edit body=Better. seen=1 base=1": (401, 303, 303, 303, 303, 403, 303, 303, 303),
    "POST /posts/{answer}/edits/{edit}/accept": (401, 404, 303, 403, 404, 404, 404, 404, 404),
    "POST /posts/{answer}/edits/{edit}/withdraw": (401, 404, 403, 303, 404, 404, 404, 404, 404),
    "POST /manage/board/posts/{answer} deed=hide": (401, 403, 403, 403, 403, 403, 403, 303, 303),
    "POST /manage/board/posts/{question}/tags tags=battery": (401, 403, 403, 403, 403, 403, 403, 303, 303),
    "POST /manage/board/people/voter/suspend days=1 reason=Rude": (401, 403, 403, 403, 403, 403, 403, 303, 303),
    "POST /manage/board/tags/{tag} description=Power": (401, 403, 403, 403, 403, 403, 403, 303, 303),
    "GET /posts/{hidden}": (404, 404, 302, 404, 404, 404, 404, 302, 302),
    "GET /questions/{question}/answers/{hidden}": (404, 404, 302, 404, 404, 404, 404, 302, 302),
    "GET /posts/{hidden}/history": (404, 404, 200, 404, 404, 404, 404, 200, 200),
    "GET /posts/{hidden}/flag": (303, 404, 200, 404, 404, 404, 404, 200, 200),
    "POST /posts/{hidden}/vote value=1": (401, 404, 404, 404, 404, 404, 404, 404, 404),
    "POST /posts/{hidden}/comments text=Why?": (401, 404, 404, 404, 404, 404, 404, 404, 404),
    "POST /posts/{hidden}/accept": (401, 404, 403, 404, 404, 404, 404, 404, 404),
    "POST /posts/{hidden}/promote": (401, 404, 403, 404, 404, 404, 404, 404, 404),
}

_number: Final = itertools.count()


def test_who_may_do_it(board_: Board) -> None:
    suspending.suspend(
        board_.db, "critic", until=now() + DAY, reason="Rude", note="", moderator="moderator", now=now()
    )
    answered = {deed: tuple(_answered(board_, deed, name) for name in PEOPLE) for deed in DEEDS}
    assert answered == DEEDS


def _answered(board_: Board, deed: str, name: str) -> int:
    """What somebody is answered at a thread that nobody has touched."""
    method, path, *fields = deed.split(" ")
    client = board_.enter(name)
    if "voter/suspend" in path:
        suspended = board_.db.value("SELECT count(*) FROM suspension WHERE person = 'voter' AND lifted_at IS NULL")
        if suspended:
            suspending.lift(board_.db, "voter", moderator="moderator", now=now())
    question = board.ask(board_.db, now=now(), title=f"Which battery is number {next(_number)}?")
    answer = board.answer(board_.db, question, now=now(), text="Take **mine**.")
    hidden = board.answer(board_.db, question, now=now(), text="Buy mine.")
    moderating.moderate(board_.db, [Target(hidden.id)], Order("hide", "spam"), moderator="moderator", now=now())
    edit = suggesting.suggest(
        board_.db, answer.id, Draft("", "Take this."), note="", base=1, author="voter", now=now()
    ).id if "{edit}" in path else ""
    tag = tags.by_name(board_.db, "battery", site="main")
    assert tag
    there = path.format(question=question.id, answer=answer.id, hidden=hidden.id, edit=edit, tag=tag.id)
    data = dict(field.split("=") for field in fields)
    if "description" in data:
        data["seen"] = str(tag.version)
    return client.open(there, method=method, data=data if method == "POST" else None).status_code


def test_what_belongs_to_another_post_is_not_there(board_: Board) -> None:
    """Two ids in one address: one that is allowed does not open the other."""
    db, moment, question = board_.db, now(), board_.question
    other = board.ask(db, now=moment, title="What else is there, then?")
    foreign = board.answer(db, other, now=moment, text="Foreign words.")
    said = commenting.comment(db, foreign.id, "A foreign comment", author="asker", now=moment)
    edit = suggesting.suggest(db, foreign.id, Draft("", "Other."), note="", base=1, author="voter", now=moment).id
    secret = board.ask(db, now=moment, title="A secret zebra, hidden?")
    moderating.moderate(db, [Target(secret.id)], Order("hide"), moderator="moderator", now=moment)

    for name in ("", "helper", "moderator"):
        client = board_.enter(name)
        assert client.get(f"/questions/{question.id}/answers/{foreign.id}").status_code == 404
        for query in (f"answer={foreign.id}", f"comments={foreign.id}", "answer=none", f"comments={said.id}"):
            page = client.get(f"{board_.address}?{query}").text
            assert "Foreign words" not in page and "A foreign comment" not in page
    for name in ("", "helper"):
        assert "zebra" not in board_.enter(name).get(f"{board_.address}?from={secret.id}").text
        assert board_.enter(name).get(f"/questions/similar/question/{secret.id}").status_code == 404
        led = board_.enter(name).post("/questions/ask/found", data={"found": f"question.{secret.id}"})
        assert led.location == "/questions"
    helper, moderator = board_.enter("helper"), board_.enter("moderator")
    for mine in (board_.answer, question):
        assert helper.get(f"/posts/{mine.id}/flag?comment={said.id}").status_code == 404
        assert helper.post(f"/posts/{mine.id}/flag", data={"reason": "rude", "comment": said.id}).status_code == 404
        for client in (helper, moderator):
            assert client.get(f"/posts/{mine.id}/edits/{edit}").status_code == 404
            for deed in ("accept", "decline", "withdraw"):
                assert client.post(f"/posts/{mine.id}/edits/{edit}/{deed}").status_code == 404
        assert moderator.get(f"/manage/board/posts/{mine.id}?comment={said.id}").status_code == 404
        hide = {"deed": "hide", "comment": said.id}
        assert moderator.post(f"/manage/board/posts/{mine.id}", data=hide).status_code == 404
    assert "A foreign comment" in board_.enter("").get(f"/posts/{foreign.id}", follow_redirects=True).text
    assert _body(board_, foreign) == "Foreign words."


def _body(board_: Board, post: Post) -> str:
    return board_.stored(post).body
