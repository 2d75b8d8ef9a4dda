"""Rows of a large community board, as the verbs would leave them: what `bench/board.py` measures with."""

import itertools
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from bench.texts import vocabulary
from kb import ids
from kb.store.engine import Database, Transaction

ANSWERS: Final = 3
"""Answers for each question, on average."""

MOST_ANSWERS: Final = 400
START: Final = 1_750_000_000_000
MODERATOR: Final = "p0000000"
BUSIEST: Final = "p0000001"
"""Who has asked and answered most."""

_SLICE: Final = 2_000
_ENGLISH: Final = vocabulary()
_FREQUENT: Final = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(_ENGLISH))))
_CHINESE: Final = re.findall("..", "电池屏幕密码重置发票账户登录更新同步相机导出导入备份物流退款订单支付订阅套餐")

Row = dict[str, Any]


def fill(db: Database, questions: int) -> int:
    """Answers as they are spread on a real board: a few questions have hundreds, many one or none. How many."""
    chance = random.Random(7)
    people = [f"p{number:07}" for number in range(max(200, questions // 5))]
    tags = [f"t{number:06}" for number in range(max(50, questions // 50))]
    _insert(db, "person", [_person(id, chance) for id in people])
    db.write(lambda tx: tx.run("UPDATE person SET role = 'moderator' WHERE id = :id", id=MODERATOR))
    counts = _spread(questions, chance)
    used: Counter[str] = Counter()
    _insert(db, "tag", [
        {"id": id, "site": "main", "name": f"tag-{id[1:]}", "description": "", "questions": 0, "version": 1,
         "created_at": START} for id in tags
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
        _insert(db, "follow", [_follow(row) for row in asked if row["state"] == "shown"])
        _insert(db, "reputation", [_points(row, chance, people) for row in (*asked, *said) if row["score"] > 0])
        _insert(db, "notification", [_notice(row) for row in said])
        looked_at = (row for row in (*asked, *said) if row["state"] != "shown" or chance.random() < 0.002)
        _insert(db, "task", [_task(row) for row in looked_at])
        _insert(db, "moderation", [_moderation(row) for row in asked if row["state"] in ("hidden", "removed")])
        _insert(db, "comment", [_comment(row, people, chance) for row in (*asked, *said) if chance.random() < 0.4])
        total += len(said)
    _many(db, "UPDATE tag SET questions = :count WHERE id = :id", [
        {"id": id, "count": count} for id, count in used.items()
    ])
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
        "created_at": START, "reputation": chance.randrange(3_000),
    }


def _question(number: int, answers: int, people: Sequence[str], chance: random.Random) -> Row:
    at, chinese = START + number * 1_000, chance.random() < 0.2
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


def _follow(row: Row) -> Row:
    return {"kind": "question", "subject": row["id"], "person": row["author"], "created_at": row["created_at"]}


def _points(row: Row, chance: random.Random, people: Sequence[str]) -> Row:
    return {
        "id": ids.new_id(row["created_at"]), "person": row["author"], "kind": "upvoted", "points": 10,
        "post": row["id"], "actor": chance.choice(people), "created_at": row["created_at"],
    }


def _notice(answer: Row) -> Row:
    """An answerer is told of the others; it is enough that everybody has some, and who writes much has many."""
    at = int(answer["created_at"])
    return {
        "id": ids.new_id(at), "site": "main", "person": answer["author"], "kind": "answer", "post": answer["question"],
        "cause": answer["id"], "actor": answer["author"], "created_at": at, "read_at": None if at % 3 else at,
        "mailed_at": at,
    }


def _task(row: Row) -> Row:
    decided, kind = row["state"] in ("hidden", "removed"), "flags" if row["state"] == "shown" else "first_post"
    return {
        "id": ids.new_id(row["created_at"]), "site": "main", "kind": kind, "post": row["id"], "comment": "",
        "edit": "", "state": "decided" if decided else "waiting", "decision": "hide" if decided else "",
        "decided_by": MODERATOR if decided else None,
        "decided_at": row["created_at"] if decided else None, "created_at": row["created_at"],
    }


def _moderation(row: Row) -> Row:
    id = ids.new_id(row["created_at"])
    return {
        "id": id, "site": "main", "batch": id, "moderator": MODERATOR, "deed": "hide", "post": row["id"], "comment": "",
        "person": row["author"], "reason": "off_topic", "note": "", "was": "{}", "version": 1,
        "tags": "", "created_at": row["created_at"],
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
