"""`make bench-answers DATA=folder`: `firstline evaluate` on every question set in a folder, beside what was kept.

English questions are also asked with typing errors. INDEX=whoosh asks the other search engine. The last JSON line of
each set is kept in answers.json and in the table of README.md, so that a change of the matching shows what it does.
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
from bench import answers_table
from bench.answers_table import Line

KEPT: Final = Path(__file__).parent / "answers.json"
PAGE: Final = Path(__file__).parent / "README.md"
TYPOS: Final = 7

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
    print(answers_table.with_changes(found, kept))
    keep(dict(sorted((kept | found).items())))
    print(json.dumps(found))
    return 0


def keep(lines: Mapping[str, Line]) -> None:
    """For the next time, and for whoever reads."""
    KEPT.write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(answers_table.written_into(PAGE.read_text(encoding="utf-8"), lines), encoding="utf-8")


def sets_in(folder: Path) -> list[Path]:
    """The folders in it that are question sets, by name."""
    files = (question_sets.ENTRIES, question_sets.QUESTIONS)
    return sorted(each for each in folder.iterdir() if all((each / file).is_file() for file in files))


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
