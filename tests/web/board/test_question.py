"""A question's page: what stands on it, the addresses that lead to it, and who sees which part of it."""

from html import unescape

import pytest

from kb import accepting, asking, commenting, duplicating, moderating, posting
from kb.fitting import Draft
from kb.moderating import Order, Target
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.shelving import page
from web.clock import now


def test_question_and_answer_stand_there_for_everybody(board_: Board) -> None:
    html = page(board_.enter(""), board_.address)
    assert "<h1 lang=\"en\">How do I change the battery?</h1>" in html
    assert "<strong>flat</strong>" in html and "Open the lid first." in html and "1 answer" in html
    assert "/questions/tagged/battery" in html and "Helper" in html and "helper@example.com" not in html
    assert f"/sign-in?next={board_.address}%23answering" in html and "/vote" not in html


def test_the_id_decides_and_a_wrong_name_leads_on(board_: Board) -> None:
    for name in ("", "/something-else"):
        answer = board_.enter("").get(f"/questions/{board_.question.id}{name}?sort=newest")
        assert (answer.status_code, answer.location) == (301, f"{board_.address}?sort=newest")
    assert board_.enter("").get("/questions/none/at-all").status_code == 404
    assert board_.enter("").get(f"/questions/{board_.answer.id}").status_code == 404


def test_an_answer_has_an_address_that_stays(board_: Board) -> None:
    permalink = f"/questions/{board_.question.id}/answers/{board_.answer.id}"
    answer = board_.enter("").get(permalink)
    assert (answer.status_code, answer.location) == (
        302, f"{board_.address}?answer={board_.answer.id}#answer-{board_.answer.id}"
    )
    assert f'id="answer-{board_.answer.id}"' in page(board_.enter(""), answer.location.partition("#")[0])
    assert board_.enter("").get(f"/posts/{board_.answer.id}").location == permalink
    assert board_.enter("").get(f"/questions/{board_.question.id}/answers/none").status_code == 404


def test_the_accepted_answer_stands_first_and_says_so_in_words(board_: Board) -> None:
    better = board.answer(board_.db, board_.question, now=now(), by="voter", text="Turn the ring.")
    official = board.answer(board_.db, board_.question, now=now(), by="agent", text="See the manual.")
    accepting.accept(board_.db, better.id, person="asker", now=now())
    accepting.mark_official(board_.db, official.id, person="agent", now=now())
    html = page(board_.enter(""), board_.address).partition("<main")[2]
    assert html.index("Turn the ring.") < html.index("See the manual.") < html.index("Open the lid first.")
    assert "Accepted</span>" in html and "Official answer</span>" in html
    html = page(board_.enter(""), f"{board_.address}?sort=oldest").partition("<main")[2]
    assert html.index("Open the lid first.") < html.index("Turn the ring.")
    assert board_.enter("").get(f"{board_.address}?sort=other").status_code == 404


def test_long_threads_go_on_and_a_linked_answer_is_always_there(board_: Board) -> None:
    for number in range(31):
        board.answer(board_.db, board_.question, now=now(), by="trusted", text=f"Number {number}.")
    html = page(board_.enter(""), f"{board_.address}?sort=newest")
    assert "Number 30." in html and "Number 1." in html and "Open the lid first." not in html
    older = unescape(html.partition('rel="next" href="')[2].partition('"')[0]).partition("#")[0]
    assert "Open the lid first." in page(board_.enter(""), older)
    assert "Open the lid first." in page(board_.enter(""), f"{board_.address}?sort=newest&answer={board_.answer.id}")


def test_many_comments_are_folded(board_: Board) -> None:
    for number in range(7):
        commenting.comment(board_.db, board_.answer.id, f"Comment {number}", author="asker", now=now())
    html = page(board_.enter(""), board_.address)
    assert "Comment 4" in html and "Comment 5" not in html and "Show 2 more comments" in html
    assert "Comment 6" in page(board_.enter(""), f"{board_.address}?comments={board_.answer.id}")


def test_what_is_hidden_is_there_for_its_author_and_moderators_alone(board_: Board) -> None:
    moderating.moderate(
        board_.db, [Target(board_.answer.id)], Order("hide", reason="spam"), moderator="moderator", now=now()
    )
    for who, seen in (("", False), ("asker", False), ("helper", True), ("moderator", True)):
        html = page(board_.enter(who), board_.address)
        assert ("Open the lid first." in html) == seen
        assert ("Only its author and moderators see it." in html) == seen
    assert board_.enter("").get(f"/posts/{board_.answer.id}").status_code == 404


def test_a_hidden_question_is_nowhere(board_: Board) -> None:
    moderating.moderate(
        board_.db, [Target(board_.question.id)], Order("hide", reason="spam"), moderator="moderator", now=now()
    )
    assert board_.enter("").get(board_.address).status_code == 404
    assert board_.enter("helper").get(f"/posts/{board_.answer.id}").status_code == 404
    assert board_.enter("asker").get(board_.address).status_code == 200


def test_a_duplicate_leads_strangers_to_the_answers(board_: Board) -> None:
    second = board.ask(board_.db, now=now(), by="voter", title="Battery is empty all the time")
    duplicating.mark_duplicate(board_.db, second.id, of=board_.question.id, person="moderator", now=now())
    answer = board_.enter("").get(f"/posts/{second.id}", follow_redirects=True)
    assert answer.request.path == board_.address
    assert "You were led here" in answer.text and "Also asked as" in answer.text
    stays = page(board_.enter("voter"), f"/questions/{second.id}/battery-is-empty-all-the-time")
    assert "This has been asked before." in stays and board_.address in stays and "Your answer" not in stays


@pytest.mark.parametrize(
    "body", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"]
)
def test_nothing_runs(board_: Board, body: str) -> None:
    draft = Draft("Is <script>this</script> safe?", body)
    question = asking.ask(board_.db, draft, site="main", language="en", author="trusted", now=now())
    posting.answer(board_.db, question.id, f"Yes. {body}", language="en", author="helper", now=now())
    commenting.comment(board_.db, question.id, body, author="trusted", now=now())
    html = board_.enter("").get(f"/posts/{question.id}", follow_redirects=True).text
    assert "<script>alert" not in html and 'href="javascript' not in html and "onerror=alert(1)>" not in html
    assert "<script>this" not in html


def test_following_is_a_press_and_so_is_letting_be(board_: Board) -> None:
    client = board_.enter("voter")
    assert ">Follow</button>" in page(client, board_.address)
    assert client.post(f"/questions/{board_.question.id}/follow").location == board_.address
    assert ">Following</button>" in page(client, board_.address)
    client.post(f"/questions/{board_.question.id}/unfollow")
    assert ">Follow</button>" in page(client, board_.address)
