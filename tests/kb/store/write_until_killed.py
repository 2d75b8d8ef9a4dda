"""A process that writes from several threads, says which rows were acknowledged, and is killed in the middle."""

import sys
import threading

from kb.store.engine import open_database
from tests.kb.store.things import add


def main(dsn: str) -> None:
    db = open_database(dsn)

    def write_on(writer: int) -> None:
        number = 0
        while True:
            id = f"{writer}:{number}"
            db.write(add(id))
            sys.stdout.write(f"{id}\n")
            sys.stdout.flush()
            number += 1

    for writer in range(8):
        threading.Thread(target=write_on, args=(writer,)).start()


if __name__ == "__main__":
    main(sys.argv[1])
