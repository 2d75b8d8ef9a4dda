"""Asking: what is like it comes first, nothing typed is lost, and a guest's question waits for the address."""

import pytest

from kb.store import post_lists, posts, similar_opens, tags
from kb.store.engine import columns
from kb.store.posts import Post
from kb.store.tokens import Token
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.conftest import follow, with_mail
from web import config
from web.clock import now
from web.house import House
from web.people import links

ASKED = {"title": "Where is the serial number?", "body": "I looked **under** the lid.", "tags": "battery, lid"}
GUEST = {**ASKED, "tags": "battery", "name": "Kim", "email": "kim@example.com"}


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    return with_mail(settings)


def newest(board_: Board) -> Post:
    rows = post_lists.home(board_.db, site="main", sort="newest", after=post_lists.START, now=now(), limit=1)
    found = posts.by_id(board_.db, rows[0].id)
    assert found
    return found


def test_tags_that_begin_so_are_offered_under_their_own_names(board_: Board) -> None:
    client = board_.enter("")
    for name in ("bat-wing", "zebra"):
        board.ask(board_.db, now=now(), title=f"What about {name} today?", tags=(name, "battery"))
    tag = tags.by_name(board_.db, "battery", site="main")
    assert tag
    board_.db.write(lambda tx: tags.add_synonym(tx, site="main", name="batt", tag=tag.id, now=now()))

    def offered(written: str) -> list[tuple[str, str, str]]:
        found = client.get("/questions/tags/beginning", query_string={"q": written}).json["tags"]
        return [(each["name"], each["count"], each["same"]) for each in found]

    assert offered("BA") == [("battery", "3 questions", ""), ("bat-wing", "1 question", "")]
    assert offered("batt") == [("battery", "3 questions", "same as batt")]
    assert offered("") == offered("%") == offered("x" * 99) == []


def test_a_question_is_asked_and_stands_on_the_board(board_: Board) -> None:
    asker = board_.enter("asker")
    assert "What happens, and what you have tried" in asker.get("/questions/ask").text
    answer = asker.post("/questions/ask", data=ASKED)
    assert answer.status_code == 303
    post = newest(board_)
    assert (post.title, post.author, post.state) == (ASKED["title"], "asker", "shown")
    assert answer.headers["Location"].endswith(f"/questions/{post.id}/where-is-the-serial-number")
    page = asker.get(answer.headers["Location"]).text
    assert "<strong>under</strong>" in page and "/questions/tagged/lid" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Please write your question in one line."),
        ({"title": "Help me"}, "Please say a little more"),
        ({"body": " "}, "Please write something first."),
        ({"tags": "one two three four five six"}, "At most 5 tags"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(
    board_: Board, wrong: dict[str, str], sentence: str
) -> None:
    sent = {**ASKED, **wrong}
    answer = board_.enter("asker").post("/questions/ask", data=sent)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert all(value.strip().replace(",", "") in answer.text for value in sent.values())
    assert newest(board_).id == board_.question.id


def test_a_preview_sends_nothing(board_: Board) -> None:
    page = board_.enter("asker").post("/questions/ask", data={**ASKED, "deed": "look"}).text
    assert "<strong>under</strong>" in page and "I looked **under** the lid." in page
    assert newest(board_).id == board_.question.id


def test_what_is_like_it_comes_between_without_a_script(board_: Board, house: House) -> None:
    follow(house)
    asker, sent = board_.enter("voter"), {**ASKED, "title": "How to change the battery"}
    page = asker.post("/questions/ask", data=sent).text
    assert "Perhaps one of these answers it" in page
    assert f"/questions/similar/question/{board_.question.id}" in page
    assert 'name="looked" value="How to change the battery"' in page
    assert newest(board_).id == board_.question.id
    assert asker.post("/questions/ask", data={**sent, "looked": sent["title"]}).status_code == 303
    assert newest(board_).title == sent["title"]


def test_what_they_open_is_counted_honestly(board_: Board, house: House) -> None:
    follow(house)

    def counts() -> dict[str, int]:
        return {row.outcome: row.count for row in similar_opens.counts(board_.db, site="main", since=0)}

    voter, critic = board_.enter("voter"), board_.enter("critic")
    opening = f"/questions/similar/question/{board_.question.id}"
    for client in (voter, critic):
        assert client.get(opening).headers["Location"].endswith(board_.address)
    assert counts() == {"opened": 2}
    assert voter.post("/questions/ask", data=ASKED).status_code == 303
    assert counts() == {"asked": 1, "opened": 1}
    answer = critic.post("/questions/ask/found", data={"found": f"question.{board_.question.id}"})
    assert answer.headers["Location"].endswith(board_.address)
    assert counts() == {"asked": 1, "found": 1}
    assert critic.get("/questions/similar/question/nobody").status_code == 404


def test_while_typing_it_shows_what_is_like_it(board_: Board, house: House) -> None:
    follow(house)
    client = board_.enter("asker")
    assert "How do I <mark>change</mark>" in client.get("/questions/similar?q=change the battery").text
    assert client.get("/questions/similar?q=").text.strip() == ""


def test_words_that_come_along_are_masked(board_: Board) -> None:
    page = board_.enter("asker").get("/questions/ask?title=My card 4111 1111 1111 1111 is refused").text
    assert "is refused" in page and "4111 1111" not in page


def test_a_guests_question_is_published_by_the_link_alone(board_: Board, house: House) -> None:
    guest = board_.enter("")
    assert "You need no account." in guest.get("/questions/ask").text
    answer = guest.post("/questions/ask", data=GUEST)
    assert "kim@example.com" in answer.text
    assert newest(board_).id == board_.question.id
    [token] = board_.db.all(Token, f"SELECT {columns(Token)} FROM token")
    link = links.address(house.settings, token.id, kind="question")
    path = link.removeprefix(house.settings.url)
    page = guest.get(path)
    assert ASKED["title"] in page.text and newest(board_).id == board_.question.id
    assert page.headers["Cache-Control"] == "no-store"
    assert guest.post(path).status_code == 303
    post = newest(board_)
    assert (post.title, post.author, post.guest, post.state) == (ASKED["title"], None, "Kim", "shown")
    assert "kim@example.com" not in guest.get(f"/questions/{post.id}", follow_redirects=True).text
    assert guest.get(path).status_code == guest.post(path).status_code == 404


def test_a_guest_needs_a_name_and_an_address(board_: Board) -> None:
    answer = board_.enter("").post("/questions/ask", data={**GUEST, "name": "", "email": "kim", "title": ""})
    assert answer.status_code == 400
    assert "Please write your question in one line." in answer.text  # with everything else that is missing
    assert "Please tell us what to call you." in answer.text and "This is not a mail address." in answer.text
    assert ASKED["body"] in answer.text
