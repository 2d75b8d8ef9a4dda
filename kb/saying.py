"""What every change of a conversation is made of: numbered messages, a handoff, and the event at its end."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from kb import ids, masking
from kb.store import conversations, events, handoffs, messages
from kb.store.conversations import Conversation
from kb.store.engine import Transaction
from kb.store.messages import Message

Author = Literal["customer", "bot", "agent", "system"]
Reason = Literal[
    "asked", "could_not_answer", "none_of_these", "not_solved", "same_question", "frustration", "error", "too_slow",
    "stepped_in", "returned",
]

LIST_TEXT: Final = 160
"""Characters of the last message that lists show."""


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
class Turn:
    """What a verb added, and the conversation after it."""

    conversation: Conversation
    messages: list[Message]


def say(tx: Transaction, id: str, spoken: Sequence[Said], *, turn: int | None, now: int) -> Turn:
    """Adds messages under the next numbers, which no other write can take meanwhile.

    `turn` None: the first of them is what the others answer.
    """
    spoken = [replace(said, text=masking.masked(said.text)) if said.author == "customer" else said for said in spoken]
    # Lists show what people said last: what the bot answered tells an agent nothing.
    last = next((said for said in reversed(spoken) if said.author in ("customer", "agent")), None)
    after = conversations.advance(
        tx, id, count=len(spoken), last_text=last.text[:LIST_TEXT] if last else None,
        last_author=last.author if last else None, now=now,
    )
    if after is None:
        raise LookupError(id)
    first, added = after.last_number - len(spoken) + 1, []
    for number, said in enumerate(spoken, first):
        added.append(messages.add(
            tx,
            {
                "conversation": id, "number": number, "author": said.author, "person": said.person, "kind": said.kind,
                "text": said.text, "data": json.dumps(dict(said.data), ensure_ascii=False), "client_key": said.key,
                "turn": first if turn is None else turn, "created_at": now,
            },
        ))
        events.append(
            tx, kind="message.added", topic=f"conversation:{id}", subject=id, now=now, detail=number
        )
    return Turn(after, added)


def request(
    tx: Transaction, seen: Conversation, *, kind: Literal["live", "ticket"], reason: Reason, now: int,
    since: int | None = None,
) -> None:
    """The conversation waits for a person; behind everybody else, or where it was in the queue at `since`."""
    handoffs.add(
        tx, id=ids.new_id(now), conversation=seen.id, site=seen.site, kind=kind, reason=reason, state="waiting",
        agent=None, now=now, since=since,
    )
    tell(tx, seen.id, "handoff.requested", site=seen.site, now=now)


def tell(tx: Transaction, conversation: str, kind: str, *, site: str, now: int) -> None:
    events.append(tx, kind=kind, topic=f"conversation:{conversation}", subject=conversation, now=now, site=site)


def turn(tx: Transaction, id: str, *, after: int) -> Turn:
    return Turn(conversation(tx, id), messages.after(tx, id, number=after, limit=50))


def conversation(tx: Transaction, id: str) -> Conversation:
    row = conversations.by_id(tx, id)
    if row is None:
        raise LookupError(id)
    return row
