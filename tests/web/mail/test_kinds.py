"""Mail of joining and of suggestions: whom it goes to, what it opens, and what nobody else learns."""

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from articles import proposing
from articles.proposing import Draft
from kb import asking, conversing, fitting, joining
from kb.languages import LANGUAGES
from kb.saying import Said
from kb.store import conversations, mails, people, tokens
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.people import Person
from tests.web.conftest import signed_in
from tests.web.mail import post_office
from tests.web.mail.post_office import PostOffice
from web import cli, config
from web.clock import now
from web.house import House
from web.mail import server as mail_server
from web.mail import texts as mail_texts
from web.mail.sending import Sender, Writer
from web.people import links


@pytest.fixture
def writer(house: House) -> Writer:
    made = Writer(house.db, house.settings)
    made.step(now=now())
    return made


@pytest.fixture
def mia(app: Flask, db: Database) -> Person:
    signed_in(app, db, "Mia Member", "member")
    found = people.everybody(db, site="main")[-1]
    db.write(lambda tx: people.set_password(tx, found.id, password="a hash"))
    return dataclasses.replace(found, password="a hash")


def go(writer: Writer, house: House) -> None:
    writer.step(now=now())
    Sender(house.db, house.settings).step(now=now)


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_up_brings_a_link_that_opens(
    language: str, writer: Writer, house: House, office: PostOffice
) -> None:
    joining.ask_to_sign_up(
        house.db, site="main", email="new@example.com", name="Nia", language=language, password="h", now=now()
    )
    go(writer, house)
    mail, = office.wait_for(1)
    assert mail["To"] == "new@example.com"
    assert mail["Subject"] == mail_texts.say("sign_up_subject", language, house="Firstline")
    for body in (post_office.plain(mail), post_office.html(mail)):
        found = re.search(r"https://help\.example\.com/sign-up/([\w-]+)", body)
        assert found
        assert links.opened(house.db, house.settings, found[1], kind="sign_up", now=now())
        assert mail_texts.say("sign_up_why", language) in body
    row, = mails.newest(house.db, "sent", site="main", limit=5)
    assert (row.plain, row.html) == ("", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guest_who_asks_gets_a_link_and_no_word_that_a_stranger_wrote(
    language: str, writer: Writer, house: House, office: PostOffice
) -> None:
    draft = fitting.Draft("Buy cheap watches today", "At my shop.")
    asking.ask_as_guest(
        house.db, draft, site="main", language=language, name="Shop", email="kim@example.com", now=now()
    )
    go(writer, house)
    mail, = office.wait_for(1)
    assert (mail["To"], mail["Subject"]) == (
        "kim@example.com", mail_texts.say("question_subject", language, house="Firstline")
    )
    for body in (post_office.plain(mail), post_office.html(mail)):
        found = re.search(r"https://help\.example\.com/questions/confirm/([\w-]+)", body)
        assert found
        assert links.opened(house.db, house.settings, found[1], kind="question", now=now())
        assert "watches" not in body and "Shop" not in body


def test_whoever_has_an_account_is_told_so_and_gets_no_link_that_opens(
    mia: Person, writer: Writer, house: House, office: PostOffice
) -> None:
    joining.ask_to_sign_up(
        house.db, site="main", email=mia.email, name="x", language="en", password="h", now=now()
    )
    go(writer, house)
    mail, = office.wait_for(1)
    assert mail["Subject"] == "You have an account at Firstline already"
    assert "/sign-up/" not in post_office.plain(mail)
    assert "https://help.example.com/sign-in" in post_office.plain(mail)


def test_a_forgotten_password(mia: Person, writer: Writer, house: House, office: PostOffice) -> None:
    joining.ask_for_password(house.db, site="main", email="nobody@example.com", language="en", now=now())
    joining.ask_for_password(house.db, site="main", email=mia.email, language="en", now=now())
    go(writer, house)
    mail, = office.wait_for(1)
    assert mail["To"] == mia.email
    assert "within an hour" in post_office.plain(mail)
    assert "/password/" in post_office.plain(mail)


def test_moving_writes_to_both_addresses(mia: Person, writer: Writer, house: House, office: PostOffice) -> None:
    joining.ask_to_move(house.db, mia, email="next@example.com", language="en", now=now())
    go(writer, house)
    by_address = {str(mail["To"]): post_office.plain(mail) for mail in office.wait_for(2)}
    assert set(by_address) == {"next@example.com", mia.email}
    assert "/address/" in by_address["next@example.com"]
    assert "/address/" not in by_address[mia.email]
    assert "next@example.com" in by_address[mia.email]
    assert "Mia" not in by_address["next@example.com"]  # whose that address is, nobody knows yet


def test_whoever_has_moved_is_written_to_at_the_new_address(mia: Person, app: Flask, db: Database) -> None:
    turn = conversing.start(
        db, site="main", token="t", language="en", channel="site", page="", greeting=Said("bot", "text", "Hello."),
        now=now(), person=mia,
    )
    asked = joining.ask_to_move(db, mia, email="next@example.com", language="en", now=now())
    token = tokens.by_id(db, asked)
    assert token
    joining.move(db, token, now=now())
    row = conversations.by_id(db, turn.conversation.id)
    assert row
    assert row.contact == "next@example.com"


def test_an_invitation(app: Flask, db: Database, writer: Writer, house: House, office: PostOffice) -> None:
    signed_in(app, db, "Ann\r\nBcc: x@example.com", "administrator")
    by = people.everybody(db, site="main")[-1]
    joining.invite(
        db, site="main", email="nia@example.com", name="Nia", role="agent", language="zh-Hant", by=by, now=now()
    )
    go(writer, house)
    mail, = office.wait_for(1)
    assert office.to == ["nia@example.com"]
    assert mail["Bcc"] is None
    assert "7 天內有效" in post_office.plain(mail)
    assert "/invitation/" in post_office.plain(mail)


def test_a_link_that_was_used_before_it_went_out_does_not(
    mia: Person, writer: Writer, house: House, office: PostOffice
) -> None:
    token = joining.ask_for_password(house.db, site="main", email=mia.email, language="en", now=now())
    house.db.write(lambda tx: tokens.use(tx, token, now=now()))
    go(writer, house)
    assert office.mails == []
    assert [count.state for count in mails.counts(house.db)] == ["dropped"]


@pytest.mark.parametrize("decision", ["accepted", "declined"])
def test_what_became_of_a_suggestion(
    decision: str, app: Flask, mia: Person, shelf: dict[str, Article], writer: Writer, house: House, office: PostOffice,
    stranger: FlaskClient,
) -> None:
    db, article = house.db, shelf["refund"]
    proposal = proposing.propose(
        db, article, Draft(article.title, "Within three days."), base=article.revision, author=mia.id, now=now()
    )
    signed_in(app, db, "Mo Moderator", "moderator")
    reviewer, reply = people.everybody(db, site="main")[-1].id, "Thank you <b>Mia</b>"
    if decision == "declined":
        proposing.decline(db, proposal, reviewer=reviewer, reply=reply, seen=proposal.version, now=now())
    else:
        proposing.accept(
            db, proposal, proposal.title, proposal.body, reviewer=reviewer, reply=reply, seen=proposal.version,
            article_seen=article.version, now=now(),
        )
    go(writer, house)
    mail, = office.wait_for(1)
    assert mail["To"] == mia.email
    assert article.title in mail["Subject"]
    assert f"https://help.example.com/suggestions/{proposal.id}" in post_office.plain(mail)
    assert "Thank you <b>Mia</b>" in post_office.plain(mail)
    assert "Thank you &lt;b&gt;Mia" in post_office.html(mail)
    stop = re.fullmatch(r"<https://help\.example\.com(/unsubscribe/[\w-]+)>", mail["List-Unsubscribe"])
    assert stop
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stranger.post(stop[1], data={"List-Unsubscribe": "One-Click"}).status_code == 303
    second = proposing.propose(
        db, shelf["invoice"], Draft("Other", "Other."), base=shelf["invoice"].revision, author=mia.id, now=now()
    )
    proposing.decline(db, second, reviewer=reviewer, reply="", seen=second.version, now=now())
    go(writer, house)
    assert len(office.mails) == 1


def test_every_sentence_is_there_in_every_language() -> None:
    for key, wordings in mail_texts.TEXTS.items():
        assert set(wordings) == set(LANGUAGES), key
        assert len({frozenset(re.findall(r"{\w+}", text)) for text in wordings.values()}) == 1, key
        for language, text in wordings.items():
            assert not re.search("[!！]", text), (key, language)
            if language != "en":
                assert not re.search(r"[\u4e00-\u9fff][,.;?]", text), (key, language)


class TestCommand:
    """`firstline mail-test`."""

    @pytest.fixture
    def run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: PostOffice, capsys: pytest.CaptureFixture[str]
    ) -> Callable[..., tuple[int, str]]:
        for name, value in {
            "FIRSTLINE_DATA": str(tmp_path / "command"), "FIRSTLINE_MAIL": office.url,
            "FIRSTLINE_MAIL_FROM": "Help <help@example.com>",
        }.items():
            monkeypatch.setenv(name, value)

        def run(*words: str) -> tuple[int, str]:
            code = cli.main(["mail-test", *words])
            said = capsys.readouterr()
            return code, said.out + said.err

        return run

    def test_sends_one_and_says_so(self, run: Callable[..., tuple[int, str]], office: PostOffice) -> None:
        code, said = run("ann@example.com", "--language", "zh-Hant")
        mail, = office.wait_for(1)
        assert (code, mail["Subject"], mail["To"]) == (0, "Firstline 可以寄信", "ann@example.com")
        assert said == f"127.0.0.1:{office.port} has taken a mail to ann@example.com. It comes from help@example.com.\n"

    def test_says_plainly_what_went_wrong(
        self, run: Callable[..., tuple[int, str]], office: PostOffice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office.answers["gone@example.com"] = "550 No such mailbox"
        assert run("gone@example.com")[1].endswith("refuses mail to gone@example.com: 550 No such mailbox.\n")
        office.answers["gone@example.com"] = "451 Come again"
        assert "does not take the mail just now: 451 Come again." in run("gone@example.com")[1]
        assert "'nobody' is not a mail address." in run("nobody")[1]
        office.close()
        code, said = run("ann@example.com")
        assert (code, "takes no mail from here: Connection refused." in said) == (2, True)
        monkeypatch.delenv("FIRSTLINE_MAIL")
        assert "FIRSTLINE_MAIL is not set" in run("ann@example.com")[1]


class TestWithoutAMailServer:
    @pytest.fixture
    def settings(self, settings: config.Settings) -> config.Settings:
        return dataclasses.replace(settings, mail=None)

    def test_nothing_is_noted_and_nothing_is_sent_later(
        self, mia: Person, writer: Writer, house: House, office: PostOffice
    ) -> None:
        joining.ask_for_password(house.db, site="main", email=mia.email, language="en", now=now())
        go(writer, house)
        assert mails.counts(house.db) == []
        server = mail_server.read(office.url, sender="help@example.com")
        later = Writer(house.db, dataclasses.replace(house.settings, mail=server))
        later.step(now=now())
        assert mails.counts(house.db) == []

    def test_nothing_is_promised(self, house: House, stranger: FlaskClient, administrator: FlaskClient) -> None:
        assert "Send me a copy by mail" not in stranger.get("/widget").text
        assert "Where can we reach you?" in stranger.get("/widget").text
        assert "No mail is sent from here" in administrator.get("/manage/mail").text
        assert stranger.get("/health").json["parts"]["mail"] == "not set"


class TestRoom:
    """Where administrators look."""

    def test_shows_what_failed_and_tries_it_again(
        self, mia: Person, writer: Writer, house: House, office: PostOffice, administrator: FlaskClient
    ) -> None:
        office.answers[mia.email] = "550 <b>No</b> such mailbox"
        joining.ask_for_password(house.db, site="main", email=mia.email, language="en", now=now())
        go(writer, house)
        page = administrator.get("/manage/mail").text
        assert mia.email in page
        assert "550 &lt;b&gt;No&lt;/b&gt; such mailbox" in page
        assert "/password/" not in page
        row, = mails.newest(house.db, "failed", site="main", limit=5)
        office.answers.clear()
        assert administrator.post(f"/manage/mail/{row.id}/retry").status_code == 303
        assert administrator.post(f"/manage/mail/{row.id}/retry").status_code == 404
        go(writer, house)
        mail, = office.wait_for(1)
        assert "/password/" in post_office.plain(mail)

    def test_says_when_the_server_is_away(
        self, mia: Person, writer: Writer, house: House, office: PostOffice, administrator: FlaskClient
    ) -> None:
        assert administrator.get("/health").json["parts"]["mail"] == "well"
        office.close()
        joining.ask_for_password(house.db, site="main", email=mia.email, language="en", now=now())
        go(writer, house)
        assert "has taken nothing since" in administrator.get("/manage/mail").text
        assert administrator.get("/health").json["parts"]["mail"] == "mail server away"
        assert 'firstline_mails_kept{state="due"} 1.0' in administrator.get("/metrics").text
