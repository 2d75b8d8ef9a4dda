"""Each kind of notice in one sentence, for its reader's page."""

from dataclasses import dataclass

from kb.store.notifications import Notice
from web.words import _


@dataclass(frozen=True, slots=True)
class Words:
    """`sentence` says what happened; the question's title stands beside it, and `address` leads there, or is ''."""

    sentence: str
    address: str


def words(row: Notice) -> Words:
    post = row.cause if row.post_kind == "question" and row.kind in ("accepted", "official") else row.post
    return Words(_sentence(row), f"/posts/{post}" if post else "")


def _sentence(row: Notice) -> str:
    """Whoever did it is named where somebody did; a guest has no account, and so no name here."""
    name = row.name or _("Somebody")
    match row.kind:
        case "question":
            return _("%(name)s asked under a tag that you follow", name=name)
        case "answer":
            return _("%(name)s answered", name=name)
        case "comment":
            return _("%(name)s commented", name=name)
        case "mention":
            return _("%(name)s mentioned you", name=name)
        case "accepted" | "official" if row.post_kind == "question":
            return _to_the_asker(row.kind)
        case "accepted":
            return _("Your answer solved it")
        case "official":
            return _("Your answer is official now")
        case "edited":
            return _("%(name)s edited your text", name=name)
        case "closed":
            return _("Your question was closed")
        case "duplicate":
            return _("Your question has been asked before; others find the answers there")
        case "hidden":
            return _("A moderator hid what you wrote")
        case "shown":
            return _("Everybody sees what you wrote now")
        case "flag_decided":
            return _("A moderator looked at what you flagged. Thank you")
        case "edit_decided":
            return _("The edit that you suggested is decided")
        case "article":
            return _("An answer here became an official article, or the article was changed")
        case _:
            return _("You cannot take part for a while. You can still read everything")


def _to_the_asker(kind: str) -> str:
    """Of an answer to their question."""
    if kind == "official":
        return _("Your question has an official answer")
    return _("A moderator accepted an answer to your question")
