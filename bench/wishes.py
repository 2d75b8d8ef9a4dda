"""`python -m bench.wishes FOLDER`: how well "talk to a person" is heard, against labelled messages.

FOLDER holds `en.tsv` and `zh.tsv`: label, tab, what a customer wrote; `handoff` is who wants a person now. Each set is
also cut in two at random: rules that were written from one half should hold for the other. The last line is one JSON
object.
"""

import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot import wishes
from bot.wishes import Wish

WANTED: Final = "handoff"
LANGUAGES: Final = ("en", "zh")
SEED: Final = 4


@dataclass(frozen=True, slots=True)
class Said:
    """A labelled message, and what was heard in it."""

    label: str
    wish: Wish


def main(arguments: Sequence[str]) -> int:
    files = {language: Path(folder) / f"{language}.tsv" for folder in arguments[:1] for language in LANGUAGES}
    if not files or not all(file.is_file() for file in files.values()):
        print("Usage: python -m bench.wishes FOLDER, where FOLDER holds en.tsv and zh.tsv.", file=sys.stderr)
        return 2
    found: dict[str, float] = {}
    print("| set | messages | wanted | heard | precision | recall | wanted, handed over at once | CPU of a message |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for language, file in files.items():
        said, cost = _heard(file)
        for name, part in _parts(language, said):
            print(f"{_row(name, part)} {cost:.2f} ms |")
        found[f"{language}_precision"], found[f"{language}_recall"] = _precision_and_recall(said)
    print(json.dumps(found))
    return 0


def _heard(file: Path) -> tuple[list[Said], float]:
    """What is heard in each message, and the milliseconds of CPU that one takes."""
    rows = [line.split("\t", 1) for line in file.read_text(encoding="utf-8").split("\n") if "\t" in line]
    began = time.process_time()
    said = [Said(label, wishes.of(text)) for label, text in rows]
    return said, (time.process_time() - began) / max(len(said), 1) * 1000


def _parts(language: str, said: list[Said]) -> list[tuple[str, list[Said]]]:
    places = list(range(len(said)))
    random.Random(SEED).shuffle(places)
    middle = len(said) // 2
    halves = [[said[place] for place in places[:middle]], [said[place] for place in places[middle:]]]
    return [(language, said), (f"{language}, one half", halves[0]), (f"{language}, the other", halves[1])]


def _row(name: str, said: list[Said]) -> str:
    wanted = [each for each in said if each.label == WANTED]
    heard = [each for each in said if each.wish is Wish.person]
    at_once = sum(each.wish in (Wish.person, Wish.frustration) for each in wanted)
    precision, recall = _precision_and_recall(said)
    return (
        f"| {name} | {len(said)} | {len(wanted)} | {len(heard)} | {precision:.3f} | {recall:.3f} | "
        f"{at_once / max(len(wanted), 1):.3f} |"
    )


def _precision_and_recall(said: list[Said]) -> tuple[float, float]:
    right = sum(each.label == WANTED and each.wish is Wish.person for each in said)
    heard = sum(each.wish is Wish.person for each in said)
    wanted = sum(each.label == WANTED for each in said)
    return round(right / heard, 4) if heard else 0.0, round(right / wanted, 4) if wanted else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
