"""What moderation is called: reasons, deeds, and what waits."""

from web.words import _


def flag_reasons() -> dict[str, tuple[str, str]]:
    """Each reason for a flag, and what is meant by it, in the order of the form."""
    return {
        "spam": (_("Advertising"), _("It sells something, or only leads elsewhere.")),
        "rude": (_("Rude or hurtful"), _("It attacks somebody, or is hateful.")),
        "private": (_("Private data"), _("It shows an address, a number or a password.")),
        "wrong": (_("Wrong or dangerous"), _("Whoever follows it will break something.")),
        "off_topic": (_("Off topic"), _("It has nothing to do with this community.")),
        "other": (_("Something else"), _("Tell us below.")),
    }


def reasons() -> dict[str, str]:
    """Why something was flagged, taken away or closed."""
    return {name: words for name, (words, _hint) in flag_reasons().items()} | close_reasons() | {
        "duplicate": _("Asked before"), "off_topic": _("Off topic"), "other": _("Something else"),
    }


def close_reasons() -> dict[str, str]:
    """Why a question is closed; a duplicate is closed by saying of which one."""
    return {
        "off_topic": _("Off topic"), "unclear": _("Unclear"), "outdated": _("Out of date"),
        "other": _("Something else"),
    }


def deeds() -> dict[str, str]:
    """What a moderator did, as a log says it."""
    return {
        "hide": _("Hidden"), "show": _("Shown"), "remove": _("Removed"), "restore": _("Restored"),
        "lock": _("Locked"), "unlock": _("Unlocked"), "close": _("Closed to answers"), "reopen": _("Reopened"),
        "duplicate": _("Closed as a duplicate"), "retag": _("Tags changed"), "suspend": _("Member suspended"),
        "lift": _("Suspension lifted"), "merge_tag": _("Tags merged"),
        "describe_tag": _("Description of a tag changed"), "decline": _("Declined"),
    }


def kinds() -> dict[str, str]:
    """What brought a post to the moderators."""
    return {
        "flags": _("Flagged"), "first_post": _("First posts"), "spam": _("Looks like advertising"),
        "edit": _("Suggested edits"),
    }


def things() -> dict[str, str]:
    return {"question": _("Question"), "answer": _("Answer"), "comment": _("Comment"), "": _("Member")}


def whys() -> dict[str, str]:
    """Why a post is not shown."""
    return {
        "newcomer": _("First post of a newcomer: it waits for review."), "spam": _("It looks like advertising."),
        "flags": _("Several people flagged it, so it was hidden until a moderator looks at it."),
        "moderator": _("A moderator took it away."), "author": _("Its author took it away."),
    }


def signs() -> dict[str, str]:
    """What made a text look like advertising."""
    return {
        "links": _("many or strange links"), "only_links": _("little else than links"),
        "contact": _("asks to be contacted elsewhere"), "words": _("words of advertising"),
        "shouting": _("capital letters"), "repeats": _("the same character many times"),
        "disguise": _("hidden or mixed characters"), "same_again": _("posted before"),
    }
