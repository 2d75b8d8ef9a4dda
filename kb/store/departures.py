"""What is taken out of the rows when somebody closes their account; what they gave to others stays."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction

GONE = "…"
"""Stands where a customer's words stood."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody contributed: it stays, without their name."""

    revisions: int
    proposals: int
    answers: int


def kept(db: Reads, person: str) -> Kept:
    found = db.one(
        Kept,
        """SELECT (SELECT COUNT(*) FROM revision WHERE author = :person) AS revisions,
                  (SELECT COUNT(*) FROM proposal WHERE author = :person) AS proposals,
                  (SELECT COUNT(*) FROM message WHERE person = :person AND author = 'agent') AS answers""",
        person=person,
    )
    assert found
    return found


def forget_conversations(tx: Transaction, person: str) -> int:
    """What a customer wrote, and who it was; answers of bot and agents stay, and no customer opens them any more.

    How many conversations.
    """
    theirs = "(SELECT id FROM conversation WHERE person = :person)"
    tx.run(
        f"UPDATE message SET text = :gone, data = '{{}}' WHERE author = 'customer' AND conversation IN {theirs}",
        person=person, gone=GONE,
    )
    tx.run(
        f"UPDATE evidence SET text = :gone WHERE kind IN ('searched', 'rejected') AND conversation IN {theirs}",
        person=person, gone=GONE,
    )
    # A question that nobody else asked, and that no moderator has made a wording of.
    tx.run(
        f"DELETE FROM suggestion WHERE state = 'waiting' AND conversations = 1 AND conversation IN {theirs}",
        person=person,
    )
    return tx.run(
        """UPDATE conversation SET person = NULL, link = NULL, token = 'gone:' || id, customer_name = '', contact = '',
                                   page = '',
                                   last_text = '', rating_comment = '', version = version + 1
            WHERE person = :person""",
        person=person,
    )


def forget_unsaved(tx: Transaction, person: str) -> int:
    tx.run("DELETE FROM undo WHERE person = :person", person=person)
    return tx.run("DELETE FROM unsaved WHERE person = :person", person=person)


def forget_mail(tx: Transaction, email: str, *, site: str) -> int:
    """Mail to this address, also what waits to be sent, and what it wanted none of. How many mails."""
    tx.run("DELETE FROM unsubscribed WHERE site = :site AND email = :email", site=site, email=email)
    tx.run("DELETE FROM token WHERE site = :site AND email = :email", site=site, email=email)
    return tx.run("DELETE FROM mail WHERE site = :site AND recipient = :email", site=site, email=email)


def forget_votes(tx: Transaction, *, reader: str, instead: str) -> int:
    """Votes count on, but nothing leads from them to the person."""
    return tx.run("UPDATE feedback SET reader = :instead WHERE reader = :reader", reader=reader, instead=instead)


def disown(tx: Transaction, person: str) -> int:
    """Articles that the person answered for: nobody does now."""
    return tx.run("UPDATE article SET owner = NULL WHERE owner = :person", person=person)


def forget_picture(tx: Transaction, file: str) -> int:
    """The picture of a person who has another one now, or none; 0 where an article or a post shows it, too."""
    return tx.run(
        """DELETE FROM file WHERE id = :file
              AND NOT EXISTS (SELECT 1 FROM file_use u WHERE u.file = :file)
              AND NOT EXISTS (SELECT 1 FROM post_file u WHERE u.file = :file)
              AND NOT EXISTS (SELECT 1 FROM person p WHERE p.picture = :file)""",
        file=file,
    )
