"""Handoffs: each time that a conversation went to a person, why, and how long it waited."""

from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class Handoff:
    id: str
    conversation: str
    site: str
    kind: str
    reason: str
    state: str
    agent: str | None
    requested_at: int
    claimed_at: int | None
    ended_at: int | None
    agent_name: str


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one customer waited, in milliseconds."""

    waited: int


_HANDOFF: Final = """
    SELECT h.id, h.conversation, h.site, h.kind, h.reason, h.state, h.agent, h.requested_at, h.claimed_at, h.ended_at,
           COALESCE(p.name, '') AS agent_name
      FROM handoff h LEFT JOIN person p ON p.id = h.agent"""


def of_conversation(db: Reads, conversation: str) -> list[Handoff]:
    return db.all(
        Handoff,
        f"{_HANDOFF} WHERE h.conversation = :conversation ORDER BY h.requested_at, h.id",
        conversation=conversation,
    )


def open_of(db: Reads, conversation: str) -> Handoff | None:
    """The one that is waiting or claimed now."""
    return db.one(
        Handoff,
        f"{_HANDOFF} WHERE h.conversation = :conversation AND h.state IN ('waiting', 'claimed')",
        conversation=conversation,
    )


def ahead_of(db: Reads, handoff: Handoff) -> int:
    """How many live customers wait who came before this one.

    Whoever lost their agent since is served before, but not counted: nobody's place goes back for it.
    """
    return int(
        db.value(
            """SELECT COUNT(*) FROM handoff
                WHERE site = :site AND state = 'waiting' AND kind = 'live'
                  AND (requested_at < :requested_at OR (requested_at = :requested_at AND id < :id))
                  AND (reason <> 'returned' OR id < :id OR :reason = 'returned')""",
            site=handoff.site, requested_at=handoff.requested_at, id=handoff.id, reason=handoff.reason,
        )
    )


def last_waits(db: Reads, *, site: str, since: int, limit: int) -> list[Wait]:
    """How long the customers who were claimed last had waited; nobody waited where an agent stepped in, whoever
    came back was served meanwhile, and nobody knows how long where the clock was put back."""
    return db.all(
        Wait,
        """SELECT claimed_at - requested_at AS waited FROM handoff
            WHERE site = :site AND kind = 'live' AND requested_at >= :since AND claimed_at IS NOT NULL
              AND reason NOT IN ('stepped_in', 'returned') AND claimed_at > requested_at
            ORDER BY requested_at DESC LIMIT :limit""",
        site=site, since=since, limit=limit,
    )


def add(
    tx: Transaction, *, id: str, conversation: str, site: str, kind: str, reason: str, state: str, agent: str | None,
    now: int, since: int | None = None,
) -> None:
    """Raises Conflict while another one is open.

    It is never requested before those who wait already, nor before this conversation's last one: the order stays, also
    where the clock was put back. `since` gives it a place from before: right behind that moment.
    """
    at = since + 1 if since is not None else tx.value(
        """SELECT MAX(at) FROM (
             SELECT :now AS at
             UNION ALL SELECT MAX(requested_at) + 1 FROM handoff
                        WHERE site = :site AND state = 'waiting' AND :state = 'waiting'
             UNION ALL SELECT MAX(requested_at) + 1 FROM handoff WHERE conversation = :conversation) AS earliest""",
        site=site, state=state, conversation=conversation, now=now,
    )
    tx.run(
        """INSERT INTO handoff (id, conversation, site, kind, reason, state, agent, requested_at, claimed_at, ended_at)
           VALUES (:id, :conversation, :site, :kind, :reason, :state, :agent, :at,
                   CASE WHEN :state = 'claimed' THEN :at ELSE NULL END, NULL)""",
        id=id, conversation=conversation, site=site, kind=kind, reason=reason, state=state, agent=agent, at=at,
    )


def claim(tx: Transaction, conversation: str, *, agent: str, now: int) -> int:
    return tx.run(
        """UPDATE handoff SET state = 'claimed', agent = :agent,
                              claimed_at = CASE WHEN requested_at > :now THEN requested_at ELSE :now END
            WHERE conversation = :conversation AND state = 'waiting'""",
        conversation=conversation, agent=agent, now=now,
    )


def make_ticket(tx: Transaction, conversation: str) -> int:
    """1 when it waited live, and now waits as a ticket."""
    return tx.run(
        "UPDATE handoff SET kind = 'ticket' WHERE conversation = :conversation AND state = 'waiting' AND kind = 'live'",
        conversation=conversation,
    )


def end(tx: Transaction, conversation: str, *, state: str, now: int) -> int:
    """Ends the open one as `returned` or `resolved`."""
    return tx.run(
        """UPDATE handoff SET state = :state,
                              ended_at = CASE WHEN requested_at > :now THEN requested_at ELSE :now END
            WHERE conversation = :conversation AND state IN ('waiting', 'claimed')""",
        conversation=conversation, state=state, now=now,
    )
