"""The learned router: which entry's wordings a question is most like. `bot.teaching` makes it, the bot asks it.

A model lies on the disk as a folder of plain arrays, which processes share in memory, and a file that names it. It lies
beside the search index, and may be thrown away like it: until there is another, the bot matches without.
"""

import json
import time
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Final, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from bot.classifier import Classifier
from bot.confidence import Kind
from bot.neighbours import Neighbours
from bot.vectors import Known
from kb.index import Index, follower
from kb.store import events, indexable
from kb.store.engine import Database

FORMAT: Final = 1
"""Moved whenever features or files change: a model of another number is not read."""

FEWEST_WORDINGS: Final = 3
"""An entry with fewer wordings is not learned: what one or two have in common with a question is chance."""

FEWEST_ENTRIES: Final = 2
"""Of fewer there is nothing to choose between."""

CHECKED_EVERY: Final = 1.0
"""Seconds for which nobody asks whether there is a newer model."""


class Router(Protocol):
    @property
    def kind(self) -> Kind: ...

    @property
    def importance(self) -> float:
        """What the scores count beside the ranker's."""

    def best(self, question: str, /, *, most: int) -> list[str]:
        """The entries that are worth a look whatever the index finds, best first."""

    def scores(self, question: str, /, entries: Collection[str]) -> dict[str, float]:
        """How much each of the entries is meant, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What lies on the disk for a site: `name` of the folder, empty where there was nothing to learn from.

    `cursor` says up to where the model knows the event log; `shifts` are those of the confidence, by language, and
    `rehearsed` up to where the rehearsal knew the log that they came of.
    """

    name: str
    kind: str
    cursor: str
    shifts: Mapping[str, float]
    rehearsed: str = ""
    format: int = FORMAT


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A router, and by how much the confidence is moved where it is asked, by language (`en`, `zh`)."""

    router: Router
    shifts: Mapping[str, float]

    def shift(self, language: str) -> float:
        return self.shifts.get(language[:2], 0.0)


class _Untaught:
    """Knows no entry."""

    kind: ClassVar[Kind] = "plain"
    importance: ClassVar[float] = 0.0

    def best(self, _question: str, *, most: int) -> list[str]:
        return []

    def scores(self, _question: str, _entries: Collection[str]) -> dict[str, float]:
        return {}


NO_SHIFTS: Final[Mapping[str, float]] = MappingProxyType({})
UNTAUGHT: Final = Made(_Untaught(), NO_SHIFTS)


def of_site(index: Index, *, site: str) -> Made:
    """The newest that was made; UNTAUGHT where there is none."""
    kept = _kept.setdefault(index, {})
    now = time.monotonic()
    last = kept.get(site)
    if last is None or now - last.checked_at > CHECKED_EVERY:
        last = kept[site] = _newest(last, home(index), site=site, now=now)
    return last.made


def forget(index: Index) -> None:
    """This process looks for a newer one with its next question."""
    _kept.pop(index, None)


def home(index: Index) -> Path:
    return index.folder.parent / "learned"


def sign(folder: Path, *, site: str) -> Sign | None:
    """What was made last, None where there is nothing that can be read."""
    try:
        found = Sign(**json.loads(_sign(folder, site).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.format == FORMAT else None


def is_due(db: Database, index: Index, *, site: str) -> bool:
    """Whether articles changed since the router was made."""
    last = sign(home(index), site=site)
    return last is None or events.behind(db, last.cursor, kinds=follower.ARTICLES).count > 0


def pass_over(db: Database, index: Index, *, site: str) -> bool:
    """Notes at once that there is nothing to learn from, where that is so; whether it is."""
    cursor = events.latest(db)
    if indexable.worded(db, site=site, least=FEWEST_WORDINGS, limit=FEWEST_ENTRIES) == FEWEST_ENTRIES:
        return False
    write(None, home(index), site=site, cursor=cursor)
    return True


def write(
    router: Classifier | Neighbours | None, folder: Path, *, site: str, cursor: str,
    shifts: Mapping[str, float] = NO_SHIFTS, rehearsed: str = "",
) -> None:  # fmt: skip
    """Puts a model in the place of the last one: whoever reads has the one or the other."""
    name = f"{site}-{time.time_ns()}" if router else ""
    folder.mkdir(parents=True, exist_ok=True)
    match router:
        case Classifier():
            arrays = {"ids": np.array(router.ids), "weights": router.weights, "bias": router.bias}
        case Neighbours():
            arrays = {each: getattr(router, each) for each in ("ids", "starts", "places", "values", "firsts")}
        case None:
            arrays = {}
    if router:
        (folder / name).mkdir()
        for each, array in {**arrays, "numbers": router.known.numbers, "rarity": router.known.rarity}.items():
            np.save(folder / name / f"{each}.npy", array, allow_pickle=False)
    signed = Sign(name, router.kind if router else "plain", cursor, dict(shifts), rehearsed)
    fresh = _sign(folder, site).with_suffix(".new")
    fresh.write_text(json.dumps(asdict(signed)), encoding="utf-8")
    fresh.replace(_sign(folder, site))
    _clear(folder, site=site, but=name)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    stamp: int
    checked_at: float
    made: Made


_kept: WeakKeyDictionary[Index, dict[str, _Kept]] = WeakKeyDictionary()


def _newest(last: _Kept | None, folder: Path, *, site: str, now: float) -> _Kept:
    try:
        stamp = _sign(folder, site).stat().st_mtime_ns
    except OSError:
        return _Kept(0, now, UNTAUGHT)
    if last and last.stamp == stamp:
        return _Kept(stamp, now, last.made)
    return _Kept(stamp, now, _read(folder, sign(folder, site=site)))


def _read(folder: Path, sign: Sign | None) -> Made:
    if not sign or not sign.name:
        return UNTAUGHT

    def array(name: str) -> NDArray[Any]:
        found: NDArray[Any] = np.load(folder / sign.name / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return found

    try:
        known = Known(array("numbers"), array("rarity"))
        if sign.kind == "classifier":
            found: Router = Classifier(tuple(array("ids").tolist()), known, array("weights"), array("bias"))
        else:
            found = Neighbours(
                array("ids"), known, array("starts"), array("places"), array("values"), array("firsts")
            )
    except (OSError, ValueError):
        return UNTAUGHT  # replaced just now, or broken: the bot matches without it until there is another
    return Made(found, sign.shifts)


def _clear(folder: Path, *, site: str, but: str) -> None:
    for older in folder.glob(f"{site}-*"):
        if older.is_dir() and older.name != but:
            for file in older.iterdir():
                file.unlink()
            older.rmdir()


def _sign(folder: Path, site: str) -> Path:
    return folder / f"{site}.json"
