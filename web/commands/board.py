"""`firstline import-board` and `firstline export-board`: the community board from elsewhere, and as JSON lines."""

import json
from argparse import Namespace
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from kb import bringing, dumps
from kb.bringing_rest import Rest, Tally
from kb.dumps import Source
from kb.store import answers, people, post_lists, posts, sites
from kb.store.answers import Answer, Place
from kb.store.engine import Database
from kb.store.posts import Post
from web.clock import now
from web.commands import Refused, opened, progress
from web.config import Settings

_PAGE: Final = 200


def import_board(settings: Settings, arguments: Namespace) -> int:
    """Posts.xml of a folder, and of Users.xml, Comments.xml, PostLinks.xml and Votes.xml those that are there; what was
    imported before stays as it is."""
    folder = Path(arguments.folder)
    if not (folder / "Posts.xml").is_file():
        raise Refused(f"There is no Posts.xml in {folder}.")
    size = cache(lambda name: dumps.size(folder / name))
    source = Source(folder, arguments.name or folder.resolve().name, sites.MAIN)
    with opened(settings) as db:
        try:
            report = bringing.bring(
                db, source, now=now(),
                progress=lambda name, count: progress.show(f"{name}: {progress.bar(count, max(size(name), count))}"),
            )
        except dumps.Broken as error:
            raise Refused(str(error)) from None
    progress.clear()
    print(
        f"{report.questions} questions and {report.answers} answers added, {report.there} were there"
        + (f"; {report.left} left out, without a text or a question." if report.left else ".")
    )
    for line in _rest(report.rest):
        print(line)
    return 0


def _rest(rest: Rest) -> Iterator[str]:
    """What became of the other files; nothing of one that is not there, or is empty."""
    if rest.comments != Tally():
        yield (
            f"{rest.comments.came} comments added, {rest.comments.there} were there; {rest.comments.left} left out, "
            "without a text, an author or a post."
        )
    if rest.duplicates != Tally():
        yield (
            f"{rest.duplicates.came} questions closed as duplicates, {rest.duplicates.there} were; "
            f"{rest.duplicates.left} links left out: related ones, of what is not here, or was changed here since."
        )
    if rest.votes != Tally():
        yield (
            f"{rest.votes.came} votes stand in the scores that were imported, without voters: a dump does not tell "
            f"who voted. Left out: {rest.votes.left} favourites, bounties and flags."
        )


def export_board(settings: Settings, arguments: Namespace) -> int:
    """What everybody may see, a question with its answers a line; the file is there whole, or not at all."""
    path = Path(arguments.file)
    part = path.with_name(f"{path.name}.part")
    count = 0
    try:
        with opened(settings) as db, part.open("w", encoding="utf-8") as file:
            for line in lines(db, now=now()):
                file.write(f"{line}\n")
                count += 1
                if count % _PAGE == 0:
                    progress.show(f"{count} questions")
        part.replace(path)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from None
    progress.clear()
    print(f"{count} questions written to {path}.")
    return 0


def lines(db: Database, *, now: int) -> Iterator[str]:
    """Each question as JSON, the oldest first. No address of anybody is in it."""
    after = ""
    while found := post_lists.all_shown(db, site=sites.MAIN, after=after, now=now, limit=_PAGE):
        tags: dict[str, list[str]] = {}
        for tag in post_lists.tags_of(db, [post.id for post in found]):
            tags.setdefault(tag.post, []).append(tag.name)
        for post in found:
            yield json.dumps(_question(db, post, tags.get(post.id, []), now=now), ensure_ascii=False)
        after = found[-1].id


def _question(db: Database, post: Post, tags: list[str], *, now: int) -> dict[str, object]:
    author = people.by_id(db, post.author) if post.author else None
    return {
        "id": post.id, "title": post.title, "body": post.body, "language": post.language, "tags": tags,
        "author": author.name if author else post.guest, "score": post.score, "closed": post.closed,
        "duplicate_of": post.duplicate_of, "created_at": post.created_at, "updated_at": post.updated_at,
        "answers": [
            {
                "id": row.id, "body": row.body, "author": row.name, "score": row.score, "accepted": bool(row.accepted),
                "official": row.mark == "official", "created_at": row.created_at, "updated_at": row.updated_at,
            }
            for row in _answers(db, post.id, now=now)
        ],
    }


def _answers(db: Database, question: str, *, now: int) -> Iterator[Answer]:
    after: Place | None = None
    to = posts.stranger(now)
    while found := answers.of_question(db, question, sort="oldest", after=after, to=to, limit=_PAGE):
        yield from found
        after = Place(0, found[-1].id)
