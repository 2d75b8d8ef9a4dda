"""`make bench-chat`: thousands of open chats under load, beside a bare floor; one table and one JSON object.

CHATS (3000), RATE (300 messages/s) and SECONDS (30) size it, IDLE (10000) is the number of idle widgets, 0 for none.
SHORT=1 is a quarter of a minute with 100 chats: no floor, no highest rate, no widgets.
Everything is on this machine and on loopback, and ends by itself.
"""

import gc
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import gevent

from bench.chat import server
from bench.chat.checks import Verdict
from bench.chat.opening import Chats, agents_for, open_chats, open_floor, open_idle
from bench.chat.sending import STEP, Run, highest
from bench.figures import Figure, table

MOST_SECONDS: Final = 1_200
MOST_CHATS: Final = 10_000
SLOWER: Final = 0.004
"""Seconds that are added to each flush in the repetition."""


QUIET: Final = 0.1
"""Share of a core that others may use without disturbing a measurement."""

MOST_WAITED: Final = 15.0
"""Seconds that a try waits for others to be done with the machine."""


@dataclass(frozen=True, slots=True)
class Size:
    chats: int
    rate: int
    seconds: float
    idle: int
    short: bool


def main() -> int:
    size = _size()
    _raise_open_files()
    gc.disable()  # its pauses would be taken for the server's, and this process ends soon
    gevent.signal_handler(signal.SIGTERM, gevent.kill, gevent.getcurrent(), SystemExit(143))
    with gevent.Timeout(MOST_SECONDS), TemporaryDirectory(prefix="firstline-bench-") as folder:
        return _measure(Path(folder), size)


def _measure(folder: Path, size: Size) -> int:
    figures = [Figure("the disk's flush, p50", _ms(server.flush_time(folder)))]
    results: dict[str, float | None] = {"chats": size.chats, "rate": size.rate}
    verdict, product = _chats(folder, size, figures, results)
    bare = None if size.short else _floor(folder, size, figures)
    results["highest_rate"], results["floor_rate"] = product, bare
    results["ratio"] = round(product / bare, 2) if product is not None and bare else None
    if product is not None and bare:
        figures.append(Figure("highest rate beside the floor's", f"{product / bare:.0%}", ">= 50 %"))
    results["idle_kb_per_widget"] = _idle(folder, size.idle, figures) if size.idle else None
    print(table(figures))
    print(json.dumps(results))
    return 1 if verdict.lost or verdict.doubled or verdict.disordered else 0


def _chats(
    folder: Path, size: Size, figures: list[Figure], results: dict[str, float | None]
) -> tuple[Verdict, int | None]:
    with server.firstline(folder / "chats", agents=agents_for(size.chats)) as firstline:
        _tell(f"opening {size.chats:,} chats")
        began = time.perf_counter()
        chats = open_chats(firstline.port, size.chats)
        took = time.perf_counter() - began
        streams = len(chats.customers) + len(chats.agents)
        figures.append(Figure("connections (streams)", f"{streams:,}, opened in {took:.0f} s"))
        _tell(f"{size.rate} messages/s for {size.seconds:g} s")
        meter, before = server.Meter(firstline), firstline.cpu()
        run = chats.sender.run(size.rate, size.seconds, most_open=10 * size.rate)
        use, each = meter.read(), (firstline.cpu() - before) / max(1, len(run.acknowledgements))
        figures += _of_run(run, "", wanted="p99 <= 150 ms")
        figures.append(Figure("CPU: server, load generator, others", _shares(use)))
        figures.append(Figure("CPU of the server for each message", _ms(each)))
        figures.append(Figure("memory of the server (PSS)", f"{firstline.memory() / 1e6:.0f} MB"))
        _tell("the same with 4 ms added to each flush")
        firstline.add_to_flush(SLOWER)
        slower = chats.sender.run(size.rate, size.seconds / 2, most_open=10 * size.rate)
        firstline.add_to_flush(0)
        assert min(slower.acknowledgements) > SLOWER, "nothing was added"
        figures += _of_run(slower, ", +4 ms per flush")
        best = None
        if not size.short:
            _tell("the highest rate")
            best = highest(chats.sender, start=2 * STEP, most=3_200, disturbed=_watch(firstline))
            figures.append(Figure("highest rate with p99 <= 150 ms", _rate(best)))
        verdict = _judged(chats, figures)
        chats.leave()
    results["p50_ms"] = round(run.delivery(0.5) * 1000, 1)
    results["cpu_ms"] = round(each * 1000, 2)
    results["p99_ms"] = round(run.delivery(0.99) * 1000, 1)
    results["lost"], results["doubled"] = verdict.lost, verdict.doubled
    return verdict, best


def _judged(chats: Chats, figures: list[Figure]) -> Verdict:
    verdict = chats.judge()
    figures.append(
        Figure(
            f"of {verdict.messages:,} acknowledged: lost, doubled, out of order",
            f"{verdict.lost}, {verdict.doubled}, {verdict.disordered}", "0, 0, 0",
        )
    )
    figures.append(Figure("requests and streams tried again", f"{chats.repeats():,}"))
    return verdict


def _floor(folder: Path, size: Size, figures: list[Figure]) -> int | None:
    """The highest rate of the bare floor, with as many streams."""
    _tell("the bare floor")
    with server.floor(folder) as bare:
        sender = open_floor(bare.port, size.chats)
        gevent.sleep(2)
        best = highest(sender, start=8 * STEP, most=6_400, disturbed=_watch(bare))
    figures.append(Figure("bare floor: highest rate", _rate(best)))
    return best


def _idle(folder: Path, count: int, figures: list[Figure]) -> float:
    """kB that an idle widget takes of the server's memory."""
    _tell(f"{count:,} idle widgets")
    with server.firstline(folder / "idle", agents=0) as firstline:
        warm = open_idle(firstline.port, 200)
        gevent.sleep(3)
        before = firstline.memory()
        widgets = open_idle(firstline.port, count)
        gevent.sleep(3)
        each = (firstline.memory() - before) / count / 1000
        again = sum(widget.browser.repeats for widget in (*warm, *widgets))
        for widget in (*warm, *widgets):
            widget.leave()
    what = f"{count:,} idle widgets (tried again: {again})"
    figures.append(Figure(what, f"{each:.1f} kB each", "<= 60 kB"))
    return round(each, 1)


def _of_run(run: Run, how: str, *, wanted: str = "") -> list[Figure]:
    def three(of: Callable[[float], float]) -> str:
        return " / ".join(f"{of(share) * 1000:.1f}" for share in (0.5, 0.99, 1.0)) + " ms"

    sent = f"{run.rate} messages/s" + (", given up" if run.overrun else "")
    return [
        Figure(f"delivery p50 / p99 / max at {sent}{how}", three(run.delivery), wanted),
        Figure(f"acknowledgement p50 / p99 / max{how}", three(run.acknowledgement)),
    ]


def _size() -> Size:
    def number(name: str, usual: float) -> float:
        return float(os.environ.get(name) or usual)

    short = os.environ.get("SHORT") == "1"
    return Size(
        chats=min(int(number("CHATS", 100 if short else 3_000)), MOST_CHATS),
        rate=int(number("RATE", 50 if short else 300)),
        seconds=min(number("SECONDS", 4 if short else 30), 300),
        idle=min(int(number("IDLE", 0 if short else 10_000)), MOST_CHATS),
        short=short,
    )


def _raise_open_files() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _rate(found: int | None) -> str:
    return f"{found} messages/s" if found is not None else "not to be told: the machine was never quiet"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def _watch(of: server.Server) -> Callable[[Run, float], bool]:
    """Tells of each try, and whether others used more than a little of the machine meanwhile: then waits for quiet."""
    meter = server.Meter(of)

    def wait_for_quiet() -> None:
        until = time.perf_counter() + MOST_WAITED
        quiet = False
        while not quiet and time.perf_counter() < until:
            gevent.sleep(2)
            quiet = meter.read().others <= QUIET

    def disturbed(run: Run, seconds: float) -> bool:
        use = meter.read()
        kept = "kept" if run.keeps() else "did not keep"
        p99 = run.delivery(0.99) * 1000
        _tell(f"  {run.rate} messages/s for {seconds:g} s {kept}: p99 {p99:.0f} ms; CPU {_shares(use)}")
        if use.others <= QUIET:
            return False
        if not run.keeps():
            wait_for_quiet()
        return True

    return disturbed


def _shares(use: server.Use) -> str:
    return f"{use.server:.0%}, {use.generator:.0%}, {use.others:.0%} of a core"


def _tell(what: str) -> None:
    print(f"{what} ..." if not what.startswith(" ") else what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
