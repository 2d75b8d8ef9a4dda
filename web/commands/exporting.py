"""`firstline export`: all articles into a folder."""

from argparse import Namespace
from pathlib import Path

from articles import exporting
from articles.exporting import NotOurs
from kb.store import sites
from web.commands import Refused, opened, progress
from web.config import Settings


def export(settings: Settings, arguments: Namespace) -> int:
    folder = Path(arguments.folder)
    with opened(settings) as db:
        total = exporting.count(db, site=sites.MAIN)
        try:
            report = exporting.export(
                db, folder, site=sites.MAIN, progress=lambda done: progress.show(progress.bar(done, total))
            )
        except NotOurs as error:
            raise Refused(
                f"{folder} is not empty, and no export wrote it. Name a folder that is empty or does not exist yet."
            ) from error
        except OSError as error:
            raise Refused(f"The articles cannot be written to {folder}: {error.strerror or error}.") from error
    progress.clear()
    gone = f", {report.removed} of the last export taken away" if report.removed else ""
    print(f"{folder}: articles {report.articles}, pictures and files {report.files}{gone}.")
    return 0
