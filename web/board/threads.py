"""One question with its answers and comments, as its page shows them to whoever reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from kb import filing, markdown
from kb.store import answers as kept_answers
from kb.store import comments as kept_comments
from kb.store import files, profiles, sites, suggested_edits, thanks, votes
from kb.store import tags as kept_tags
from kb.store.answers import Answer, Place
from kb.store.comments import Shown
from kb.store.posts import Post, Reader
from web.board import times
from web.board.times import When
from web.help_center.audiences import audiences
from web.house import house
from web.people import portraits
from web.people.portraits import Portrait
from web.words import _

ANSWERS: Final = 30
"""Answers on one page."""

COMMENTS: Final = 5
"""Comments of each post that stand there before somebody wants to see all."""

MOST_COMMENTS: Final = 200


@dataclass(frozen=True, slots=True)
class Writer:
    """`id` is None for a guest."""

    id: str | None
    name: str
    role: str
    reputation: int
    portrait: Portrait


@dataclass(frozen=True, slots=True)
class Said:
    """A comment. `may_edit` while its author may."""

    row: Shown
    html: Markup
    when: When
    own: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A question or answer. `mine` is the reader's vote, `unseen` says why others do not see it ('' where they do),
    `suggestion` is a waiting edit that is shown to the author, `more` are comments that are not in `comments`."""

    id: str
    kind: str
    question: str
    language: str
    writer: Writer
    html: Markup
    state: str
    why: str
    unseen: str
    mark: str
    locked: str
    article: str | None
    accepted: bool
    revision: int
    version: int
    score: int
    thanks: int
    mine: int
    thanked: bool
    own: bool
    suggestion: str
    created: When
    edited: When | None
    comments: tuple[Said, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Thread:
    """`older` is where the next answers begin, '' where these are all."""

    post: Post
    question: Entry
    answers: tuple[Entry, ...]
    tags: tuple[str, ...]
    older: str


@dataclass(frozen=True, slots=True)
class _Beside:
    """What of many posts is asked for at once."""

    comments: dict[str, list[Shown]]
    votes: dict[str, int]
    thanked: frozenset[str]


def read(post: Post, *, sort: str, after: str, unfolded: str, first: str, to: Reader) -> Thread:
    """The question `post`, its answers by one of the store's SORTS behind `after`; all comments of the post
    `unfolded`; the answer `first` in front, where it would not stand on this page."""
    db = house().db
    found = kept_answers.of_question(
        db, post.id, sort=sort, after=_place(after), to=to, limit=ANSWERS + 1
    )
    rows = found[:ANSWERS]
    if first and first not in {row.id for row in rows}:
        one = kept_answers.one(db, first, to=to)
        rows = [one, *rows] if one and one.question == post.id else rows
    beside = _beside([post.id, *(row.id for row in rows)], unfolded=unfolded, to=to)
    last = rows[-1] if len(found) > ANSWERS else None
    return Thread(
        post, question_entry(post, beside, to=to), tuple(_answer(row, beside, post, to=to) for row in rows),
        tuple(tag.name for tag in kept_tags.of_post(db, post.id)), f"{last.weight}.{last.id}" if last else "",
    )


def question_entry(post: Post, beside: _Beside, *, to: Reader) -> Entry:
    author = profiles.of(house().db, post.author, site=post.site) if post.author else None
    if author:
        writer = Writer(
            author.id, author.name, author.role, author.reputation, portrait(author.picture, author.name)
        )
    else:
        writer = Writer(None, post.guest, "", 0, portrait(None, post.guest))
    return _entry(post, writer, beside, kind="question", language=post.language, accepted=False, to=to)


def unseen(state: str, why: str, *, own: bool) -> str:
    """Why others do not see it; '' where they do."""
    match state, why:
        case "shown", _:
            return ""
        case "unconfirmed", _:
            return _("Others see this once its author has confirmed the mail address.")
        case "in_review", _:
            return _("A moderator looks at this first. Then everybody sees it.")
        case "removed", "author":
            return _("You took this away. Others do not see it any more.") if own else _("Its author took this away.")
        case "removed", _:
            return _("A moderator removed this.")
        case _:
            return _("This is hidden. Only its author and moderators see it.")


@lru_cache(maxsize=1024)
def html(body: str) -> Markup:
    """A post's text on a page."""
    return Markup(markdown.render_post(body))  # noqa: S704 -- sanitised


@lru_cache(maxsize=1024)
def comment_html(text: str) -> Markup:
    return Markup(markdown.render_message(text))  # noqa: S704 -- sanitised


def _answer(row: Answer, beside: _Beside, post: Post, *, to: Reader) -> Entry:
    writer = Writer(row.author, row.name, row.role, row.reputation, portrait(row.picture, row.name))
    return _entry(row, writer, beside, kind="answer", language=post.language, accepted=bool(row.accepted), to=to)


def _entry(
    row: Post | Answer, writer: Writer, beside: _Beside, *, kind: str, language: str, accepted: bool, to: Reader
) -> Entry:
    own = bool(to.person) and row.author == to.person
    said = beside.comments.get(row.id, [])
    waiting = suggested_edits.waiting_of(house().db, row.id) if own else None
    return Entry(
        row.id, kind, row.question, language, writer, html(row.body), row.state, row.why,
        unseen(row.state, row.why, own=own), row.mark, row.locked, row.article, accepted, row.revision, row.version,
        row.score, row.thanks, beside.votes.get(row.id, 0), row.id in beside.thanked, own,
        waiting.id if waiting else "", times.when(row.created_at),
        times.when(row.updated_at) if row.revision > 1 else None, tuple(_said(one, to) for one in said),
        max(0, said[0].total - len(said)) if said else 0,
    )


def _said(row: Shown, to: Reader) -> Said:
    return Said(row, comment_html(row.text), times.when(row.created_at), bool(to.person) and row.author == to.person)


def _beside(ids: Sequence[str], *, unfolded: str, to: Reader) -> _Beside:
    db = house().db
    comments: dict[str, list[Shown]] = {}
    for comment in kept_comments.of_posts(db, ids, to=to, each=COMMENTS):
        comments.setdefault(comment.post, []).append(comment)
    if unfolded in ids:
        comments[unfolded] = kept_comments.of_post(db, unfolded, to=to, after="", limit=MOST_COMMENTS)
    if not to.person:
        return _Beside(comments, {}, frozenset())
    return _Beside(
        comments, {vote.post: vote.value for vote in votes.mine(db, ids, person=to.person)},
        frozenset(row.post for row in thanks.mine(db, ids, person=to.person)),
    )


def portrait(picture: str | None, name: str) -> Portrait:
    """The person's picture where whoever reads may see it; their initials for strangers."""
    found = files.by_id(house().db, picture, site=sites.MAIN) if picture else None
    seen = found is not None and found.audience in audiences()
    return Portrait(filing.address(found) if found and seen else "", portraits.initials(name))


def _place(written: str) -> Place | None:
    """Where the answers go on, as an address has it."""
    weight, _dot, id = written.partition(".")
    number = weight.removeprefix("-")
    if not (id and len(id) <= 32 and len(number) <= 15 and number.isascii() and number.isdecimal()):
        return None
    return Place(int(weight), id)
