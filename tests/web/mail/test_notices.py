"""Mail about the board: gathered, in the reader's language, and ended by one press."""

import re
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from kb import asking, noticing, posting
from kb.fitting import Draft
from kb.languages import LANGUAGES
from kb.mailing import GUESTS_PATIENCE
from kb.noticing import PATIENCE, Teller
from kb.store import mails, tokens, unsubscribed
from kb.store.engine import Database
from kb.store.posts import Post
from tests.kb import board
from tests.web.mail import post_office
from tests.web.mail.post_office import PostOffice
from web.clock import now
from web.house import House
from web.mail import texts as mail_texts
from web.mail.sending import ANSWERS_APART, Sender, Writer


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guest_is_sent_the_answer(
    language: str, house: House, office: PostOffice, question: Post, stranger: FlaskClient
) -> None:
    """Once, with all that came until then and is still there; later ones are gathered; one press ends it."""
    db, begun = house.db, now()
    writer = Writer(db, house.settings)
    writer.step(now=begun)
    texts = {"en": "How do I open the lid?", "zh-Hans": "怎么打开后盖？", "zh-Hant": "怎麼打開後蓋？"}
    draft = Draft(texts[language], "…", ())
    asked, token = asking.ask_as_guest(
        db, draft, site="main", language=language, name="Kim", email="Kim@example.com", now=begun
    )
    found = tokens.by_id(db, token)
    assert found
    asking.confirm(db, found, now=begun)

    def step(at: int) -> list[EmailMessage]:
        """The mails to the guest so far."""
        noticing.note_mail(db, now=at)
        writer.step(now=at)
        Sender(db, house.settings).step(now=lambda: at)
        return [mail for mail, to in zip(office.mails, office.to, strict=True) if to == "kim@example.com"]

    first = board.answer(db, asked, text="Slide it **to the left**.", now=begun)
    gone = board.answer(db, asked, by="critic", text="Break it.", now=begun)
    board.answer(db, asked, by="voter", text="A coin helps.", now=begun)
    board.answer(db, question, text="To a member, who has notices.", now=begun)
    assert step(begun + 1_000) == []
    posting.withdraw(db, gone.id, author="critic", now=begun + 2_000)
    later = begun + GUESTS_PATIENCE + 1_000
    [mail] = step(later)
    body = post_office.plain(mail)
    assert draft.title in mail["Subject"] and draft.title in body and "Kim" in body
    assert "Slide it to the left." in body and "A coin helps." in body and "Break it" not in body
    assert f"https://help.example.com/posts/{first.id}" in body and "Slide it" in post_office.html(mail)
    assert mail_texts.say("answered_why", language) in body
    board.answer(db, asked, by="trusted", text="Or use a <b>spoon</b>.", now=later)
    board.answer(db, asked, by="critic", text="Warm it first.", now=later + 60_000)
    assert len(step(later + 2 * GUESTS_PATIENCE)) == 1
    [_, mail] = step(later + ANSWERS_APART)
    body = post_office.plain(mail)
    assert "spoon" in body and "Warm it first." in body and "Slide it" not in body
    path = re.search(r"<https://help\.example\.com(/unsubscribe/[\w-]+)>", mail["List-Unsubscribe"])
    assert path and path[1] in body
    assert stranger.post(path[1], data={"List-Unsubscribe": "One-Click"}).status_code == 303
    board.answer(db, asked, by="agent", text="We send you a tool.", now=later + 2 * ANSWERS_APART)
    assert len(step(later + 4 * ANSWERS_APART)) == 2


def test_without_a_mail_server_nothing_is_kept_for_later(db: Database, question: Post) -> None:
    answered(db, question, "One way to do it.")
    noticing.pass_over(db, now=now() + 1_000)
    assert noticing.note_mail(db, now=now() + 3 * noticing.APART) == 0
