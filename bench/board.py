"""The community board with 100,000 questions and 300,000 answers: `make bench-board`; QUESTIONS=2000 for a moment.

Rows lie in SQLite, as the verbs would leave them; questions are in the index. Pages are asked of the application
itself, without a server, each for a new question, tag, person or place in a list. What similar questions cost while
somebody types is measured with titles cut in the middle of a word, each asked once.
"""

import itertools
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import quote

from flask.testing import FlaskClient

from bench.figures import Figure, percentile, table
from bench.texts import vocabulary
from kb import ids
from kb.index.follower import Follower
from kb.store import migrating
from kb.store.engine import Database, Transaction
from web import config
from web.app import create_app
from web.board import addresses
from web.house import House

QUESTIONS: Final = 100_000
ANSWERS: Final = 3
"""Answers for each question, on average."""

MOST_ANSWERS: Final = 400
EACH: Final = 40
TYPED: Final = 200
PAGE_P95: Final = 100.0
SIMILAR_P95: Final = 50.0

_START: Final = 1_750_000_000_000
_SLICE: Final = 2_000
_ENGLISH: Final = vocabulary()
_FREQUENT: Final = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(_ENGLISH))))
_CHINESE: Final = re.findall("..", "电池屏幕密码重置发票账户登录更新同步相机导出导入备份物流退款订单支付订阅套餐")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Value:
    value: str


@dataclass(frozen=True, slots=True)
class _Titled:
    id: str
    title: str


def measure(*, questions: int, each: int = EACH) -> tuple[list[Figure], dict[str, float]]:
    with TemporaryDirectory(prefix="firstline-bench-") as folder:
        settings = config.read({"FIRSTLINE_DATA": folder, "FIRSTLINE_LIMITS": "off", "FIRSTLINE_LOG": "error"})
        app = create_app(settings)
        house: House = app.extensions["firstline"]
        migrating.migrate(house.db)
        began = time.perf_counter()
        answers = _fill(house.db, questions)
        filled = time.perf_counter() - began
        _tell(f"{questions:,} questions and {answers:,} answers are there after {filled:.0f} s; indexing")
        began = time.perf_counter()
        Follower(house.db, house.index).step(now=_START)
        indexed = time.perf_counter() - began
        _tell(f"indexed after {indexed:.0f} s; asking")
        client = app.test_client()
        pages = [(name, _timed(client, paths)) for name, paths in _pages(house.db, each=each)]
        typed = _timed(client, _typed(house.db, count=TYPED))
        house.live.close()
        house.db.close()
    slowest = max(percentile(times, 0.95) for _name, times in pages)
    similar = percentile(typed, 0.95)
    figures = [
        Figure(
            f"the board's pages, {questions:,} questions, {answers:,} answers: p95", f"slowest {slowest:.0f} ms",
            f"<= {PAGE_P95:.0f} ms",
        ),
        *(Figure(name, f"{percentile(times, 0.5):.0f} / {percentile(times, 0.95):.0f} ms") for name, times in pages),
        Figure(
            "similar while typing: p50 / p95", f"{percentile(typed, 0.5):.0f} / {similar:.0f} ms",
            f"<= {SIMILAR_P95:.0f} ms",
        ),
        Figure("filled; indexed", f"{filled:.0f} s; {indexed:.0f} s"),
    ]
    return figures, {
        "questions": questions, "answers": answers, "page_p95_ms": round(slowest, 1),
        "similar_p95_ms": round(similar, 1),
    }


def _pages(db: Database, *, each: int) -> Iterator[tuple[str, list[str]]]:
    """What each kind of page is called, and addresses of `each` of them."""
    chance = random.Random(5)
    ids_of = _column(db, "SELECT id AS value FROM post WHERE kind = 'question' AND state = 'shown' ORDER BY id")
    for sort in ("active", "newest", "score", "unanswered"):
        far = chance.choices(ids_of, k=each // 2)
        key = {"active": _START, "score": 3}.get(sort, 0)
        yield f"home: {sort}", [
            *[f"/questions?sort={sort}"] * (each - len(far)),
            *(f"/questions?sort={sort}&after={key}.{id}" for id in far),
        ]
    for name, least, most in (("no or few answers", 0, 3), ("some answers", 4, 30), ("many answers", 31, 10_000)):
        found = _titled(db, "AND answers BETWEEN :least AND :most", least=least, most=most)
        chosen = chance.choices(found, k=each) if found else []
        yield f"question: {name}", [addresses.question(id, title) for id, title in chosen]
    popular = _column(db, "SELECT name AS value FROM tag ORDER BY questions DESC LIMIT 20")
    yield "tag: popular", [addresses.tagged(name) for name in chance.choices(popular, k=each)]
    tags = _column(db, "SELECT name AS value FROM tag WHERE questions > 0 ORDER BY id")
    yield "tag: any", [addresses.tagged(name) for name in chance.choices(tags, k=each)]
    busy = _column(db, "SELECT author AS value FROM post GROUP BY author ORDER BY COUNT(*) DESC LIMIT 20")
    yield "member: busy", [addresses.person(id) for id in chance.choices(busy, k=each)]
    anybody = _column(db, "SELECT DISTINCT author AS value FROM post WHERE state = 'shown' ORDER BY author LIMIT 5000")
    yield "member: any", [addresses.person(id) for id in chance.choices(anybody, k=each)]
    popular_tags = chance.choices(popular, k=each)
    yield "search: filters alone", [
        f"/search?q=tag:{quote(name)}%20{state}"
        for name, state in zip(popular_tags, itertools.cycle(("is:unanswered", "is:closed", "is:solved")), strict=False)
    ]
    yield "search: words and filters", [
        f"/search?q=tag:{quote(name)}%20{quote(title)}"
        for name, (_id, title) in zip(popular_tags, chance.sample(_titled(db), k=each), strict=True)
    ]
    yield "search", [
        f"/search?q={quote(title)}" for _id, title in chance.sample(_titled(db), k=each)
    ]


def _typed(db: Database, *, count: int) -> list[str]:
    """Titles as far as they are typed, each once."""
    chance = random.Random(6)
    chosen = chance.sample(_titled(db), k=count)
    return [
        f"/questions/similar?q={quote(title[: chance.randint(max(4, len(title) // 2), len(title))])}"
        for _id, title in chosen
    ]


def _timed(client: FlaskClient, paths: Sequence[str]) -> list[float]:
    """Milliseconds of each whole answer; the first is asked once for nothing."""
    times = []
    for path in (*paths[:1], *paths):
        began = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return times[1:] or [0.0]


def _fill(db: Database, questions: int) -> int:
    """Answers as they are spread on a real board: a few questions have hundreds, many one or none. How many."""
    chance = random.Random(7)
    people = [f"p{number:07}" for number in range(max(200, questions // 5))]
    tags = [f"t{number:06}" for number in range(max(50, questions // 50))]
    _insert(db, "person", [_person(id, chance) for id in people])
    counts = _spread(questions, chance)
    used: Counter[str] = Counter()
    _insert(db, "tag", [
        {"id": id, "site": "main", "name": f"tag-{id[1:]}", "description": "", "questions": 0, "version": 1,
         "created_at": _START} for id in tags
    ])
    total = 0
    for start in range(0, questions, _SLICE):
        asked: list[Row] = []
        said: list[Row] = []
        tagged: list[Row] = []
        for number in range(start, min(questions, start + _SLICE)):
            question = _question(number, counts[number], people, chance)
            replies = [_answer(question, place, people, chance) for place in range(counts[number])]
            asked.append(question)
            said += replies
            chosen = sorted({tags[min(len(tags) - 1, int(chance.paretovariate(0.5)) - 1)] for _ in range(3)})
            used.update(chosen if question["state"] == "shown" else ())
            tagged += [
                {"post": question["id"], "tag": tag, "position": place,
                 **{name: question[name] for name in ("state", "score", "answers", "closed", "active_at")}}
                for place, tag in enumerate(chosen)
            ]
        _insert(db, "post", [*asked, *said])
        _insert(db, "post_revision", [_revision(row) for row in (*asked, *said)])
        _insert(db, "post_tag", tagged)
        solved = {reply["question"]: reply["id"] for reply in reversed(said)}
        accepted = [{"id": id, "answer": answer} for id, answer in solved.items() if chance.random() < 0.5]
        _many(db, "UPDATE post SET accepted = :answer WHERE id = :id", accepted)
        _insert(db, "comment", [_comment(row, people, chance) for row in (*asked, *said) if chance.random() < 0.4])
        total += len(said)
    _many(db, "UPDATE tag SET questions = :count WHERE id = :id", [
        {"id": id, "count": count} for id, count in used.items()
    ])
    db.write(lambda tx: tx.run("ANALYZE"))
    return total


def _spread(questions: int, chance: random.Random) -> list[int]:
    """How many answers each question has: ANSWERS on average, MOST_ANSWERS at most."""
    counts = [0] * questions
    order = list(range(questions))
    chance.shuffle(order)
    for _ in range(questions * ANSWERS):
        place = min(questions - 1, int(chance.paretovariate(0.35)) - 1) if chance.random() < 0.4 else -1
        number = order[place] if place >= 0 and counts[order[place]] < MOST_ANSWERS else chance.randrange(questions)
        counts[number] += 1
    return counts


def _person(id: str, chance: random.Random) -> Row:
    return {
        "id": id, "site": "main", "email": f"{id}@example.com", "name": f"Person {id[1:]}", "role": "member",
        "state": "active", "origin": "real", "password": "-", "language": "en", "presence": "away", "seen_at": 0,
        "created_at": _START, "reputation": chance.randrange(3_000),
    }


def _question(number: int, answers: int, people: Sequence[str], chance: random.Random) -> Row:
    at, chinese = _START + number * 1_000, chance.random() < 0.2
    id = ids.new_id(at)
    return {
        **_post(id, id, "question", at, people, chance), "language": "zh-Hans" if chinese else "en",
        "state": "shown" if chance.random() < 0.97 else chance.choice(("hidden", "removed", "in_review")),
        "title": _sentence(chance, 4, chinese=chinese), "answers": answers,
        "body": " ".join(_sentence(chance, 8, chinese=chinese) for _ in range(5)),
        "closed": "" if chance.random() < 0.95 else chance.choice(("off_topic", "unclear")),
        "active_at": at + chance.randrange(30 * 86_400_000),
    }


def _answer(question: Row, place: int, people: Sequence[str], chance: random.Random) -> Row:
    at, chinese = int(question["created_at"]) + 1 + place, question["language"] != "en"
    return {
        **_post(ids.new_id(at), question["id"], "answer", at, people, chance), "language": question["language"],
        "state": "shown", "title": "", "answers": 0, "closed": "", "active_at": at,
        "body": " ".join(_sentence(chance, 8, chinese=chinese) for _ in range(4)),
    }


def _post(id: str, question: str, kind: str, at: int, people: Sequence[str], chance: random.Random) -> Row:
    """What questions and answers have alike; some people write much more than others."""
    often = min(len(people) - 1, int(chance.paretovariate(0.6)))
    return {
        "id": id, "site": "main", "kind": kind, "question": question, "guest": "", "contact": "", "why": "",
        "author": people[often] if chance.random() < 0.5 else chance.choice(people), "mark": "", "revision": 1,
        "version": 1, "score": int(chance.paretovariate(1.2)) - 1, "thanks": 0, "locked": "", "created_at": at,
        "updated_at": at,
    }


def _revision(row: Row) -> Row:
    return {
        "post": row["id"], "number": 1, "title": row["title"], "body": row["body"], "tags": "",
        "author": row["author"], "note": "", "created_at": row["created_at"],
    }


def _comment(row: Row, people: Sequence[str], chance: random.Random) -> Row:
    at = int(row["created_at"]) + 5_000
    return {
        "id": ids.new_id(at), "post": row["id"], "author": chance.choice(people), "text": "The same here, thank you.",
        "state": "shown", "why": "", "version": 1, "created_at": at, "updated_at": at,
    }


def _sentence(chance: random.Random, words: int, *, chinese: bool) -> str:
    if chinese:
        return "".join(chance.choice(_CHINESE) for _ in range(words)) + "怎么办？"
    return "How do I " + " ".join(chance.choices(_ENGLISH, cum_weights=_FREQUENT, k=words)) + "?"


def _insert(db: Database, name: str, rows: Sequence[Row]) -> None:
    if rows:
        names = list(rows[0])
        _many(db, f"INSERT INTO {name} ({', '.join(names)}) VALUES ({', '.join(f':{each}' for each in names)})", rows)


def _many(db: Database, sql: str, rows: Sequence[Row]) -> None:
    for at in range(0, len(rows), _SLICE):
        db.write(partial(_run, sql=sql, rows=rows[at : at + _SLICE]))


def _run(tx: Transaction, *, sql: str, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.run_many(sql, rows)


def _column(db: Database, sql: str) -> list[str]:
    return [row.value for row in db.all(_Value, f"SELECT value FROM ({sql})")]


def _titled(db: Database, where: str = "", **params: int) -> list[tuple[str, str]]:
    """Ids and titles of questions that everybody sees."""
    rows = db.all(
        _Titled, f"SELECT id, title FROM post WHERE kind = 'question' AND state = 'shown' {where} ORDER BY id", **params
    )
    return [(row.id, row.title) for row in rows]


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    measured, values = measure(questions=int(os.environ.get("QUESTIONS", str(QUESTIONS))))
    print(table(measured))
    print(json.dumps(values))
