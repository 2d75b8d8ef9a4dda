"""What people are told: in their list of notices, and by mail where they have not read it."""

from dataclasses import dataclass
from typing import Final, Literal

from kb.store import posts
from kb.store.engine import Reads, Transaction
from kb.store.posts import Reader

Kind = Literal[
    "question", "answer", "comment", "mention", "accepted", "official", "edited", "closed", "duplicate", "hidden",
    "shown", "flag_decided", "edit_decided", "article", "suspended",
]

_LAST: Final = "z" * 20  # sorts after every id, in every collation


@dataclass(frozen=True, slots=True)
class Notice:
    """`title` is the question's. `post` is '' for what concerns none; `cause` the id of what happened there."""

    id: str
    person: str
    kind: str
    post: str
    question: str
    post_kind: str
    title: str
    cause: str
    actor: str | None
    name: str
    created_at: int
    read_at: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who has something to read, and where mail goes."""

    person: str
    site: str
    email: str
    language: str
    state: str


_NOTICE: Final = """
    SELECT n.id, n.person, n.kind, n.post, COALESCE(p.question, '') AS question, COALESCE(p.kind, '') AS post_kind,
           COALESCE(q.title, '') AS title, n.cause, n.actor, COALESCE(person.name, '') AS name, n.created_at, n.read_at
      FROM notification n LEFT JOIN post p ON p.id = n.post LEFT JOIN post q ON q.id = p.question
      LEFT JOIN person ON person.id = n.actor"""


def of_person(db: Reads, person: str, *, to: Reader, before: str, limit: int) -> list[Notice]:
    """The newest first; none of a post that the person may not see any more."""
    condition, params = posts.of_thread("p", "q", to)
    return db.all(
        Notice,
        f"""{_NOTICE} WHERE n.person = :person AND n.id < :before AND (n.post = '' OR {condition})
             ORDER BY n.id DESC LIMIT :limit""",
        person=person, before=before or _LAST, limit=limit, **params,
    )


def unread(db: Reads, person: str, *, to: Reader, most: int) -> int:
    """How many the person has not read of what they may see, counted up to `most`."""
    condition, params = posts.of_thread("p", "q", to)
    return int(
        db.value(
            f"""SELECT COUNT(*) FROM (
                    SELECT 1 FROM notification n LEFT JOIN post p ON p.id = n.post LEFT JOIN post q ON q.id = p.question
                     WHERE n.person = :person AND n.read_at IS NULL AND (n.post = '' OR {condition}) LIMIT :most)
                    AS unread""",
            person=person, most=most, **params,
        )
    )


def has_unread(db: Reads, person: str, *, question: str) -> bool:
    """Of this thread: a page asks before it writes."""
    return db.value(
        """SELECT 1 FROM notification WHERE person = :person AND read_at IS NULL
              AND post IN (SELECT id FROM post WHERE question = :question) LIMIT 1""",
        person=person, question=question,
    ) is not None


def to_mail(db: Reads, *, before: int, now: int, limit: int) -> list[Notice]:
    """What was neither read nor mailed and came before that moment, the oldest first; of what its reader may see."""
    # As everybody sees it, or as its own author does.
    return db.all(
        Notice,
        f"""{_NOTICE} WHERE n.read_at IS NULL AND n.mailed_at IS NULL AND n.created_at < :before
               AND (n.post = '' OR p.author = n.person OR ({posts.public('p')} AND {posts.public('q')}))
             ORDER BY n.id LIMIT :limit""",
        before=before, now=now, limit=limit,
    )


def to_mail_to(db: Reads, person: str, *, now: int, limit: int) -> list[Notice]:
    """Of one person, the newest first."""
    return db.all(
        Notice,
        f"""{_NOTICE} WHERE n.person = :person AND n.read_at IS NULL AND n.mailed_at IS NULL
               AND (n.post = '' OR p.author = n.person OR ({posts.public('p')} AND {posts.public('q')}))
             ORDER BY n.id DESC LIMIT :limit""",
        person=person, now=now, limit=limit,
    )


def waiting(db: Reads, *, before: int, limit: int) -> list[Waiting]:
    """Who has notices that were neither read nor mailed and came before that moment."""
    # Asked every second. As a join it goes through all that anybody has not read: 200 ms with 100,000 notices.
    return db.all(
        Waiting,
        """SELECT id AS person, site, email, language, state FROM person
            WHERE id IN (SELECT person FROM notification
                          WHERE read_at IS NULL AND mailed_at IS NULL AND created_at < :before)
            ORDER BY id LIMIT :limit""",
        before=before, limit=limit,
    )


def pass_over(tx: Transaction, *, before: int, person: str = "") -> int:
    """No mail is written of these, of this person or of anybody; their list keeps them."""
    # Either condition has its index; both in one statement have none.
    whose, named = ("AND person = :person", {"person": person}) if person else ("", {})
    return tx.run(
        f"""UPDATE notification SET mailed_at = :before
             WHERE read_at IS NULL AND mailed_at IS NULL AND created_at < :before {whose}""",
        before=before, **named,
    )


def add(
    tx: Transaction, *, id: str, site: str, person: str, kind: Kind, post: str, cause: str, actor: str | None, now: int
) -> int:
    """0 where the person was told of it already."""
    return tx.run(
        """INSERT INTO notification (id, site, person, kind, post, cause, actor, created_at, read_at, mailed_at)
           VALUES (:id, :site, :person, :kind, :post, :cause, :actor, :now, NULL, NULL)
           ON CONFLICT (person, kind, post, cause) DO NOTHING""",
        id=id, site=site, person=person, kind=kind, post=post, cause=cause, actor=actor, now=now,
    )


def read_all(tx: Transaction, person: str, *, upto: str, now: int) -> int:
    """All up to the notice `upto`."""
    # Joined with nothing, the id has no index: what is unread is looked for, not through all that was read before.
    return tx.run(
        "UPDATE notification SET read_at = :now WHERE person = :person AND read_at IS NULL AND id || '' <= :upto",
        person=person, upto=upto, now=now,
    )


def read_thread(tx: Transaction, person: str, *, question: str, now: int) -> int:
    """Whoever has opened the question has seen what the notices of it say."""
    return tx.run(
        """UPDATE notification SET read_at = :now WHERE person = :person AND read_at IS NULL
              AND post IN (SELECT id FROM post WHERE question = :question)""",
        person=person, question=question, now=now,
    )


def mailed(tx: Transaction, id: str, *, now: int) -> int:
    return tx.run("UPDATE notification SET mailed_at = :now WHERE id = :id AND mailed_at IS NULL", id=id, now=now)


def sweep(tx: Transaction, *, before: int) -> int:
    """Takes away what was read before then."""
    return tx.run("DELETE FROM notification WHERE read_at < :before", before=before)


def forget(tx: Transaction, *, person: str) -> int:
    """All of somebody's, when they leave."""
    return tx.run("DELETE FROM notification WHERE person = :person", person=person)
