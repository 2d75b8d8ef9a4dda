"""`make bench-answers DATA=folder`: `firstline evaluate` on every question set in a folder, beside what was kept.

English questions are also asked with typing errors. INDEX=whoosh asks the other search engine. The last JSON line of
each set is kept in answers.json, so that a change of the matching shows what it does.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from articles import question_sets

KEPT: Final = Path(__file__).parent / "answers.json"
TYPOS: Final = 7

Line = Mapping[str, float | None]

_SHARES: Final = ("precision_at_1", "recall_at_5", "mrr", "auroc", "answered", "answered_right", "calibration_error")
_HEADS: Final = (
    "", "questions", "P@1", "R@5", "MRR", "AUROC", "answered", "of these right", "calibration", "build", "p50"
)
_LEAST_SHOWN: Final = 0.0005


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments and arguments[0] else None
    if folder is None or not folder.is_dir():
        _tell(
            f"There is no folder {folder}." if folder else "Which question sets? make bench-answers DATA=folder, where "
            "each folder in it holds entries.jsonl and questions.jsonl."
        )
        return 2
    sets = sets_in(folder)
    if not sets:
        _tell(f"No folder in {folder} holds {question_sets.ENTRIES} and {question_sets.QUESTIONS}.")
        return 2
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    found = {name: line for each in sets for name, line in _measured(each, index=os.environ.get("INDEX") or "tantivy")}
    print(table(found, kept))
    KEPT.write_text(json.dumps(dict(sorted((kept | found).items())), indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found))
    return 0


def sets_in(folder: Path) -> list[Path]:
    """The folders in it that are question sets, by name."""
    files = (question_sets.ENTRIES, question_sets.QUESTIONS)
    return sorted(each for each in folder.iterdir() if all((each / file).is_file() for file in files))


def table(found: Mapping[str, Line], kept: Mapping[str, Line]) -> str:
    """A row for each set; behind a figure, by how much it is another than the one that was kept."""
    rows = [_HEADS, *(_row(name, line, kept.get(name, {})) for name, line in found.items())]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _row(name: str, line: Line, before: Line) -> tuple[str, ...]:
    now, then = shares(line), shares(before)
    cells = (_cell(now.get(share), then.get(share)) for share in _SHARES)
    return name, f"{line['questions']:.0f}", *cells, f"{line['build_seconds']:.1f} s", f"{line['p50_ms']:.1f} ms"


def shares(line: Line) -> dict[str, float | None]:
    """The figures with counts as shares: answered of all questions, right of those that were answered."""
    if not line:
        return {}
    answered, right, questions = line["answered"] or 0, line["answered_right"] or 0, line["questions"] or 0
    counted = {
        "answered": answered / questions if questions else None,
        "answered_right": right / answered if answered else None,
    }
    return {name: counted.get(name, line[name]) for name in _SHARES}


def _cell(now: float | None, then: float | None) -> str:
    if now is None:
        return "-"
    changed = now - then if then is not None else 0.0
    return _short(now) + (f" {changed:+.3f}".replace("0.", ".") if abs(changed) >= _LEAST_SHOWN else "")


def _short(share: float) -> str:
    return f"{share:.3f}".removeprefix("0")


def _measured(folder: Path, *, index: str) -> Iterator[tuple[str, dict[str, float | None]]]:
    name = folder.name if index == "tantivy" else f"{folder.name}, {index}"
    yield name, _evaluate(folder, "--index", index)
    if any(question.language == "en" for question in question_sets.read(folder).questions):
        yield f"{name}, typos {TYPOS}", _evaluate(folder, "--index", index, "--typos", str(TYPOS))


def _evaluate(folder: Path, *options: str) -> dict[str, float | None]:
    _tell(f"evaluating {folder.name} {' '.join(options)} ...")
    command = [sys.executable, "-m", "web.cli", "evaluate", str(folder), *options]
    with TemporaryDirectory(prefix="firstline-bench-") as data:
        environment = {**os.environ, "FIRSTLINE_DATA": data}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)  # it has said why
    found: dict[str, float | None] = json.loads(done.stdout.splitlines()[-1])
    return found


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
