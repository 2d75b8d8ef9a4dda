"""What customer and bot do to a conversation. Each verb is one short write that ends with its event.

Bot and desk never meet but in rows, and in the guard that every verb here and in `kb.answering` keeps.
"""

from dataclasses import dataclass
from typing import Literal

from kb import ids, saying
from kb.saying import Reason, Said, Turn
from kb.store import conversations, due_turns, events, evidence, handoffs, messages, suggestions
from kb.store.conversations import Conversation
from kb.store.engine import Database, Transaction
from kb.store.people import Person
from kb.store.suggestions import Kind, Suggestion


class Moved(Exception):
    """Something was written to the conversation since it was read: read again and decide again."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A thing that the bot tried: goes into the evidence for whoever takes over."""

    kind: Literal["searched", "shown", "offered", "rejected"]
    text: str
    article: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A customer's question that an article answered (`phrasing`) or did not (`never_answer`); a moderator decides."""

    kind: Kind
    article: str
    text: str


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
    lessons: tuple[Lesson, ...] = ()
    language: str | None = None
    """The customer turned out to write in this language."""


def start(
    db: Database, *, site: str, token: str, language: str, channel: str, page: str, greeting: Said, now: int,
    person: Person | None = None,
) -> Turn:
    """Opens a conversation for whoever holds the token (its SHA-256 is given); `person` is who is signed in there."""
    id = ids.new_id(now)

    def body(tx: Transaction) -> Turn:
        conversations.add(
            tx, id=id, site=site, token=token, language=language, channel=channel, page=page, dialogue="{}", now=now
        )
        if person:
            conversations.keep_for(tx, id, person=person.id, name=person.name, email=person.email)
        turn = saying.say(tx, id, [greeting], turn=None, now=now)
        saying.tell(tx, id, "conversation.started", site=site, now=now)
        return turn

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
            saying.say(tx, seen.id, spoken, turn=None if said else seen.last_number, now=now)
        _conclude(tx, seen, step, now=now)
        return saying.turn(tx, seen.id, after=seen.last_number)

    return db.write(body)


def insist(db: Database, conversation: str, said: Said | None, step: Step, *, now: int) -> Turn:
    """The same without a guard, for a step that is right whatever came between: a handoff, after the guard was lost
    too often. Where a person has or awaits the conversation by then, only the customer's message is stored.
    """

    def body(tx: Transaction) -> Turn:
        if not conversations.lock(tx, conversation):
            raise LookupError(conversation)
        seen = saying.conversation(tx, conversation)
        taken = seen.state in ("waiting", "claimed")
        spoken = ([said] if said else []) + ([] if taken else list(step.says))
        if not taken:
            _move(tx, seen, step, now=now)
        if spoken:
            saying.say(tx, seen.id, spoken, turn=None if said else seen.last_number, now=now)
        if not taken:
            _conclude(tx, seen, step, now=now)
        return saying.turn(tx, seen.id, after=seen.last_number)

    return db.write(body)


def hear(db: Database, seen: Conversation, said: Said, *, now: int) -> Turn:
    """Stores what the customer said while a person has the conversation, or is awaited. The bot stays silent.

    Raises Moved when neither is so any more, Conflict when the key is known.
    """

    def body(tx: Transaction) -> Turn:
        turn = saying.say(tx, seen.id, [said], turn=None, now=now)
        if turn.conversation.state not in ("waiting", "claimed"):
            raise Moved
        return turn

    return db.write(body)


def owe(db: Database, seen: Conversation, said: Said, *, due_at: int, now: int) -> Turn:
    """Stores what the customer said, and that the bot owes the answer: the work process gives it, or a person does.

    Where a person has or awaits the conversation by then, nothing is owed.
    """

    def body(tx: Transaction) -> Turn:
        turn = saying.say(tx, seen.id, [said], turn=None, now=now)
        if turn.conversation.state not in ("waiting", "claimed"):
            due_turns.add(tx, conversation=seen.id, number=turn.conversation.last_number, due_at=due_at)
        return turn

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
            saying.say(tx, seen.id, step.says, turn=number, now=now)
        _conclude(tx, seen, step, now=now)
        return saying.turn(tx, seen.id, after=seen.last_number)

    return db.write(body)


def wait_as_ticket(db: Database, conversation: str, *, said: Said, now: int) -> bool:
    """Nobody is there for a customer who waits: the answer comes later, and `said` says so. False where it was claimed
    meanwhile, or is a ticket already."""

    def body(tx: Transaction) -> bool:
        if not conversations.lock(tx, conversation) or not handoffs.make_ticket(tx, conversation):
            return False
        saying.say(tx, conversation, [said], turn=None, now=now)
        row = saying.conversation(tx, conversation)
        saying.tell(tx, conversation, "handoff.requested", site=row.site, now=now)
        return True

    return db.write(body)


def turn_of(db: Database, conversation: str, *, key: str) -> Turn | None:
    """The turn that this client key made, if it made one."""
    found = messages.of_turn(db, conversation, key=key)
    if not found:
        return None
    row = conversations.by_id(db, conversation)
    return Turn(row, found) if row else None


def leave_contact(db: Database, seen: Conversation, *, name: str, email: str, said: Said, now: int) -> Turn:
    """Keeps where the customer can be reached. The address proves nothing and opens nothing.

    It has no key: the same address again is the same request, and nothing more is said.
    """

    def body(tx: Transaction) -> Turn:
        if not conversations.set_contact(tx, seen.id, name=name, email=email, now=now):
            return Turn(saying.conversation(tx, seen.id), [])
        turn = saying.say(tx, seen.id, [said], turn=None, now=now)
        saying.tell(tx, seen.id, "conversation.contact", site=seen.site, now=now)
        return turn

    return db.write(body)


def rate(db: Database, seen: Conversation, *, rating: int, comment: str, now: int) -> Conversation:
    """Keeps what the customer thinks of the help, 1 to 5; may be changed."""

    def body(tx: Transaction) -> Conversation:
        conversations.set_rating(tx, seen.id, rating=rating, comment=comment, now=now)
        saying.tell(tx, seen.id, "conversation.rated", site=seen.site, now=now)
        return saying.conversation(tx, seen.id)

    return db.write(body)


def keep(db: Database, seen: Conversation, person: Person, *, now: int) -> bool:
    """Puts the conversation among a signed-in customer's cases; False where it is among somebody's already."""

    def body(tx: Transaction) -> bool:
        if not conversations.keep_for(tx, seen.id, person=person.id, name=person.name, email=person.email):
            return False
        saying.tell(tx, seen.id, "conversation.kept", site=seen.site, now=now)
        return True

    return db.write(body)


def make_link(db: Database, seen: Conversation, *, now: int) -> Conversation:
    """Another private link opens the conversation from now on; all of before lead nowhere."""

    def body(tx: Transaction) -> Conversation:
        if conversations.make_link(tx, seen.id, seen=seen.link_number):
            saying.tell(tx, seen.id, "conversation.link_made", site=seen.site, now=now)
        return saying.conversation(tx, seen.id)

    return db.write(body)


def read(db: Database, seen: Conversation, *, number: int, now: int) -> bool:
    """The customer has read up to this message; False where that is known, or it is not there."""

    def body(tx: Transaction) -> bool:
        if not conversations.set_customer_read(tx, seen.id, number=number):
            return False
        saying.tell(tx, seen.id, "conversation.seen", site=seen.site, now=now)
        return True

    return db.write(body)


def ask_for_transcript(db: Database, seen: Conversation, *, now: int) -> None:
    """The customer wants all that was said until now by mail."""

    def body(tx: Transaction) -> None:
        events.append(
            tx, kind="conversation.transcript", topic=f"conversation:{seen.id}", subject=seen.id, now=now,
            site=seen.site, detail=seen.last_number,
        )

    db.write(body)


def show_typing(db: Database, row: Conversation, *, author: Literal["customer", "agent"], now: int) -> None:
    """Tells the other side that somebody types, never what; through the log, so that it reaches every process."""

    def body(tx: Transaction) -> None:
        saying.tell(tx, row.id, f"typing.{author}", site=row.site, now=now)

    db.write(body)


def abandon_quiet(db: Database, *, before: int, limit: int) -> int:
    """Gives an outcome to conversations that nobody went on with since `before`; how many."""

    def body(tx: Transaction) -> int:
        rows = conversations.quiet(tx, before=before, limit=limit)
        return sum(conversations.abandon(tx, row.id, seen=row.version) for row in rows)

    return db.write(body)


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
    for lesson in step.lessons:
        suggestion = Suggestion(ids.new_id(now), lesson.article, lesson.kind, lesson.text, "waiting", 1, now)
        suggestions.add(tx, suggestion, site=seen.site, conversation=seen.id)
    if seen.state in ("waiting", "claimed"):
        handoffs.end(tx, seen.id, state="resolved", now=now)
        saying.tell(tx, seen.id, "handoff.resolved", site=seen.site, now=now)
    confirmed = step.outcome == "confirmed" and seen.outcome != "confirmed"
    if step.handoff or confirmed:
        due_turns.drop(tx, seen.id)
    if step.handoff:
        saying.request(tx, seen, kind=step.handoff_kind, reason=step.handoff, now=now)
    elif confirmed:
        saying.tell(tx, seen.id, "conversation.confirmed", site=seen.site, now=now)
    elif seen.state == "resolved" and step.state == "bot":
        saying.tell(tx, seen.id, "conversation.reopened", site=seen.site, now=now)
