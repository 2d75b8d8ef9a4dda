"""What was acknowledged is there, whatever happens to the process."""

import subprocess
import sys

from kb.store.engine import Database
from tests.kb.store.things import add

WRITER = "tests.kb.store.write_until_killed"


def test_a_killed_process_leaves_every_row_that_it_acknowledged(things: Database, dsn: str) -> None:
    acknowledged: list[str] = []
    with subprocess.Popen([sys.executable, "-m", WRITER, dsn], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            acknowledged.append(line.strip())
            if len(acknowledged) == 500:
                process.kill()
    stored = {id for writer in range(8) for id in ids(things, writer)}
    assert len(acknowledged) >= 500
    assert set(acknowledged[:-1]) <= stored  # the last line may have been cut
    assert things.write(add("life goes on")) == 1


def ids(db: Database, writer: int) -> list[str]:
    """Which rows of a writer are there: it wrote them one after another, so they have no gap."""
    count = db.value(
        "SELECT count(*) FROM thing WHERE id >= :start AND id < :end", start=f"{writer}:", end=f"{writer};"
    )
    return [f"{writer}:{number}" for number in range(count)]
