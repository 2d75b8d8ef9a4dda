"""What customers are told whose agent goes: they are back in the queue."""

from bot import sentences
from kb.languages import LANGUAGES
from kb.saying import Said


def words() -> dict[str, Said]:
    """By language."""
    return {
        language: Said("system", "status", sentences.say("back_in_queue", language), data={"status": "returned"})
        for language in LANGUAGES
    }
