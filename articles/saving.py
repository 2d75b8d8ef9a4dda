"""An article saved as it stands in its writer's form: text, wordings, address, and what is decided beside them.

All of it is one write, or nothing is.
"""

from dataclasses import dataclass

from articles import editing, renaming
from articles.editing import Moved, Text, Unfit
from kb.store import articles, curation, never_answers
from kb.store.articles import Article
from kb.store.engine import Conflict, Database, Reads, Transaction


@dataclass(frozen=True, slots=True)
class Care:
    """Who may read an article, who answers for it (a person's id), and when it is to be looked at again (ms)."""

    audience: str = "public"
    owner: str | None = None
    check_by: int | None = None


def save(
    db: Database, id: str, text: Text, *, care: Care, slug: str, seen: int, author: str | None, note: str, now: int
) -> Article:
    """Keeps what differs from what is stored; an empty `slug` makes the address from the title. Raises Moved, Unfit.

    A new title or text makes a new revision, and so does a note to any other change. What is published shows it at
    once.
    """
    text = editing.fit(text)

    def body(tx: Transaction) -> Article:
        before = articles.by_id(tx, id)
        if before is None or before.version != seen:
            raise Moved
        _fit_care(tx, care, before=before)
        address = renaming.address(tx, before, wanted=slug, title=text.title)
        rewritten = (text.title, text.body) != (before.title, before.body)
        if not rewritten and not _differs(tx, before, text, care=care, address=address):
            return before
        rewritten = rewritten or bool(note)
        number = before.revision + rewritten
        editing.guard(curation.set_all(
            tx, id, revision=number, slug=address, language=text.language, topic=text.topic, audience=care.audience,
            owner=care.owner, check_by=care.check_by, seen=seen, now=now,
        ))
        renaming.lead_here(tx, before, slug=address, now=now)
        if rewritten:
            editing.add_revision(tx, id, text, number=number, author=author, note=note, now=now)
        editing.set_wordings(tx, id, text.phrasings, text.never_answers, author=author, now=now)
        return editing.tell(tx, id, "article.changed", now=now)

    try:
        return db.write(body)
    except Conflict:  # another article took the address in this moment
        raise Unfit("slug", "taken") from None


def _fit_care(db: Reads, care: Care, *, before: Article) -> None:
    if care.audience not in articles.AUDIENCES:
        raise Unfit("audience", "unknown")
    if care.owner not in (None, before.owner) and not curation.may_own(db, care.owner, site=before.site):
        raise Unfit("owner", "unknown")


def _differs(db: Reads, before: Article, text: Text, *, care: Care, address: str) -> bool:
    beside = (text.language, text.topic, care.audience, care.owner, care.check_by, address)
    stored = (before.language, before.topic, before.audience, before.owner, before.check_by, before.slug)
    asked = {row.text for row in articles.phrasings(db, before.id)}
    not_asked = {row.text for row in never_answers.of_article(db, before.id)}
    return beside != stored or (set(text.phrasings), set(text.never_answers)) != (asked, not_asked)
