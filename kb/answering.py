"""What agents do to a conversation. Each verb is one short write that ends with its event; exactly one agent has it."""

from collections.abc import Mapping
from typing import Literal

from kb import ids, presence, saying
from kb.saying import Said, Turn
from kb.store import conversations, due_turns, events, handoffs, notes, people
from kb.store.conversations import Conversation
from kb.store.engine import Database, Transaction
from kb.store.notes import Note


class Taken(Exception):
    """An agent has the conversation; the argument is that agent's id, or empty where nobody has it."""


def claim(db: Database, conversation: str, *, agent: str, said: Said, now: int) -> Turn:
    """One agent takes the conversation, and what the bot owes in it; raises Taken for everybody else.

    Whoever has it already has it. Whoever has left the desk a moment ago gets nothing: it would be nobody's.
    """

    def body(tx: Transaction) -> Turn:
        before = saying.conversation(tx, conversation)
        if not people.seen(tx, agent, now=now):
            raise Taken("")
        if not conversations.claim(tx, conversation, agent=agent, now=now):
            return _had(tx, conversation, agent=agent)
        due_turns.drop(tx, conversation)
        if not handoffs.claim(tx, conversation, agent=agent, now=now):
            _step_in(tx, before, agent=agent, now=now)
        turn = saying.say(tx, conversation, [said], turn=None, now=now)
        saying.tell(tx, conversation, "handoff.claimed", site=before.site, now=now)
        return turn

    return db.write(body)


def reply(db: Database, conversation: str, *, agent: str, said: Said, now: int) -> Turn:
    """The agent says something to the customer. Raises Taken, or Conflict when the key is known."""

    def body(tx: Transaction) -> Turn:
        _hold(tx, conversation, agent=agent)
        return saying.say(tx, conversation, [said], turn=None, now=now)

    return db.write(body)


def note(db: Database, conversation: str, *, person: str, text: str, key: str | None, now: int) -> Note:
    """A private note beside the transcript. Raises Conflict when the key is known."""
    id = ids.new_id(now)

    def body(tx: Transaction) -> Note:
        row = saying.conversation(tx, conversation)
        notes.add(
            tx, id=id, conversation=conversation, after_number=row.last_number, person=person, text=text, key=key,
            now=now,
        )
        events.append(
            tx, kind="note.added", topic=f"conversation:{conversation}", subject=id, now=now, site=row.site
        )
        found = notes.by_id(tx, id)
        assert found
        return found

    return db.write(body)


def hand_back(
    db: Database, conversation: str, *, agent: str, to: Literal["queue", "bot"], said: Said, now: int
) -> Turn:
    """The agent gives the conversation back to the queue or to the bot. Raises Taken."""

    def body(tx: Transaction) -> Turn:
        before = saying.conversation(tx, conversation)
        if not _give_back(tx, before, agent=agent, to=to, said=said, place="last", now=now):
            raise _taken(tx, conversation)
        return saying.turn(tx, conversation, after=before.last_number)

    return db.write(body)


def give_back_all(tx: Transaction, *, agent: str, words: Mapping[str, Said], now: int) -> int:
    """All that an agent has goes back to the queue, each to its old place: no customer is to blame that the agent goes.
    Inside the write that takes the agent away.

    `words` holds what customers are told, by language. How many: one that was just solved is not given back.
    """
    held = conversations.claimed_by(tx, agent)
    return sum(
        _give_back(tx, row, agent=agent, to="queue", said=words.get(row.language), place="old", now=now) for row in held
    )


def resolve(db: Database, conversation: str, *, agent: str, said: Said, now: int) -> Turn:
    """The agent ends the conversation; the customer may still write, which opens it again. Raises Taken."""

    def body(tx: Transaction) -> Turn:
        before = saying.conversation(tx, conversation)
        if not conversations.resolve(tx, conversation, agent=agent, now=now):
            raise _taken(tx, conversation)
        handoffs.end(tx, conversation, state="resolved", now=now)
        turn = saying.say(tx, conversation, [said], turn=None, now=now)
        saying.tell(tx, conversation, "handoff.resolved", site=before.site, now=now)
        return turn

    return db.write(body)


def take_over(db: Database, conversation: str, *, agent: str, holder: str, said: Said, now: int) -> Turn:
    """Somebody else goes on with what `holder` has, who need not be there. Raises Taken where it is not theirs now.

    Whoever has it already has it.
    """

    def body(tx: Transaction) -> Turn:
        before = saying.conversation(tx, conversation)
        if not people.seen(tx, agent, now=now):
            raise Taken("")
        if not conversations.take_over(tx, conversation, agent=agent, holder=holder, now=now):
            return _had(tx, conversation, agent=agent)
        handoffs.end(tx, conversation, state="returned", now=now)
        _step_in(tx, before, agent=agent, now=now)
        turn = saying.say(tx, conversation, [said], turn=None, now=now)
        saying.tell(tx, conversation, "handoff.taken_over", site=before.site, now=now)
        return turn

    return db.write(body)


def reopen(db: Database, conversation: str, *, agent: str, said: Said, now: int) -> Turn:
    """An agent goes on with what was ended, by whomever. Raises Taken where somebody was quicker, or it is open.

    Whoever has it already has it.
    """

    def body(tx: Transaction) -> Turn:
        before = saying.conversation(tx, conversation)
        if not people.seen(tx, agent, now=now):
            raise Taken("")
        if not conversations.reopen(tx, conversation, agent=agent, now=now):
            return _had(tx, conversation, agent=agent)
        due_turns.drop(tx, conversation)
        _step_in(tx, before, agent=agent, now=now)
        turn = saying.say(tx, conversation, [said], turn=None, now=now)
        saying.tell(tx, conversation, "handoff.reopened", site=before.site, now=now)
        return turn

    return db.write(body)


def mark_read(db: Database, conversation: str, *, agent: str, number: int, now: int) -> None:
    """The agent who has it has read up to this message."""

    def body(tx: Transaction) -> None:
        row = saying.conversation(tx, conversation)
        if row.agent == agent and conversations.set_read(tx, conversation, number=number):
            saying.tell(tx, conversation, "conversation.read", site=row.site, now=now)

    db.write(body)


def _give_back(
    tx: Transaction, before: Conversation, *, agent: str, to: Literal["queue", "bot"], said: Said | None,
    place: Literal["old", "last"], now: int,
) -> bool:
    """False where this agent does not have it. Where nobody is there to take it from the queue it waits as a ticket."""
    state, outcome = ("waiting", "handed_over") if to == "queue" else ("bot", "open")
    if not conversations.leave(
        tx, before.id, agent=agent, state=state, outcome=outcome, dialogue="{}", now=now
    ):
        return False
    held = handoffs.open_of(tx, before.id)
    handoffs.end(tx, before.id, state="returned", now=now)
    if said:
        saying.say(tx, before.id, [said], turn=None, now=now)
    if to == "queue":
        live = held and held.kind == "live" and presence.anybody_online(tx, site=before.site, now=now)
        since = held.requested_at if held and place == "old" else None
        saying.request(tx, before, kind="live" if live else "ticket", reason="returned", since=since, now=now)
    saying.tell(tx, before.id, "handoff.returned", site=before.site, now=now)
    return True


def _step_in(tx: Transaction, before: Conversation, *, agent: str, now: int) -> None:
    """The agent has it without anybody having waited."""
    handoffs.add(
        tx, id=ids.new_id(now), conversation=before.id, site=before.site, kind="live", reason="stepped_in",
        state="claimed", agent=agent, now=now,
    )


def _had(tx: Transaction, conversation: str, *, agent: str) -> Turn:
    """Nothing new, where this agent has it; else raises Taken."""
    taken = _taken(tx, conversation)
    if str(taken) != agent:
        raise taken
    return Turn(saying.conversation(tx, conversation), [])


def _hold(tx: Transaction, conversation: str, *, agent: str) -> None:
    if not conversations.held_by(tx, conversation, agent=agent):
        raise _taken(tx, conversation)


def _taken(tx: Transaction, conversation: str) -> Taken:
    """Who has it now, which may be another than before the attempt."""
    row = saying.conversation(tx, conversation)
    return Taken(row.agent or "" if row.state == "claimed" else "")
