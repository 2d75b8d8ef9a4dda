"""What came of the kills, as a table and as one object."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from bench.figures import Figure
from bench.kill.checks import Verdict
from bench.kill.server import Victim

_NAMES: Final[dict[Victim, str]] = {
    "worker": "a web worker", "main": "gunicorn's main process", "work": "work", "parent": "serve",
    "all": "all at once",
}


@dataclass(slots=True)
class Found:
    """What came of an engine's kills. Times are in seconds."""

    verdict: Verdict = field(default_factory=Verdict)
    killed: list[Victim] = field(default_factory=list)
    under_way: list[int] = field(default_factory=list)
    back: dict[Victim, list[float]] = field(default_factory=dict)
    repeated: int = 0
    survived: int = 0
    refused: int = 0
    owed: int = 0
    missed: int = 0
    unequal: int = 0
    unsound: str = ""
    exceptions: int = 0
    conversations: int = 0
    edits: int = 0
    skipped: int = 0
    settled: float = 0.0

    def is_well(self) -> bool:
        return self.verdict.is_well() and not (self.missed or self.unequal or self.unsound)


def figures(found: Found) -> list[Figure]:
    """The lines of an engine's table."""
    verdict = found.verdict
    return [
        Figure("kills", f"{len(found.killed)}"),
        Figure("under way at a kill: least / median / most", _three(found.under_way)),
        Figure("sent again with the same key; already written", f"{found.repeated:,}; {found.survived:,}"),
        *(Figure(f"answers after the end of {_NAMES[victim]}: median / most",
                 f"{median(times):.2f} / {max(times):.2f} s") for victim, times in sorted(found.back.items())),
        Figure("starts refused while the one before still ended", f"{found.refused}"),
        Figure("conversations, edits of articles, answers that were owed",
               f"{found.conversations:,}, {found.edits}, {found.owed}"),
        Figure("acknowledged messages and edits", f"{verdict.acknowledged:,}"),
        Figure("lost; not seen after catching up; not come on open streams",
               f"{verdict.lost}; {verdict.unseen}; {found.missed}", "0; 0; 0"),
        Figure("doubled; out of order or with gaps", f"{verdict.doubled}; {verdict.disordered}", "0; 0"),
        Figure("gaps on streams that readers filled", f"{found.skipped}"),
        Figure("stuck turns", f"{verdict.stuck}", "0"),
        Figure("articles on which index and store differ", f"{found.unequal}", "0"),
        Figure("the store's pages", found.unsound or "sound", "sound"),
        Figure("nothing owed, and index equal, after", f"{found.settled:.1f} s"),
        Figure("exceptions in the server's log", f"{found.exceptions}"),
    ]  # fmt: skip


def results(found: Iterable[Found]) -> dict[str, int | bool]:
    """What the last line says, over all engines."""
    found = list(found)
    total = sum((each.verdict for each in found), start=Verdict())
    return {
        "kills": sum(len(each.killed) for each in found),
        "lost": total.lost + total.unseen + sum(each.missed for each in found),
        "doubled": total.doubled,
        "stuck_turns": total.stuck,
        "index_equal": not any(each.unequal for each in found),
        "disordered": total.disordered,
        "acknowledged": total.acknowledged,
        "sound": not any(each.unsound for each in found),
    }


def _three(counts: Sequence[int]) -> str:
    return f"{min(counts)} / {median(counts):g} / {max(counts)}"
