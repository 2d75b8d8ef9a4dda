"""Every moderators' page with 20,000 articles: `python -m bench.curating`, or as a part of `make bench`.

The articles have three texts each and lie in SQLite; pages are asked of the application itself, without a server. Each
page is asked some times after once for nothing.
"""

import random
import sys
import time
from collections.abc import Iterator
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any, Final

from flask.testing import FlaskClient

from bench.figures import Figure, percentile, table
from bench.texts import Text, texts
from kb import ids
from kb.index import Index
from kb.index.follower import Follower
from kb.store import migrating, people, sessions, shelving, topics
from kb.store.engine import Database, Transaction
from web import config
from web.app import create_app
from web.house import COOKIE, House

ARTICLES: Final = 20_000
TOPICS: Final = 40
PEOPLE: Final = 20
TIMES: Final = 15
MOST: Final = 300.0
"""Milliseconds that a page may take."""

_SLICE: Final = 1_000
_DAY: Final = 24 * 3_600_000
_START: Final = 1_750_000_000_000


def measure(*, articles: int = ARTICLES, times: int = TIMES) -> tuple[list[Figure], dict[str, float]]:
    with TemporaryDirectory(prefix="firstline-bench-") as folder:
        settings = config.read({"FIRSTLINE_DATA": folder, "FIRSTLINE_LIMITS": "off", "FIRSTLINE_LOG": "error"})
        app = create_app(settings)
        house: House = app.extensions["firstline"]
        migrating.migrate(house.db)
        found = list(texts(articles))
        _fill(house.db, found)
        _index(house.db, house.index)
        client = app.test_client()
        client.set_cookie(COOKIE, _sign_in(house.db))
        figures, slowest, busiest = [], 0.0, 0.0
        for name, path, method, fields in _pages(house.db, found):
            taken = list(_timed(client, path, method=method, fields=fields, times=times))
            waited, worked = [wall for wall, _cpu in taken], [cpu for _wall, cpu in taken]
            slowest = max(slowest, percentile(waited, 0.95))
            busiest = max(busiest, percentile(worked, 0.5))
            times_of_it = f"{percentile(waited, 0.5):.0f} / {percentile(waited, 0.95):.0f} ms"
            figures.append(Figure(name, f"{times_of_it}; CPU {percentile(worked, 0.5):.0f} ms"))
        house.live.close()
        house.db.close()
    head = Figure(
        f"moderators' pages, {articles:,} articles: p50 / p95; CPU", f"slowest {slowest:.0f} ms; CPU {busiest:.0f} ms",
        f"<= {MOST:.0f} ms",
    )
    return [head, *figures], {"curating_p95_ms": round(slowest), "curating_cpu_ms": round(busiest)}


def _pages(db: Database, found: list[Text]) -> list[tuple[str, str, str, dict[str, Any] | None]]:
    some = _id(len(found) // 2)
    word, rare = found[0].title.split()[-1], found[0].title.split()[0]
    shelf = "/manage/articles"
    text = {"title": found[7].title, "body": found[7].body * 10, "language": "en", "question": found[7].title}
    return [
        ("list", shelf, "GET", None),
        ("list: drafts, one language", f"{shelf}?state=draft&only=zh-Hans", "GET", None),
        ("list: one topic, nobody's, staff", f"{shelf}?topic=t07&owner=-&audience=staff", "GET", None),
        ("list: mine, to be checked", f"{shelf}?owner=me&check=due", "GET", None),
        ("list: nothing is all of this", f"{shelf}?state=in_review&owner=me&audience=members&check=due", "GET", None),
        ("list: by check date", f"{shelf}?sort=check", "GET", None),
        ("list: by title", f"{shelf}?sort=title", "GET", None),
        ("list: by title, far down", f"{shelf}?sort=title&after=t.0", "GET", None),
        ("list: newest change, far down", f"{shelf}?after={_START + len(found) * 500}.z", "GET", None),
        ("list: search, one frequent word", f"{shelf}?q={word}", "GET", None),
        ("list: search, two words", f"{shelf}?q={rare}+{word}", "GET", None),
        ("editor", f"{shelf}/{some}", "GET", None),
        ("editor: preview of a long text", f"{shelf}/rendered", "POST", text),
        ("editor: what the assistant would say", f"{shelf}/answer", "POST", text),
        ("history", f"{shelf}/{some}/revisions", "GET", None),
        ("reviews", "/manage/reviews", "GET", None),
        ("topics", "/manage/topics", "GET", None),
        ("languages", "/manage/languages", "GET", None),
        ("from customers", "/manage/phrasings", "GET", None),
        ("feedback", "/manage/feedback", "GET", None),
        ("people", "/manage/people", "GET", None),
    ]


def _timed(
    client: FlaskClient, path: str, *, method: str, fields: dict[str, Any] | None, times: int
) -> Iterator[tuple[float, float]]:
    """Milliseconds of the whole answer, each: how long one waited, and how long the processor worked for it."""
    for turn in range(times + 1):
        began, worked = time.perf_counter(), time.process_time()
        answer = client.open(path, method=method, data=fields)
        taken = ((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
        if turn:
            yield taken


def _fill(db: Database, found: list[Text]) -> None:
    """Articles in every state, language, topic and hand, each with three texts and two wordings; `a` is who asks."""
    chance = random.Random(3)
    db.write(_people)
    db.write(_topics)
    rows = [_article(number, chance) for number in range(len(found))]
    for at in range(0, len(rows), _SLICE):
        part = list(zip(rows[at : at + _SLICE], found[at : at + _SLICE], strict=True))
        db.write(partial(_shelve, part=part))


def _people(tx: Transaction) -> None:
    for number in range(PEOPLE):
        role = ("moderator", "agent", "supervisor", "administrator")[number % 4]
        people.add(tx, id=f"p{number:02}", site="main", email=f"p{number}@example.com", name=f"Person {number}",
                   role="administrator" if number == 0 else role, origin="real", password="-", language="en",
                   now=_START)


def _topics(tx: Transaction) -> None:
    for number in range(TOPICS):
        id = f"t{number:02}"
        topics.add(tx, id=id, site="main", slug=f"topic-{number}", icon="folder", position=number, parent=None)
        topics.name(tx, id, language="en", name=f"Topic {number}", description="")


def _article(number: int, chance: random.Random) -> dict[str, Any]:
    """One in three says the same as its neighbour in another language."""
    id = _id(number)
    return {
        "id": id, "site": "main", "slug": f"text-{number}", "source_key": None,
        "language": ("en", "zh-Hans", "zh-Hant")[number % 3], "variant_group": _id(number - number % 3),
        "topic": chance.choice([None, *(f"t{at:02}" for at in range(TOPICS))]),
        "state": chance.choices(("published", "draft", "in_review", "archived"), (12, 5, 1, 2))[0],
        "audience": chance.choices(("public", "members", "staff"), (8, 1, 1))[0],
        "owner": chance.choice([None, *(f"p{at:02}" for at in range(PEOPLE))]),
        "check_by": chance.choice((None, _START + chance.randrange(3_000) * _DAY)),
        "now": _START + number * 1_000, "published_at": _START, "checked_at": None, "translates": None,
    }


def _id(number: int) -> str:
    return f"a{number:06}"


def _shelve(tx: Transaction, part: list[tuple[dict[str, Any], Text]]) -> None:
    rows = [row for row, _text in part]
    shelving.add(
        tx,
        articles=rows,
        revisions=[_revision(row, text, 1) for row, text in part],
        phrasings=[_phrasing(row, text, at) for row, text in part for at in range(2)],
        never_answers=(),
    )
    tx.run_many(
        """INSERT INTO revision (article, number, title, body, author, note, created_at)
           VALUES (:article, :number, :title, :body, :author, :note, :now)""",
        [_revision(row, text, number) for row, text in part for number in (2, 3)],
    )
    tx.run_many(
        "UPDATE article SET revision = 3, owner = :owner WHERE id = :id",
        [{"id": row["id"], "owner": row["owner"]} for row in rows],
    )


def _revision(row: dict[str, Any], text: Text, number: int) -> dict[str, Any]:
    body = text.body if number == 3 else f"{text.body}\n\nText {number}."
    return {
        "article": row["id"], "number": number, "title": text.title, "body": body, "author": "p01",
        "note": f"Text {number}", "now": row["now"], "created_at": row["now"],
    }


def _phrasing(row: dict[str, Any], text: Text, at: int) -> dict[str, Any]:
    words = text.body.split()[at * 6 : at * 6 + 6]
    return {
        "id": f"{row['id']}w{at}", "article": row["id"], "text": " ".join(words), "origin": "written", "author": None,
        "now": row["now"], "created_at": row["now"],
    }


def _index(db: Database, index: Index) -> None:
    Follower(db, index).step(now=_START)


def _sign_in(db: Database) -> str:
    token, moment = ids.new_token(), time.time_ns() // 1_000_000
    row = sessions.Session(ids.digest(token), "p00", moment, moment + 3_600_000)
    db.write(lambda tx: sessions.add(tx, row))
    return token


if __name__ == "__main__":
    figures, values = measure(articles=int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES)
    print(table(figures))
    print(values)
