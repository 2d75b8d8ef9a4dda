"""The board of elsewhere brought here: a Stack Exchange dump's questions, answers and people, and with
`kb/bringing_rest.py` what belongs to them.

What was brought is known by its name there, so bringing it again makes no second one, and goes on where it was cut
off. People come as names; nobody can sign in as them. Nobody is told of what was brought.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from kb import bringing_rest, dumps, fitting, ids, languages, unhtml
from kb.bringing_rest import Rest
from kb.dumps import Progress, Row, Source
from kb.fitting import MOST_BODY, MOST_TAG, MOST_TAGS, MOST_TITLE
from kb.store import answer_counts, brought, events, posts, tags
from kb.store.engine import Database, Transaction

_TAG: Final = re.compile(r"[<>|]+")
_QUESTION, _ANSWER = "1", "2"


@dataclass(frozen=True, slots=True)
class Report:
    """`there` were brought before. `left` could not be brought: posts without a text, or answers without their
    question."""

    people: int
    questions: int
    answers: int
    there: int
    left: int
    rest: Rest


def bring(db: Database, source: Source, *, progress: Progress, now: int) -> Report:
    """All of it; `progress` hears which file is read and how many of its rows were. Raises dumps.Broken."""
    people = _people(db, source, progress=progress, now=now)
    asked = _posts(db, source, _QUESTION, progress=progress, now=now)
    said = _posts(db, source, _ANSWER, progress=progress, now=now)
    rest = bringing_rest.bring(db, source, progress=progress, now=now)
    return Report(people, asked[0], said[0], asked[1] + said[1], asked[2] + said[2], rest)


def _people(db: Database, source: Source, *, progress: Progress, now: int) -> int:
    path = source.folder / "Users.xml"
    count = 0
    if path.exists():
        for part in dumps.slices(dumps.rows(path)):
            rows = [_person(row, source, now=now) for row in part if row.get("Id")]
            db.write(partial(brought.add_people, rows=rows))
            count += len(rows)
            progress("Users.xml", count)
    return count


def _posts(db: Database, source: Source, kind: str, *, progress: Progress, now: int) -> tuple[int, int, int]:
    """How many came, were there, and were left."""
    came = there = left = read = 0
    found = (row for row in dumps.rows(source.folder / "Posts.xml") if row.get("PostTypeId") == kind and row.get("Id"))
    for part in dumps.slices(found):
        made = db.write(partial(_add, part=part, source=source, now=now))
        came, there, left = came + made[0], there + made[1], left + made[2]
        read += len(part)
        progress("Posts.xml", read)
    return came, there, left


def _add(tx: Transaction, *, part: Sequence[Row], source: Source, now: int) -> tuple[int, int, int]:
    keys = {source.key(row[name]) for row in part for name in ("Id", "ParentId") if row.get(name)}
    known = brought.known(tx, keys, site=source.site)
    fresh = {row["Id"]: row for row in part if source.key(row["Id"]) not in known}
    rows = [made for row in fresh.values() if (made := _post(row, source, known, now=now))]
    authors = {str(row["author"]): row for row in rows if row["author"]}
    brought.add_people(tx, [_named(row, source) for row in authors.values()])
    brought.add_posts(tx, rows)
    for row in rows:
        if row["kind"] == "question":
            _tag(tx, row, now=now)
    for question in {str(row["question"]) for row in rows}:
        answer_counts.of_question(tx, question)
        posts.touch(tx, question, now=max(int(row["active_at"]) for row in rows if row["question"] == question))
        tags.copy(tx, question)
        events.append(
            tx, kind="question.changed", topic=f"question:{question}", subject=question, site=source.site, now=now
        )
    for row in rows:
        if row["kind"] == "question":
            tags.move_count(tx, str(row["id"]), by=1)
    return len(rows), len(part) - len(fresh), len(fresh) - len(rows)


def _post(row: Row, source: Source, known: dict[str, str], *, now: int) -> dict[str, Any] | None:
    """None for what has no text, or whose question is not there."""
    at = dumps.moment(row.get("CreationDate", ""), default=now)
    id = ids.new_id(at)
    question = id if row["PostTypeId"] == _QUESTION else known.get(source.key(row.get("ParentId", "")))
    title = fitting.one_line(row.get("Title", ""))[:MOST_TITLE]
    body = unhtml.markdown(row.get("Body", ""))[:MOST_BODY].strip()
    if not question or not body or (question == id and not title):
        return None
    owner = row.get("OwnerUserId", "")
    return {
        "id": id, "site": source.site, "kind": "question" if question == id else "answer", "question": question,
        "language": languages.of_text(f"{title}\n{body}", default="en"),
        "author": source.person(owner) if owner else None, "guest": row.get("OwnerDisplayName", "")[:80],
        "title": title if question == id else "", "body": body, "score": dumps.number(row.get("Score", "")),
        "source_key": source.key(row["Id"]), "created_at": at, "active_at": at, "owner": owner,
        "tags": " ".join(_tags(row.get("Tags", ""))) if question == id else "",
    }


def _tag(tx: Transaction, row: dict[str, Any], *, now: int) -> None:
    for position, name in enumerate(str(row["tags"]).split()):
        tag = tags.by_name(tx, name, site=str(row["site"]))
        if tag is None:
            tags.add(tx, id=ids.new_id(now), site=str(row["site"]), name=name, now=now)
            tag = tags.by_name(tx, name, site=str(row["site"]))
        if tag:
            tags.put(tx, str(row["id"]), tag=tag.id, position=position)


def _tags(written: str) -> list[str]:
    """`<a><b>` in older dumps, `|a|b|` in newer ones."""
    found = (name.strip().lower()[:MOST_TAG] for name in _TAG.split(written))
    return list(dict.fromkeys(name for name in found if name and " " not in name))[:MOST_TAGS]


def _person(row: Row, source: Source, *, now: int) -> dict[str, object]:
    id = source.person(row["Id"])
    name = fitting.one_line(row.get("DisplayName", ""))[:80] or f"#{row['Id']}"
    at = dumps.moment(row.get("CreationDate", ""), default=now)
    return {"id": id, "site": source.site, "email": f"{id}@import.invalid", "name": name, "created_at": at}


def _named(row: dict[str, Any], source: Source) -> dict[str, object]:
    """Somebody whom Users.xml does not tell of."""
    name = str(row["guest"]) or f"#{row['owner']}"
    id = str(row["author"])
    return {
        "id": id, "site": source.site, "email": f"{id}@import.invalid", "name": name, "created_at": row["created_at"]
    }
