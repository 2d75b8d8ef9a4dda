"""What the asker, the company and readers say of an answer: accepted, official, thanks."""

from typing import Final

from kb import admitting, earning, showing
from kb.admitting import Admitted, Moved, Refused
from kb.store import posts, tags, thanks
from kb.store.engine import Database, Transaction
from kb.store.posts import Post

FOR_THE_ASKER: Final = 1
"""The event's detail where somebody else than the asker has accepted the answer."""


def accept(db: Database, answer: str, *, person: str, now: int) -> Post:
    """By the asker or a curator, in place of any other; accepting it again changes nothing. Returns the question.
    Raises Refused, Moved."""

    def body(tx: Transaction) -> Post:
        by, post, question = _theirs(tx, answer, person=person, now=now)
        if post.state != "shown":
            raise Refused("gone")
        if question.accepted == answer:
            return question
        if not posts.accept(tx, question.id, answer=answer, before=question.accepted):
            raise Moved
        if question.accepted:
            _take_back(tx, question.accepted, now=now)
        if post.author != question.author:
            earning.grant(tx, "accepted", person=post.author, post=answer, actor="", now=now)
            if by.known.person == question.author:
                earning.grant(tx, "accepting", person=question.author, post=answer, actor="", now=now)
        posts.touch(tx, question.id, now=now)
        tags.copy(tx, question.id)
        showing.tell(tx, "answer.accepted", post, detail=FOR_THE_ASKER if person != question.author else 0, now=now)
        return showing.changed(tx, question, now=now)

    return db.write(body)


def unaccept(db: Database, answer: str, *, person: str, now: int) -> Post:
    """The question has no accepted answer. Raises Refused, Moved."""

    def body(tx: Transaction) -> Post:
        _, post, question = _theirs(tx, answer, person=person, now=now)
        if question.accepted != answer:
            return question
        if not posts.accept(tx, question.id, answer=None, before=answer):
            raise Moved
        _take_back(tx, answer, now=now)
        showing.tell(tx, "answer.unaccepted", post, now=now)
        return showing.changed(tx, question, now=now)

    return db.write(body)


def mark_official(db: Database, answer: str, *, person: str, now: int) -> Post:
    """This is what the company says: by staff and curators. Raises Refused."""
    return _mark(db, answer, mark="official", person=person, now=now)


def unmark(db: Database, answer: str, *, person: str, now: int) -> Post:
    return _mark(db, answer, mark="", person=person, now=now)


def thank(db: Database, post: str, *, person: str, now: int) -> Post:
    """Once for each person, not for one's own. Raises Refused."""

    def body(tx: Transaction) -> Post:
        by = admitting.taking_part(tx, person, now=now)
        found = admitting.shown(tx, post, by, now=now)
        if found.author == person:
            raise Refused("own")
        if not thanks.add(tx, post, person=person, now=now):
            return found
        posts.move_thanks(tx, post, by=1)
        return showing.tell(tx, "post.thanked", found, now=now)

    return db.write(body)


def unthank(db: Database, post: str, *, person: str, now: int) -> Post:
    def body(tx: Transaction) -> Post:
        by = admitting.taking_part(tx, person, now=now)
        found = admitting.shown(tx, post, by, now=now)
        if not thanks.remove(tx, post, person=person):
            return found
        posts.move_thanks(tx, post, by=-1)
        return showing.tell(tx, "post.thanked", found, now=now)

    return db.write(body)


def _theirs(tx: Transaction, answer: str, *, person: str, now: int) -> tuple[Admitted, Post, Post]:
    """The answer and its question, held, where this person says what is accepted."""
    by = admitting.taking_part(tx, person, now=now)
    post = admitting.seen(tx, answer, by, now=now)
    if post.kind != "answer":
        raise Refused("gone")
    question = admitting.held(tx, post.question)
    if question.author != person and not by.curates:
        raise Refused("not_own")
    admitting.open_thread(tx, post, by)
    return by, admitting.held(tx, answer), question


def _take_back(tx: Transaction, answer: str, *, now: int) -> None:
    earning.cancel(tx, "accepted", post=answer, actor="", now=now)
    earning.cancel(tx, "accepting", post=answer, actor="", now=now)


def _mark(db: Database, answer: str, *, mark: str, person: str, now: int) -> Post:
    def body(tx: Transaction) -> Post:
        by = admitting.staff(tx, person, now=now)
        post = admitting.shown(tx, answer, by, now=now)
        if post.kind != "answer":
            raise Refused("gone")
        if not posts.set_mark(tx, answer, mark=mark):
            return post
        showing.tell(tx, "answer.marked", post, now=now)
        return showing.changed(tx, post, now=now)

    return db.write(body)
