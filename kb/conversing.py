"""What is done to a conversation, by customer, bot and agents. Each verb is one short write that ends with its event.

Bot and desk never meet but here: in rows, and in the guard that every verb keeps.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from kb import ids, masking
from kb.store import conversations, due_turns, events, evidence, handoffs, messages, notes
from kb.store.conversations import Conversation
from kb.store.engine import Database, Transaction
from kb.store.messages import Message
from kb.store.notes import Note

Author = Literal["customer", "bot", "agent", "system"]
Reason = Literal[
    "asked", "could_not_answer", "none_of_these", "not_solved", "same_question", "frustration", "error", "too_slow",
    "stepped_in", "returned",
]

LIST_TEXT: Final = 160
"""Characters of the last message that lists show."""


class Moved(Exception):
    """Something was written to the conversation since it was read: read again and decide again."""


class Taken(Exception):
    """An agent has the conversation; the argument is that agent's id, or empty where nobody has it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message that is to be said. `data` holds facts about it, for example the article that a passage is from."""

    author: Author
    kind: Literal["text", "passage", "choices", "status"]
    text: str
    data: Mapping[str, object] = field(default_factory=dict)
    person: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A thing that the bot tried: goes into the evidence for whoever takes over."""

    kind: Literal["searched", "shown", "offered", "rejected"]
    text: str
    article: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What the bot decided: what it says, where the conversation stands after it, and whether a person is needed."""

    says: tuple[Said, ...]
    dialogue: str
    outcome: str = "open"
    state: Literal["bot", "resolved"] = "bot"
    handoff: Reason | None = None
    handoff_kind: Literal["live", "ticket"] = "live"
    tried: tuple[Tried, ...] = ()
    language: str | None = None
    """The customer turned out to write in this language."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a verb added, and the conversation after it."""

    conversation: Conversation
    messages: list[Message]


def start(
    db: Database, *, site: str, token: str, language: str, channel: str, page: str, greeting: Said, now: int
) -> Turn:
    """Opens a conversation for whoever holds the token (its SHA-256 is given)."""
    id = ids.new_id(now)

    def body(tx: Transaction) -> Turn:
        conversations.add(
            tx, id=id, site=site, token=token, language=language, channel=channel, page=page, dialogue="{}", now=now
        )
        _say(tx, id, [greeting], turn=None, now=now)
        _tell(tx, id, "conversation.started", site=site, now=now)
        return _turn(tx, id, after=0)

    return db.write(body)


def take_turn(db: Database, seen: Conversation, said: Said | None, step: Step, *, now: int) -> Turn:
    """Stores what the customer said and what the bot decided, together or not at all.

    `said` is None for a step without words (a button). Raises Moved when anything was written since `seen`, and
    Conflict when the customer's key is known: then `turn_of` has the turn that it made.
    """

    def body(tx: Transaction) -> Turn:
        _move(tx, seen, step, now=now)
        spoken = ([said] if said else []) + list(step.says)
        if spoken:
            _say(tx, seen.id, spoken, turn=None if said else seen.last_number, now=now)
        _conclude(tx, seen, step, now=now)
        return _turn(tx, seen.id, after=seen.last_number)

    return db.write(body)


def insist(db: Database, conversation: str, said: Said | None, step: Step, *, now: int) -> Turn:
    """The same without a guard, for a step that is right whatever came between: a handoff, after the guard was lost
    too often. Where a person has or awaits the conversation by then, only the customer's message is stored.
    """

    def body(tx: Transaction) -> Turn:
        if not conversations.lock(tx, conversation):
            raise LookupError(conversation)
        seen = _conversation(tx, conversation)
        taken = seen.state in ("waiting", "claimed")
        spoken = ([said] if said else []) + ([] if taken else list(step.says))
        if not taken:
            _move(tx, seen, step, now=now)
        if spoken:
            _say(tx, seen.id, spoken, turn=None if said else seen.last_number, now=now)
        if not taken:
            _conclude(tx, seen, step, now=now)
        return _turn(tx, seen.id, after=seen.last_number)

    return db.write(body)


def hear(db: Database, seen: Conversation, said: Said, *, now: int) -> Turn:
    """Stores what the customer said while a person has the conversation, or is awaited. The bot stays silent.

    Raises Moved when neither is so any more, Conflict when the key is known.
    """

    def body(tx: Transaction) -> Turn:
        first = _say(tx, seen.id, [said], turn=None, now=now)
        after = _conversation(tx, seen.id)
        if after.state not in ("waiting", "claimed"):
            raise Moved
        return _turn(tx, seen.id, after=first - 1)

    return db.write(body)


def owe(db: Database, seen: Conversation, said: Said, *, due_at: int, now: int) -> Turn:
    """Stores what the customer said, and that the bot owes the answer: the work process gives it, or a person does."""

    def body(tx: Transaction) -> Turn:
        first = _say(tx, seen.id, [said], turn=None, now=now)
        due_turns.add(tx, conversation=seen.id, number=first, due_at=due_at)
        return _turn(tx, seen.id, after=first - 1)

    return db.write(body)


def settle(db: Database, seen: Conversation, step: Step | None, *, number: int, now: int) -> Turn | None:
    """Gives the answer that was owed to message `number`; None when that was done, or no longer is the bot's to do.

    Raises Moved when the conversation was written to since `seen`.
    """

    def body(tx: Transaction) -> Turn | None:
        if not due_turns.done(tx, conversation=seen.id, number=number) or step is None:
            return None
        _move(tx, seen, step, now=now)
        if step.says:
            _say(tx, seen.id, step.says, turn=number, now=now)
        _conclude(tx, seen, step, now=now)
        return _turn(tx, seen.id, after=seen.last_number)

    return db.write(body)


def turn_of(db: Database, conversation: str, *, key: str) -> Turn | None:
    """The turn that this client key made, if it made one."""
    found = messages.of_turn(db, conversation, key=key)
    if not found:
        return None
    row = conversations.by_id(db, conversation)
    return Turn(row, found) if row else None


def claim(db: Database, conversation: str, *, agent: str, said: Said, now: int) -> Turn:
    """One agent takes the conversation; raises Taken for everybody else."""

    def body(tx: Transaction) -> Turn:
        before = _conversation(tx, conversation)
        if not conversations.claim(tx, conversation, agent=agent, now=now):
            raise Taken(_conversation(tx, conversation).agent or "")
        if not handoffs.claim(tx, conversation, agent=agent, now=now):
            handoffs.add(
                tx, id=ids.new_id(now), conversation=conversation, site=before.site, kind="live", reason="stepped_in",
                state="claimed", agent=agent, now=now,
            )
        _say(tx, conversation, [said], turn=None, now=now)
        _tell(tx, conversation, "handoff.claimed", site=before.site, now=now)
        return _turn(tx, conversation, after=before.last_number)

    return db.write(body)


def reply(db: Database, conversation: str, *, agent: str, said: Said, now: int) -> Turn:
    """The agent says something to the customer. Raises Taken, or Conflict when the key is known."""

    def body(tx: Transaction) -> Turn:
        _hold(tx, conversation, agent=agent)
        first = _say(tx, conversation, [said], turn=None, now=now)
        conversations.set_read(tx, conversation, number=first)
        return _turn(tx, conversation, after=first - 1)

    return db.write(body)


def note(db: Database, conversation: str, *, person: str, text: str, key: str | None, now: int) -> Note:
    """A private note beside the transcript. Raises Conflict when the key is known."""
    id = ids.new_id(now)

    def body(tx: Transaction) -> Note:
        row = _conversation(tx, conversation)
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
        before = _conversation(tx, conversation)
        _give_back(tx, before, agent=agent, to=to, said=said, now=now)
        return _turn(tx, conversation, after=before.last_number)

    return db.write(body)


def give_back_all(tx: Transaction, *, agent: str, words: Mapping[str, Said], now: int) -> int:
    """All that an agent has goes back to the queue, inside the write that takes the agent away.

    `words` holds what customers are told, by language.
    """
    held = conversations.claimed_by(tx, agent)
    for row in held:
        _give_back(tx, row, agent=agent, to="queue", said=words[row.language], now=now)
    return len(held)


def resolve(db: Database, conversation: str, *, agent: str, said: Said, now: int) -> Turn:
    """The agent ends the conversation; the customer may still write, which opens it again. Raises Taken."""

    def body(tx: Transaction) -> Turn:
        before = _conversation(tx, conversation)
        if not conversations.resolve(tx, conversation, agent=agent, now=now):
            raise Taken(before.agent or "" if before.state == "claimed" else "")
        handoffs.end(tx, conversation, state="resolved", now=now)
        _say(tx, conversation, [said], turn=None, now=now)
        _tell(tx, conversation, "handoff.resolved", site=before.site, now=now)
        return _turn(tx, conversation, after=before.last_number)

    return db.write(body)


def leave_contact(db: Database, seen: Conversation, *, name: str, email: str, said: Said, now: int) -> Turn:
    """Keeps where the customer can be reached. The address proves nothing and opens nothing."""

    def body(tx: Transaction) -> Turn:
        conversations.set_contact(tx, seen.id, name=name, email=email, now=now)
        first = _say(tx, seen.id, [said], turn=None, now=now)
        _tell(tx, seen.id, "conversation.contact", site=seen.site, now=now)
        return _turn(tx, seen.id, after=first - 1)

    return db.write(body)


def rate(db: Database, seen: Conversation, *, rating: int, comment: str, now: int) -> Conversation:
    """Keeps what the customer thinks of the help, 1 to 5; may be changed."""

    def body(tx: Transaction) -> Conversation:
        conversations.set_rating(tx, seen.id, rating=rating, comment=comment, now=now)
        _tell(tx, seen.id, "conversation.rated", site=seen.site, now=now)
        return _conversation(tx, seen.id)

    return db.write(body)


def make_link(db: Database, seen: Conversation, *, link: str) -> Conversation:
    """Keeps the SHA-256 of a private link; the one before it opens nothing any more."""

    def body(tx: Transaction) -> Conversation:
        conversations.set_link(tx, seen.id, link=link)
        return _conversation(tx, seen.id)

    return db.write(body)


def mark_read(db: Database, conversation: str, *, agent: str, number: int, now: int) -> None:
    """The agent who has it has read up to this message."""

    def body(tx: Transaction) -> None:
        row = _conversation(tx, conversation)
        if row.agent == agent and conversations.set_read(tx, conversation, number=number):
            _tell(tx, conversation, "conversation.read", site=row.site, now=now)

    db.write(body)


def show_typing(db: Database, row: Conversation, *, author: Literal["customer", "agent"], now: int) -> None:
    """Tells the other side that somebody types, never what; through the log, so that it reaches every process."""

    def body(tx: Transaction) -> None:
        _tell(tx, row.id, f"typing.{author}", site=row.site, now=now)

    db.write(body)


def abandon_quiet(db: Database, *, before: int, limit: int) -> int:
    """Gives an outcome to conversations that nobody went on with since `before`; how many."""

    def body(tx: Transaction) -> int:
        rows = conversations.quiet(tx, before=before, limit=limit)
        return sum(conversations.abandon(tx, row.id, seen=row.version) for row in rows)

    return db.write(body)


def _say(tx: Transaction, id: str, spoken: Sequence[Said], *, turn: int | None, now: int) -> int:
    """Adds messages under the next numbers, which no other write can take meanwhile; returns the first number.

    `turn` None: the first of them is what the others answer.
    """
    spoken = [replace(said, text=masking.masked(said.text)) if said.author == "customer" else said for said in spoken]
    # Lists show what people said last: what the bot answered tells an agent nothing.
    last = next((said for said in reversed(spoken) if said.author in ("customer", "agent")), None)
    first = conversations.advance(
        tx, id, count=len(spoken), last_text=last.text[:LIST_TEXT] if last else None,
        last_author=last.author if last else None, now=now,
    )
    if first is None:
        raise LookupError(id)
    for number, said in enumerate(spoken, first):
        messages.add(
            tx,
            {
                "conversation": id, "number": number, "author": said.author, "person": said.person, "kind": said.kind,
                "text": said.text, "data": json.dumps(dict(said.data), ensure_ascii=False), "client_key": said.key,
                "turn": first if turn is None else turn, "created_at": now,
            },
        )
        events.append(
            tx, kind="message.added", topic=f"conversation:{id}", subject=id, now=now, detail=number
        )
    return first


def _move(tx: Transaction, seen: Conversation, step: Step, *, now: int) -> None:
    state, outcome = ("waiting", "handed_over") if step.handoff else (step.state, step.outcome)
    if not conversations.move(
        tx, seen.id, seen=seen.version, state=state, outcome=outcome, dialogue=step.dialogue,
        language=step.language or seen.language, now=now,
    ):
        raise Moved


def _conclude(tx: Transaction, seen: Conversation, step: Step, *, now: int) -> None:
    for tried in step.tried:
        evidence.add(
            tx, id=ids.new_id(now), conversation=seen.id, kind=tried.kind, text=tried.text, article=tried.article,
            score=tried.score, now=now,
        )
    if seen.state in ("waiting", "claimed"):
        handoffs.end(tx, seen.id, state="resolved", now=now)
        _tell(tx, seen.id, "handoff.resolved", site=seen.site, now=now)
    if step.handoff:
        _request(tx, seen, kind=step.handoff_kind, reason=step.handoff, now=now)
    elif step.outcome == "confirmed":
        _tell(tx, seen.id, "conversation.confirmed", site=seen.site, now=now)
    elif seen.state == "resolved":
        _tell(tx, seen.id, "conversation.reopened", site=seen.site, now=now)


def _request(
    tx: Transaction, seen: Conversation, *, kind: Literal["live", "ticket"], reason: Reason, now: int
) -> None:
    handoffs.add(
        tx, id=ids.new_id(now), conversation=seen.id, site=seen.site, kind=kind, reason=reason, state="waiting",
        agent=None, now=now,
    )
    _tell(tx, seen.id, "handoff.requested", site=seen.site, now=now)


def _give_back(
    tx: Transaction, before: Conversation, *, agent: str, to: Literal["queue", "bot"], said: Said, now: int
) -> None:
    state, outcome = ("waiting", "handed_over") if to == "queue" else ("bot", "open")
    if not conversations.leave(
        tx, before.id, agent=agent, state=state, outcome=outcome, dialogue="{}", now=now
    ):
        raise Taken(before.agent or "" if before.state == "claimed" else "")
    kind = next((row.kind for row in handoffs.of_conversation(tx, before.id) if row.state == "claimed"), "live")
    handoffs.end(tx, before.id, state="returned", now=now)
    _say(tx, before.id, [said], turn=None, now=now)
    if to == "queue":
        _request(tx, before, kind="ticket" if kind == "ticket" else "live", reason="returned", now=now)
    _tell(tx, before.id, "handoff.returned", site=before.site, now=now)


def _hold(tx: Transaction, conversation: str, *, agent: str) -> None:
    if not conversations.held_by(tx, conversation, agent=agent):
        row = _conversation(tx, conversation)
        raise Taken(row.agent or "" if row.state == "claimed" else "")


def _tell(tx: Transaction, conversation: str, kind: str, *, site: str, now: int) -> None:
    events.append(tx, kind=kind, topic=f"conversation:{conversation}", subject=conversation, now=now, site=site)


def _turn(tx: Transaction, id: str, *, after: int) -> Turn:
    return Turn(_conversation(tx, id), messages.after(tx, id, number=after, limit=50))


def _conversation(tx: Transaction, id: str) -> Conversation:
    row = conversations.by_id(tx, id)
    if row is None:
        raise LookupError(id)
    return row

