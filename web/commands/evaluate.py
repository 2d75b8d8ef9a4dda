"""`firstline evaluate`: how good the answers are, measured with questions whose right answers are known."""

import json
import math
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final, TextIO

from articles import question_sets
from articles.question_sets import Malformed, Question, QuestionSet
from bot import evaluating, slips, teaching, trial
from bot.evaluating import Outcome
from bot.trial import Tried
from kb.index import Index, open_index
from kb.index.follower import Follower
from kb.store import sites
from kb.store.engine import Database, open_database
from kb.store.migrating import migrate
from web.clock import now
from web.commands import Refused, progress
from web.config import Settings

FLOORS: Final = ("precision_at_1", "recall_at_5", "mrr", "auroc", "answered", "answered_right")
"""The figures that are better the higher they are."""

_NAMES: Final = {
    "precision_at_1": "first entry right",
    "recall_at_5": "right one among five",
    "mrr": "mean reciprocal rank",
    "auroc": "confidence tells what has an answer (AUROC)",
    "answered": "answered",
    "answered_right": "of these right",
    "calibration_error": "calibration error",
    "build_seconds": "seconds to build",
    "p50_ms": "ms for a question, half of them",
    "p99_ms": "ms for a question, 99 of 100",
}
_RANKED: Final = 10
_DIGITS: Final = 4

Measured = Mapping[str, int | float | None]


def evaluate(settings: Settings, arguments: Namespace) -> int:
    floors = [_floor(text) for text in arguments.fail_under]
    found = _read(Path(arguments.folder))
    questions = _chosen(found.questions, limit=arguments.limit)
    if arguments.typos is not None:
        questions = tuple(replace(each, text=slips.mistyped(each.text, seed=arguments.typos)) for each in questions)
    with _written(arguments.out) as out, TemporaryDirectory(prefix="firstline-") as folder:
        measured = _measured(found, questions, Path(folder), kind=arguments.index or settings.index, out=out)
    progress.clear()
    _print_table(measured, questions)
    for sentence in (missed := _missed(measured, floors)):
        print(sentence, file=sys.stderr)
    print(json.dumps(measured))
    return 1 if missed else 0


def _measured(
    found: QuestionSet, questions: Sequence[Question], folder: Path, *, kind: str, out: TextIO | None
) -> Measured:
    """Builds a knowledge base in the folder, asks it everything, and measures."""
    began = time.perf_counter()
    db, index = open_database(str(folder / "firstline.db")), open_index(kind, folder / "index")
    try:
        migrate(db)
        names = _build(db, index, found)
        trial.prepare(index)
        teaching.teach(db, index, site=sites.MAIN, now=now())
        built = time.perf_counter() - began
        outcomes = []
        for outcome, tried in _asked(db, index, questions, names):
            outcomes.append(outcome)
            if out:
                out.write(json.dumps(_line(tried[0], outcome, tried[1], names), ensure_ascii=False) + "\n")
    finally:
        index.close()
        db.close()
    figures = asdict(evaluating.figures(outcomes))
    times = {name: figures.pop(name) for name in ("p50_ms", "p99_ms")}
    measured = {
        "entries": len(found.entries), "questions": len(questions), **figures, "build_seconds": built, **times,
    }
    return {name: round(value, _DIGITS) if isinstance(value, float) else value for name, value in measured.items()}


def _build(db: Database, index: Index, found: QuestionSet) -> dict[str, str]:
    """Entries into store and index, as an import and the work process bring them there."""
    count = len(found.entries)
    names = question_sets.store(
        db, found.entries, site=sites.MAIN, now=now(),
        progress=lambda done: progress.show(f"storing  {progress.bar(done, count)}"),
    )
    Follower(db, index).rebuild(progress=lambda done: progress.show(f"indexing {progress.bar(done, count)}"))
    return names


def _asked(
    db: Database, index: Index, questions: Sequence[Question], names: Mapping[str, str]
) -> Iterator[tuple[Outcome, tuple[Question, Tried]]]:
    for done, question in enumerate(questions, start=1):
        began = time.perf_counter()
        tried = trial.put(db, index, question.text, site=sites.MAIN, language=question.language)
        ms = (time.perf_counter() - began) * 1000
        ranked = tuple(names[match.candidate.article.id] for match in tried.matches)
        yield Outcome(question.expect, ranked, tried.confidence, tried.decision, ms), (question, tried)
        progress.show(f"asking   {progress.bar(done, len(questions))}")


def _line(question: Question, outcome: Outcome, tried: Tried, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "text": question.text,
        "expect": question.expect,
        "ranked": [
            {"id": names[match.candidate.article.id], "score": round(match.score, _DIGITS)}
            for match in tried.matches[:_RANKED]
        ],
        "confidence": round(outcome.confidence, _DIGITS),
        "decision": outcome.decision,
        "ms": round(outcome.ms, 2),
    }


def _read(folder: Path) -> QuestionSet:
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}.")
    try:
        return question_sets.read(folder)
    except Malformed as error:
        raise Refused(str(error)) from error


def _chosen(questions: tuple[Question, ...], *, limit: int | None) -> tuple[Question, ...]:
    """At most `limit` of them, in their order: drawn by lot, the same ones each time, and more for a higher limit."""
    places = list(range(len(questions)))
    Random(0).shuffle(places)  # noqa: S311
    return tuple(questions[place] for place in sorted(places[:limit]))


@contextmanager
def _written(path: str | None) -> Iterator[TextIO | None]:
    if path is None:
        yield None
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(path).open("w", encoding="utf-8"))
        except OSError as error:
            raise Refused(f"The results cannot be written to {path}: {error.strerror}.") from error
        yield file


def _floor(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    if name not in FLOORS:
        raise Refused(f"--fail-under takes one of {', '.join(FLOORS)}, like precision_at_1=0.8, not {text!r}.")
    try:
        floor = float(value)
    except ValueError:
        floor = math.nan
    if math.isnan(floor):
        raise Refused(f"--fail-under {name} needs a number, like {name}=0.8, not {value!r}.")
    return name, floor


def _missed(measured: Measured, floors: Sequence[tuple[str, float]]) -> list[str]:
    sentences = []
    for name, floor in floors:
        value = measured[name]
        if value is None:
            sentences.append(f"Failed: {name} cannot be measured with these questions, and was to be {floor:g}.")
        elif not value >= floor:
            sentences.append(f"Failed: {name} is {value:g}, below {floor:g}.")
    return sentences


def _print_table(measured: Measured, questions: Sequence[Question]) -> None:
    without = sum(not question.expect for question in questions)
    print(f"{measured['entries']} entries, {len(questions)} questions, {without} of them answered by no entry")
    width = max(map(len, _NAMES.values()))
    for name, words in _NAMES.items():
        value = measured[name]
        shown = "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
        print(f"  {words:<{width}}  {shown:>9}")
