"""What the desk's scripts say. They hold no sentence of their own, so that all of them are translated in one place."""

from typing import Final

from web.words import _

LETTERS: Final = {"en": "EN", "zh-Hans": "简", "zh-Hant": "繁"}
"""The mark of a language in a narrow list; who writes to us in it needs no translation of it."""


def languages() -> dict[str, dict[str, str]]:
    names = {"en": _("English"), "zh-Hans": _("Simplified Chinese"), "zh-Hant": _("Traditional Chinese")}
    return {tag: {"letters": LETTERS[tag], "name": name} for tag, name in names.items()}


def words() -> dict[str, str]:
    """By the name that the scripts use; `%(…)s` is filled in by them."""
    return {**_people(), **_states(), **_tried(), **_writing(), **_troubles(), **_arrivals()}


def _people() -> dict[str, str]:
    return {
        "visitor": _("Visitor %(mark)s"),
        "assistant": _("Assistant"),
        "you": _("You"),
        "said": _("%(name)s: %(text)s"),
        "with_agent": _("With %(name)s"),
        "channel_widget": _("Chat widget"),
        "channel_site": _("Help center"),
        "rating": _("%(rating)s of 5"),
    }


def _states() -> dict[str, str]:
    return {
        "state_bot": _("With the assistant"),
        "state_waiting": _("Waiting"),
        "state_mine": _("Yours"),
        "state_resolved": _("Resolved"),
        "outcome_confirmed": _("Solved, says the customer"),
        "outcome_not_solved": _("Not solved, says the customer"),
        "outcome_abandoned": _("The customer left"),
        "reason_asked": _("Asked for a person"),
        "reason_could_not_answer": _("The assistant had no answer"),
        "reason_none_of_these": _("None of the choices fitted"),
        "reason_not_solved": _("Not solved by the answer"),
        "reason_same_question": _("Asked the same again"),
        "reason_frustration": _("Sounded upset"),
        "reason_error": _("The assistant failed"),
        "reason_too_slow": _("The assistant took too long"),
        "reason_stepped_in": _("A colleague stepped in"),
        "reason_returned": _("Handed back by a colleague"),
        "status_handed_over": _("Passed to the desk"),
        "status_ticket": _("Kept as a ticket: nobody was online"),
        "status_claimed": _("%(name)s claimed this"),
        "status_returned": _("Handed back"),
        "status_resolved": _("Resolved"),
        "status_asked_community": _("The customer asked the community:"),
        "status_community_answered": _("The community answered the customer:"),
        "status_reopened": _("%(name)s opened this again"),
        "status_taken_over": _("%(name)s took this over"),
        "status_confirmed": _("The customer says it is solved"),
        "waited": _("waited %(time)s"),
        "handoff_waiting": _("waiting"),
        "handoff_claimed": _("with %(name)s"),
        "handoff_taken_over": _("taken over from %(name)s"),
        "handoff_returned": _("handed back by %(name)s"),
        "handoff_resolved": _("resolved by %(name)s"),
    }


def _tried() -> dict[str, str]:
    return {
        "searched": _("searched"),
        "shown": _("shown"),
        "offered": _("offered"),
        "rejected": _("rejected"),
        "quoted": _("“%(text)s”"),
        "choice_none": _("none of these"),
        "source_official": _("Our help center"),
        "source_community": _("Community"),
    }


def _writing() -> dict[str, str]:
    return {
        "reply_to": _("Reply to %(name)s"),
        "reply_placeholder": _("Write to %(name)s"),
        "note_label": _("Private note about %(name)s"),
        "note_placeholder": _("For colleagues only. The customer never sees this."),
        "room": _("%(left)s characters left"),
        "stale": _("New since you began: %(text)s"),
    }


def _troubles() -> dict[str, str]:
    return {
        "line_open": _("Live"),
        "line_connecting": _("Connecting…"),
        "line_waiting": _("Reconnecting… What you write is kept and sent then."),
        "line_refused": _("Signed out"),
        "take_from": _("Take over from %(name)s"),
        "claim_lost": _("%(name)s was quicker and has this conversation now."),
        "moved_on": _("This conversation has just moved on. Here is how it stands now."),
        "unreachable": _("The server cannot be reached right now. Please try again."),
        "slow_down": _("That was a little fast. Please try again in %(seconds)s seconds."),
        "notify_refused": _("This browser does not allow notifications from here. Its site settings can change that."),
    }


def _arrivals() -> dict[str, str]:
    return {
        "arrived_waiting": _("%(name)s is waiting in the queue"),
        "arrived_written": _("New message from %(name)s"),
        "done_claim": _("You have this conversation now"),
        "done_reopen": _("You have this conversation now"),
        "done_take-over": _("You have this conversation now"),
        "done_resolve": _("Resolved"),
        "done_queue": _("Back in the queue"),
        "done_bot": _("Back with the assistant"),
    }
