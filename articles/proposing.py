"""Texts that somebody without the right to publish proposes: made, changed, withdrawn, accepted, declined, reopened.

Each verb is one guarded write that ends with its event. Whoever decides says which version of the proposal, and of the
article, they saw: of two who decide at once, one wins, and the other is told.
"""

from dataclasses import dataclass
from typing import Final, Literal

from articles import comparing, editing, merging, rewriting
from articles.editing import Moved, Text
from articles.merging import Merged
from kb import ids
from kb import text as pipeline
from kb.store import articles, events, proposals, revisions
from kb.store.articles import Article
from kb.store.engine import Conflict, Database, Reads, Transaction
from kb.store.proposals import Proposal

MOST_NOTE: Final = 500
MOST_REPLY: Final = 1_000
MOST_WAITING: Final = 20
"""Of one author."""


class Refused(Exception):
    """A proposal that is not taken: it changes nothing, its author has too many waiting, or it has marks of a merge."""

    def __init__(self, problem: Literal["same", "full", "marks"]) -> None:
        super().__init__(problem)
        self.problem = problem


class Decided(Exception):
    """The proposal was decided, changed or withdrawn since it was read."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is proposed: Markdown under a title, and what is better now in its author's words."""

    title: str
    body: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """What a proposal changed against its base, on top of the article as it is now.

    `moved` says that the article was changed since; `title_conflict` is the article's title where both changed it.
    """

    title: str
    body: Merged
    moved: bool
    title_conflict: str | None


def propose(db: Database, article: Article, draft: Draft, *, base: int, author: str, now: int) -> Proposal:
    """A new one, or, where its author has one waiting for this article, that one with the new text.

    Raises editing.Unfit, Refused, Moved where the article is gone.
    """
    waiting = proposals.waiting_of(db, article.id, author=author)
    if waiting is not None:
        return change(db, waiting, draft, base=base, seen=waiting.version, now=now)
    if proposals.count_waiting_of(db, author=author) >= MOST_WAITING:
        raise Refused("full")
    fit, added, removed = _fit(db, article.id, draft, base=base)
    row = Proposal(
        ids.new_id(now), article.site, article.id, base, fit.title, fit.body, fit.note, author, "waiting", added,
        removed, 1, None, "", None, now, None,
    )

    def body(tx: Transaction) -> Proposal:
        proposals.add(tx, row)
        return _tell(tx, row, "proposal.made", now=now)

    try:
        return db.write(body)
    except Conflict:  # the same author, from another window, in this moment
        raise Decided from None


def change(db: Database, row: Proposal, draft: Draft, *, base: int, seen: int, now: int) -> Proposal:
    """Raises Decided, editing.Unfit, Refused."""
    fit, added, removed = _fit(db, row.article, draft, base=base)

    def body(tx: Transaction) -> Proposal:
        if not proposals.rewrite(
            tx, row.id, base=base, title=fit.title, body=fit.body, note=fit.note, added=added, removed=removed,
            seen=seen,
        ):
            raise Decided
        return _tell(tx, row, "proposal.changed", now=now)

    return db.write(body)


def withdraw(db: Database, row: Proposal, *, now: int) -> Proposal:
    """Raises Decided."""
    return _decide(db, row, state="withdrawn", reviewer=None, reply="", seen=row.version, now=now)


def decline(db: Database, row: Proposal, *, reviewer: str, reply: str, seen: int, now: int) -> Proposal:
    """Raises Decided."""
    return _decide(db, row, state="declined", reviewer=reviewer, reply=reply, seen=seen, now=now)


def accept(
    db: Database, row: Proposal, title: str, text: str, *, reviewer: str, reply: str, seen: int, article_seen: int,
    now: int,
) -> Article:
    """The article's next revision, in its author's name and with their note.

    `title` and `text` are what the reviewer agreed to: the proposal as it is, merged, or changed. `seen` and
    `article_seen` are the versions of both. Raises Decided, Moved, editing.Unfit, Refused.
    """
    if merging.has_marks(text):
        raise Refused("marks")
    fit = editing.fit(Text(title, text, "en"))

    def body(tx: Transaction) -> Article:
        before = articles.by_id(tx, row.article)
        if before is None:
            raise Moved
        number = before.revision + 1
        decided = proposals.decide(
            tx, row.id, state="accepted", reviewer=reviewer, reply=_line(reply, most=MOST_REPLY), revision=number,
            seen=seen, now=now,
        )
        if not decided:
            raise Decided
        rewriting.next_revision(tx, before, fit, seen=article_seen, author=row.author, note=row.note, now=now)
        _tell(tx, row, "proposal.accepted", now=now)
        return editing.tell(tx, row.article, "article.changed", now=now)

    return db.write(body)


def reopen(db: Database, row: Proposal, *, reviewer: str, note: str, now: int) -> Proposal:
    """Takes the reviewer's own decision back. Where it was accepted, the text before it is put back as a new revision
    with this note, as long as nobody has written another since. Raises Decided, Moved."""

    def body(tx: Transaction) -> Proposal:
        if row.state not in ("accepted", "declined") or not proposals.reopen(
            tx, row.id, state=row.state, reviewer=reviewer
        ):
            raise Decided
        if row.state == "accepted":
            now_there = articles.by_id(tx, row.article)
            if now_there is None or now_there.revision != row.revision:
                raise Moved
            before = revisions.by_number(tx, row.article, now_there.revision - 1)
            if before is None:
                raise Moved
            fit = Text(before.title, before.body, now_there.language)
            rewriting.next_revision(tx, now_there, fit, seen=now_there.version, author=reviewer, note=note, now=now)
            editing.tell(tx, row.article, "article.changed", now=now)
        return _tell(tx, row, "proposal.reopened", now=now)

    try:
        return db.write(body)
    except Conflict:  # its author has written another one meanwhile
        raise Decided from None


def together(db: Reads, row: Proposal, article: Article) -> Together:
    """The proposal on top of the article as it is now."""
    base = revisions.by_number(db, row.article, row.base)
    if base is None or article.revision == row.base:
        return Together(row.title, Merged((row.body,)), False, None)
    both = row.title != base.title and article.title not in (base.title, row.title)
    return Together(
        article.title if row.title == base.title else row.title,
        merging.merge(base.body, article.body, row.body), True, article.title if both else None,
    )


def _decide(
    db: Database, row: Proposal, *, state: str, reviewer: str | None, reply: str, seen: int, now: int
) -> Proposal:
    said = _line(reply, most=MOST_REPLY)

    def body(tx: Transaction) -> Proposal:
        if not proposals.decide(
            tx, row.id, state=state, reviewer=reviewer, reply=said, revision=None, seen=seen, now=now
        ):
            raise Decided
        return _tell(tx, row, f"proposal.{state}", now=now)

    return db.write(body)


def _fit(db: Reads, article: str, draft: Draft, *, base: int) -> tuple[Draft, int, int]:
    """What is kept of it, and how many characters it adds to its base and takes away."""
    before = revisions.by_number(db, article, base)
    if before is None:
        raise Moved
    text = editing.fit(Text(draft.title, draft.body, "en"))
    if merging.has_marks(text.body) and not merging.has_marks(before.body):
        raise Refused("marks")
    if (text.title, text.body) == (before.title, before.body):
        raise Refused("same")
    size = comparing.size(comparing.compare(f"{before.title}\n{before.body}", f"{text.title}\n{text.body}"))
    return Draft(text.title, text.body, _line(draft.note, most=MOST_NOTE)), size.added, size.removed


def _line(text: str, *, most: int) -> str:
    return pipeline.printable(text).replace("\r\n", "\n").strip()[:most]


def _tell(tx: Transaction, row: Proposal, kind: str, *, now: int) -> Proposal:
    after = proposals.by_id(tx, row.id, site=row.site)
    assert after is not None
    events.append(
        tx, kind=kind, topic=f"proposal:{row.id}", subject=row.id, site=row.site, detail=after.version, now=now
    )
    return after
