"""Exports a house of many articles into a folder, and imports that folder into an empty one: CPU seconds and memory.

    python -m bench.folder 20000
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from articles import exporting, reading
from articles.importing import import_records
from bench.texts import texts
from kb.store.engine import Database, open_database
from kb.store.migrating import migrate

_MOMENT = 1_750_000_000_000


def main(count: int) -> None:
    """Prints one JSON object."""
    with TemporaryDirectory(prefix="firstline-") as name:
        folder = Path(name)
        source = folder / "texts.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for at, text in enumerate(texts(count)):
                row = {"id": at, "title": text.title, "text": text.body, "phrasings": [f"what about {at}"]}
                file.write(json.dumps(row) + "\n")
        first, second = _opened(folder / "one.db"), _opened(folder / "two.db")
        figures: dict[str, object] = {"articles": count}
        figures["rows"] = _measured(lambda: import_records(first, reading.read(source), site="main", now=_MOMENT))
        figures["export"] = _measured(lambda: exporting.export(first, folder / "out", site="main"))
        figures["export again"] = _measured(lambda: exporting.export(first, folder / "out", site="main"))
        figures["import"] = _measured(
            lambda: import_records(second, reading.read(folder / "out"), site="main", now=_MOMENT)
        )
        figures["import again"] = _measured(
            lambda: import_records(second, reading.read(folder / "out"), site="main", now=_MOMENT + 1)
        )
        exporting.export(second, folder / "again", site="main")
        figures["the same"] = all(
            (folder / "again" / file.relative_to(folder / "out")).read_bytes() == file.read_bytes()
            for file in (folder / "out").rglob("*") if file.is_file()
        )  # fmt: skip
        figures["most memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        first.close()
        second.close()
    print(json.dumps(figures))


def _opened(path: Path) -> Database:
    db = open_database(path.as_posix())
    migrate(db)
    return db


def _measured(work: Callable[[], object]) -> dict[str, float]:
    began, busy = time.perf_counter(), time.process_time()
    work()
    return {"s": round(time.perf_counter() - began, 1), "cpu_s": round(time.process_time() - busy, 1)}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
