"""What the dialogue decided to say, in the words that the customer reads."""

from bot import community, dialogue, passages, sentences
from bot.dialogue import Answer, Offer, Part, Say
from kb import parts, search
from kb.saying import Said
from kb.store import articles
from kb.store.engine import Reads
from kb.weighing import Weights


def said(db: Reads, part: Part, *, weights: Weights, language: str, now: int) -> list[Said]:
    """The messages of one part of a turn. `weights` say what a passage should be about."""
    match part:
        case Answer(article):
            return _shown(db, article, weights=weights, language=language, now=now)
        case Offer():
            return [_offered(part, language=language)]
        case Say("confirmed_solved" as key):
            return [Said("bot", "status", sentences.say(key, language), data={"status": "confirmed"})]
        case Say(key):
            return [Said("bot", "text", sentences.say(key, language))]


def _shown(db: Reads, article: str, *, weights: Weights, language: str, now: int) -> list[Said]:
    """The passage, and before it a word where it is in another language."""
    row = articles.by_id(db, article)
    told = community.passage(db, article, language=language, now=now) if row is None else None
    if told:
        return [told]
    if row is None or row.state != "published" or row.audience not in search.PUBLIC:
        return [Said("bot", "text", sentences.say("answer_gone", language))]
    passage = passages.passage(row, parts.best_part(row, weights))
    if row.language[:2] == language[:2]:
        return [passage]
    notice = "written_in_chinese" if row.language.startswith("zh") else "written_in_english"
    return [Said("bot", "text", sentences.say(notice, language)), passage]


def _offered(offer: Offer, *, language: str) -> Said:
    choices = [{"id": each.id, "label": each.label} for each in offer.choices]
    none = {"id": dialogue.NONE, "label": sentences.say(offer.declining, language)}
    return Said("bot", "choices", sentences.say(offer.asking, language), data={"choices": [*choices, none]})
