"""The agents' desk: one page. All that it shows and does goes through the public interface (docs/chat-protocol.md)."""

from flask import Blueprint, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from kb.store.people import CURATORS, STAFF, SUPERVISORS, Person
from web.clock import now
from web.desk.words import languages, words
from web.errors import Refusal
from web.house import person
from web.words import _

pages = Blueprint("console", __name__)


@pages.get("/desk")
def desk() -> ResponseReturnValue:
    agent = person()
    if agent is None:
        return redirect("/sign-in?next=/desk", code=303)
    if agent.role not in STAFF:
        raise Refusal(403, "forbidden", _("The desk is for those who answer customers."))
    response = make_response(
        render_template(
            "desk/desk.html", agent=agent, facts=_facts(agent), curates=agent.role in CURATORS,
            supervises=agent.role in SUPERVISORS,
        )
    )
    response.headers["Cache-Control"] = "no-store"  # what "back" shows after signing out must not be the desk
    return response


def _facts(agent: Person) -> dict[str, object]:
    """What the scripts must know before they ask: who sits here, the server's clock, and every sentence."""
    return {
        "person": {"id": agent.id, "name": agent.name, "presence": agent.presence},
        "now": now(),
        "words": words(),
        "languages": languages(),
    }
