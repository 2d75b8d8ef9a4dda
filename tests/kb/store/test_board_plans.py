"""PostgreSQL walks an index for what one very busy author wrote, however much that is."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from kb import ids
from kb.store import brought, post_lists, posts, sites
from kb.store.engine import Database, Transaction, open_database
from kb.store.posts import Reader

BUSY, MANY = "busy", 1_500


class Planned:
    """Reads that are planned only; keeps the kinds of their steps."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.steps: set[str] = set()

    def all(self, _row: type, sql: str, /, **params: object) -> list[Any]:
        found = self.db.value(f"EXPLAIN (FORMAT JSON) {sql}", **params)
        self._note((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])
        return []

    def _note(self, step: dict[str, Any]) -> None:
        self.steps.add(step["Node Type"])
        for each in step.get("Plans", ()):
            self._note(each)


@pytest.fixture
def planned(postgresql_dsn: str, now: int) -> Iterator[Planned]:
    db = open_database(postgresql_dsn)

    def fill(tx: Transaction) -> None:
        sites.add(tx, "main", name="Firstline", now=now)
        people = [*(f"p{n}" for n in range(200)), BUSY]
        brought.add_people(tx, [
            {"id": id, "site": "main", "email": f"{id}@example.com", "name": id, "created_at": now} for id in people
        ])
        rows, question = [], ""
        for n in range(3 * MANY):
            id = ids.new_id(now + n)
            question = id if n % 3 == 0 else question
            rows.append({
                "id": id, "site": "main", "kind": "question" if id == question else "answer", "question": question,
                "language": "en", "author": BUSY if n % 3 < 2 else f"p{n % 200}", "guest": "", "title": f"Title {n}",
                "body": "Body. " * 40, "score": 0, "source_key": f"s:{n}", "tags": "", "created_at": now + n,
                "active_at": now + n,
            })
        brought.add_posts(tx, rows)
        tx.run_many(
            """INSERT INTO suspension (id, site, person, until, reason, created_at)
               VALUES (:id, 'main', :id, :until, '', :until)""",
            [{"id": f"p{n}", "until": 2 * now} for n in range(100)],
        )
        tx.run("ANALYZE")

    db.write(fill)
    yield Planned(db)
    db.close()


def test_lists_of_an_author_are_walked(planned: Planned, now: int) -> None:
    for to in (posts.stranger(now), Reader(BUSY, "member", now), Reader("p1", "moderator", now)):
        post_lists.questions_by(planned, BUSY, to=to, before="", limit=30)  # type: ignore[arg-type]
        post_lists.answers_by(planned, BUSY, to=to, before="", limit=30)  # type: ignore[arg-type]
    post_lists.last_texts(planned, BUSY, limit=5)  # type: ignore[arg-type]
    assert {"Index Scan", "Limit"} <= planned.steps
    assert not {"Sort", "Incremental Sort", "Bitmap Heap Scan"} & planned.steps
