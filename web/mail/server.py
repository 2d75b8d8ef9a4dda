"""The mail server that a setting names: `smtp://` (encrypted by STARTTLS where the server offers it) or `smtps://`."""

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

_PORTS: Final = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and from whom it comes. `encrypted` from the first byte on, or as soon as offered."""

    host: str
    port: int
    encrypted: bool
    user: str
    password: str = field(repr=False)
    sender: Address


def read(value: str, *, sender: str) -> MailServer:
    """Raises ValueError with a sentence for the person who set it."""
    try:
        parts = urlsplit(value)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise ValueError("FIRSTLINE_MAIL must be like smtp://user:password@mail.example.com:587.") from None
    if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("FIRSTLINE_MAIL must be like smtp://user:password@mail.example.com:587.")
    return MailServer(
        parts.hostname, port, parts.scheme == "smtps", unquote(parts.username or ""), unquote(parts.password or ""),
        _address(sender),
    )


def _address(sender: str) -> Address:
    name, address = parseaddr(sender)
    try:
        found = Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError):
        found = Address()
    if not found.username or not found.domain or any(sign in sender for sign in "\r\n"):
        raise ValueError("FIRSTLINE_MAIL_FROM must be an address like Help <help@example.com>.")
    return found
