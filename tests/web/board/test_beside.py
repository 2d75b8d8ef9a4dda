"""What stands beside a question: others like it and articles, and only what whoever reads may see."""

from articles import editing, publishing
from articles.editing import Text
from kb import moderating
from kb.moderating import Order, Target
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.conftest import follow
from tests.web.shelving import page
from web.clock import now
from web.house import House


def test_questions_and_articles_like_it(board_: Board, house: House) -> None:
    other = board.ask(board_.db, now=now(), by="voter", title="Change the battery of the old one?")
    made = editing.create(
        board_.db, Text("Change the battery", "Open the lid.", "en"), site="main", author=None, note="", now=now()
    )
    publishing.publish(board_.db, made.id, seen=made.version, now=now())
    follow(house)
    beside = page(board_.enter(""), board_.address).partition('id="similar-title"')[2]
    assert other.id in beside and "Change the battery</a>" in beside and board_.address not in beside
    moderating.moderate(board_.db, [Target(other.id)], Order("hide", reason="spam"), moderator="moderator", now=now())
    assert other.id not in page(board_.enter(""), board_.address)


def test_without_an_index_the_page_is_there(board_: Board) -> None:
    assert "similar-title" not in page(board_.enter(""), board_.address)
