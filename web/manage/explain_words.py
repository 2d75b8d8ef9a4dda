"""An explanation in plain sentences, for the moderators' page and, in English, for the command line."""

from collections.abc import Callable
from typing import Final

from bot.explaining import Credited, Explanation, Weighed
from bot.trial import Shown
from web.words import _

_SMALL: Final = 0.005


def percent(share: float) -> str:
    """For example `86%`; never 0% for what is a little."""
    if 0 < share < _SMALL:
        return "<1%"
    return f"{share:.0%}"


def decision(shown: Shown) -> str:
    """What the bot did, in a word or two."""
    return {
        "answer": _("Answered"),
        "offer": _("Asked which is meant"),
        "clarify": _("Asked back"),
        "handover": _("Handed over"),
    }[shown]


def why(found: Explanation) -> str:
    """Why it did that, in one sentence."""
    first = found.first
    if found.reason in ("community", "community_unsure"):
        return _of_the_community(found)
    if first and found.reason in _OF_THE_BEST:
        return _about_the_best(found, first)[found.reason]()
    return _others[found.reason]()


def wish(found: Explanation) -> str:
    """What the message asks for, where it is no question; else empty."""
    return {
        "person": _("Asks for a person"),
        "frustration": _("Sounds upset"),
        "greeting": _("A greeting"),
        "thanks": _("Thanks"),
        "goodbye": _("A goodbye"),
        "solved": _("Says that it is solved"),
        "not_solved": _("Says that it is not solved"),
        "empty": _("Says nothing that could be looked up"),
    }.get(found.reading.wish, "")


def signals(weighed: Weighed) -> list[tuple[str, float, str]]:
    """What speaks for an article: a label, how much of it there is (0 to 1), and a few words about it."""
    found = weighed.signals
    return [
        (_("Shares words with the question"), found.words, _("beside the article that shares most")),
        (_("Reads like the question"), found.likeness, _("“%(wording)s”", wording=weighed.wording)),
        (_("Holds the question's words"), found.coverage, _("in title, wordings and its best section")),
        (_("Holds them in title and wordings"), found.heading, ""),
        (_("Is in the customer's language"), found.language, ""),
        (_("Learned from wordings"), weighed.learned, _("how much this question is like those of the article")),
    ]


def credit(found: Credited) -> str:
    """How far an answer of the community is trusted, and why."""
    if found.official:
        why = _("confirmed by our team")
    elif found.accepted:
        why = _("accepted by who asked")
    else:
        why = _("voted up")
    return _(
        "%(why)s, votes: %(votes)s. It would be %(before)s sure of an article; this answer counts at most %(cap)s.",
        why=why, votes=found.votes, before=percent(found.before), cap=percent(found.cap),
    )


def learner(found: Explanation) -> str:
    """What has learned from the wordings, in a sentence."""
    return {
        "plain": _("Nothing is learned from wordings yet: fewer than two articles have some."),
        "classifier": _("The articles' wordings were learned one against the others (a linear classifier)."),
        "neighbours": _("The question is compared with the nearest learned wordings (nearest neighbours)."),
    }[found.kind]


def _of_the_community(found: Explanation) -> str:
    best = found.community[0]
    if found.reason == "community":
        return _(
            "It answered with what the community says to “%(title)s”: it is %(num)s sure, and no article of ours is "
            "surer.", title=best.title, num=percent(best.confidence),
        )
    return _(
        "It asked whether “%(title)s” is meant, which the community has answered: it is only %(num)s sure.",
        title=best.title, num=percent(best.confidence),
    )


_OF_THE_BEST: Final = frozenset({"sure", "close", "unsure_several", "unsure_one", "too_unsure"})


def _about_the_best(found: Explanation, first: Weighed) -> dict[str, Callable[[], str]]:
    second = found.candidates[1] if len(found.candidates) > 1 else first
    title, sure, enough = first.title, percent(first.confidence), percent(found.answer_from)
    return {
        "sure": lambda: _(
            "It answered with “%(title)s”: it is %(num)s sure, and %(low)s is enough.",
            title=title, num=sure, low=enough,
        ),
        "close": lambda: _(
            "It asked which one is meant, because two are nearly equally likely: “%(title)s” with %(high)s and "
            "“%(other)s” with %(low)s.",
            title=title, high=sure, other=second.title, low=percent(second.confidence),
        ),
        "unsure_several": lambda: _(
            "It asked which one is meant: even the best, “%(title)s”, has only %(num)s; it answers from %(low)s on.",
            title=title, num=sure, low=enough,
        ),
        "unsure_one": lambda: _(
            "It asked whether “%(title)s” is meant: it is only %(num)s sure, and it answers from %(low)s on.",
            title=title, num=sure, low=enough,
        ),
        "too_unsure": lambda: _(
            "It asked for other words: the best, “%(title)s”, has only %(num)s, and it offers an article from %(low)s "
            "on. If that happens a second time, a person takes over.",
            title=title, num=sure, low=percent(found.offer_from),
        ),
    }


_others: Final[dict[str, Callable[[], str]]] = {
    "nothing_found": lambda: _(
        "It asked for other words: no article has anything to do with this question. If that happens a second time, a "
        "person takes over."
    ),
    "forbidden": lambda: _(
        "It asked for other words: what it found is marked as not answering this question."
    ),
    "person": lambda: _("It handed over without looking for an answer, because the customer asks for a person."),
    "frustration": lambda: _("It handed over, because the customer sounds upset."),
    "greeting": lambda: _("It greeted back: this is a greeting and no question."),
    "thanks": lambda: _("It was polite: this says thanks and asks nothing."),
    "goodbye": lambda: _("It said goodbye: this is no question."),
    "empty": lambda: _("It asked what the customer needs: there is nothing in this that could be looked up."),
}
