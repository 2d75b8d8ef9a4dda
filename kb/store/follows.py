"""Who follows which questions and tags."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction, columns


@dataclass(frozen=True, slots=True)
class Follow:
    """`kind` is question or tag, `subject` its id."""

    kind: str
    subject: str
    person: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Follower:
    """Who is to be told; those who cannot sign in are not."""

    person: str
    name: str
    language: str


def is_there(db: Reads, *, kind: str, subject: str, person: str) -> bool:
    return db.value(
        "SELECT 1 FROM follow WHERE kind = :kind AND subject = :subject AND person = :person",
        kind=kind, subject=subject, person=person,
    ) is not None


def of_person(db: Reads, person: str, *, kind: str, limit: int) -> list[Follow]:
    return db.all(
        Follow,
        f"""SELECT {columns(Follow)} FROM follow WHERE person = :person AND kind = :kind
             ORDER BY subject DESC LIMIT :limit""",
        person=person, kind=kind, limit=limit,
    )


def count(db: Reads, *, kind: str, subject: str) -> int:
    return int(
        db.value("SELECT COUNT(*) FROM follow WHERE kind = :kind AND subject = :subject", kind=kind, subject=subject)
    )


def followers(db: Reads, question: str, *, but: str, after: str, limit: int) -> list[Follower]:
    """Who follows the question, by id from behind `after` on, without the person `but`, who did it."""
    return db.all(
        Follower,
        """SELECT person.id AS person, person.name, person.language FROM follow f
             JOIN person ON person.id = f.person
            WHERE f.kind = 'question' AND f.subject = :question AND f.person > :after AND f.person <> :but
              AND person.state = 'active' ORDER BY f.person LIMIT :limit""",
        question=question, but=but, after=after, limit=limit,
    )


def tag_followers(db: Reads, question: str, *, but: str, after: str, limit: int) -> list[Follower]:
    """Who follows one of the question's tags, each once."""
    return db.all(
        Follower,
        """SELECT DISTINCT person.id AS person, person.name, person.language FROM post_tag t
             JOIN follow f ON f.kind = 'tag' AND f.subject = t.tag JOIN person ON person.id = f.person
            WHERE t.post = :question AND f.person > :after AND f.person <> :but
              AND person.state = 'active' ORDER BY person.id LIMIT :limit""",
        question=question, but=but, after=after, limit=limit,
    )


def participants(db: Reads, question: str) -> list[Follower]:
    """Who wrote in the thread where everybody sees it: whom a comment there can mention by name."""
    return db.all(
        Follower,
        """SELECT person.id AS person, person.name, person.language FROM person
            WHERE person.state = 'active' AND person.id IN (
                  SELECT p.author FROM post p WHERE p.question = :question AND p.state = 'shown'
                  UNION SELECT c.author FROM post p JOIN comment c ON c.post = p.id
                         WHERE p.question = :question AND p.state = 'shown' AND c.state = 'shown')
            ORDER BY person.id""",
        question=question,
    )


def add(tx: Transaction, *, kind: str, subject: str, person: str, now: int) -> int:
    """0 where the person follows it already."""
    return tx.run(
        """INSERT INTO follow (kind, subject, person, created_at) VALUES (:kind, :subject, :person, :now)
           ON CONFLICT (kind, subject, person) DO NOTHING""",
        kind=kind, subject=subject, person=person, now=now,
    )


def remove(tx: Transaction, *, kind: str, subject: str, person: str) -> int:
    return tx.run(
        "DELETE FROM follow WHERE kind = :kind AND subject = :subject AND person = :person",
        kind=kind, subject=subject, person=person,
    )


def carry_over(tx: Transaction, *, kind: str, subject: str, to: str, now: int) -> int:
    """Whoever follows `subject` follows `to` as well; how many did not yet."""
    return tx.run(
        """INSERT INTO follow (kind, subject, person, created_at)
           SELECT f.kind, :to, f.person, :now FROM follow f WHERE f.kind = :kind AND f.subject = :subject
           ON CONFLICT (kind, subject, person) DO NOTHING""",
        kind=kind, subject=subject, to=to, now=now,
    )


def remove_subject(tx: Transaction, *, kind: str, subject: str) -> int:
    """Nobody follows it any more."""
    return tx.run("DELETE FROM follow WHERE kind = :kind AND subject = :subject", kind=kind, subject=subject)


def forget(tx: Transaction, *, person: str) -> int:
    """All of somebody's, when they leave."""
    return tx.run("DELETE FROM follow WHERE person = :person", person=person)
