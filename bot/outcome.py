"""What became of a turn, for whoever counts: read from what was said in it."""

import json
from typing import Literal

from bot import sentences
from kb.saying import Turn

Outcome = Literal["answer", "offer", "ask_again", "handoff", "solved", "small_talk", "too_slow"]


def of(turn: Turn) -> Outcome | None:
    """What the bot made of it; None where it had nothing to say, as long as a person has the conversation.

    `too_slow`: the customer was not kept waiting, and the bot owes the answer. That is a turn of its own, later.
    """
    said = [message for message in turn.messages if message.author == "bot"]
    if not said:
        spoken = any(message.author == "customer" for message in turn.messages)
        return "too_slow" if spoken and turn.conversation.state == "bot" else None
    kinds = {message.kind for message in said}
    if "status" in kinds:
        return "solved" if json.loads(said[-1].data).get("status") == "confirmed" else "handoff"
    if "passage" in kinds:
        return "answer"
    if "choices" in kinds:
        return "offer"
    rephrase = sentences.say("rephrase", turn.conversation.language)
    return "ask_again" if said[-1].text == rephrase else "small_talk"
