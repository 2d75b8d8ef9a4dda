"""A topic that is made beside a text, by its name."""

from dataclasses import replace

from articles import editing, shelving
from articles.editing import Unfit
from articles.shelving import Sign
from kb.store import sites, topics
from web.clock import now
from web.house import house
from web.manage.article_form import Form
from web.manage.moderators import publishers_alone

ICON = "folder"


def made(form: Form) -> Form:
    """The form with the topic that its writer named, if any: the one with this name, or a new one at the end of the
    shelves. Raises Unfit, Refusal for those who only write."""
    if not form.new_topic:
        return form
    publishers_alone()
    editing.fit(form.text)  # no topic is made for a text that cannot be kept
    wanted = form.new_topic.casefold()
    for row in topics.all_names(house().db, site=sites.MAIN):
        if row.name.casefold() == wanted:
            return _with(form, row.id)
    sign = Sign(ICON, "", {form.text.language: form.new_topic}, {})
    try:
        return _with(form, shelving.add(house().db, sign, site=sites.MAIN, parent=None, now=now()))
    except shelving.Unfit as unfit:
        raise Unfit("topic", "too_many" if unfit.problem == "full" else "too_long") from None


def _with(form: Form, topic: str) -> Form:
    return replace(form, text=replace(form.text, topic=topic), new_topic="")
