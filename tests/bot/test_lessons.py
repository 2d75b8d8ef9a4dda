"""Which question a conversation teaches, and which is nobody's business."""

import pytest

from articles import editing
from articles.editing import Text
from bot import lessons
from bot.dialogue import State, Turn
from kb import conversing
from kb.conversing import Lesson, Step
from kb.saying import Said
from kb.store.articles import Article
from kb.store.conversations import Conversation
from kb.store.engine import Database

CONFIRMED = Turn(State(), outcome="confirmed")


@pytest.fixture
def article(database: Database, now: int) -> Article:
    return editing.create(database, Text("Invoices", "Text.", "en"), site="main", author=None, note="", now=now)


@pytest.fixture
def chat(database: Database, now: int) -> "Chat":
    return Chat(database, now)


class Chat:
    """A conversation whose turns are written down, not decided."""

    def __init__(self, db: Database, now: int) -> None:
        self.db, self.now = db, now
        greeting = Said("bot", "text", "Hi")
        self.row: Conversation = conversing.start(
            db, site="main", token="t", language="en", channel="site", page="", greeting=greeting, now=now
        ).conversation

    def turn(self, customer: Said, bot: Said) -> None:
        step = Step(says=(bot,), dialogue="{}")
        self.row = conversing.take_turn(self.db, self.row, customer, step, now=self.now).conversation


def asks(text: str, **data: object) -> Said:
    return Said("customer", "text", text, data=data)


def shows(article: Article) -> Said:
    return Said("bot", "passage", "Text.", data={"passage": {"article": article.id}})


def offers(*articles: Article) -> Said:
    choices = [{"id": article.id, "label": article.title} for article in articles]
    none = {"id": "none", "label": "No, something else"}
    return Said("bot", "choices", "Which?", data={"choices": [*choices, none]})


def learned(chat: Chat, article: Article, turn: Turn = CONFIRMED) -> tuple[Lesson, ...]:
    return lessons.of(chat.db, chat.row, State("answered", answered=(article.id,)), turn)


def test_the_question_before_the_answer_is_the_lesson(chat: Chat, article: Article) -> None:
    chat.turn(asks("something quite different first"), Said("bot", "text", "Say it in other words"))
    chat.turn(asks("Hello! where are the bills of March"), shows(article))
    assert learned(chat, article) == (Lesson("phrasing", article.id, "where are the bills of March"),)
    assert lessons.of(chat.db, chat.row, State(), CONFIRMED) == ()
    assert learned(chat, article, Turn(State(), handoff="asked", rejected=(article.id,))) == ()


@pytest.mark.parametrize("chosen", [asks("Invoices", choice="x"), asks("the first one"), asks("1"), asks("invoices")])
def test_a_choice_is_no_question_but_what_was_asked_before_is(chat: Chat, article: Article, chosen: Said) -> None:
    chat.turn(asks("where are the bills of March"), offers(article))
    chat.turn(chosen, shows(article))
    assert learned(chat, article) == (Lesson("phrasing", article.id, "where are the bills of March"),)


def test_other_words_instead_of_a_choice_are_the_question(chat: Chat, article: Article) -> None:
    chat.turn(asks("it is about money somehow"), offers(article))
    chat.turn(asks("where are the bills of March"), shows(article))
    assert learned(chat, article) == (Lesson("phrasing", article.id, "where are the bills of March"),)


@pytest.mark.parametrize("shown", [shows, offers])
def test_what_was_rejected_may_be_no_answer(chat: Chat, article: Article, shown: type[Said]) -> None:
    chat.turn(asks("how do I bill somebody"), shown(article))
    reason = "not_solved" if shown is shows else "none_of_these"
    turn = Turn(State(), handoff=reason, rejected=(article.id, "another"))
    assert learned(chat, article, turn) == (Lesson("never_answer", article.id, "how do I bill somebody"),)


def test_an_answer_that_nobody_asked_for_teaches_nothing(chat: Chat, article: Article) -> None:
    assert learned(chat, article) == ()


@pytest.mark.parametrize(
    "question",
    [
        "how do I get a new password",
        "两步验证怎么关闭",
        "error 404 when I open an invoice",
        "can I pay with my iphone15",
        "where is Office 2019",
        "the 2fa code does not come",
    ],
)
def test_worth_learning(question: str) -> None:
    assert lessons.worth_learning(question)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "password",
        "how do I",
        "x " * 61 + "password account",
        "new password\nand a story",
        "reset the password of ana@example.com please",
        "see https://example.com/order for my invoice",
        "where is order 4711-0815",
        "call 0171 23 45 67 about my refund",
        "４７１１０８１５ 的退款",
        "my code x7f9q2 is refused",
        "my password is •••• and it fails",
        "deliver it to 12 Baker Street please",
        "送到中山路 12 号怎么这么慢",
        "my name is Ana and I lost my password",
        "我叫李伟，忘记密码了",
        "the server 192.168.0.1 is down",
    ],
)
def test_not_worth_learning_or_nobodys_business(question: str) -> None:
    assert not lessons.worth_learning(question)
