"""Posts of the board: questions and their answers; and who may see which, for every list, page and machine."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.store import people
from kb.store.engine import Reads, Transaction, columns
from kb.store.people import Person
from kb.store.rows import listed

STATES: Final = ("unconfirmed", "in_review", "shown", "hidden", "removed")
CLOSED: Final = ("duplicate", "off_topic", "unclear", "outdated", "other")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: a person's id and role, both '' for strangers and machines; `now` because suspensions end."""

    person: str
    role: str
    now: int


def stranger(now: int) -> Reader:
    """Whoever is not signed in: what is for everybody's eyes, search, feeds, bot and exports."""
    return Reader("", "", now)


def reader(person: Person | None, *, now: int) -> Reader:
    return Reader(person.id, person.role, now) if person else stranger(now)


@dataclass(frozen=True, slots=True)
class Post:
    """`question` is the thread's: an answer's question, a question's own id. `body` is Markdown. Times in ms, UTC."""

    id: str
    site: str
    kind: str
    question: str
    language: str
    author: str | None
    guest: str
    state: str
    why: str
    mark: str
    title: str
    body: str
    revision: int
    version: int
    score: int
    thanks: int
    answers: int
    accepted: str | None
    closed: str
    closed_at: int | None
    duplicate_of: str | None
    locked: str
    article: str | None
    created_at: int
    updated_at: int
    active_at: int


@dataclass(frozen=True, slots=True)
class Wording:
    """Another way in which people ask a question: the title of one that was closed as its duplicate."""

    question: str
    title: str


def public(post: str, *, author: str = "") -> str:
    """Where `post` is a table's name in a statement: what everybody may see of it; needs the parameter `now`.

    `author` is the parameter by which a statement names whose posts it wants: then the suspension is asked for once.
    Asked for each post, PostgreSQL takes it to leave few of them, and sorts all in place of walking the index.
    With `of_thread` this is the only place that says so.
    """
    return f"""({post}.state = 'shown' AND NOT EXISTS
                (SELECT 1 FROM suspension s
                  WHERE s.person = {author or f"{post}.author"} AND s.lifted_at IS NULL AND s.until > :now))"""


def visible(post: str, to: Reader, *, author: str = "") -> tuple[str, dict[str, object]]:
    """What this reader may see of the post by itself: curators everything, authors what is theirs. `author` as for
    `public`."""
    if to.role in people.CURATORS:
        return "1 = 1", {}
    params: dict[str, object] = {"now": to.now}
    if not to.person:
        return public(post, author=author), params
    return f"({public(post, author=author)} OR {post}.author = :reader)", {**params, "reader": to.person}


def of_thread(post: str, question: str, to: Reader, *, author: str = "") -> tuple[str, dict[str, object]]:
    """An answer shows only where its question does, too; a question is its own."""
    itself, params = visible(post, to, author=author)
    thread, _ = visible(question, to)
    return f"({itself} AND {thread})", params


def by_id(db: Reads, id: str) -> Post | None:
    """For verbs, which decide for themselves; pages ask `seen`."""
    return db.one(Post, f"SELECT {columns(Post)} FROM post WHERE id = :id", id=id)


def seen(db: Reads, id: str, *, to: Reader) -> Post | None:
    """The post, where this reader may see it."""
    condition, params = of_thread("p", "q", to)
    return db.one(
        Post, f"SELECT {named('p')} FROM post p JOIN post q ON q.id = p.question WHERE p.id = :id AND {condition}",
        id=id, **params,
    )


def seen_of(db: Reads, ids: Collection[str], *, to: Reader) -> list[Post]:
    """Those of these posts that this reader may see, in no order: what an index found is asked for here."""
    condition, params = of_thread("p", "q", to)
    names, chosen = listed("id", ids)
    return db.all(
        Post,
        f"SELECT {named('p')} FROM post p JOIN post q ON q.id = p.question WHERE p.id IN ({names}) AND {condition}",
        **chosen, **params,
    )


def of_author(db: Reads, author: str) -> list[Post]:
    """All that somebody wrote, whoever may see it: after a suspension the index looks at them anew."""
    return db.all(
        Post, f"SELECT {columns(Post)} FROM post WHERE author = :author ORDER BY kind, id", author=author
    )


def duplicates(db: Reads, question: str) -> list[str]:
    """Ids of all that are closed as duplicates of the question, whoever may see them."""
    return [row.question for row in db.all(
        Wording, "SELECT id AS question, title FROM post WHERE duplicate_of = :question ORDER BY id", question=question
    )]


def wordings(db: Reads, questions: Collection[str], *, now: int) -> list[Wording]:
    """In which other words these questions are asked: the titles of their shown duplicates."""
    names, chosen = listed("question", questions)
    return db.all(
        Wording,
        f"""SELECT p.duplicate_of AS question, p.title FROM post p
             WHERE p.duplicate_of IN ({names}) AND {public('p')} ORDER BY p.duplicate_of, p.id""",
        now=now, **chosen,
    )


def contact(db: Reads, id: str) -> str:
    """The mail address of the guest who asked, or ''."""
    return str(db.value("SELECT contact FROM post WHERE id = :id", id=id) or "")


def conversation(db: Reads, id: str) -> str | None:
    found: str | None = db.value("SELECT conversation FROM post WHERE id = :id", id=id)
    return found


def of_article(db: Reads, article: str) -> list[Post]:
    """What became official as this article."""
    return db.all(Post, f"SELECT {columns(Post)} FROM post WHERE article = :article ORDER BY id", article=article)


def of_source(db: Reads, source_key: str, *, site: str) -> str | None:
    """The id of what an import brought under this name."""
    found: str | None = db.value(
        "SELECT id FROM post WHERE site = :site AND source_key = :source_key", site=site, source_key=source_key
    )
    return found


def named(post: str) -> str:
    """The columns of a post, of a table that a statement calls `post`."""
    return ", ".join(f"{post}.{name}" for name in columns(Post).split(", "))


def add(
    tx: Transaction, *, id: str, site: str, kind: str, question: str, language: str, author: str | None, state: str,
    why: str, title: str, body: str, now: int, guest: str = "", contact: str = "", conversation: str | None = None,
    source_key: str | None = None,
) -> None:
    """Raises Conflict where an import brought it already."""
    tx.run(
        """INSERT INTO post (id, site, kind, question, language, author, guest, contact, state, why, mark, title, body,
                             revision, version, score, thanks, answers, closed, locked, conversation, source_key,
                             created_at, updated_at, active_at)
           VALUES (:id, :site, :kind, :question, :language, :author, :guest, :contact, :state, :why, '', :title, :body,
                   1, 1, 0, 0, 0, '', '', :conversation, :source_key, :now, :now, :now)""",
        id=id, site=site, kind=kind, question=question, language=language, author=author, guest=guest,
        contact=contact, state=state, why=why, title=title, body=body, conversation=conversation,
        source_key=source_key, now=now,
    )


def revise(tx: Transaction, id: str, *, title: str, body: str, language: str, seen: int, now: int) -> int:
    """The next text; 0 where the post was changed since `seen`."""
    return tx.run(
        """UPDATE post SET title = :title, body = :body, language = :language, revision = revision + 1,
                           version = version + 1, updated_at = :now
            WHERE id = :id AND version = :seen""",
        id=id, title=title, body=body, language=language, seen=seen, now=now,
    )


def set_state(tx: Transaction, id: str, *, state: str, why: str, before: Collection[str]) -> int:
    """0 where the post is in none of the states `before` any more."""
    names, states = listed("before", before)
    return tx.run(
        f"""UPDATE post SET state = :state, why = :why, version = version + 1
             WHERE id = :id AND state IN ({names})""",
        id=id, state=state, why=why, **states,
    )


def close(tx: Transaction, id: str, *, closed: str, duplicate_of: str | None, now: int) -> int:
    """0 where it is closed already. A duplicate has the question that it repeats."""
    return tx.run(
        """UPDATE post SET closed = :closed, closed_at = :now, duplicate_of = :duplicate_of, version = version + 1
            WHERE id = :id AND kind = 'question' AND closed = ''""",
        id=id, closed=closed, duplicate_of=duplicate_of, now=now,
    )


def reopen(tx: Transaction, id: str) -> int:
    return tx.run(
        """UPDATE post SET closed = '', closed_at = NULL, duplicate_of = NULL, version = version + 1
            WHERE id = :id AND closed <> ''""",
        id=id,
    )


def move_duplicates(tx: Transaction, id: str, *, to: str) -> int:
    """What repeated this question repeats another from now on: a duplicate never leads to a duplicate."""
    return tx.run(
        "UPDATE post SET duplicate_of = :to, version = version + 1 WHERE duplicate_of = :id AND id <> :to",
        id=id, to=to,
    )


def lead(tx: Transaction, id: str, *, to: str) -> int:
    """A duplicate repeats this question from now on."""
    return tx.run(
        """UPDATE post SET duplicate_of = :to, version = version + 1
            WHERE id = :id AND closed = 'duplicate' AND id <> :to""",
        id=id, to=to,
    )


def lock(tx: Transaction, id: str, *, locked: str) -> int:
    """0 where it is so already."""
    return tx.run(
        "UPDATE post SET locked = :locked, version = version + 1 WHERE id = :id AND locked <> :locked",
        id=id, locked=locked,
    )


def set_mark(tx: Transaction, id: str, *, mark: str) -> int:
    return tx.run(
        "UPDATE post SET mark = :mark, version = version + 1 WHERE id = :id AND mark <> :mark", id=id, mark=mark
    )


def set_article(tx: Transaction, id: str, *, article: str | None) -> int:
    """Which article it became official as, or none any more."""
    return tx.run("UPDATE post SET article = :article, version = version + 1 WHERE id = :id", id=id, article=article)


def accept(tx: Transaction, question: str, *, answer: str | None, before: str | None) -> int:
    """0 where another answer was accepted since `before` was read."""
    return tx.run(
        """UPDATE post SET accepted = :answer, version = version + 1
            WHERE id = :question AND COALESCE(accepted, '') = :before""",
        question=question, answer=answer, before=before or "",
    )


def hold(tx: Transaction, id: str) -> int:
    """Nobody else changes the post until the transaction ends; 0 where there is none."""
    return tx.run("UPDATE post SET version = version WHERE id = :id", id=id)


def move_score(tx: Transaction, id: str, *, by: int) -> int:
    return tx.run("UPDATE post SET score = score + :by WHERE id = :id", id=id, by=by)


def move_thanks(tx: Transaction, id: str, *, by: int) -> int:
    return tx.run("UPDATE post SET thanks = thanks + :by WHERE id = :id", id=id, by=by)


def touch(tx: Transaction, question: str, *, now: int) -> int:
    """Something happened in the thread."""
    return tx.run("UPDATE post SET active_at = :now WHERE id = :id AND active_at < :now", id=question, now=now)


def unconfirmed(db: Reads, *, before: int, limit: int) -> list[Post]:
    """Guests' questions that nobody has confirmed since."""
    return db.all(
        Post,
        f"""SELECT {columns(Post)} FROM post WHERE state = 'unconfirmed' AND created_at < :before
             ORDER BY created_at LIMIT :limit""",
        before=before, limit=limit,
    )
