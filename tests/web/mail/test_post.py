"""The mail server is away, slow, choosy or dies in between: nothing is lost, and nothing goes twice under two names."""

import dataclasses
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb.store import mails
from kb.store.engine import Database
from kb.store.mails import Mail
from tests.web.mail import post_office
from tests.web.mail.post_office import PostOffice
from web import config
from web.mail import post as mail_post
from web.mail import server as mail_server
from web.mail.post import Post
from web.mail.sending import GIVEN_UP, KEPT, TAKEN_FOR, Sender, sweep

MINUTE = 60_000
HOUR = 60 * MINUTE


@pytest.fixture
def settings(tmp_path: Path, office: PostOffice) -> config.Settings:
    found = config.read({"FIRSTLINE_DATA": str(tmp_path / "data")})
    return dataclasses.replace(found, mail=mail_server.read(office.url, sender="Help <help@example.com>"))


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def sender(database: Database, settings: config.Settings, told: list[str]) -> Sender:
    return Sender(database, settings, told=told.append)


def put(db: Database, id: str = "m1", *, to: str = "cleo@example.com", kind: mails.Kind = "reply", now: int) -> None:
    def body(tx: mails.Transaction) -> None:
        mails.note(
            tx, id=id, site="main", kind=kind, about=id, number=1, recipient=to, language="en", due_at=now, now=now
        )
        mails.write(
            tx, id, recipient=to, language="en", subject="An answer", plain="Plain words.", html="<p>Words.</p>",
            now=now,
        )

    db.write(body)


def found(db: Database, id: str = "m1") -> Mail:
    row = mails.by_id(db, id)
    assert row
    return row


def test_one_connection_for_all_that_is_due(sender: Sender, database: Database, office: PostOffice, now: int) -> None:
    for number in range(12):
        put(database, f"m{number}", to=f"c{number}@example.com", now=now)
    assert sender.step(now=lambda: now) == 12
    assert len(office.wait_for(12)) == 12
    assert office.connections == 1
    assert {mail["Message-ID"] for mail in office.mails} == {f"<m{number}@example.com>" for number in range(12)}
    assert sender.step(now=lambda: now + HOUR) == 0


def test_an_hour_without_the_server_loses_nothing(
    sender: Sender, database: Database, office: PostOffice, now: int, told: list[str]
) -> None:
    office.close()
    for number in range(5):
        put(database, f"m{number}", now=now)
    for second in range(0, 3600, 20):
        assert sender.step(now=lambda at=now + second * 1000: at) == 0  # type: ignore[misc]
    trouble = mails.trouble(database)
    assert trouble
    assert trouble.since == now
    assert "refused" in trouble.error.lower()
    assert 20 < told.count("postponed") < 120  # it is tried ever less often, and by one mail for all
    office.open()
    later = now + HOUR + 3 * MINUTE
    assert sender.step(now=lambda: later) == 5
    assert len(office.wait_for(5)) == 5
    assert mails.trouble(database) is None
    assert [(count.state, count.count) for count in mails.counts(database)] == [("sent", 5)]


def test_a_mail_that_was_on_its_way_when_the_process_died_goes_again_under_the_same_name(
    database: Database, settings: config.Settings, office: PostOffice, now: int
) -> None:
    put(database, now=now)

    class Killed(BaseException):
        pass

    class Dying(Sender):
        def _note(self, *what: object, **more: object) -> None:
            raise Killed

    with pytest.raises(Killed):
        Dying(database, settings).step(now=lambda: now)
    assert len(office.wait_for(1)) == 1
    assert found(database).state == "due"
    again = Sender(database, settings)
    assert again.step(now=lambda: now + MINUTE) == 0  # the other process may be sending it still
    assert again.step(now=lambda: now + TAKEN_FOR) == 1
    first, second = office.wait_for(2)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_kill_between_sending_and_noting(
    database: Database, settings: config.Settings, office: PostOffice, dsn: str, now: int
) -> None:
    """A real process, and a real kill while the server has the mail and has not said so."""
    put(database, now=now)
    office.after = lambda: time.sleep(1.0)
    program = (
        "import dataclasses, sys\n"
        "from kb.store.engine import open_database\n"
        "from web import config\n"
        "from web.mail import server as mail_server\n"
        "from web.mail.sending import Sender\n"
        f"settings = config.read({{'FIRSTLINE_DATA': {str(settings.data)!r}}})\n"
        f"server = mail_server.read({office.url!r}, sender='help@example.com')\n"
        "settings = dataclasses.replace(settings, mail=server)\n"
        f"print('ready', flush=True)\nSender(open_database({dsn!r}), settings).step(now=lambda: {now})\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        end = time.monotonic() + 10
        while not office.mails and time.monotonic() < end:
            time.sleep(0.01)
        child.kill()
    assert found(database).state == "due"
    office.after = lambda: None
    assert Sender(database, settings).step(now=lambda: now + TAKEN_FOR) == 1
    assert {mail["Message-ID"] for mail in office.wait_for(2)} == {"<m1@example.com>"}


def test_two_processes_hand_a_mail_in_once(
    database: Database, settings: config.Settings, office: PostOffice, now: int
) -> None:
    put(database, now=now)
    row = found(database)
    one, other = (database.write(lambda tx: mails.take(tx, row, until=now + TAKEN_FOR)) for _ in range(2))
    assert (one, other) == (1, 0)


def test_a_recipient_who_is_refused_for_good_is_not_tried_again(
    sender: Sender, database: Database, office: PostOffice, now: int, told: list[str]
) -> None:
    office.answers["gone@example.com"] = "550 No such mailbox"
    put(database, "m1", to="gone@example.com", kind="password", now=now)
    put(database, "m2", now=now + 1)
    assert sender.step(now=lambda: now + 1) == 1  # the others go on the same line
    assert office.connections == 1
    row = found(database)
    assert (row.state, row.reason, row.error) == ("failed", "refused", "550 No such mailbox")
    assert (row.plain, row.html) == ("", "")  # it would open somebody's account
    assert sorted(told) == ["failed", "sent"]
    assert mails.trouble(database) is None


def test_whoever_is_busy_gets_it_later_ever_less_often_and_not_for_ever(
    sender: Sender, database: Database, office: PostOffice, now: int
) -> None:
    office.answers["busy@example.com"] = "451 Come again"
    put(database, to="busy@example.com", now=now)
    at, tries, waits = now, 0, []
    while found(database).state == "due":
        sender.step(now=lambda moment=at: moment)  # type: ignore[misc]
        row = found(database)
        waits.append(row.due_at - at)
        at, tries = row.due_at, tries + 1
        assert tries < 40
    assert waits[:3] == [MINUTE, 3 * MINUTE, 10 * MINUTE]
    assert waits[:-1] == sorted(waits[:-1])
    assert (found(database).state, found(database).reason) == ("failed", "gave_up")
    assert at - now >= GIVEN_UP


def test_busy_and_then_free(sender: Sender, database: Database, office: PostOffice, now: int) -> None:
    office.answers["busy@example.com"] = "451 Come again"
    put(database, to="busy@example.com", now=now)
    sender.step(now=lambda: now)
    office.answers.clear()
    assert sender.step(now=lambda: now + MINUTE) == 1
    assert found(database).state == "sent"


def test_a_mail_that_is_refused_as_such(sender: Sender, database: Database, office: PostOffice, now: int) -> None:
    office.verdict = "554 This looks like spam"
    put(database, now=now)
    sender.step(now=lambda: now)
    assert found(database).reason == "refused"
    assert "spam" in found(database).error


def test_a_slow_server_is_not_waited_for_without_end(
    database: Database, settings: config.Settings, office: PostOffice, now: int
) -> None:
    assert settings.mail
    office.pause = 1.5
    put(database, now=now)
    sender = Sender(database, settings, post=Post(settings.mail, timeout=0.5))
    began = time.monotonic()
    assert sender.step(now=lambda: now) == 0
    assert time.monotonic() - began < 1.4
    assert found(database).state == "due"
    assert found(database).error == "it did not answer in time"


def test_a_line_that_the_server_closed_is_opened_again(settings: config.Settings, office: PostOffice) -> None:
    assert settings.mail
    post = Post(settings.mail)
    message = mail_post.message(
        settings.mail, id="a", recipient="cleo@example.com", subject="s", plain="p", html="<p>p</p>", stop="", at=0
    )
    assert post.send(message).kind == "sent"
    office.close()
    office.open()
    assert post.send(message).kind == "sent"
    post.close()
    assert len(office.mails) == 2


@pytest.mark.parametrize(
    "recipient", ["", "nobody", "a@example.com\r\nBcc: b@example.com", "a b@example.com", "<a@b.c>"]
)
def test_what_is_no_address_is_refused_by_ourselves(
    recipient: str, sender: Sender, database: Database, office: PostOffice, now: int
) -> None:
    put(database, to=recipient, now=now)
    sender.step(now=lambda: now)
    assert (found(database).state, office.mails) == ("failed", [])


def test_text_that_opens_something_is_not_kept(
    sender: Sender, database: Database, office: PostOffice, now: int
) -> None:
    for kind in mails.SECRET:
        put(database, kind, kind=kind, now=now)
    put(database, "reply", now=now)
    assert sender.step(now=lambda: now) == len(mails.SECRET) + 1
    assert all((found(database, kind).plain, found(database, kind).html) == ("", "") for kind in mails.SECRET)
    assert found(database, "reply").plain


def test_sent_mail_is_kept_for_ninety_days(sender: Sender, database: Database, office: PostOffice, now: int) -> None:
    put(database, now=now)
    sender.step(now=lambda: now)
    database.write(lambda tx: sweep(tx, now=now + KEPT))
    assert mails.by_id(database, "m1")
    database.write(lambda tx: sweep(tx, now=now + KEPT + 1))
    assert mails.by_id(database, "m1") is None


def test_trying_again_by_hand(sender: Sender, database: Database, office: PostOffice, now: int) -> None:
    office.answers["gone@example.com"] = "550 No such mailbox"
    put(database, "m1", to="gone@example.com", now=now)
    put(database, "m2", to="gone@example.com", kind="invitation", now=now)
    sender.step(now=lambda: now)
    office.answers.clear()
    for each in ("m1", "m2"):
        assert database.write(lambda tx, wanted=each: mails.retry(tx, wanted, site="main", now=now)) == 1
    assert (found(database, "m1").state, found(database, "m2").state) == ("due", "noted")
    assert sender.step(now=lambda: now) == 1
    assert database.write(lambda tx: mails.retry(tx, "m1", site="main", now=now)) == 0


class TestSecurity:
    """Signing in to the mail server, and what nobody reads on the way there."""

    @pytest.fixture
    def certificate(self, tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
        """What a server shows, and who believes it."""
        made = subprocess.run(
            [
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", tmp_path / "key.pem",
                "-out", tmp_path / "cert.pem",
            ],
            capture_output=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        shown.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
        return shown, ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))

    def test_starttls_is_used_where_it_is_offered(
        self, certificate: tuple[ssl.SSLContext, ssl.SSLContext]
    ) -> None:
        shown, believed = certificate
        with post_office.opened(tls=shown, user="help", password="Tr0ub4dor&3") as office:
            outcome = _sent_through(office, url=office.url.replace("&", "%26"), tls=believed)
            assert (outcome.kind, office.encrypted) == ("sent", [True])

    def test_a_certificate_that_nobody_vouches_for_is_not_believed(
        self, certificate: tuple[ssl.SSLContext, ssl.SSLContext]
    ) -> None:
        with post_office.opened(tls=certificate[0]) as office:
            outcome = _sent_through(office)
            assert outcome.kind == "away"
            assert "certificate" in outcome.said
            assert office.mails == []

    def test_a_wrong_password_keeps_all_mail_waiting(self) -> None:
        with post_office.opened(user="help", password="right") as office:
            outcome = _sent_through(office, url=office.url.replace("right", "wrong"))
            assert outcome.kind == "away"
            assert outcome.said.startswith("535")
            assert "wrong" not in outcome.said
            assert _sent_through(office).kind == "sent"


def _sent_through(office: PostOffice, *, url: str = "", tls: ssl.SSLContext | None = None) -> mail_post.Outcome:
    server = mail_server.read(url or office.url, sender="help@example.com")
    post = Post(server, tls=tls)
    message = mail_post.message(
        server, id="a", recipient="cleo@example.com", subject="s", plain="p", html="<p>p</p>", stop="", at=0
    )
    outcome = post.send(message)
    post.close()
    return outcome
