"""The mail to a guest whose question was answered: to the address that they confirmed, with the answer itself."""

from functools import partial
from typing import Final

from kb import markdown
from kb.mailing import NOTICES
from kb.store import answers, mails, posts, unsubscribed
from kb.store.answers import Answer
from kb.store.engine import Database
from kb.store.mails import Mail
from web.config import Settings
from web.mail import unsubscribe_links
from web.mail.letter import HOUSE, Letter, Link, Quote, one_line
from web.mail.texts import say
from web.mail.unsubscribe_links import Wish

SHOWN: Final = 5
"""Answers that stand in one mail; the page behind its link has them all."""

LONGEST: Final = 1_500
"""Of each answer so many characters."""


def letter(db: Database, settings: Settings, mail: Mail, *, now: int) -> tuple[Letter, tuple[str, ...]] | None:
    """With the other mails that it makes needless; None where the answer is not there any more, or nobody wants it."""
    to = posts.stranger(now)
    first = answers.one(db, mail.about, to=to)
    question = posts.seen(db, first.question, to=to) if first else None
    if first is None or question is None or question.author or posts.contact(db, question.id) != mail.recipient:
        return None
    if unsubscribed.has(db, mail.recipient, kind=NOTICES, site=mail.site):
        return None
    found = {mail.id: first}
    for other in mails.noted_to(db, mail.recipient, site=mail.site, kind="notices", limit=100):
        row = answers.one(db, other.about, to=to)
        if row and row.question == question.id:
            found[other.id] = row
    rows = sorted(found.values(), key=lambda row: row.id)
    told = partial(say, language=question.language)
    title = one_line(question.title, longest=100)
    return Letter(
        question.language, settings.url, told("answered_subject", title=title),
        (told("answered", title=title, house=HOUSE),),
        greeting=told("hello", name=one_line(question.guest, longest=60)),
        quotes=tuple(_quote(row, settings, language=question.language) for row in rows[:SHOWN]),
        button=Link(told("answered_button"), f"{settings.url}/posts/{rows[0].id}"),
        notes=(told("answered_why"), told("no_replies")),
        stop=Link(told("unsubscribe"), unsubscribe_links.address(settings, Wish(NOTICES, mail.recipient))),
    ), tuple(id for id in found if id != mail.id)


def _quote(row: Answer, settings: Settings, *, language: str) -> Quote:
    name = one_line(row.name, longest=60) or say("notice_somebody", language)
    text = markdown.plain(row.body).strip()
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
    return Quote(say("notice_answer", language, name=name), "house", cut, address=f"{settings.url}/posts/{row.id}")
