"""The mail that gathers what somebody was told on the board and has not read."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from kb.mailing import NOTICES
from kb.store import notifications, people, unsubscribed
from kb.store.engine import Database
from kb.store.mails import Mail
from kb.store.notifications import Notice
from web.config import Settings
from web.mail import unsubscribe_links
from web.mail.letter import HOUSE, Letter, Link, Quote, one_line
from web.mail.texts import say
from web.mail.unsubscribe_links import Wish

SHOWN: Final = 15
"""Notices that stand in one mail; of all others it says that they are there."""


def letter(db: Database, settings: Settings, mail: Mail, *, now: int) -> tuple[Letter, Sequence[Notice]] | None:
    """With the notices that it tells; None where everything was read meanwhile, or nobody wants to hear of it."""
    person = people.by_id(db, mail.about)
    if person is None or person.standing != "active":
        return None
    if unsubscribed.has(db, person.email, kind=NOTICES, site=mail.site):
        return None
    rows = notifications.to_mail_to(db, person.id, now=now, limit=200)
    if not rows:
        return None
    told = partial(say, language=person.language)
    return Letter(
        person.language, settings.url, told("notices_subject", house=HOUSE), (told("notices"),),
        greeting=told("hello", name=one_line(person.name, longest=60)),
        quotes=tuple(_quote(row, settings, language=person.language) for row in rows[:SHOWN]),
        after=(told("notices_more"),) if len(rows) > SHOWN else (),
        button=Link(told("notices_button"), f"{settings.url}/notifications"),
        notes=(told("notices_why"), told("no_replies")),
        stop=Link(told("unsubscribe"), unsubscribe_links.address(settings, Wish(NOTICES, person.email))),
    ), rows


def _quote(row: Notice, settings: Settings, *, language: str) -> Quote:
    name = one_line(row.name, longest=60) or say("notice_somebody", language)
    to_asker = row.post_kind == "question" and row.kind in ("accepted", "official")
    said = say(f"notice_{row.kind}_to_asker" if to_asker else f"notice_{row.kind}", language, name=name)
    post = row.cause if to_asker else row.post
    address = f"{settings.url}/posts/{post}" if post else ""
    return Quote(said, "house", one_line(row.title), address=address)
