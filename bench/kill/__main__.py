"""`make bench-kill`: SIGKILL at random moments under load; one table and one JSON object.

Fifty kills, half of them on SQLite and half on PostgreSQL; SHORT=1 is five. SEED repeats a run's choices, INDEX=whoosh
takes the other index. Everything is on this machine and on loopback, and ends by itself.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import gevent

from bench.figures import table
from bench.kill import record
from bench.kill.checks import judge, judge_articles, unwell
from bench.kill.load import Crowd, Load
from bench.kill.report import Found, figures, results
from bench.kill.server import ENGINES, Engine, Server, Victim, serving
from kb.store.engine import Database, open_database

MOST_SECONDS: Final = 600
MOST_KILLING: Final = 240.0
"""Seconds after which an engine has seen enough, on a machine that is so slow."""

SETTLING: Final = 15.0
"""Seconds in which all that is owed must be done, seen and findable after the last kill."""

STALL: Final = 2.2
"""Seconds that a web process stands still so that the bot owes an answer."""

_BURST: Final = 20
"""Customers who ask at once before that, so that one is being looked up for."""

_MANY: Final = Crowd(askers=8, chats=12, agents=3, curators=2)
_FEW: Final = Crowd(askers=6, chats=8, agents=1, curators=1)
_ALL: Final[tuple[Victim, ...]] = ("worker", "main", "work", "parent", "all")
_SHOWN: Final = 3
"""Conversations and exceptions that are shown where something is wrong."""

_OWED: Final = 4
"""Kills for each engine for which an answer is made to be owed first."""


@dataclass(frozen=True, slots=True)
class Size:
    """The victims on each engine, before how many of them an answer is to be owed, seconds between them, and how many
    people there are."""

    victims: dict[Engine, Sequence[Victim]]
    owing: dict[Engine, int]
    pause: tuple[float, float]
    crowd: Crowd


def main() -> int:
    short = os.environ.get("SHORT") == "1"
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
    chance = random.Random(seed)
    size = _short() if short else _full(chance)
    gevent.signal_handler(signal.SIGTERM, gevent.kill, gevent.getcurrent(), SystemExit(143))
    _tell(f"SEED={seed}")
    with gevent.Timeout(MOST_SECONDS):
        found = {engine: _engine(engine, size, chance=chance) for engine in ENGINES}
    for engine, each in found.items():
        print(f"\n{engine}\n{table(figures(each))}")
    print(json.dumps(results(found.values())))
    return 0 if all(each.is_well() for each in found.values()) else 1


def _engine(engine: Engine, size: Size, *, chance: random.Random) -> Found:
    found = Found()
    index = os.environ.get("INDEX") or "tantivy"
    with serving(engine, index=index, agents=size.crowd.agents, curators=size.crowd.curators) as server:
        db = open_database(server.dsn)
        load = Load(server.port, size.crowd, chance=chance)
        load.open()
        load.begin()
        until = time.perf_counter() + MOST_KILLING
        for number, victim in enumerate(size.victims[engine], 1):
            gevent.sleep(chance.uniform(*size.pause))
            if number <= size.owing[engine]:
                _owe(db, load, server)
            _kill(victim, found, load, server, chance=chance)
            _tell(
                f"{engine} {number}/{len(size.victims[engine])}: {victim} killed, {found.under_way[-1]} under way, "
                f"answers after {found.back[victim][-1]:.2f} s"
            )
            load.check()
            if time.perf_counter() > until:
                break
        gevent.sleep(chance.uniform(*size.pause))
        load.end()
        _judge(found, db, load, server)
        load.leave()
        server.stop()
        found.unsound = record.unsound(db)
        found.refused, exceptions = server.refused, server.exceptions()
        found.exceptions = len(exceptions)
        for exception in exceptions[:_SHOWN]:
            _tell(f"in the server's log: {exception}")
        db.close()
    return found


def _kill(victim: Victim, found: Found, load: Load, server: Server, *, chance: random.Random) -> None:
    server.pids(victim)
    found.under_way.append(load.flights.count())
    load.flights.mark_kill()
    server.kill(victim, chance=chance)
    found.killed.append(victim)
    found.back.setdefault(victim, []).append(load.flights.wait_for_answer())


def _owe(db: Database, load: Load, server: Server) -> None:
    """Stops the web processes in the middle of a look-up for longer than a customer waits: the answer is owed then."""
    before = record.owed(db)
    for _ in range(3):
        load.burst(_BURST)
        gevent.sleep(0.05)
        workers = server.pids("worker")
        for worker in workers:
            worker.suspend()
        gevent.sleep(STALL)
        for worker in workers:
            worker.resume()
        until = time.perf_counter() + 1.0
        while time.perf_counter() < until:
            if record.owed(db) > before:
                return
            gevent.sleep(0.01)


def _judge(found: Found, db: Database, load: Load, server: Server) -> None:
    """Waits until all is done that is owed, then holds everything against everything."""
    began = time.perf_counter()
    _until(lambda: not record.due(db) and not record.differing(db, server), began + SETTLING)
    found.settled = time.perf_counter() - began
    _until(lambda: not _missed(db, load), began + SETTLING)
    found.missed, found.unequal = _missed(db, load), record.differing(db, server)
    load.catch_up()
    kept, told, edited = record.conversations(db), load.told(), load.edited()
    found.verdict = judge(kept, told) + judge_articles(record.articles(db), edited)
    for id in unwell(kept, told)[:_SHOWN]:
        _tell(f"not well: {kept.get(id, id)}")
    found.unequal += _not_found(load)
    found.repeated, found.survived = load.flights.repeated, load.flights.survived
    found.skipped = sum(end.skipped for end in told)
    found.owed, found.conversations, found.edits = record.owed(db), len(kept), load.edits()


def _until(well: Callable[[], bool], moment: float) -> None:
    """Returns when it is so, or when that moment has come."""
    while not well() and time.perf_counter() < moment:
        gevent.sleep(0.1)


def _missed(db: Database, load: Load) -> int:
    """How many messages an open stream has not brought yet."""
    kept = record.conversations(db)
    return sum(kept[end.conversation].last_number - end.last for end in load.streaming())


def _not_found(load: Load) -> int:
    """How many articles readers do not find though they are published, or find though they are not."""
    reader = load.curators[0]
    return sum(
        reader.find(curator.titles[article.id]) != (article.state == "published")
        for curator in load.curators for article in curator.edited
    )


def _short() -> Size:
    return Size(
        victims={"sqlite": ("work", "worker", "all"), "postgresql": ("main", "parent")},
        owing={"sqlite": 1, "postgresql": 0}, pause=(0.2, 0.6), crowd=_FEW,
    )  # fmt: skip


def _full(chance: random.Random) -> Size:
    """Five of each kind on each engine, in an order of chance."""
    victims: dict[Engine, Sequence[Victim]] = {engine: chance.sample([*_ALL * 5], 25) for engine in ENGINES}
    return Size(victims, owing=dict.fromkeys(ENGINES, _OWED), pause=(0.1, 3.0), crowd=_MANY)


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
