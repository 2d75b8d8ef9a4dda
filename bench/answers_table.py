"""The figures of question sets as tables: with what changed for the terminal, with references for README.md."""

from collections.abc import Mapping
from typing import Final

BEGIN: Final = "<!-- written by make bench-answers -->"
END: Final = "<!-- end of what is written -->"

Line = Mapping[str, float | None]
"""The last line of `firstline evaluate`."""

REFERENCES: Final[Mapping[str, tuple[str, str]]] = {
    "stackfaq": ("BM25 over title and answer .78; neural encoder (all-MiniLM-L6-v2) .96", "P@1 >= .85"),
    "stackfaq, typos 7": ("", "P@1 loses <= 8 points"),
    "sofmattress": (
        "best of Rasa, Dialogflow, LUIS, Haptik, BERT .74, AUROC .87; linear n-grams .75, .86",
        "P@1 >= .77, AUROC >= .89, calibration <= .08",
    ),
    "clinc150": (
        "SVM .91; Rasa .915; BERT .97; AUROC of 5-NN BM25 .89", "P@1 >= .92, AUROC >= .94, calibration <= .05"
    ),
    "banking77": ("5-NN BM25 .81; linear n-grams .92; encoder .93", "P@1 >= .92"),
    "banking77, typos 7": ("", "P@1 loses <= 8 points"),
    "bustm": ("BM25 over characters and pairs .60", "P@1 >= .63"),
    "epidemic": ("BM25 over characters and pairs .63", "P@1 >= .67"),
    "bitcoin-zh-Hans": ("scripts unfolded .80; folded .98", "P@1 >= .98"),
    "bitcoin-zh-Hant": ("scripts unfolded .74; folded .87", "P@1 >= .93"),
}
"""Of each set, what others reach in P@1, unless it says something else, and what we want."""

_SHARES: Final = ("precision_at_1", "recall_at_5", "mrr", "auroc", "answered", "answered_right", "calibration_error")
_HEADS: Final = ("P@1", "R@5", "MRR", "AUROC", "answered", "of these right", "calibration", "build", "p50")
_LEAST_SHOWN: Final = 0.0005


def with_changes(found: Mapping[str, Line], kept: Mapping[str, Line]) -> str:
    """A row for each set; behind a figure, by how much it is another than the one that was kept."""
    rows = [("", "questions", *_HEADS), *(_row(name, line, kept.get(name, {})) for name, line in found.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def written_into(page: str, kept: Mapping[str, Line]) -> str:
    """The page with a table of these figures, beside what others reach, in place of the one before."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    heads = ("set", *_HEADS, "reference", "target")
    rows = [heads, ("---",) * len(heads)]
    for name, line in kept.items():
        _, _, *cells = _row(name, line, {})
        rows.append((name, *cells, *REFERENCES.get(name, ("", ""))))
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"{before}{BEGIN}", *lines, f"{END}{after}"])


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


def _row(name: str, line: Line, before: Line) -> tuple[str, ...]:
    now, then = shares(line), shares(before)
    cells = (_cell(now[share], then.get(share)) for share in _SHARES)
    return name, f"{line['questions']:.0f}", *cells, f"{line['build_seconds']:.1f} s", f"{line['p50_ms']:.1f} ms"


def _cell(now: float | None, then: float | None) -> str:
    if now is None:
        return "-"
    changed = now - then if then is not None else 0.0
    return f"{now:.3f}".removeprefix("0") + (
        f" {changed:+.3f}".replace("0.", ".") if abs(changed) >= _LEAST_SHOWN else ""
    )
