"""Where administrators see what became of mail: what waits, what failed and why, and how to try again.

What stands in a mail is shown to nobody: it may open somebody's account.
"""

from typing import Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kb.store import mails, sites
from kb.store.mails import Mail
from web import language
from web.clock import now
from web.house import house
from web.manage.moderators import place
from web.words import _

SHOWN: Final = 100

pages = place("mail", roles=("administrator",))


@pages.get("/mail")
def listing() -> str:
    db, settings = house().db, house().settings
    counts = {count.state: count.count for count in mails.counts(db)}
    return render_template(
        "manage/mail.html",
        server=settings.mail,
        trouble=mails.trouble(db),
        due=mails.newest(db, "due", site=sites.MAIN, limit=SHOWN),
        failed=mails.newest(db, "failed", site=sites.MAIN, limit=SHOWN),
        sent=mails.newest(db, "sent", site=sites.MAIN, limit=10),
        counts=counts,
        kinds=_kinds(),
        why=_why,
        day=language.day,
        done=_("It is tried again.") if request.args.get("done") == "retried" else "",
    )


@pages.post("/mail/<id>/retry")
def retry(id: str) -> ResponseReturnValue:
    if not house().db.write(lambda tx: mails.retry(tx, id, site=sites.MAIN, now=now())):
        raise NotFound
    return redirect("/manage/mail?done=retried", code=303)


def _kinds() -> dict[str, str]:
    return {
        "sign_up": _("Confirm a new account"),
        "password": _("New password"),
        "address": _("Confirm a new address"),
        "address_notice": _("Notice to the old address"),
        "invitation": _("Invitation"),
        "reply": _("Answer to a customer"),
        "transcript": _("Copy of a conversation"),
        "review": _("About a suggestion"),
        "question": _("Publish your question"),
        "notices": _("News from the community"),
    }


def _why(row: Mail) -> str:
    """Why a mail has not gone, in plain words; what the mail server said stands behind it."""
    return {
        "away": _("The mail server takes nothing just now"),
        "postponed": _("The mail server wants it later"),
        "refused": _("The mail server refuses it"),
        "gave_up": _("Tried for three days"),
    }.get(row.reason, "")
