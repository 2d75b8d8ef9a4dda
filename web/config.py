"""Every setting of Firstline, read in this one place from the process's environment.

Whatever cannot be understood stops the start: a `SettingsError` is one plain sentence for the person who set it.
"""

import difflib
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from web.mail import server as mail_server
from web.mail.server import MailServer

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Engine = Literal["tantivy", "whoosh"]
Log = Literal["requests", "info", "warning", "error"]

SECRETS: Final = ("FIRSTLINE_DATABASE", "FIRSTLINE_MAIL", "FIRSTLINE_METRICS_TOKEN", "FIRSTLINE_SECRET")
"""Settings that may also come from a file, named by the same name with _FILE behind it."""

NAMES: Final = (
    "FIRSTLINE_DATA", "FIRSTLINE_DATABASE", "FIRSTLINE_FRAMES", "FIRSTLINE_HOST", "FIRSTLINE_INDEX",
    "FIRSTLINE_LIMITS", "FIRSTLINE_LOG", "FIRSTLINE_MAIL", "FIRSTLINE_MAIL_FROM", "FIRSTLINE_METRICS_TOKEN",
    "FIRSTLINE_PORT", "FIRSTLINE_PROXIES",
    "FIRSTLINE_SECRET", "FIRSTLINE_SIGN_UP", "FIRSTLINE_URL",
)

OWNER_ONLY: Final = 0o077
"""The umask of every process: what lies in the data folder is nobody else's business."""

_ACCEPTED: Final = {*NAMES, *(f"{name}_FILE" for name in SECRETS), "FIRSTLINE_TEST_BROWSER"}  # the last is for tests
_ORIGIN: Final = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?|https?://\[[0-9A-Fa-f:]+\](:\d{1,5})?")
_SECRET_LENGTH: Final = 32
_TOKEN: Final = re.compile(r"[!-~]{16,}")
_METRICS: Final = "PROMETHEUS_MULTIPROC_DIR"  # the name by which the library knows it

# The index's writer comes and goes with each change. Without these the C library (glibc) keeps what it gave back, and a
# process that indexed a hundred changes holds 190 MB instead of 60.
_ALLOCATOR: Final = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}


class SettingsError(Exception):
    """A setting that cannot be used; its text names the setting and says what would do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the whole process runs by."""

    data: Path
    """Folder of database, index and files; it exists."""
    database: str = field(repr=False)
    """What `kb.store.engine.open_database` takes: a PostgreSQL address, or a file in the data folder."""
    index: Engine
    url: str
    """Where people reach this installation: scheme, host and port, no slash at the end."""
    host: str
    port: int
    secret: str = field(repr=False)
    frames: tuple[str, ...]
    """Origins that may frame the widget, as `frame-ancestors` takes them; `*` alone means all."""
    proxies: tuple[Network, ...]
    """Reverse proxies whose X-Forwarded headers are believed."""
    limits: bool
    """Whether visitors are held back who ask too often; a measurement from one address needs it off."""
    log: Log
    """What is worth a line in the log, and all that is worse; `requests` are one line each."""
    metrics_token: str = field(repr=False)
    """What a program that reads /metrics shows; empty where only this machine may."""
    mail: MailServer | None
    """Where mail is handed in; None: no mail is sent, and none is promised."""
    sign_up: bool
    """Whether strangers may make an account for themselves, where there is mail to confirm their addresses."""
    metrics: Path | None
    """Folder in which the processes of one server count together; None for a process by itself."""

    @property
    def signs_up(self) -> bool:
        """Whether strangers can make an account now."""
        return self.sign_up and self.mail is not None

    def trusts(self, address: str) -> bool:
        """Whether a connection from this address is one of our proxies speaking for somebody else."""
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.proxies)


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Makes the data folder and, the first time, the secret in it.

    Raises SettingsError for a setting that is unknown, unreadable or out of its range.
    """
    for name in environ:
        if name.startswith("FIRSTLINE_") and name not in _ACCEPTED:
            raise SettingsError(_unknown(name))
    data = _folder(environ.get("FIRSTLINE_DATA") or "data")
    host = environ.get("FIRSTLINE_HOST") or "127.0.0.1"
    port = _port(environ.get("FIRSTLINE_PORT") or "8000")
    url = _url(environ.get("FIRSTLINE_URL") or f"http://{f'[{host}]' if ':' in host else host}:{port}")
    return Settings(
        data=data,
        database=_database(_secret(environ, "FIRSTLINE_DATABASE"), data=data),
        index=_index(environ.get("FIRSTLINE_INDEX") or "tantivy"),
        url=url,
        host=host,
        port=port,
        secret=_signing(_secret(environ, "FIRSTLINE_SECRET"), data=data),
        frames=_frames(environ.get("FIRSTLINE_FRAMES") or "*"),
        proxies=_proxies(environ.get("FIRSTLINE_PROXIES") or ""),
        limits=_switch("FIRSTLINE_LIMITS", environ.get("FIRSTLINE_LIMITS") or "on"),
        log=_log(environ.get("FIRSTLINE_LOG") or "requests"),
        metrics_token=_token(_secret(environ, "FIRSTLINE_METRICS_TOKEN")),
        mail=_mail(_secret(environ, "FIRSTLINE_MAIL"), environ.get("FIRSTLINE_MAIL_FROM", ""), url=url),
        sign_up=_switch("FIRSTLINE_SIGN_UP", environ.get("FIRSTLINE_SIGN_UP") or "on"),
        metrics=Path(environ[_METRICS]) if environ.get(_METRICS) else None,
    )


def environment(settings: Settings, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a child process inherits, so that it reads the same settings in whatever folder it runs."""
    files = {f"{name}_FILE" for name in SECRETS} & set(environ)
    absolute = {name: str(Path(environ[name]).expanduser().absolute()) for name in files if environ[name]}
    return {
        **_ALLOCATOR, **environ, **absolute,
        "FIRSTLINE_DATA": str(settings.data), _METRICS: str(settings.data / "metrics"),
    }


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, sorted(_ACCEPTED - {"FIRSTLINE_TEST_BROWSER"}), n=1)
    return f"{name} is not a setting of Firstline" + (f"; did you mean {near[0]}?" if near else ".")


def _secret(environ: Mapping[str, str], name: str) -> str:
    value, file = environ.get(name, ""), environ.get(f"{name}_FILE", "")
    if not file:
        return value
    if value:
        raise SettingsError(f"{name} and {name}_FILE are both set; keep one of them.")
    try:
        value = Path(file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{name}_FILE names {file}, which cannot be read: {_reason(error)}.") from error
    if not value:
        raise SettingsError(f"{name}_FILE names {file}, which is empty.")
    return value


def _folder(value: str) -> Path:
    folder = Path(value).expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"FIRSTLINE_DATA names {folder}, which cannot be made: {_reason(error)}.") from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise SettingsError(f"FIRSTLINE_DATA names {folder}, where Firstline may not write.")
    return folder


def _database(value: str, *, data: Path) -> str:
    if not value:
        return str(data / "firstline.db")
    if not value.startswith(("postgresql://", "postgres://")):
        raise SettingsError(
            "FIRSTLINE_DATABASE must be empty, for SQLite in the data folder, or an address that begins with "
            "postgresql://."
        )
    return value


def _index(value: str) -> Engine:
    match value:
        case "tantivy" | "whoosh":
            return value
        case _:
            raise SettingsError(f"FIRSTLINE_INDEX must be tantivy or whoosh, not {value!r}.")


def _port(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value) or not 1 <= int(value) <= 65535:
        raise SettingsError(f"FIRSTLINE_PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def _url(value: str) -> str:
    url = value.rstrip("/")
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or url != f"{parts.scheme}://{parts.netloc}" or parts.scheme not in ("http", "https"):
        raise SettingsError(
            f"FIRSTLINE_URL must be like https://help.example.com, without a path behind it, not {value!r}."
        )
    if "@" in parts.netloc or re.search(r"\s", url):
        raise SettingsError("FIRSTLINE_URL must hold neither a user name nor a space.")
    return url


def _signing(value: str, *, data: Path) -> str:
    if value:
        if len(value) < _SECRET_LENGTH:
            raise SettingsError(f"FIRSTLINE_SECRET must have at least {_SECRET_LENGTH} characters.")
        return value
    file = data / "secret"
    try:
        _make_once(file, secrets.token_urlsafe(48))
        value = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"The secret in {file} cannot be read: {_reason(error)}.") from error
    if len(value) < _SECRET_LENGTH:
        raise SettingsError(f"The secret in {file} is too short; take the file away and a new one will be made.")
    return value


def _make_once(file: Path, text: str) -> None:
    """Writes the file unless it is there. Two processes may start at once: whole or not at all, the first one wins."""
    if file.exists():
        return
    mine = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text + "\n")
    try:
        os.link(mine, file)
    except FileExistsError:
        pass
    finally:
        mine.unlink()


def _frames(value: str) -> tuple[str, ...]:
    origins = tuple(value.split())
    for origin in origins:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise SettingsError(
                f"FIRSTLINE_FRAMES must be * or origins like https://shop.example.com with spaces between them, "
                f"not {origin!r}."
            )
    return ("*",) if "*" in origins else origins


def _proxies(value: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(address) for address in value.replace(",", " ").split())
    except ValueError as error:
        raise SettingsError(
            f"FIRSTLINE_PROXIES must be addresses or networks like 10.0.0.5 or 10.0.0.0/8: {error}."
        ) from error


def _switch(name: str, value: str) -> bool:
    if value not in ("on", "off"):
        raise SettingsError(f"{name} must be on or off, not {value!r}.")
    return value == "on"


def _log(value: str) -> Log:
    match value:
        case "requests" | "info" | "warning" | "error":
            return value
        case _:
            raise SettingsError(f"FIRSTLINE_LOG must be requests, info, warning or error, not {value!r}.")


def _mail(value: str, sender: str, *, url: str) -> MailServer | None:
    if not value:
        return None
    try:
        return mail_server.read(value, sender=sender or f"help@{urlsplit(url).hostname}")
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _token(value: str) -> str:
    if value and not _TOKEN.fullmatch(value):
        raise SettingsError("FIRSTLINE_METRICS_TOKEN must have at least 16 letters, digits or signs, and no space.")
    return value


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "it is not text"
