"""The community board with 100,000 questions and 300,000 answers: `make bench-board`; QUESTIONS=2000 for a moment.

Rows lie in SQLite, as the verbs would leave them (`board_rows.py`); questions are in the index. Pages are asked of the
application itself, without a server, each for a new question, tag, person or place in a list. What similar questions
cost while somebody types is measured with titles cut in the middle of a word, each asked once. KEEP=folder keeps the
filled database and its index there, and uses them again.
"""

import contextlib
import itertools
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

import psutil
from flask.testing import FlaskClient

from bench import board_rows
from bench.board_rows import BUSIEST, MODERATOR, START
from bench.figures import Figure, percentile, table
from kb import asking, ids
from kb.fitting import Draft
from kb.index.follower import Follower
from kb.store import migrating, sessions
from kb.store.engine import Database
from web import config
from web.app import create_app
from web.board import addresses
from web.house import COOKIE, House

QUESTIONS: Final = 100_000
EACH: Final = 40
TYPED: Final = 200
FOUND: Final = 10
PAGE_P95: Final = 100.0
SIMILAR_P95: Final = 50.0

_HOUR: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each whole answer: how long one waited, and how long the processor worked for it."""

    waited: list[float]
    worked: list[float]

    def told(self) -> str:
        return (
            f"{percentile(self.waited, 0.5):.0f} / {percentile(self.waited, 0.95):.0f} ms;"
            f" {percentile(self.worked, 0.5):.0f} / {percentile(self.worked, 0.95):.0f} ms"
        )


@dataclass(frozen=True, slots=True)
class _Value:
    value: str


@dataclass(frozen=True, slots=True)
class _Titled:
    id: str
    title: str


def measure(*, questions: int, each: int = EACH, keep: Path | None = None) -> tuple[list[Figure], dict[str, float]]:
    """With the board that is kept in the folder `keep`, if one is named; SystemExit where that has another size."""
    with contextlib.nullcontext(keep) if keep else TemporaryDirectory(prefix="firstline-bench-") as folder:
        settings = config.read({"FIRSTLINE_DATA": str(folder), "FIRSTLINE_LIMITS": "off", "FIRSTLINE_LOG": "error"})
        app = create_app(settings)
        house: House = app.extensions["firstline"]
        filled = _filled(house, Path(folder) / "board.json", questions=questions)
        follower = Follower(house.db, house.index)
        follower.step(now=_now())
        stranger, member, moderator = (app.test_client() for _ in range(3))
        member.set_cookie(COOKIE, _signed_in(house.db, BUSIEST))
        moderator.set_cookie(COOKIE, _signed_in(house.db, MODERATOR))
        first = _timed(stranger, ["/questions"], warm=False)
        pages = [(name, _timed(stranger, paths)) for name, paths in _pages(house.db, each=each)]
        pages += [(name, _timed(member, paths)) for name, paths in _members(house.db, each=each)]
        pages += [(name, _timed(moderator, paths)) for name, paths in _moderators(each=each)]
        typed = _timed(stranger, _typed(house.db, count=TYPED))
        findable = list(_findable(house, follower, stranger))
        memory = psutil.Process().memory_info().rss / 1_000_000
        house.live.close()
        house.db.close()
        size = sum(path.stat().st_size for path in Path(folder, "index").rglob("*") if path.is_file()) / 1_000_000
    slowest = max(percentile(times.waited, 0.95) for _name, times in pages)
    busiest = max(percentile(times.worked, 0.95) for _name, times in pages)
    similar = percentile(typed.waited, 0.95)
    figures = [
        Figure(
            f"the board's pages, {questions:,} questions, {filled['answers']:,.0f} answers: p95",
            f"slowest {slowest:.0f} ms; CPU {busiest:.0f} ms", f"<= {PAGE_P95:.0f} ms",
        ),
        Figure("each kind: p50 / p95; CPU p50 / p95", ""),
        *(Figure(name, times.told()) for name, times in pages),
        Figure("similar while typing", typed.told(), f"<= {SIMILAR_P95:.0f} ms"),
        Figure("home, first of all", first.told()),
        Figure(
            "asked to findable: p50 / p95", f"{percentile(findable, 0.5):.0f} / {percentile(findable, 0.95):.0f} ms"
        ),
        Figure("filled; indexed", f"{filled['filled_s']:.0f} s; {filled['indexed_s']:.0f} s"),
        Figure("index on disk; memory of this process", f"{size:.0f} MB; {memory:.0f} MB"),
    ]
    return figures, {
        "questions": questions, "answers": filled["answers"], "page_p95_ms": round(slowest, 1),
        "page_p95_cpu_ms": round(busiest, 1), "similar_p95_ms": round(similar, 1),
        "similar_p95_cpu_ms": round(percentile(typed.worked, 0.95), 1),
    }


def _filled(house: House, note: Path, *, questions: int) -> dict[str, float]:
    """What the note says of a board that is kept there; else fills and indexes one, and writes it."""
    if note.exists():
        known: dict[str, float] = json.loads(note.read_text())
        if known["questions"] != questions:
            raise SystemExit(f"{note.parent} holds a board of {known['questions']:,.0f} questions")
        return known
    migrating.migrate(house.db)
    began = time.perf_counter()
    answers = board_rows.fill(house.db, questions)
    filled = time.perf_counter() - began
    _tell(f"{questions:,} questions and {answers:,} answers are there after {filled:.0f} s; indexing")
    began = time.perf_counter()
    Follower(house.db, house.index).rebuild()
    indexed = time.perf_counter() - began
    _tell(f"indexed after {indexed:.0f} s; asking")
    known = {"questions": questions, "answers": answers, "filled_s": filled, "indexed_s": indexed}
    note.write_text(json.dumps(known))
    return known


def _pages(db: Database, *, each: int) -> Iterator[tuple[str, list[str]]]:
    """What each kind of page is called that everybody sees, and addresses of `each` of them."""
    chance = random.Random(5)
    ids_of = _column(db, "SELECT id AS value FROM post WHERE kind = 'question' AND state = 'shown' ORDER BY id")
    for sort in ("active", "newest", "score", "unanswered"):
        far = chance.choices(ids_of, k=each // 2)
        key = {"active": START, "score": 3}.get(sort, 0)
        yield f"home: {sort}", [
            *[f"/questions?sort={sort}"] * (each - len(far)),
            *(f"/questions?sort={sort}&after={key}.{id}" for id in far),
        ]
    for name, least, most in (("no or few answers", 0, 3), ("some answers", 4, 30), ("many answers", 31, 10_000)):
        found = _titled(db, "AND answers BETWEEN :least AND :most", least=least, most=most)
        chosen = chance.choices(found, k=each) if found else []
        yield f"question: {name}", [addresses.question(id, title) for id, title in chosen]
    yield "question: feed", [f"/questions/{id}/feed.atom" for id in chance.choices(ids_of, k=each)]
    popular = _column(db, "SELECT name AS value FROM tag ORDER BY questions DESC LIMIT 20")
    yield "tag: popular", [addresses.tagged(name) for name in chance.choices(popular, k=each)]
    yield "tag: popular, most votes", [f"{addresses.tagged(name)}?sort=score" for name in popular]
    tags = _column(db, "SELECT name AS value FROM tag WHERE questions > 0 ORDER BY id")
    yield "tag: any", [addresses.tagged(name) for name in chance.choices(tags, k=each)]
    yield "tag: feed", [f"{addresses.tagged(name)}/feed.atom" for name in chance.choices(tags, k=each)]
    yield "tags", ["/questions/tags", "/questions/tags?sort=name", "/questions/tags?q=tag-00"] * (each // 3 or 1)
    busy = _column(db, "SELECT author AS value FROM post GROUP BY author ORDER BY COUNT(*) DESC LIMIT 20")
    yield "member: busy", [addresses.person(id) for id in chance.choices(busy, k=each)]
    anybody = _column(db, "SELECT DISTINCT author AS value FROM post WHERE state = 'shown' ORDER BY author LIMIT 5000")
    yield "member: any", [addresses.person(id) for id in chance.choices(anybody, k=each)]
    popular_tags = chance.choices(popular, k=each)
    states = itertools.cycle(("is:unanswered", "is:closed", "is:solved"))
    yield "search: filters alone", [
        f"/search?q=tag:{quote(name)}%20{next(states)}" for name in popular_tags
    ]
    yield "search: words and filters", [
        f"/search?q=tag:{quote(name)}%20{quote(title)}"
        for name, (_id, title) in zip(popular_tags, chance.sample(_titled(db), k=each), strict=True)
    ]
    yield "feed", ["/questions/feed.atom"] * each
    yield "moderators' public log", ["/moderation"] * each
    yield "search", [f"/search?q={quote(title)}" for _id, title in chance.sample(_titled(db), k=each)]
    yield "search: a later page", [
        f"/search?q={quote(title)}&from={10 * chance.randint(1, 9)}"
        for _id, title in chance.sample(_titled(db), k=each)
    ]


def _members(db: Database, *, each: int) -> Iterator[tuple[str, list[str]]]:
    """As the one sees it who has written most."""
    chance, me = random.Random(8), addresses.person(BUSIEST)
    yield "signed in: home", ["/questions"] * each
    found = _titled(db, "AND answers BETWEEN :least AND :most", least=1, most=30)
    yield "signed in: question", [addresses.question(id, title) for id, title in chance.choices(found, k=each)]
    yield "signed in: own page", [f"{me}?tab={tab}" for tab in ("answers", "questions", "followed", "reputation")] * (
        each // 4 or 1
    )
    yield "signed in: notices", ["/notifications"] * each


def _moderators(*, each: int) -> Iterator[tuple[str, list[str]]]:
    yield "moderator: queue", ["/manage/board", "/manage/board?kind=flags"] * (each // 2 or 1)
    yield "moderator: log", ["/manage/board/log"] * each
    yield "moderator: a member", [f"/manage/board/people/{BUSIEST}"] * each


def _typed(db: Database, *, count: int) -> list[str]:
    """Titles as far as they are typed, each once."""
    chance = random.Random(6)
    known = _titled(db)
    return [
        f"/questions/similar?q={quote(title[: chance.randint(max(4, len(title) // 2), len(title))])}"
        for _id, title in chance.sample(known, k=min(count, len(known)))
    ]


def _timed(client: FlaskClient, paths: Sequence[str], *, warm: bool = True) -> Times:
    """The first is asked once for nothing, unless what the very first one costs is wanted."""
    times = Times([], [])
    for turn, path in enumerate((*paths[:1], *paths) if warm else paths):
        began, worked = time.perf_counter(), time.process_time()
        answer = client.get(path)
        took = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
        assert answer.status_code == 200, (path, answer.status_code)
        if turn or not warm:
            times.waited.append(took[0])
            times.worked.append(took[1])
    return times if times.waited else Times([0.0], [0.0])


def _findable(house: House, follower: Follower, client: FlaskClient) -> Iterator[float]:
    """Milliseconds from a question's being asked until it is found while somebody types it. The index follows at once,
    as the log wakes it in the work process."""
    for _ in range(FOUND):
        word = f"zq{ids.new_id(_now())[-8:]}"
        began = time.perf_counter()
        draft = Draft(f"Where is the {word} of my printer", "I have looked for it everywhere.", ("tag-000000",))
        asking.ask(house.db, draft, site="main", language="en", author=MODERATOR, now=_now())
        follower.step(now=_now())
        found = client.get(f"/questions/similar?q={word}").get_data(as_text=True)
        assert word in found, word
        yield (time.perf_counter() - began) * 1000


def _signed_in(db: Database, person: str) -> str:
    token, moment = ids.new_token(), _now()
    row = sessions.Session(ids.digest(token), person, moment, moment + _HOUR)
    db.write(lambda tx: sessions.add(tx, row))
    return token


def _column(db: Database, sql: str) -> list[str]:
    return [row.value for row in db.all(_Value, f"SELECT value FROM ({sql})")]


def _titled(db: Database, where: str = "", **params: int) -> list[tuple[str, str]]:
    """Ids and titles of questions that everybody sees."""
    rows = db.all(
        _Titled, f"SELECT id, title FROM post WHERE kind = 'question' AND state = 'shown' {where} ORDER BY id", **params
    )
    return [(row.id, row.title) for row in rows]


def _now() -> int:
    return time.time_ns() // 1_000_000


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    kept = os.environ.get("KEEP")
    measured, values = measure(
        questions=int(os.environ.get("QUESTIONS", str(QUESTIONS))), keep=Path(kept) if kept else None
    )
    print(table(measured))
    print(json.dumps(values))
