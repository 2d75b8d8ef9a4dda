"""Two people wrote at once: what the other one saved, what this one wrote, and both put together."""

from dataclasses import dataclass, replace
from functools import partial

from articles import merging
from articles.merging import Merged
from kb.store import people, revisions
from kb.store.articles import Article
from web.help_center.topic_names import topic_names
from web.house import house
from web.manage import article_form, differences
from web.manage.article_form import Form
from web.manage.differences import Difference
from web.words import _


@dataclass(frozen=True, slots=True)
class Meeting:
    """`form` holds both texts together, with marks where both changed the same lines; it says that its writer has
    seen the other's. `own` is what they wrote, `difference` leads from the other's text to it.

    `beside` names what else differs: a label, the other's, this one's. `fits` says that nothing was changed by both.
    """

    form: Form
    own: Form
    difference: Difference
    title_conflict: str
    conflicts: int
    fits: bool
    beside: tuple[tuple[str, str, str], ...]


def meet(current: Article, own: Form) -> Meeting:
    """`own` was written from its revision; the article is another since."""
    db = house().db
    theirs = article_form.stored(db, current)
    base = revisions.by_number(db, current.id, own.revision)
    body, title, both = Merged((own.text.body,)), own.text.title, False
    if base is not None:
        work = partial(merging.merge, base.body, current.body, own.text.body)
        body = differences.unhurried(work, length=len(current.body) + len(own.text.body))
        title = current.title if own.text.title == base.title else own.text.title
        both = own.text.title != base.title and current.title not in (base.title, own.text.title)
    text = replace(
        own.text, title=title, body=body.text(ours=_("Theirs"), theirs=_("Yours")),
        phrasings=_both(theirs.text.phrasings, own.text.phrasings),
        never_answers=_both(theirs.text.never_answers, own.text.never_answers),
    )
    beside = tuple(_beside(theirs, own))
    return Meeting(
        form=replace(own, text=text, version=current.version, revision=current.revision), own=own,
        difference=differences.shown(current.title, current.body, own.text.title, own.text.body),
        title_conflict=current.title if both else "", conflicts=len(body.conflicts),
        fits=base is not None and not body.conflicts and not both and not beside, beside=beside,
    )


def _both(theirs: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """Nobody's line is lost; which of them somebody took out is not known."""
    there = {line.casefold() for line in theirs}
    return (*theirs, *(line for line in own if line.casefold() not in there))


def _beside(theirs: Form, own: Form) -> list[tuple[str, str, str]]:
    names, audiences = topic_names(), article_form.audiences()
    rows = [
        (_("Language"), theirs.text.language, own.text.language),
        (_("Topic"), names.get(theirs.text.topic or "", _("No topic")), names.get(own.text.topic or "", _("No topic"))),
        (_("Who may read it"), audiences.get(theirs.care.audience, ""), audiences.get(own.care.audience, "")),
        (_("Owner"), _name(theirs.care.owner), _name(own.care.owner)),
        (_("Check again by"), article_form.day(theirs.care.check_by), article_form.day(own.care.check_by)),
        (_("Address"), theirs.slug, own.slug),
    ]
    return [row for row in rows if row[1] != row[2]]


def _name(id: str | None) -> str:
    found = people.by_id(house().db, id) if id else None
    return found.name if found else _("Nobody")
