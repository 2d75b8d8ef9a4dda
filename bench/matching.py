"""One match in-process: from a customer's question to candidates with confidences, the index alone beside it."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from articles import question_sets
from articles.question_sets import Entry
from bench.figures import Figure, percentile
from bench.texts import Text, questions, texts
from bot import matching, router, teaching, trial
from kb import text as pipeline
from kb.index import open_index
from kb.index.follower import Follower
from kb.search import RECALLED
from kb.store import sites
from kb.store.engine import open_database
from kb.store.migrating import migrate

PHRASINGS: Final = 5
QUESTIONS: Final = 400
TARGETS: Final = {10_000: 5, 100_000: 20}
"""Milliseconds that half of the matches may take, by how many entries there are."""


def measure(kind: str, count: int) -> tuple[list[Figure], dict[str, float]]:
    """Wall time and CPU of one match, in ms, at `count` entries of five phrasings each."""
    found = list(texts(count))
    asked = questions(found, count=QUESTIONS)
    with TemporaryDirectory(prefix="firstline-bench-") as folder:
        db, index = open_database(str(Path(folder) / "firstline.db")), open_index(kind, Path(folder) / "index")
        migrate(db)
        question_sets.store(db, entries(found), site=sites.MAIN, now=1, progress=lambda _: None)
        Follower(db, index).rebuild()
        trial.prepare(index)
        began = time.process_time()
        teaching.teach(db, index, site=sites.MAIN, now=1)
        taught = time.process_time() - began
        model = sum(file.stat().st_size for file in router.home(index).rglob("*.npy"))
        whole = _times(asked, lambda question: matching.match(db, index, question, site=sites.MAIN, language="en"))
        bare = _times(asked, lambda question: index.search(pipeline.tokens(question), limit=RECALLED))
        index.close()
        db.close()
    (p50, p99, cpu), (bare_p50, _, bare_cpu) = whole, bare
    return [
        Figure(
            f"{kind}, one match at {count:,} entries: p50 / p99; CPU", f"{p50:.1f} / {p99:.1f} ms; {cpu:.1f} ms",
            f"p50 <= {TARGETS[count]} ms", f"index alone {bare_p50:.1f} ms; {bare_cpu:.1f} ms",
        ),
        Figure(
            f"{kind}, wordings of {count:,} entries learned: CPU; on the disk", f"{taught:.1f} s; {model / 1e6:.0f} MB",
            "<= 60 s; <= 50 MB at 10,000", "",
        ),
    ], {f"match_p50_ms_{count}": round(p50, 2), f"match_cpu_ms_{count}": round(cpu, 2)}


def entries(found: list[Text]) -> tuple[Entry, ...]:
    """The texts as entries; each phrasing is some of the title and of what the text says, in another order."""
    chance = random.Random(4)
    return tuple(
        Entry(str(number), "en", text.title, tuple(_phrasing(text, chance) for _ in range(PHRASINGS)), text.body)
        for number, text in enumerate(found)
    )


def _phrasing(text: Text, chance: random.Random) -> str:
    return " ".join(chance.sample(text.title.split(), 3) + chance.sample(text.body.split(), 3))


def _times(asked: list[str], ask: Callable[[str], object]) -> tuple[float, float, float]:
    """p50 and p99 by the clock, and the mean of the CPU: others' work moves that less."""
    for question in asked[: QUESTIONS // 10]:
        ask(question)
    times = []
    spent = time.process_time()
    for question in asked:
        began = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - began) * 1000)
    return percentile(times, 0.5), percentile(times, 0.99), (time.process_time() - spent) * 1000 / len(asked)
