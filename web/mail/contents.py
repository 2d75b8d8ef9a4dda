"""What each kind of mail says, from the rows that it is about; None where there is nothing to say any more."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal
from urllib.parse import quote

from kb import markdown
from kb.store import articles, conversations, messages, people, proposals, tokens, unsubscribed
from kb.store.conversations import Conversation
from kb.store.engine import Database
from kb.store.mails import Mail
from kb.store.messages import Message
from kb.store.tokens import Token
from web.chat import case_links, payloads
from web.config import Settings
from web.mail import guests, unsubscribe_links
from web.mail import notices as mail_notices
from web.mail.letter import HOUSE, Letter, Link, Quote, one_line
from web.mail.texts import say
from web.mail.unsubscribe_links import CONVERSATION, REVIEWS, Wish
from web.people import links

SHOWN: Final = 200
"""Messages that a copy of a conversation holds, the last ones."""

_HOURS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class Content:
    """A letter and whom it goes to. `row` is the conversation that was read for it, `said` the last message in it;
    `notices` are the ids of those that it tells, `others` mails that it makes needless."""

    letter: Letter
    recipient: str
    row: Conversation | None = None
    said: int = 0
    notices: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def of(db: Database, settings: Settings, mail: Mail, *, now: int) -> Content | None:
    match mail.kind:
        case "reply":
            return _reply(db, settings, mail)
        case "transcript":
            return _transcript(db, settings, mail)
        case "review":
            return _review(db, settings, mail)
        case "notices":
            return _notices(db, settings, mail, now=now)
        case _:
            token = tokens.by_id(db, mail.about)
            if token is None or token.expires_at <= now:
                return None
            if token.used_at is not None and mail.kind != "address_notice":
                return None
            return Content(_of_token(db, settings, mail, token), mail.recipient)


def test(settings: Settings, *, language: str) -> Letter:
    """What `firstline mail-test` sends."""
    return Letter(
        language, settings.url, say("test_subject", language, house=HOUSE), (say("test", language),),
        notes=(say("no_replies", language),),
    )


def _of_token(db: Database, settings: Settings, mail: Mail, token: Token) -> Letter:
    person = people.by_id(db, token.person) if token.person else None
    # Whoever moves to an address may not write to whomever it belongs to.
    name = one_line(person.name if person and mail.kind != "address" else "", longest=60)
    facts = token.facts
    sign_in = f"{settings.url}/sign-in"
    match mail.kind:
        case "sign_up" if token.person is not None:
            key, address = "known", sign_in
        case "address_notice":
            key, address = "notice", sign_in
        case _:
            key, address = token.kind, links.address(settings, token.id, kind=token.kind)
    told = partial(say, language=mail.language)
    subject = f"{key}_subject"
    by = one_line(facts.get("by", ""), longest=60)
    if key == "invitation" and not by:
        subject = "invitation_subject_house"
    lasts = () if address == sign_in else (_lasts(token, mail.language),)
    return Letter(
        mail.language, settings.url, one_line(told(subject, house=HOUSE, name=by)),
        (told(key, house=HOUSE, address=token.email),),
        greeting=told("hello", name=name) if name else told("hello_somebody"),
        after=lasts,
        button=Link(told(f"{key}_button"), address),
        notes=(told(f"{key}_why"), told("no_replies")),
    )


def _lasts(token: Token, language: str) -> str:
    hours = round((token.expires_at - token.created_at) / _HOURS)
    if hours <= 1:
        return say("good_for_hour", language)
    if hours % 24 == 0 and hours > 24:
        return say("good_for_days", language, count=hours // 24)
    return say("good_for_hours", language, count=hours)


def _reply(db: Database, settings: Settings, mail: Mail) -> Content | None:
    """What people of ours said since the customer read, or was written to, last."""
    row = conversations.by_id(db, mail.about)
    if row is None or not row.contact or _stopped(db, row):
        return None
    since = max(row.customer_read, row.mailed_number)
    found = [message for message in messages.after(db, row.id, number=since, limit=SHOWN) if message.author != "bot"]
    quotes = tuple(_answer(message) for message in found if message.author == "agent")
    closed = row.state == "resolved" and any(_status(message) == "resolved" for message in found)
    if not quotes and not closed:
        return None
    told = partial(say, language=row.language)
    after = (told("closed"),) if closed and quotes else ()
    letter = Letter(
        row.language, settings.url, told("reply_subject" if quotes else "closed_subject", house=HOUSE),
        (told("reply" if quotes else "closed_alone"),), greeting=_hello(row), quotes=quotes, after=after,
        button=Link(told("reply_button"), settings.url + case_links.path(settings, row)),
        notes=(told("keep_link"), told("reply_why"), told("no_replies")), stop=_stop(settings, row),
    )
    return Content(letter, row.contact, row, found[-1].number)


def _transcript(db: Database, settings: Settings, mail: Mail) -> Content | None:
    """All that was said, for whoever has the address of the conversation.

    Anybody may type any address, and write what they like. So a customer's own words go out only when somebody of ours
    has answered in the conversation, or the address is proved to be the customer's.
    """
    row = conversations.by_id(db, mail.about)
    if row is None or not row.contact or _stopped(db, row):
        return None
    told = partial(say, language=row.language)
    found = messages.after(db, row.id, number=max(0, row.last_number - SHOWN), limit=SHOWN)
    person = people.by_id(db, row.person) if row.person else None
    proved = person is not None and person.email == row.contact.lower()
    vetted = proved or any(message.author == "agent" for message in found)
    shown = tuple(_said(message, row, settings=settings, words="all" if vetted else "ours") for message in found)
    letter = Letter(
        row.language, settings.url, told("transcript_subject", house=HOUSE),
        (told("transcript"), *((told("shortened"),) if row.last_number > SHOWN else ())),
        greeting=_hello(row) if vetted else told("hello_somebody"), quotes=shown,
        button=Link(told("transcript_button"), settings.url + case_links.path(settings, row)),
        notes=(told("keep_link"), told("transcript_why"), told("no_replies")), stop=_stop(settings, row),
    )
    return Content(letter, row.contact)


def _review(db: Database, settings: Settings, mail: Mail) -> Content | None:
    row = proposals.by_id(db, mail.about, site=mail.site)
    person = people.by_id(db, row.author) if row else None
    article = articles.by_id(db, row.article) if row else None
    if row is None or person is None or person.state != "active" or article is None or row.state not in _DECIDED:
        return None
    if unsubscribed.has(db, person.email, kind=REVIEWS, site=mail.site):
        return None
    told = partial(say, language=person.language)
    title = one_line(article.title, longest=100)
    letter = Letter(
        person.language, settings.url, told(f"{row.state}_subject", title=title), (told(row.state, title=title),),
        greeting=told("hello", name=one_line(person.name, longest=60)),
        quotes=(Quote(told("reviewer"), "house", row.reply),) if row.reply.strip() else (),
        button=Link(told("review_button"), f"{settings.url}/suggestions/{quote(row.id)}"),
        notes=(told("review_why"), told("no_replies")),
        stop=Link(told("unsubscribe"), unsubscribe_links.address(settings, Wish(REVIEWS, person.email))),
    )
    return Content(letter, person.email)


def _notices(db: Database, settings: Settings, mail: Mail, *, now: int) -> Content | None:
    """To a member about all that they were told, or to a guest about an answer."""
    person = people.by_id(db, mail.about)
    if person is None:
        told = guests.letter(db, settings, mail, now=now)
        return Content(told[0], mail.recipient, others=told[1]) if told else None
    found = mail_notices.letter(db, settings, mail, now=now)
    if found is None:
        return None
    letter, rows = found
    return Content(letter, person.email, notices=tuple(row.id for row in rows))


_DECIDED: Final = ("accepted", "declined")


def _answer(message: Message) -> Quote:
    return Quote(message.name, "house", message.text, html=payloads.html("text", message.text))


def _said(message: Message, row: Conversation, *, settings: Settings, words: Literal["all", "ours"]) -> Quote:
    if message.author == "customer":
        text = message.text if words == "all" else say("your_words", row.language)
        return Quote(say("you", row.language), "customer", text)
    who = message.name or say("assistant", row.language)
    if message.kind == "passage":
        passage = json.loads(message.data)["passage"]
        title = " · ".join(filter(None, (passage["title"], passage.get("by"))))
        text = f"{title}\n{markdown.plain(message.text)}"
        return Quote(who, "house", text, address=f"{settings.url}{passage['url']}")
    if message.author == "agent":
        return _answer(message)
    return Quote(who, "house", message.text)


def _status(message: Message) -> str:
    return str(json.loads(message.data).get("status", "")) if message.kind == "status" else ""


def _hello(row: Conversation) -> str:
    name = one_line(row.customer_name, longest=60)
    return say("hello", row.language, name=name) if name else say("hello_somebody", row.language)


def _stopped(db: Database, row: Conversation) -> bool:
    return unsubscribed.has(db, row.contact, kind=f"{CONVERSATION}{row.id}", site=row.site)


def _stop(settings: Settings, row: Conversation) -> Link:
    wish = Wish(f"{CONVERSATION}{row.id}", row.contact)
    return Link(say("stop_conversation", row.language), unsubscribe_links.address(settings, wish))
