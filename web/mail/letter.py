"""A mail before it is sent: what it says, as plain text and as a page of one calm form."""

from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from jinja2 import Environment, PackageLoader, Template

from kb import text as pipeline
from web.mail.texts import say

HOUSE: Final = "Firstline"
_LINE: Final = "-- "  # what stands below is no part of the text, as mail programs know


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words. `html` is safe already, empty where the words are plain; `address` leads to their source."""

    who: str
    by: Literal["customer", "house"]
    text: str
    html: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`lines` come before the quotes and `after` behind them; `notes` say why it came; `stop` is how to get no more."""

    language: str
    home: str
    subject: str
    lines: tuple[str, ...]
    greeting: str = ""
    quotes: tuple[Quote, ...] = ()
    after: tuple[str, ...] = ()
    button: Link | None = None
    notes: tuple[str, ...] = ()
    stop: Link | None = None
    house: str = field(default=HOUSE)

    @property
    def by_hand(self) -> str:
        return say("by_hand", self.language)

    @property
    def sent_by(self) -> str:
        return say("from", self.language, house=self.house)


def one_line(text: str, *, longest: int = 150) -> str:
    """What may stand in a subject: one line without signs that nobody sees, whoever wrote it."""
    found = " ".join(pipeline.printable(text).split())
    return found if len(found) <= longest else f"{found[: longest - 1]}…"


def plain(letter: Letter) -> str:
    parts = [letter.greeting, *letter.lines, *(_quoted(quote, letter) for quote in letter.quotes), *letter.after]
    if letter.button:
        parts.append(f"{letter.button.label}{_colon(letter)}\n{letter.button.address}")
    foot = [*letter.notes, f"{letter.sent_by} · {letter.home}"]
    if letter.stop:
        foot.append(f"{letter.stop.label}{_colon(letter)} {letter.stop.address}")
    return "\n\n".join(part for part in parts if part) + f"\n\n{_LINE}\n" + "\n".join(foot) + "\n"


def html(letter: Letter) -> str:
    return _page().render(letter=letter)


def _colon(letter: Letter) -> str:
    return "：" if letter.language.startswith("zh") else ":"


def _quoted(quote: Quote, letter: Letter) -> str:
    lines = [f"{quote.who}{_colon(letter)}", *quote.text.split("\n"), *([quote.address] if quote.address else [])]
    return "\n".join(f"> {line}".rstrip() for line in lines)


@cache
def _page() -> Template:
    environment = Environment(
        loader=PackageLoader("web"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("mail/letter.html")
