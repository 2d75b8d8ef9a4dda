"""A member's page: what everybody sees of them, and what only they do."""


from kb import accepting, following, moderating, voting
from kb.moderating import Order, Target
from kb.store import profiles
from kb.store.posts import stranger as nobody
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.shelving import page
from web.clock import now


def test_everybody_sees_what_somebody_contributed(board_: Board) -> None:
    accepting.accept(board_.db, board_.answer.id, person="asker", now=now())
    voting.vote(board_.db, board_.answer.id, value=1, person="voter", now=now())
    html = page(board_.enter(""), "/people/helper")
    assert "<h1>Helper</h1>" in html and "<dd>85</dd>" in html and "Accepted</span>" in html
    assert f"/questions/{board_.question.id}/answers/{board_.answer.id}" in html
    assert "helper@example.com" not in html and "What your reputation opens" not in html
    assert board_.address in page(board_.enter(""), "/people/asker")
    assert profiles.counts(board_.db, "helper", to=nobody(now())) == profiles.Counts(0, 1, 1)


def test_who_only_has_an_account_is_nobodys_business(board_: Board) -> None:
    assert board_.enter("").get("/people/voter").status_code == 404
    assert board_.enter("asker").get("/people/voter").status_code == 404
    assert board_.enter("voter").get("/people/voter").status_code == 200
    assert board_.enter("moderator").get("/people/voter").status_code == 200
    assert board_.enter("").get("/people/none").status_code == 404


def test_what_is_hidden_is_not_on_the_page(board_: Board) -> None:
    moderating.moderate(
        board_.db, [Target(board_.answer.id)], Order("hide", reason="spam"), moderator="moderator", now=now()
    )
    assert board_.enter("").get("/people/helper").status_code == 404
    assert "Not visible to others" in page(board_.enter("helper"), "/people/helper")


def test_only_their_own_ledger_and_follows(board_: Board) -> None:
    voting.vote(board_.db, board_.answer.id, value=1, person="voter", now=now())
    voting.unvote(board_.db, board_.answer.id, person="voter", now=now())
    voting.vote(board_.db, board_.answer.id, value=1, person="critic", now=now())
    html = page(board_.enter("helper"), "/people/helper?tab=reputation")
    assert html.count("Somebody found it useful") == 2 and html.count("taken back") == 1
    assert "Critic" not in html and "What your reputation opens" in html and "more points" in html
    assert board_.address in page(board_.enter("helper"), "/people/helper?tab=followed")
    for tab in ("reputation", "followed", "other"):
        assert board_.enter("asker").get(f"/people/helper?tab={tab}").status_code == 404
    following.unfollow(board_.db, kind="question", subject=board_.question.id, person="helper", now=now())
    assert "You follow no question yet" in page(board_.enter("helper"), "/people/helper?tab=followed")


def test_long_lists_go_on(board_: Board) -> None:
    asked = [board.ask(board_.db, now=now(), by="voter", title=f"Question number {number}") for number in range(22)]
    html = page(board_.enter(""), "/people/voter")
    assert asked[21].id in html and asked[0].id not in html
    older = html.partition('rel="next" href="')[2].partition('"')[0]
    assert asked[0].id in page(board_.enter(""), older)


def test_somebody_new_sees_empty_lists(board_: Board) -> None:
    path = "/people/agent"
    assert f'href="{path}"' in page(board_.enter("agent"), "/questions")
    assert "No answers yet" in page(board_.enter("agent"), f"{path}?tab=answers")
    assert "No questions yet" in page(board_.enter("agent"), f"{path}?tab=questions")
    assert "Nothing yet" in page(board_.enter("agent"), f"{path}?tab=reputation")
