"""What an import has to tell besides its numbers: what was not taken, and what was left out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from articles.importing import Report
from articles.rows import Problem

_FEW: Final = 10
_NAMES: Final = 5
_PLACES: Final = 3


def in_full(report: Report) -> Iterator[str]:
    """A line for each."""
    for problem in (*report.warnings, *report.problems):
        yield _line(problem)


def in_short(report: Report) -> Iterator[str]:
    """A few lines, however much it is: what was left out with the places that come first, and the first of the rest."""
    if len(report.warnings) + len(report.problems) <= _FEW:
        yield from in_full(report)
        return
    alike: dict[str, list[Problem]] = defaultdict(list)
    single = [problem for problem in (*report.warnings, *report.problems) if not problem.named]
    for problem in report.warnings:
        if problem.named:
            alike[problem.reason].append(problem)
    for reason, problems in alike.items():
        yield f"In {_counted(len(problems), 'article')} {reason}:"
        yield from _named(problems)
    yield from map(_line, single[:_FEW])
    if len(single) > _FEW:
        yield f"and {len(single) - _FEW} more that were not taken as they are"
    yield "`--verbose` tells every place."


def _named(problems: Sequence[Problem]) -> Iterator[str]:
    """What it was, the most frequent first."""
    places: Mapping[str, list[str]] = defaultdict(list)
    for problem in problems:
        for name in problem.named:
            places[name].append(problem.where)
    names = sorted(places, key=lambda name: -len(places[name]))
    for name in names[:_NAMES]:
        more = "; ..." if len(places[name]) > _PLACES else ""
        yield f"{len(places[name]):>6}  {name}  ({'; '.join(places[name][:_PLACES])}{more})"
    if len(names) > _NAMES:
        yield f"        and {_counted(len(names) - _NAMES, 'other')}"


def _line(problem: Problem) -> str:
    named = f": {', '.join(problem.named)}" if problem.named else ""
    return f"{problem.where}: {problem.reason}{named}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
