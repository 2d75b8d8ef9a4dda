"""Handing mail in: one connection to the mail server for as many mails as there are, and what it says to each.

The server may be slow, away, or send us away for a while; each of its answers is one of four outcomes.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final, Literal

from web.mail.server import MailServer

TIMEOUT: Final = 20.0
"""Seconds that the server may take for each of its answers."""

_SHOWN: Final = 300
"""Characters of what the server said that are kept."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`postponed`: this mail later; `refused`: this mail never; `away`: no mail at all for now. And what was said."""

    kind: Literal["sent", "postponed", "refused", "away"]
    said: str = ""


class Post:
    """A connection that is opened with the first mail, and again where it was lost meanwhile."""

    def __init__(self, server: MailServer, *, timeout: float = TIMEOUT, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._timeout = timeout
        self._tls = tls or ssl.create_default_context()
        self._line: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> Outcome:
        """Hands one mail in. What is neither taken nor refused may have arrived all the same."""
        reused = self._line is not None
        outcome = self._try(message)
        if outcome.kind == "away" and reused:  # servers close a line that was quiet, or has carried enough
            outcome = self._try(message)
        return outcome

    def close(self) -> None:
        line, self._line = self._line, None
        if line:
            with suppress(OSError, smtplib.SMTPException):
                line.quit()

    def _try(self, message: EmailMessage) -> Outcome:
        try:
            line = self._open()
        except smtplib.SMTPResponseException as error:
            return self._away(_said(error.smtp_code, error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            return self._away(_reason(error))
        try:
            line.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            self._begin_anew(line)
            return Outcome("refused" if code >= 500 else "postponed", _said(code, text))
        except smtplib.SMTPSenderRefused as error:  # says nothing about this mail: whom mail comes from is a setting
            return self._away(_said(error.smtp_code, error.smtp_error))
        except smtplib.SMTPResponseException as error:
            self._begin_anew(line)
            kind: Literal["refused", "postponed"] = "refused" if error.smtp_code >= 500 else "postponed"
            return Outcome(kind, _said(error.smtp_code, error.smtp_error))
        except smtplib.SMTPNotSupportedError as error:  # an address in letters that the server does not know
            self._begin_anew(line)
            return Outcome("refused", _reason(error))
        except (UnicodeError, ValueError) as error:
            self._begin_anew(line)
            return Outcome("refused", _reason(error))
        except (OSError, smtplib.SMTPException) as error:
            return self._away(_reason(error))
        return Outcome("sent")

    def _open(self) -> smtplib.SMTP:
        if self._line:
            return self._line
        server = self._server
        made: Callable[[], smtplib.SMTP] = (
            (lambda: smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=self._tls))
            if server.encrypted
            else (lambda: smtplib.SMTP(server.host, server.port, timeout=self._timeout))
        )
        line = made()
        try:
            line.ehlo_or_helo_if_needed()
            if not server.encrypted and line.has_extn("starttls"):
                line.starttls(context=self._tls)
                line.ehlo()
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
        self._line = line
        return line

    def _begin_anew(self, line: smtplib.SMTP) -> None:
        """The next mail finds a clean line, or none."""
        try:
            line.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _away(self, said: str) -> Outcome:
        self._drop()
        return Outcome("away", said)

    def _drop(self) -> None:
        if self._line:
            self._line.close()
        self._line = None


def message(
    server: MailServer, *, id: str, recipient: str, subject: str, plain: str, html: str, stop: str, at: int
) -> EmailMessage:
    """The mail as it travels: `id` names it whenever it is sent again; `stop` is where one press ends mail of its kind,
    or empty. Raises ValueError for an address that is none."""
    made = EmailMessage(policy=SMTP)
    made["From"] = server.sender
    made["To"] = _address(recipient)
    made["Subject"] = subject
    made["Date"] = format_datetime(datetime.fromtimestamp(at / 1000, UTC))
    made["Message-ID"] = f"<{id}@{_ascii(server.sender.domain)}>"
    # So that no machine answers, and two of them do not write to each other for ever.
    made["Auto-Submitted"] = "auto-generated"
    made["Precedence"] = "bulk"
    made["X-Auto-Response-Suppress"] = "All"
    if stop:
        made["List-Unsubscribe"] = f"<{stop}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(plain)
    made.add_alternative(html, subtype="html")
    return made


def _address(recipient: str) -> Address:
    if any(ord(sign) < 33 or sign in "<>,;:\\\"()[]" for sign in recipient):
        raise ValueError("This is not a mail address.")
    name, _at, domain = recipient.rpartition("@")
    if not name or not domain:
        raise ValueError("This is not a mail address.")
    return Address(username=name, domain=_ascii(domain))


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode()


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return f"{code} {' '.join(words.split())}"[:_SHOWN]


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, socket.gaierror):
        return "there is no such host"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "it closed the connection"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted: {error.verify_message}"[:_SHOWN]
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(words.split())[:_SHOWN] or type(error).__name__
