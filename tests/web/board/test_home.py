"""The board's home: its orders, what it leaves out, and how it goes on."""

from html import unescape

import pytest
from flask.testing import FlaskClient

from kb import accepting, moderating, posting, voting
from kb.moderating import Order, Target
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.shelving import page
from web.clock import now

HOUR = 3_600_000


def test_an_empty_board_invites(stranger: FlaskClient) -> None:
    html = page(stranger, "/questions")
    assert "Nobody has asked yet" in html and "/questions/ask" in html


def test_questions_stand_there_with_all_that_tells_them_apart(board_: Board) -> None:
    voting.vote(board_.db, board_.question.id, value=1, person="voter", now=now())
    accepting.accept(board_.db, board_.answer.id, person="asker", now=now())
    html = page(board_.enter(""), "/questions")
    assert f'href="{board_.address}" lang="en">How do I change the battery?</a>' in html
    assert "<strong>1</strong> vote<" in html and "<strong>1</strong> answer<" in html and "Solved" in html
    assert 'href="/questions/tagged/battery"' in html and "It is flat after a day." in html
    assert ">Asker</a>" in html and "1 minute ago" in html and "asker@example.com" not in html


def test_orders_and_the_unanswered(board_: Board) -> None:
    second = board.ask(board_.db, now=now(), title="Where is the second one?", by="voter")
    board.answer(board_.db, board_.question, now=now() + 1, by="agent", text="Another.")
    voting.vote(board_.db, second.id, value=1, person="critic", now=now())
    for sort, first in (("active", board_.question), ("newest", second), ("score", second), ("unanswered", second)):
        html = page(board_.enter(""), f"/questions?sort={sort}")
        assert html.index(f"/questions/{first.id}/") == html.index("/questions/0"), sort
        assert (board_.question.id in html) == (sort != "unanswered")
        assert html.count('aria-current="page"') == 1
    assert board_.enter("").get("/questions?sort=loudest").status_code == 404


def test_a_list_goes_on_where_it_stopped(board_: Board) -> None:
    asked = [
        board.ask(board_.db, now=now() - 9 * HOUR + number, title=f"Question number {number}") for number in range(24)
    ]
    for sort in ("active", "newest", "score"):
        seen: list[str] = []
        path = f"/questions?sort={sort}"
        while path:
            html = page(board_.enter(""), path)
            seen += [row.id for row in (*asked, board_.question) if f"/questions/{row.id}/" in html]
            path = unescape(html.partition('rel="next" href="')[2].partition('"')[0])
        assert sorted(seen) == sorted({row.id for row in (*asked, board_.question)})
    assert page(board_.enter(""), "/questions?after=nonsense.%2Fx") == page(board_.enter(""), "/questions?after=0")


def test_what_others_may_not_see_is_not_in_lists(board_: Board) -> None:
    hidden = board.ask(board_.db, now=now(), title="Buy cheap watches now")
    moderating.moderate(board_.db, [Target(hidden.id)], Order("hide", reason="spam"), moderator="moderator", now=now())
    gone = board.ask(board_.db, now=now(), title="This was a mistake", by="voter")
    posting.withdraw(board_.db, gone.id, author="voter", now=now())
    for who in ("", "asker", "voter", "moderator"):
        html = page(board_.enter(who), "/questions?sort=newest")
        assert "Buy cheap" not in html and "a mistake" not in html and "change the battery" in html


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Ask a question"), ("zh-Hans", "提问"), ("zh-Hant", "提問")]
)
def test_header_and_footer_lead_there(board_: Board, language: str, words: str) -> None:
    assert page(board_.enter(""), f"/?language={language}").count('href="/questions"') >= 2
    assert words in page(board_.enter(""), f"/questions?language={language}")


def test_the_help_centers_home_shows_what_happens_there(board_: Board) -> None:
    html = page(board_.enter(""), "/")
    assert "From the community" in html and board_.address in html
    moderating.moderate(
        board_.db, [Target(board_.question.id)], Order("hide", reason="spam"), moderator="moderator", now=now()
    )
    for who in ("", "asker", "moderator"):
        assert "From the community" not in page(board_.enter(who), "/")
