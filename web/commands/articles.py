"""`firstline import` and `firstline seed`: articles from files, and the manual that comes with Firstline."""

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from articles import importing, reading, rows, seeding
from articles.importing import Report
from kb.store import sites
from web.clock import now
from web.commands import Refused, demo, findings, opened, progress
from web.config import Settings


def import_from(settings: Settings, arguments: Namespace) -> int:
    path = Path(arguments.path)
    total = rows.count(path)
    if not total:
        raise Refused(f"There is nothing to import in {path}.")
    with opened(settings) as db:
        report = importing.import_records(
            db, reading.read(path), site=sites.MAIN, now=now(),
            progress=lambda done: progress.show(progress.bar(done, total)),
        )
    return _tell(report, findings.in_full(report) if arguments.verbose else findings.in_short(report))


def seed(settings: Settings, arguments: Namespace) -> int:
    with opened(settings) as db:
        report = seeding.seed_manual(db, site=sites.MAIN, now=now())
        code = _tell(report, findings.in_full(report))
        if arguments.demo:
            demo.add_people(db, settings, now=now())
            if demo.sign_ins(db, settings):
                print(f"Demo people may sign in: their addresses and passwords are in {demo.file_of(settings)}.")
    return code


def _tell(report: Report, found: Iterable[str]) -> int:
    """Prints what was found and what became of the rows; 1 when there were bad rows and no good ones."""
    progress.clear()
    for line in found:
        print(line, file=sys.stderr)
    good = report.added + report.changed + report.unchanged
    print(
        f"{report.added} articles added, {report.changed} changed, {report.unchanged} as they were"
        + (f"; {len(report.problems)} not imported." if report.problems else ".")
    )
    return 1 if report.problems and not good else 0
