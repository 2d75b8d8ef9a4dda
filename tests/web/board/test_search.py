"""Questions in the help center's search and while typing, with their mark."""

import pytest

from kb import accepting, moderating
from kb.moderating import Order, Target
from tests.web.board.conftest import Board
from tests.web.conftest import follow
from web.clock import now
from web.house import House


@pytest.mark.usefixtures("shelf")
def test_search_shows_questions_beside_articles(board_: Board, house: House) -> None:
    follow(house)
    page = board_.enter("").get("/search?q=change the battery").text
    assert f'href="{board_.address}"' in page and "Community" in page and "1 answer" in page
    accepting.accept(house.db, board_.answer.id, person="asker", now=now())
    assert "Community, solved" in board_.enter("").get("/search?q=change the battery").text
    page = board_.enter("").get("/search?q=refund").text
    assert "/articles/" in page and board_.address not in page


def test_as_you_type(board_: Board, house: House) -> None:
    follow(house)
    [found] = board_.enter("").get("/suggest?q=change the batt").json["suggestions"]
    assert (found["url"], found["mark"], found["heading"]) == (board_.address, "Community", "")


def test_what_is_hidden_is_found_by_nobody(board_: Board, house: House) -> None:
    follow(house)
    moderating.moderate(
        house.db, [Target(board_.question.id)], Order("hide", "spam", ""), moderator="moderator", now=now()
    )
    for reader in ("", "asker", "moderator"):
        client = board_.enter(reader)
        assert board_.address not in client.get("/search?q=change the battery").text
        assert client.get("/suggest?q=change the battery").json["suggestions"] == []


def test_nothing_found_leads_to_asking_with_the_same_words(board_: Board, house: House) -> None:
    follow(house)
    assert 'href="/questions/ask?title=xylophone"' in board_.enter("").get("/search?q=xylophone").text
