"""Mail about the board: gathered, in the reader's language, and ended by one press."""

import dataclasses
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kb import noticing
from kb.languages import LANGUAGES
from kb.noticing import PATIENCE, Teller
from kb.store import mails, unsubscribed
from kb.store.engine import Database
from kb.store.posts import Post
from tests.kb import board
from tests.web import post_office
from tests.web.post_office import PostOffice
from web import config
from web.clock import now
from web.house import House
from web.mail import server as mail_server
from web.mail import texts as mail_texts
from web.mail.sending import Sender, Writer


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office.opened() as found:
        yield found


@pytest.fixture
def settings(settings: config.Settings, office: PostOffice) -> config.Settings:
    server = mail_server.read(office.url, sender="Help <help@example.com>")
    return dataclasses.replace(settings, mail=server, url="https://help.example.com")


@pytest.fixture
def question(db: Database) -> Post:
    board.fill(db, now=now())
    Teller(db).step(now=now())
    return board.ask(db, now=now())


def answered(db: Database, question: Post, *texts: str) -> None:
    for text in texts:
        board.answer(db, question, text=text, now=now())
    Teller(db).step(now=now())


def go(house: House, *, at: int) -> int:
    noted = noticing.note_mail(house.db, now=at)
    writer = Writer(house.db, house.settings)
    writer.step(now=at)
    Sender(house.db, house.settings).step(now=lambda: at)
    return noted


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_mail_for_all_of_it(language: str, house: House, office: PostOffice, question: Post) -> None:
    house.db.write(lambda tx: tx.run("UPDATE person SET language = :language WHERE id = 'asker'", language=language))
    answered(house.db, question, "One way to do it.", "Another way to do it.")
    assert go(house, at=now()) == 0
    later = now() + PATIENCE + 1_000
    assert (go(house, at=later), go(house, at=later)) == (1, 0)
    mail, = office.wait_for(1)
    assert mail["To"] == "asker@example.com" and "List-Unsubscribe" in mail
    body = post_office.plain(mail)
    assert body.count(mail_texts.say("notice_answer", language, name="Helper")) == 2
    assert question.title in body and "https://help.example.com/posts/" in body
    # What was mailed is not mailed again.
    assert go(house, at=later + 2 * noticing.APART) == 0


def test_what_was_read_is_not_mailed(house: House, office: PostOffice, question: Post) -> None:
    answered(house.db, question, "One way to do it.")
    later = now() + PATIENCE + 1_000
    noticing.note_mail(house.db, now=later)
    house.db.write(lambda tx: tx.run("UPDATE notification SET read_at = 1"))
    go(house, at=later)
    assert [count.state for count in mails.counts(house.db)] == ["dropped"]


def test_one_press_ends_it(house: House, office: PostOffice, question: Post, stranger: FlaskClient) -> None:
    answered(house.db, question, "One way to do it.")
    go(house, at=now() + PATIENCE + 1_000)
    mail, = office.wait_for(1)
    path = re.search(r"<https://help\.example\.com(/unsubscribe/[\w-]+)>", mail["List-Unsubscribe"])
    assert path and "community" in stranger.get(path[1]).text
    assert stranger.post(path[1], data={"List-Unsubscribe": "One-Click"}).status_code == 303
    assert unsubscribed.has(house.db, "asker@example.com", kind="notices", site="main")
    answered(house.db, question, "Another way to do it.")
    assert go(house, at=now() + 3 * noticing.APART) == 0


def test_without_a_mail_server_nothing_is_kept_for_later(db: Database, question: Post) -> None:
    answered(db, question, "One way to do it.")
    noticing.pass_over(db, now=now() + 1_000)
    assert noticing.note_mail(db, now=now() + 3 * noticing.APART) == 0
