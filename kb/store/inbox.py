"""The inbox: conversations as an agent's list shows them."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads


@dataclass(frozen=True, slots=True)
class Row:
    """`waiting_since` is set while the conversation waits for a person. `question` is what the customer asked the bot
    last, as long as nobody has taken it: "still there?" says less than what it is about. Else it is empty."""

    id: str
    state: str
    language: str
    channel: str
    kind: str | None
    reason: str | None
    customer_name: str
    contact: str
    agent: str | None
    agent_name: str
    last_text: str
    last_author: str
    question: str
    last_number: int
    read_number: int
    waiting_since: int | None
    updated_at: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Queue:
    """How many wait for a person, live or as tickets, and since when the first of them."""

    kind: str
    length: int
    since: int


_ROW: Final = """
    SELECT c.id, c.state, c.language, c.channel, h.kind, h.reason, c.customer_name, c.contact, c.agent,
           COALESCE(p.name, '') AS agent_name, c.last_text, c.last_author,
           CASE WHEN h.state = 'waiting' AND h.reason <> 'returned'
                THEN COALESCE((SELECT e.text FROM evidence e WHERE e.conversation = c.id AND e.kind = 'searched'
                                ORDER BY e.id DESC LIMIT 1), '')
                ELSE '' END AS question,
           c.last_number, c.read_number,
           CASE WHEN h.state = 'waiting' THEN h.requested_at ELSE NULL END AS waiting_since, c.updated_at, c.outcome
      FROM conversation c
      LEFT JOIN handoff h ON h.conversation = c.id AND h.state IN ('waiting', 'claimed')
      LEFT JOIN person p ON p.id = c.agent"""


def one(db: Reads, id: str) -> Row | None:
    return db.one(Row, f"{_ROW} WHERE c.id = :id", id=id)


def queue(db: Reads, *, site: str, limit: int) -> list[Row]:
    """Everybody who waits for a person, the longest first."""
    return db.all(
        Row,
        f"""{_ROW} WHERE h.site = :site AND h.state = 'waiting' ORDER BY h.requested_at, h.id LIMIT :limit""",
        site=site, limit=limit,
    )


def mine(db: Reads, agent: str, *, limit: int) -> list[Row]:
    return db.all(
        Row,
        f"""{_ROW} WHERE c.agent = :agent AND c.state = 'claimed' ORDER BY c.updated_at DESC, c.id DESC LIMIT :limit""",
        agent=agent, limit=limit,
    )


def everything(db: Reads, *, site: str, before: str, limit: int) -> list[Row]:
    """All conversations in which the customer has said something, the newest first, by key."""
    return db.all(
        Row,
        f"""{_ROW} WHERE c.site = :site AND c.id < :before AND c.last_number > 1 ORDER BY c.id DESC LIMIT :limit""",
        site=site, before=before, limit=limit,
    )


def queue_length(db: Reads, *, site: str) -> int:
    return int(db.value("SELECT COUNT(*) FROM handoff WHERE site = :site AND state = 'waiting'", site=site))


def queues(db: Reads) -> list[Queue]:
    """Those who wait, of all sites together; a kind for which nobody waits is left out."""
    return db.all(
        Queue,
        """SELECT kind, COUNT(*) AS length, MIN(requested_at) AS since FROM handoff
            WHERE site IN (SELECT id FROM site) AND state = 'waiting' GROUP BY kind ORDER BY kind""",
    )


def mine_length(db: Reads, agent: str) -> int:
    return int(
        db.value("SELECT COUNT(*) FROM conversation WHERE agent = :agent AND state = 'claimed'", agent=agent)
    )
