"""Conversations: whose turn it is, who has it, how it ended. Every write moves `version`."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction, columns


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str
    site: str
    token: str
    link: str | None
    language: str
    channel: str
    page: str
    state: str
    outcome: str
    agent: str | None
    customer_name: str
    contact: str
    dialogue: str
    last_number: int
    last_text: str
    last_author: str
    read_number: int
    rating: int | None
    rating_comment: str
    version: int
    created_at: int
    updated_at: int
    person: str | None
    customer_read: int
    mailed_number: int
    link_number: int


_CONVERSATION: Final = f"SELECT {columns(Conversation)} FROM conversation"


def by_id(db: Reads, id: str) -> Conversation | None:
    return db.one(Conversation, f"{_CONVERSATION} WHERE id = :id", id=id)


def by_token(db: Reads, id: str, *, token: str) -> Conversation | None:
    """The conversation that this token (its SHA-256) opens; no other."""
    return db.one(Conversation, f"{_CONVERSATION} WHERE id = :id AND token = :token", id=id, token=token)


def by_link(db: Reads, link: str) -> Conversation | None:
    """By the SHA-256 of a link that was drawn by lot: those of before links were made from the id."""
    return db.one(Conversation, f"{_CONVERSATION} WHERE link = :link", link=link)


def claimed_by(db: Reads, agent: str) -> list[Conversation]:
    return db.all(
        Conversation, f"{_CONVERSATION} WHERE agent = :agent AND state = 'claimed' ORDER BY updated_at", agent=agent
    )


def quiet(db: Reads, *, before: int, limit: int) -> list[Conversation]:
    """Those still with the bot, without an outcome, that nobody has touched since then."""
    return db.all(
        Conversation,
        f"""{_CONVERSATION} WHERE site IN (SELECT id FROM site) AND state = 'bot' AND outcome = 'open'
                AND updated_at < :before ORDER BY updated_at LIMIT :limit""",
        before=before, limit=limit,
    )


def add(
    tx: Transaction, *, id: str, site: str, token: str, language: str, channel: str, page: str, dialogue: str, now: int
) -> None:
    tx.run(
        """INSERT INTO conversation (id, site, token, link, language, channel, page, state, outcome, agent,
                                     customer_name, contact, dialogue, last_number, last_text, last_author,
                                     read_number, rating, rating_comment, version, created_at, updated_at)
           VALUES (:id, :site, :token, NULL, :language, :channel, :page, 'bot', 'open', NULL,
                   '', '', :dialogue, 0, '', '', 0, NULL, '', 1, :now, :now)""",
        id=id, site=site, token=token, language=language, channel=channel, page=page, dialogue=dialogue, now=now,
    )


def keep_for(tx: Transaction, id: str, *, person: str, name: str, email: str) -> int:
    """The conversation is this person's from now on; what is known of them stands in it where nothing stood.

    0 where it is somebody's already.
    """
    return tx.run(
        """UPDATE conversation SET person = :person, version = version + 1,
                                   customer_name = CASE WHEN customer_name = '' THEN :name ELSE customer_name END,
                                   contact = CASE WHEN contact = '' THEN :email ELSE contact END
            WHERE id = :id AND person IS NULL""",
        id=id, person=person, name=name, email=email,
    )


def advance(
    tx: Transaction, id: str, *, count: int, last_text: str | None, last_author: str | None, now: int
) -> Conversation | None:
    """Reserves the next `count` message numbers: the last of them is the conversation's then. None when there is none.

    `last_text` and `last_author` None: nobody said anything that lists show. An agent who answers has read everything.
    """
    return tx.one(
        Conversation,
        f"""UPDATE conversation SET last_number = last_number + :count,
                                    last_text = COALESCE(:last_text, last_text),
                                    last_author = COALESCE(:last_author, last_author),
                                    read_number = CASE WHEN :last_author = 'agent' THEN last_number + :count
                                                       ELSE read_number END,
                                    version = version + 1, updated_at = :now
             WHERE id = :id RETURNING {columns(Conversation)}""",
        id=id, count=count, last_text=last_text, last_author=last_author, now=now,
    )


def move(
    tx: Transaction, id: str, *, seen: int, state: str, outcome: str, dialogue: str, language: str, now: int
) -> int:
    """The bot's guarded step; 0 when anything was written to the conversation since `seen`.

    What ends, or stays ended, keeps the name of the agent who had it.
    """
    return tx.run(
        """UPDATE conversation SET state = :state, outcome = :outcome, dialogue = :dialogue, language = :language,
                                   agent = CASE WHEN :state = 'resolved' THEN agent ELSE NULL END,
                                   version = version + 1, updated_at = :now
            WHERE id = :id AND version = :seen""",
        id=id, seen=seen, state=state, outcome=outcome, dialogue=dialogue, language=language, now=now,
    )


def claim(tx: Transaction, id: str, *, agent: str, now: int) -> int:
    """1 for exactly one agent; 0 for everybody after."""
    return tx.run(
        """UPDATE conversation SET state = 'claimed', agent = :agent, outcome = 'handed_over', version = version + 1,
                                   updated_at = :now
            WHERE id = :id AND state IN ('waiting', 'bot')""",
        id=id, agent=agent, now=now,
    )


def take_over(tx: Transaction, id: str, *, agent: str, holder: str, now: int) -> int:
    """Another agent has it from now on; 0 where `holder` does not have it any more."""
    return tx.run(
        """UPDATE conversation SET agent = :agent, version = version + 1, updated_at = :now
            WHERE id = :id AND state = 'claimed' AND agent = :holder AND agent <> :agent""",
        id=id, agent=agent, holder=holder, now=now,
    )


def reopen(tx: Transaction, id: str, *, agent: str, now: int) -> int:
    """What was ended is this agent's again; 1 for exactly one agent."""
    return tx.run(
        """UPDATE conversation SET state = 'claimed', agent = :agent, outcome = 'handed_over', version = version + 1,
                                   updated_at = :now
            WHERE id = :id AND state = 'resolved'""",
        id=id, agent=agent, now=now,
    )


def leave(tx: Transaction, id: str, *, agent: str, state: str, outcome: str, dialogue: str, now: int) -> int:
    """The agent who has it lets go of it; 0 when it is not this agent's."""
    return tx.run(
        """UPDATE conversation SET state = :state, outcome = :outcome, agent = NULL, dialogue = :dialogue,
                                   version = version + 1, updated_at = :now
            WHERE id = :id AND state = 'claimed' AND agent = :agent""",
        id=id, agent=agent, state=state, outcome=outcome, dialogue=dialogue, now=now,
    )


def resolve(tx: Transaction, id: str, *, agent: str, now: int) -> int:
    """The agent's last word; the conversation stays with the agent's name. 0 when it is not this agent's."""
    return tx.run(
        """UPDATE conversation SET state = 'resolved', outcome = 'resolved', version = version + 1, updated_at = :now
            WHERE id = :id AND state = 'claimed' AND agent = :agent""",
        id=id, agent=agent, now=now,
    )


def lock(tx: Transaction, id: str) -> int:
    """Nobody else writes to the conversation until the transaction ends; 0 when there is none."""
    return tx.run("UPDATE conversation SET version = version + 1 WHERE id = :id", id=id)


def held_by(tx: Transaction, id: str, *, agent: str) -> bool:
    """Whether this agent has the conversation; locks its row until the transaction ends."""
    return (
        tx.run(
            "UPDATE conversation SET version = version + 1 WHERE id = :id AND state = 'claimed' AND agent = :agent",
            id=id, agent=agent,
        )
        == 1
    )


def set_contact(tx: Transaction, id: str, *, name: str, email: str, now: int) -> int:
    """0 where it says nothing new."""
    return tx.run(
        """UPDATE conversation SET customer_name = :name, contact = :email, version = version + 1, updated_at = :now
            WHERE id = :id AND (customer_name <> :name OR contact <> :email)""",
        id=id, name=name, email=email, now=now,
    )


def move_contacts(tx: Transaction, person: str, *, old: str, new: str) -> int:
    """Whoever has another address from now on is written to there."""
    return tx.run(
        "UPDATE conversation SET contact = :new, version = version + 1 WHERE person = :person AND contact = :old",
        person=person, old=old, new=new,
    )


def make_link(tx: Transaction, id: str, *, seen: int) -> int:
    """Another private link in place of number `seen`, and of one drawn by lot; 0 where that was done already."""
    return tx.run(
        """UPDATE conversation SET link_number = link_number + 1, link = NULL, version = version + 1
            WHERE id = :id AND link_number = :seen""",
        id=id, seen=seen,
    )


def set_rating(tx: Transaction, id: str, *, rating: int, comment: str, now: int) -> int:
    return tx.run(
        """UPDATE conversation SET rating = :rating, rating_comment = :comment, version = version + 1,
                                   updated_at = :now WHERE id = :id""",
        id=id, rating=rating, comment=comment, now=now,
    )


def set_read(tx: Transaction, id: str, *, number: int) -> int:
    """Never backwards. Says nothing about the conversation itself, so `version` stays."""
    return tx.run(
        """UPDATE conversation SET read_number = :number
            WHERE id = :id AND read_number < :number AND last_number >= :number""",
        id=id, number=number,
    )


def set_customer_read(tx: Transaction, id: str, *, number: int) -> int:
    """The customer has read up to here; never backwards."""
    return tx.run(
        """UPDATE conversation SET customer_read = :number
            WHERE id = :id AND customer_read < :number AND last_number >= :number""",
        id=id, number=number,
    )


def set_mailed(tx: Transaction, id: str, *, number: int) -> int:
    """What was said up to here is on its way by mail; never backwards."""
    return tx.run(
        "UPDATE conversation SET mailed_number = :number WHERE id = :id AND mailed_number < :number",
        id=id, number=number,
    )


def abandon(tx: Transaction, id: str, *, seen: int) -> int:
    return tx.run(
        """UPDATE conversation SET outcome = 'abandoned', version = version + 1
            WHERE id = :id AND version = :seen AND state = 'bot' AND outcome = 'open'""",
        id=id, seen=seen,
    )
