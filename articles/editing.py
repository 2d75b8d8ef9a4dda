"""An article's text: written, revised, reworded. Each verb is one short write that ends with its event.

Whoever changes an article says which version they saw. Where somebody else was faster the verb raises Moved, nothing is
written, and both texts are still there.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kb import ids
from kb import text as pipeline
from kb.languages import LANGUAGES
from kb.slugs import slug as slug_of
from kb.store import articles, curation, events, never_answers, redirects
from kb.store.articles import Article, Phrasing
from kb.store.engine import Conflict, Database, Transaction
from kb.store.never_answers import NeverAnswer

Field = Literal[
    "title", "body", "language", "topic", "audience", "owner", "check_by", "slug", "phrasings", "never_answers"
]
Problem = Literal["missing", "too_long", "too_many", "unknown", "in_both", "taken"]

MOST_TITLE: Final = 200
MOST_BODY: Final = 200_000
MOST_PHRASINGS: Final = 200
MOST_PHRASING: Final = 300


class Moved(Exception):
    """The article was changed, or taken away, since it was read."""


class Unfit(Exception):
    """A text that cannot be kept: `field` says which, `problem` what is wrong with it."""

    def __init__(self, field: Field, problem: Problem) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Text:
    """What a writer writes. `body` is Markdown, `topic` an id, `phrasings` the ways that people ask for it;
    `never_answers` are questions that lead here but are not answered by it."""

    title: str
    body: str
    language: str
    topic: str | None = None
    phrasings: tuple[str, ...] = ()
    never_answers: tuple[str, ...] = ()


def create(
    db: Database, text: Text, *, site: str, author: str | None, note: str, now: int,
    audience: str = "public", owner: str | None = None, check_by: int | None = None, variant_group: str | None = None,
    slug: str = "", beside: Callable[[Transaction, str], None] | None = None,
) -> Article:
    """A new draft, under the address that its writer chose, else one made from its title. Raises Unfit.

    `variant_group` is that of the article which says the same in another language. `beside` is given the article's id
    and belongs to the same write.
    """
    text = fit(text)
    if audience not in articles.AUDIENCES:
        raise Unfit("audience", "unknown")
    if owner is not None and not curation.may_own(db, owner, site=site):
        raise Unfit("owner", "unknown")
    chosen = slug_of(slug, fallback="")
    id = ids.new_id(now)

    row = {
        "id": id, "site": site, "language": text.language, "topic": text.topic, "variant_group": variant_group or id,
        "source_key": None, "state": "draft", "audience": audience, "revision": 1, "created_at": now,
        "published_at": None,
    }

    def write(slug: str) -> Article:
        def body(tx: Transaction) -> Article:
            articles.add(tx, {**row, "slug": slug})
            redirects.remove(tx, slug, site=site)
            curation.entrust(tx, id, owner=owner, check_by=check_by)
            add_revision(tx, id, text, number=1, author=author, note=note, now=now)
            set_wordings(tx, id, text.phrasings, text.never_answers, author=author, now=now)
            if beside:
                beside(tx, id)
            return tell(tx, id, "article.changed", now=now)

        return db.write(body)

    if chosen:
        try:
            return write(chosen)
        except Conflict:
            raise Unfit("slug", "taken") from None
    *usual, last = slugs(text.title, id)
    for free in usual:
        if articles.slug_taken(db, free, site=site) is None and redirects.article_of(db, free, site=site) is None:
            try:
                return write(free)
            except Conflict:
                continue  # somebody took the address in this moment
    return write(last)


def revise(db: Database, id: str, text: Text, *, seen: int, author: str | None, note: str, now: int) -> Article:
    """The article's next text, phrasings included; its address stays. Raises Moved, Unfit.

    What is published shows the new text at once.
    """
    text = fit(text)

    def body(tx: Transaction) -> Article:
        before = articles.by_id(tx, id)
        if before is None:
            raise Moved
        number = before.revision + 1
        moved = articles.move_revision(
            tx, id, revision=number, seen=seen, slug=before.slug, language=text.language, topic=text.topic, now=now
        )
        guard(moved)
        add_revision(tx, id, text, number=number, author=author, note=note, now=now)
        set_wordings(tx, id, text.phrasings, text.never_answers, author=author, now=now)
        return tell(tx, id, "article.changed", now=now)

    return db.write(body)


def reword(
    db: Database, id: str, *, phrasings: Iterable[str], never_answers: Iterable[str], seen: int, author: str | None,
    now: int,
) -> Article:
    """Exactly these ways of asking lead to the article, and exactly these questions do not; its text stays as it is.

    Raises Moved, Unfit.
    """
    asked, not_asked = _fit_wordings(phrasings, never_answers)

    def body(tx: Transaction) -> Article:
        guard(articles.touch(tx, id, seen=seen, now=now))
        set_wordings(tx, id, asked, not_asked, author=author, now=now)
        return tell(tx, id, "article.changed", now=now)

    return db.write(body)


def fit_wording(field: Field, text: str) -> str:
    """A wording as it is kept, on one line. Raises Unfit."""
    line = _line(text)
    _fit_length(field, line, most=MOST_PHRASING)
    return line


def guard(moved: int) -> None:
    if not moved:
        raise Moved


def tell(tx: Transaction, id: str, kind: str, *, now: int) -> Article:
    article = articles.by_id(tx, id)
    assert article is not None
    events.append(tx, kind=kind, topic=f"article:{id}", subject=id, site=article.site, detail=article.revision, now=now)
    return article


def add_revision(
    tx: Transaction, id: str, text: Text, *, number: int, author: str | None, note: str, now: int
) -> None:
    revision = {
        "article": id, "number": number, "title": text.title, "body": text.body,
        "author": author, "note": note, "created_at": now,
    }
    articles.add_revision(tx, revision)


def set_wordings(
    tx: Transaction, id: str, asked: Collection[str], not_asked: Collection[str], *, author: str | None, now: int
) -> None:
    # Ids sort by time: one millisecond apart, they keep the writer's order.
    there = {row.text for row in articles.phrasings(tx, id)}
    for text in there.difference(asked):
        articles.remove_phrasing(tx, id, text=text)
    for place, text in enumerate(asked):
        if text not in there:
            articles.add_phrasing(tx, Phrasing(ids.new_id(now + place), id, text, "written", author, now))
    there = {row.text for row in never_answers.of_article(tx, id)}
    for text in there.difference(not_asked):
        never_answers.remove(tx, id, text=text)
    for place, text in enumerate(not_asked):
        if text not in there:
            never_answers.add(tx, NeverAnswer(ids.new_id(now + place), id, text, "written", author, now))


def fit(text: Text) -> Text:
    title = _line(text.title)
    body = pipeline.printable(text.body.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    _fit_length("title", title, most=MOST_TITLE)
    _fit_length("body", body, most=MOST_BODY)
    if text.language not in LANGUAGES:
        raise Unfit("language", "unknown")
    return Text(title, body, text.language, text.topic, *_fit_wordings(text.phrasings, text.never_answers))


def _fit_length(field: Field, value: str, *, most: int) -> None:
    if not value.strip():
        raise Unfit(field, "missing")
    if len(value) > most:
        raise Unfit(field, "too_long")


def _fit_wordings(asked: Iterable[str], not_asked: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Without empty ones and repetitions."""
    wanted, unwanted = _lines("phrasings", asked), _lines("never_answers", not_asked)
    if wanted.keys() & unwanted.keys():
        raise Unfit("never_answers", "in_both")
    return tuple(wanted.values()), tuple(unwanted.values())


def _lines(field: Field, texts: Iterable[str]) -> dict[str, str]:
    found = {line.casefold(): line for text in texts if (line := _line(text))}
    if len(found) > MOST_PHRASINGS or any(len(line) > MOST_PHRASING for line in found.values()):
        raise Unfit(field, "too_long")
    return found


def _line(text: str) -> str:
    return " ".join(pipeline.printable(text).split())


def slugs(title: str, id: str) -> Iterator[str]:
    """Addresses to try, the nicest first; the last one is free, since the id stands in it."""
    slug = slug_of(title, fallback="")
    if slug:
        yield slug
        yield from (f"{slug}-{number}" for number in range(2, 10))
    yield f"{slug}-{id}".strip("-")
