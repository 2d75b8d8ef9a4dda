"""An answer of the board becomes a draft article, with its authors credited; and what was promoted is so no more.

What the thread says of it ("now official") follows from the article's own state: it is read with the page, so nothing
has to be told when the article is published, archived or changed.
"""

from articles import editing
from articles.editing import MOST_PHRASING, MOST_PHRASINGS, Text
from kb import admitting, earning, showing
from kb import text as pipeline
from kb.admitting import Moved, Refused
from kb.languages import LANGUAGES
from kb.store import articles, people, posts
from kb.store import credits as kept_credits
from kb.store.articles import Article
from kb.store.engine import Database, Transaction
from kb.store.posts import Post

NOTE = "From the community"


def promote(db: Database, answer: str, *, person: str, now: int) -> Article:
    """A new draft of the question's title, the answer's text, and the other ways in which the question was asked.

    By staff and curators; one of a thread's answers at a time. Its author earns by it once it is published (`settle`).
    Raises Refused, Moved, editing.Unfit.
    """
    post = admitting.there(db, answer)
    question = admitting.there(db, post.question)
    text = _text(question, post, asked=[row.title for row in posts.wordings(db, [question.id], now=now)])

    def beside(tx: Transaction, article: str) -> None:
        by = admitting.staff(tx, person, now=now)
        thread = admitting.shown(tx, question.id, by, now=now)
        chosen = admitting.shown(tx, answer, by, now=now)
        if chosen.kind != "answer":
            raise Refused("gone")
        if thread.article:
            raise Refused("waiting")
        if (chosen.revision, thread.revision) != (post.revision, question.revision):
            raise Moved
        for row in (chosen, thread):
            posts.set_article(tx, row.id, article=article)
            kept_credits.add(tx, article=article, post=row.id, person=row.author, name=_name(tx, row), now=now)
        showing.tell(tx, "question.promoted", chosen, now=now)
        showing.changed(tx, chosen, now=now)

    return editing.create(db, text, site=post.site, author=person, note=NOTE, now=now, owner=None, beside=beside)


def demote(db: Database, answer: str, *, person: str, now: int) -> Post:
    """The answer is an answer again: no credit, no link, no points. The article stays what it is. Raises Refused."""

    def body(tx: Transaction) -> Post:
        by = admitting.staff(tx, person, now=now)
        chosen = admitting.seen(tx, answer, by, now=now)
        thread = admitting.held(tx, chosen.question)
        if chosen.kind != "answer" or chosen.article is None:
            raise Refused("gone")
        for row in (chosen, thread):
            if row.article == chosen.article:
                posts.set_article(tx, row.id, article=None)
                kept_credits.remove(tx, article=chosen.article, post=row.id)
        earning.cancel(tx, "promoted", post=answer, actor="", now=now)
        showing.tell(tx, "question.demoted", chosen, now=now)
        return showing.changed(tx, chosen, now=now)

    return db.write(body)


def settle(tx: Transaction, article: Article, *, before: str, now: int) -> None:
    """The article came from the state `before` to another one, in the same write: whoever's answer it was made of has
    earned by it from its publication on, and no more where that is taken back or it is thrown away as a draft. What was
    read and is archived stays earned."""
    for post in posts.of_article(tx, article.id):
        if post.kind != "answer":
            continue
        if article.state == "published" and post.state == "shown":
            earning.grant(tx, "promoted", person=post.author, post=post.id, actor="", now=now)
        elif article.state == "in_review" or (article.state == "archived" and before != "published"):
            earning.cancel(tx, "promoted", post=post.id, actor="", now=now)


def official(db: Database, article: str | None, *, audiences: tuple[str, ...]) -> Article | None:
    """The article, where it is published for these readers."""
    found = articles.by_id(db, article) if article else None
    return found if found and found.state == "published" and found.audience in audiences else None


def _text(question: Post, answer: Post, *, asked: list[str]) -> Text:
    language = question.language if question.language in LANGUAGES else "en"
    lines = {line.casefold(): line for title in asked if (line := " ".join(pipeline.printable(title).split()))}
    lines.pop(question.title.casefold(), None)
    fit = [line for line in lines.values() if len(line) <= MOST_PHRASING][:MOST_PHRASINGS]
    return Text(question.title, answer.body, language, phrasings=tuple(fit))


def _name(tx: Transaction, post: Post) -> str:
    known = people.by_id(tx, post.author) if post.author else None
    return known.name if known else post.guest
