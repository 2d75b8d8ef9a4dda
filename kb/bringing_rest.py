"""What a dump holds beside its posts: which answers were accepted, comments, duplicates and votes.

Each file is read once, a few rows at a time. A question that somebody has changed here since keeps what it has. Votes
bring no voters: dumps do not tell who voted, and the score that a post had there is where it begins here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from kb import dumps, fitting, ids, showing
from kb.dumps import Progress, Row, Source
from kb.fitting import MOST_COMMENT
from kb.store import brought, posts, tags
from kb.store.brought import Said
from kb.store.engine import Database, Transaction
from kb.store.posts import Post

_DUPLICATE: Final = "3"
_COUNTED: Final = ("1", "2", "3")
"""Votes that stand in what was brought: accepted, up, down. All others are favourites, bounties, flags."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the rows of a file: how many came, were there before, and were left out."""

    came: int = 0
    there: int = 0
    left: int = 0

    def plus(self, other: "Tally") -> "Tally":
        return Tally(self.came + other.came, self.there + other.there, self.left + other.left)


@dataclass(frozen=True, slots=True)
class Rest:
    """Votes that `came` are those that the posts' scores hold already."""

    comments: Tally
    duplicates: Tally
    votes: Tally


def bring(db: Database, source: Source, *, progress: Progress, now: int) -> Rest:
    """What was accepted, and of the other files those that are there. Raises dumps.Broken."""
    for part in dumps.slices(row for row in dumps.rows(source.folder / "Posts.xml") if row.get("AcceptedAnswerId")):
        db.write(partial(_accept, part=part, source=source, now=now))
    comments = duplicates = votes = Tally()
    read = 0
    for part in dumps.slices(_rows(source, "Comments.xml")):
        comments = comments.plus(db.write(partial(_comment, part=part, source=source)))
        read += len(part)
        progress("Comments.xml", read)
    read = 0
    for part in dumps.slices(_rows(source, "PostLinks.xml")):
        duplicates = duplicates.plus(db.write(partial(_close, part=part, source=source, now=now)))
        read += len(part)
        progress("PostLinks.xml", read)
    for part in dumps.slices(_rows(source, "Votes.xml")):
        counted = sum(row.get("VoteTypeId") in _COUNTED for row in part)
        votes = votes.plus(Tally(came=counted, left=len(part) - counted))
        progress("Votes.xml", votes.came + votes.left)
    return Rest(comments, duplicates, votes)


def _rows(source: Source, name: str) -> Iterator[Row]:
    path = source.folder / name
    return dumps.rows(path) if path.exists() else iter(())


def _accept(tx: Transaction, *, part: Sequence[Row], source: Source, now: int) -> None:
    known = _known(tx, part, "Id", "AcceptedAnswerId", source=source)
    for row in part:
        asked = known.get(source.key(row.get("Id", "")))
        said = known.get(source.key(row["AcceptedAnswerId"]))
        answer, question = posts.by_id(tx, said) if said else None, posts.by_id(tx, asked) if asked else None
        if answer and question and answer.question == question.id and _is_untouched(question):
            posts.accept(tx, question.id, answer=answer.id, before=None)
            showing.changed(tx, question, now=now)


def _comment(tx: Transaction, *, part: Sequence[Row], source: Source) -> Tally:
    known = _known(tx, part, "PostId", source=source)
    made = [said for row in part if (said := _said(row, known.get(source.key(row.get("PostId", ""))), source))]
    there = brought.comments(tx, [said.id for said in made])
    fresh = {said.id: said for said in made if said.id not in there}
    brought.add_people(tx, [_person(said, source) for said in {said.author: said for said in fresh.values()}.values()])
    brought.add_comments(tx, list(fresh.values()))
    return Tally(len(fresh), len(made) - len(fresh), len(part) - len(made))


def _said(row: Row, post: str | None, source: Source) -> Said | None:
    """None without a text, a post, a time or anybody who said it. Its id is made from its name there."""
    text = fitting.one_line(row.get("Text", ""))[:MOST_COMMENT]
    at = dumps.moment(row.get("CreationDate", ""), default=0)
    owner, name = row.get("UserId", ""), fitting.one_line(row.get("UserDisplayName", ""))[:80]
    if not post or not text or not at or not row.get("Id") or not (owner or name):
        return None
    author = source.person(owner) if owner else source.person(f"name:{name}")
    id = ids.known_id(at, f"{source.site}\n{source.key(row['Id'])}")
    return Said(id, post, author, name or f"#{owner}", text, at)


def _person(said: Said, source: Source) -> dict[str, object]:
    """Where Users.xml does not tell of them."""
    email = f"{said.author}@import.invalid"
    return {"id": said.author, "site": source.site, "email": email, "name": said.name, "created_at": said.created_at}


def _close(tx: Transaction, *, part: Sequence[Row], source: Source, now: int) -> Tally:
    """As `duplicating.mark_duplicate` does, without anybody who did it."""
    known = _known(tx, part, "PostId", "RelatedPostId", source=source)
    done = Tally()
    for row in part:
        question = _question(tx, known.get(source.key(row.get("PostId", ""))))
        other = _question(tx, known.get(source.key(row.get("RelatedPostId", ""))))
        target = _question(tx, other.duplicate_of) if other and other.duplicate_of else other
        if row.get("LinkTypeId") != _DUPLICATE or question is None or target is None or target.id == question.id:
            done = done.plus(Tally(left=1))
        elif question.closed == "duplicate":
            done = done.plus(Tally(there=1))
        elif not _is_untouched(question) or target.state != "shown":
            done = done.plus(Tally(left=1))
        else:
            at = dumps.moment(row.get("CreationDate", ""), default=now)
            posts.close(tx, question.id, closed="duplicate", duplicate_of=target.id, now=at)
            posts.move_duplicates(tx, question.id, to=target.id)
            tags.copy(tx, question.id)
            for changed in (target, question):
                showing.changed(tx, changed, now=now)
            done = done.plus(Tally(came=1))
    return done


def _question(tx: Transaction, id: str | None) -> Post | None:
    row = posts.by_id(tx, id) if id else None
    return row if row and row.kind == "question" else None


def _is_untouched(question: Post) -> bool:
    """Whether nothing was done to it here but what this does: its version tells."""
    accepted = question.accepted is not None
    return question.state == "shown" and not question.closed and question.version == 1 + accepted


def _known(tx: Transaction, part: Sequence[Row], *names: str, source: Source) -> dict[str, str]:
    return brought.known(tx, {source.key(row[name]) for row in part for name in names if name in row}, site=source.site)
