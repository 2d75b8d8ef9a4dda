"""`firstline work`: what happens beside the pages, in a process without gevent.

`jobs` is the whole list. This process says every few seconds how it is; /health reads that.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType
from typing import Final

from articles.relating import Relater
from bot import chat, router, sentences
from bot.examining import Examiner
from bot.waiting import Watch
from kb import asking, clearing, conversing, filing, noticing, suspending
from kb.index import Index, IndexLocked, IndexUnavailable, open_index
from kb.index.follower import Follower
from kb.noticing import Teller
from kb.store import attempts, heartbeats, notifications, sessions, similar_opens, sites, tokens, undo, unsaved, unsent
from kb.store.engine import Busy, Database, Transaction, Unavailable, open_database
from web import config
from web.clock import monotonic, now
from web.mail import sending as mailing
from web.mail.sending import Sender, Writer
from web.serving import lifeline, logs
from web.serving.instruments import Instruments
from web.serving.rounds import Job, Round

BEAT: Final = 5.0
"""Seconds between two heartbeats."""

LEARN_EVERY: Final = 5.0
"""Seconds after which changed wordings are learned, at most; and MOST_LEARNING, how long that may take."""

MOST_LEARNING: Final = 600

MOST_RELATING: Final = 1.0
"""Seconds at a time in which search is asked what belongs beside articles: the other jobs want to get on, too."""

GRACE: Final = 8.0
"""Seconds that the jobs get to finish."""

_HOUR: Final = 3_600_000
QUIET: Final = 24 * _HOUR
"""Milliseconds after which a conversation that nobody goes on with counts as abandoned."""

UNSAVED: Final = 30 * 24 * _HOUR
"""For so long is kept what a writer typed and did not save."""

SIMILAR: Final = 400 * 24 * _HOUR
"""For so long is kept what people opened while they asked: a year can be compared with the one before."""

MOST_PAGES: Final = 200
"""Of the log, that are looked through in an hour: what many years left is taken away in days."""

_log = logging.getLogger("firstline")


def run(settings: config.Settings) -> None:
    """Works until SIGTERM or SIGINT."""
    logs.install("work", log=settings.log)
    instruments = Instruments("work", folder=settings.metrics)
    stopping = _stopping()
    db = open_database(settings.database)
    holder = f"{socket.gethostname()}:{os.getpid()}"
    index = open_index(settings.index, settings.data / "index")
    rounds = [
        Round(job, db=db, holder=holder, told=lambda job, result: instruments.job(job, result, now=now()))
        for job in jobs(db, index, instruments, settings)
    ]
    for round in rounds:
        round.start()
    while True:
        _beat(db, [round.trouble for round in rounds])
        instruments.count(db)
        if stopping.wait(BEAT):
            break
    deadline = monotonic() + GRACE
    for round in rounds:
        round.end(within=max(0.0, deadline - monotonic()))
    index.close()
    db.close()


def jobs(
    db: Database, index: Index, instruments: Instruments, settings: config.Settings
) -> tuple[Job, ...]:
    """Everything that this process does, and how often in seconds."""
    watch = Watch(db, site=sites.MAIN)
    relater = Relater(db, index, site=sites.MAIN, elapsed=monotonic)
    return (
        Job("search index", every=5, do=_following(Follower(db, index)), pace="with the log"),
        Job("wordings", every=LEARN_EVERY, do=_learning(db, index)),
        Job("test questions", every=5, do=_examining(Examiner(db, index, site=sites.MAIN)), by="one"),
        Job("related articles", every=4, do=_relating(relater), by="one"),
        Job("answers that are due", every=0.5, do=lambda: _settle(db, index, instruments)),
        Job("those who wait for nobody", every=15, do=lambda: instruments.said("bot", watch.look(now=now())), by="one"),
        Job("notices", every=1, do=_telling(Teller(db, sentences.PASSED_BACK), db, settings), by="one"),
        Job("mail to be written", every=1, do=_writing(Writer(db, settings))),
        Job("mail that is due", every=1, do=_sending(Sender(db, settings, told=instruments.mail))),
        Job("abandoned", every=600, do=lambda: _abandon(db), by="one"),
        Job("unused files", every=3600, do=lambda: _take_away(db), by="one"),
        Job("suspensions that are over", every=20, do=lambda: suspending.end_due(db, now=now()), by="one"),
        Job("unconfirmed questions", every=3600, do=lambda: _forget_unconfirmed(db), by="one"),
        Job("the log", every=3600, do=lambda: _clear_log(db), by="one"),
        Job("clearing up", every=3600, do=lambda: db.write(_clear_up), by="one"),
    )


def _following(follower: Follower) -> Callable[[], None]:
    def follow() -> None:
        with suppress(IndexLocked):  # another process builds it just now
            follower.step(now=now())

    return follow


def _relating(relater: Relater) -> Callable[[], None]:
    def relate() -> None:
        with suppress(IndexUnavailable):
            relater.step(now=now(), within=MOST_RELATING)

    return relate


def _settle(db: Database, index: Index, instruments: Instruments) -> None:
    began = now()
    chat.settle_due(db, index, now=began, settled=lambda turn: instruments.turn(turn, since=began))


def _learning(db: Database, index: Index) -> Callable[[], None]:
    """Learns in a process of its own, which gives back what memory it took."""

    def learn() -> None:
        if router.is_due(db, index, site=sites.MAIN) and not router.pass_over(db, index, site=sites.MAIN):
            command = [sys.executable, "-P", "-m", "web.commands.learning"]
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:  # noqa: S603
                code = child.wait(MOST_LEARNING)
            if code:
                raise RuntimeError(f"learning ended with {code}")

    return learn


def _examining(examiner: Examiner) -> Callable[[], None]:
    return lambda: examiner.step(now=now())


def _telling(teller: Teller, db: Database, settings: config.Settings) -> Callable[[], None]:
    def tell() -> None:
        teller.step(now=now())
        if settings.mail:
            noticing.note_mail(db, now=now())
        else:
            noticing.pass_over(db, now=now())

    return tell


def _writing(writer: Writer) -> Callable[[], None]:
    return lambda: writer.step(now=now())


def _sending(sender: Sender) -> Callable[[], object]:
    return lambda: sender.step(now=now)


def _abandon(db: Database) -> None:
    while conversing.abandon_quiet(db, before=now() - QUIET, limit=100):
        pass


def _take_away(db: Database) -> None:
    while filing.sweep(db, now=now()):
        pass


def _forget_unconfirmed(db: Database) -> None:
    while asking.sweep_unconfirmed(db, before=now() - tokens.LASTS["question"], now=now()):
        pass


def _clear_log(db: Database) -> None:
    for _page in range(MOST_PAGES):
        if not clearing.clear(db, before=now() - clearing.KEPT):
            break


def _clear_up(tx: Transaction) -> None:
    sessions.sweep(tx, now=now())
    tokens.sweep(tx, before=now())
    attempts.sweep(tx, before=now() - 24 * _HOUR)
    undo.sweep(tx, before=now() - 24 * _HOUR)
    unsaved.sweep(tx, before=now() - UNSAVED)
    unsent.sweep(tx, before=now() - UNSAVED)
    similar_opens.sweep(tx, before=now() - SIMILAR)
    mailing.sweep(tx, now=now())
    notifications.sweep(tx, before=now() - mailing.KEPT)


def _beat(db: Database, troubles: Sequence[str]) -> None:
    detail = "; ".join(trouble for trouble in troubles if trouble)
    heartbeat = heartbeats.Heartbeat("work", "unwell" if detail else "well", detail, now())
    try:
        db.write(lambda tx: heartbeats.beat(tx, heartbeat))
    except (Busy, Unavailable) as error:
        _log.error("The heartbeat could not be written: %s", " ".join(str(error).split()))


def _stopping() -> threading.Event:
    asked = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return asked


if __name__ == "__main__":  # as a child of `firstline serve`
    lifeline.hold()
    run(config.read())
    sys.exit(0)
