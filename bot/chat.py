"""The bot's side of a conversation: hears, looks it up, decides, and stores what was said and decided in one write."""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final, Literal

from bot import community, dialogue, hearing, lessons, matching, passing_on, sentences, speaking, wishes
from bot.community import Told
from bot.dialogue import Answer, Heard, Offer, Policy, State
from bot.matching import Match
from bot.wishes import Wish
from kb import conversing, masking, presence, search
from kb.conversing import Moved, Step, Tried
from kb.index import Index, IndexUnavailable
from kb.saying import Reason, Said, Turn
from kb.search import Ranked
from kb.store import articles, conversations, due_turns, messages, posts
from kb.store.conversations import Conversation
from kb.store.engine import Busy, Conflict, Database, Unavailable
from kb.store.messages import Message
from kb.store.people import Person
from kb.weighing import Weights

PATIENCE: Final = 2.0
"""Seconds that a customer's request waits for the bot; then the work process goes on with it."""

OWED: Final = 60_000
"""Milliseconds after which an answer that is still owed becomes a handoff."""

TRIES: Final = 3
POLICY: Final = Policy()
_LOG: Final = logging.getLogger("firstline.bot")


class TooSlow(Exception):
    """The look-up took longer than a customer should wait."""


def start(
    db: Database, *, site: str, token: str, language: str, channel: str, page: str, now: int,
    person: Person | None = None,
) -> Turn:
    """Opens a conversation with the bot's greeting. `token` is a SHA-256, `person` who is signed in."""
    greeting = Said("bot", "text", sentences.say("greeting", language))
    return conversing.start(
        db, site=site, token=token, language=language, channel=channel, page=page, greeting=greeting, now=now,
        person=person,
    )


def say(db: Database, index: Index, row: Conversation, *, key: str, text: str, now: int) -> Turn:
    """The customer says something. The same key again gives the same turn."""
    text = masking.masked(text.strip())  # what is not kept is not looked up or remembered either
    said = Said("customer", "text", text, key=key)

    def decide(seen: Conversation) -> Step:
        language = hearing.spoken(text, usual=seen.language)
        step = _answer(db, index, replace(seen, language=language), text=text, now=now, patience=PATIENCE)
        return replace(step, language=language)

    return _take_turn(db, row, said, decide, now=now)


def choose(db: Database, index: Index, row: Conversation, *, key: str, choice: str, now: int) -> Turn | None:
    """The customer presses one of the choices: it becomes what they said. None when it is not on offer any more."""
    offered = messages.last_choices(db, row.id)
    labels = {each["id"]: each["label"] for each in json.loads(offered.data)["choices"]} if offered else {}
    known = conversing.turn_of(db, row.id, key=key)
    stale = row.state == "bot" and State.from_json(row.dialogue).phase != "asked_which"
    if known or stale or choice not in labels:
        return known
    said = Said("customer", "text", labels[choice], data={"choice": choice}, key=key)

    def decide(seen: Conversation) -> Step:
        state = State.from_json(seen.dialogue)
        heard = Heard(wish=Wish.question, text=labels[choice], choice=choice, how="pressed")
        return _step(db, seen, state, heard, weights=_weights_of(db, index, offered, seen), now=now)

    return _take_turn(db, row, said, decide, now=now)


def ask_for_person(db: Database, row: Conversation, *, key: str, now: int) -> Turn:
    """The customer presses "talk to a person"."""
    said = Said("customer", "text", sentences.say("person_please", row.language), key=key)
    return _press(db, row, said, Wish.person, now=now)


def confirm(db: Database, row: Conversation, *, key: str, now: int) -> Turn:
    """The customer says that it is solved; also to a person."""
    said = Said("customer", "text", sentences.say("it_is_solved", row.language), key=key)
    return _press(db, row, said, Wish.solved, now=now, whoever_has_it=True)


def dispute(db: Database, row: Conversation, *, key: str, now: int) -> Turn:
    """The customer says that it is not solved: a person takes it from here."""
    said = Said("customer", "text", sentences.say("it_is_not_solved", row.language), key=key)
    return _press(db, row, said, Wish.not_solved, now=now)


def leave_contact(
    db: Database, row: Conversation, *, name: str, email: str, now: int, by: Literal["mail", "link"] = "link"
) -> Turn:
    """Where the customer can be reached; the answer comes there by mail, or waits behind the link alone."""
    mailed, kept = sentences.say("contact_saved_mail", row.language), sentences.say("contact_saved", row.language)
    said = Said("system", "status", mailed if by == "mail" else kept, data={"status": "contact"})
    return conversing.leave_contact(db, row, name=name, email=email, said=said, now=now)


def settle_due(
    db: Database, index: Index, *, now: int, settled: Callable[[Turn], object] = lambda turn: None
) -> int:
    """Gives the answers that are owed, in the work process; how many. What was owed too long goes to a person.

    `settled` hears of each turn that was given.
    """
    rows = due_turns.due(db, limit=20)
    for due in rows:
        row = conversations.by_id(db, due.conversation)
        asked = messages.after(db, due.conversation, number=due.number - 1, limit=1)
        if row is None or not asked:
            continue
        if row.state in ("waiting", "claimed"):
            conversing.settle(db, row, None, number=due.number, now=now)
            continue
        if now - due.due_at > OWED:
            step = _hand_over_for(db, row, "too_slow", now=now)
        else:
            answer = partial(_answer, db, index, text=asked[0].text, now=now, patience=None)
            step = _decided(db, row, answer, now=now)
        try:
            turn = conversing.settle(db, row, step, number=due.number, now=now)
        except Moved:
            _LOG.info("conversation %s moved while its answer was made; trying again", row.id)
        else:
            if turn:
                settled(turn)
    return len(rows)


def _press(
    db: Database, row: Conversation, said: Said, wish: Wish, *, now: int, whoever_has_it: bool = False
) -> Turn:
    """A button, which needs no look-up."""

    def decide(seen: Conversation) -> Step:
        state = State() if seen.state == "resolved" else State.from_json(seen.dialogue)
        heard = Heard(wish=wish, text=said.text, how="pressed")
        return _step(db, seen, state, heard, now=now)

    return _take_turn(db, row, said, decide, now=now, whoever_has_it=whoever_has_it)


def _take_turn(
    db: Database, row: Conversation, said: Said, decide: Callable[[Conversation], Step], *, now: int,
    whoever_has_it: bool = False,
) -> Turn:
    """Decides on the conversation as it stands and stores the turn, unless something came between: then again."""
    assert said.key
    heard = row.state in ("waiting", "claimed") and not whoever_has_it
    known = None if heard else conversing.turn_of(db, row.id, key=said.key)  # what is only heard needs no deciding
    if known:
        return known
    seen: Conversation | None = row
    for _attempt in range(TRIES):
        if seen is None:
            break
        try:
            if seen.state in ("waiting", "claimed") and not whoever_has_it:
                return conversing.hear(db, seen, said, now=now)
            return _answered_or_owed(db, seen, said, decide, now=now)
        except Conflict:
            break
        except Moved:
            seen = conversations.by_id(db, row.id)
    known = conversing.turn_of(db, row.id, key=said.key)
    if known:
        return known
    return conversing.insist(db, row.id, said, _hand_over_for(db, row, "error", now=now), now=now)


def _answered_or_owed(
    db: Database, seen: Conversation, said: Said, decide: Callable[[Conversation], Step], *, now: int
) -> Turn:
    try:
        step = _decided(db, seen, decide, now=now)
    except TooSlow:
        return conversing.owe(db, seen, said, due_at=now, now=now)
    return conversing.take_turn(db, seen, said, step, now=now)


def _decided(db: Database, seen: Conversation, decide: Callable[[Conversation], Step], *, now: int) -> Step:
    """The bot's step; where it breaks, a person's. Without the store nothing is decided, and it is asked again."""
    try:
        return decide(seen)
    except (TooSlow, Busy, Unavailable):
        raise
    except Exception:
        _LOG.exception("the bot could not answer in conversation %s", seen.id)
        return _hand_over_for(db, seen, "error", now=now)


def _answer(
    db: Database, index: Index, seen: Conversation, *, text: str, now: int, patience: float | None
) -> Step:
    """What the bot makes of a text. Without an index a person takes over; a slow look-up is left to the caller."""
    state = _standing(seen)
    began = time.monotonic()
    wish, question = wishes.of(text), wishes.question_in(text)
    ranked: Ranked | None = None
    matches: tuple[Match, ...] = ()
    told: tuple[Told, ...] = ()
    trouble: Literal["index_unavailable"] | None = None
    try:
        if wish in hearing.LOOKED_UP:
            ranked, matches = matching.match(
                db, index, question, site=seen.site, language=seen.language, board=posts.stranger(now)
            )
            told = community.answers_to(db, ranked, matches, now=now)
    except IndexUnavailable:
        trouble = "index_unavailable"
    if patience is not None and time.monotonic() - began > patience:
        raise TooSlow
    heard = Heard(
        wish=wish,
        text=question,
        candidates=hearing.candidates(matches, told),
        trouble=trouble,
        # After a person has closed it, "still not working" is about what that person did, and goes to a person again.
        how="pressed" if wish is Wish.not_solved and seen.state == "resolved" else "typed",
    )
    return _step(db, seen, state, heard, ranked=ranked, now=now)


def _standing(seen: Conversation) -> State:
    """Where the dialogue stands. Reopened, what led to the handoff before says nothing about this question.

    Whom a person served last is not asked for other words: where nothing is found, a person takes it again.
    """
    if seen.state != "resolved":
        return State.from_json(seen.dialogue)
    return State(misses=POLICY.misses) if seen.outcome == "resolved" else State()


def _weights_of(db: Database, index: Index, offered: Message | None, seen: Conversation) -> Weights:
    """What the question was about to which these choices were offered: the chosen article's passage is about it too."""
    asked = messages.after(db, offered.conversation, number=offered.turn - 1, limit=1) if offered else []
    try:
        return search.weigh(db, index, asked[0].text, site=seen.site, language=seen.language) if asked else Weights()
    except IndexUnavailable:
        return Weights()


def _step(
    db: Database, seen: Conversation, state: State, heard: Heard, *, now: int, ranked: Ranked | None = None,
    weights: Weights | None = None,
) -> Step:
    """The dialogue's decision as messages and evidence. `weights` say what a passage should be about."""
    if weights is None:
        weights = ranked.weights if ranked else Weights()
    turn = dialogue.decide(state, heard, POLICY)
    known = {candidate.article: candidate.confidence for candidate in heard.candidates}
    says: list[Said] = []
    tried: list[Tried] = []
    if ranked is not None:
        tried.append(Tried("searched", ranked.question))
    tried += [_tried(db, "rejected", id) for id in turn.rejected]
    for part in turn.parts:
        says += speaking.said(db, part, weights=weights, language=seen.language, now=now)
        match part:
            case Answer(article):
                tried.append(_tried(db, "shown", article, score=known.get(article)))
            case Offer(choices):
                tried += [_tried(db, "offered", each.article, score=known.get(each.article)) for each in choices]
    # "Thank you" after the end opens nothing again.
    stays = seen.state == "resolved" and heard.wish in (Wish.thanks, Wish.goodbye)
    step = Step(
        says=tuple(says),
        dialogue=turn.state.to_json(),
        outcome=turn.outcome or (seen.outcome if stays else "open"),
        state="resolved" if stays or turn.outcome == "confirmed" else "bot",
        tried=tuple(tried),
        lessons=lessons.of(db, seen, state, turn),
    )
    return _handing_over(db, seen, step, reason=turn.handoff, now=now, heard=heard.text) if turn.handoff else step


def _handing_over(
    db: Database, seen: Conversation, step: Step, *, reason: Reason, now: int, heard: str = ""
) -> Step:
    """The step, ending with a person: one who is there, or one who answers later. Where the bot failed, it says with
    which words the community may be asked (`heard` is what the customer said last)."""
    online = presence.anybody_online(db, site=seen.site, now=now)
    if online:
        words, status = sentences.handing_over(reason, seen.language), "handed_over"
    else:
        words, status = sentences.nobody_online(reason, seen.language, contact=seen.contact), "ticket"
    asks = {"ask": passing_on.words(db, seen, heard)} if reason in passing_on.FAILED else {}
    said = Said("bot", "status", words, data={"status": status, **asks})
    return replace(step, says=(*step.says, said), handoff=reason, handoff_kind="live" if online else "ticket")


def _hand_over_for(db: Database, seen: Conversation, reason: Reason, *, now: int) -> Step:
    """A handoff that no dialogue decided: something failed."""
    return _handing_over(db, seen, Step(says=(), dialogue=State().to_json()), reason=reason, now=now)


def _tried(
    db: Database, kind: Literal["shown", "offered", "rejected"], id: str, *, score: float | None = None
) -> Tried:
    """What was tried, by its title: an article, or a question of the board."""
    score = None if score is None else round(score, 3)
    article = articles.by_id(db, id)
    if article:
        return Tried(kind, article.title, article=id, score=score)
    question = posts.by_id(db, id)
    return Tried(kind, question.title if question else "", score=score)
