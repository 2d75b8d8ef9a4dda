"""A real mail server for tests: it takes mail, refuses it, is slow, goes away and comes back."""

import email
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PATIENCE = 10.0


class PostOffice:
    """`answers` decides what a recipient is told; `verdict` what a whole mail is; both may be slow."""

    def __init__(self, *, user: str = "", password: str = "", tls: ssl.SSLContext | None = None) -> None:
        self.mails: list[EmailMessage] = []
        self.to: list[str] = []
        self.connections = 0
        self.encrypted: list[bool] = []
        self.answers: dict[str, str] = {}
        self.verdict = "250 Taken"
        self.pause = 0.0
        self.after: Callable[[], None] = lambda: None
        self.port = _free_port()
        self._login = (user, password)
        self._tls = tls
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        user, password = self._login
        return f"smtp://{f'{user}:{password}@' if user else ''}127.0.0.1:{self.port}"

    def open(self) -> None:
        office = self
        wants = bool(self._login[0])

        def authenticator(
            server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
        ) -> AuthResult:
            found = cast(LoginPassword, data)
            right = (found.login.decode(), found.password.decode()) == office._login
            return AuthResult(success=right, handled=right)

        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, authenticator=authenticator if wants else None,
            auth_required=wants, auth_require_tls=False, tls_context=self._tls,
        )
        self._controller.start()

    def close(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    def wait_for(self, count: int) -> list[EmailMessage]:
        """The mails, once there are so many."""
        end = time.monotonic() + PATIENCE
        while len(self.mails) < count:
            assert time.monotonic() < end, f"{len(self.mails)} mails, not {count}"
            time.sleep(0.02)
        return self.mails

    # What the server asks.

    async def handle_EHLO(  # noqa: N802  # the library calls it so
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        time.sleep(self.pause)
        if self.verdict.startswith("250"):
            content = cast(bytes, envelope.content)
            self.mails.append(cast(EmailMessage, email.message_from_bytes(content, policy=default)))
            self.to += envelope.rcpt_tos
            self.encrypted.append(session.ssl is not None)
            self.after()
        return self.verdict


@contextmanager
def opened(**wishes: Any) -> Iterator[PostOffice]:
    office = PostOffice(**wishes)
    office.open()
    try:
        yield office
    finally:
        office.close()


def plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return cast(EmailMessage, part).get_content()


def html(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part
    return cast(EmailMessage, part).get_content()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
