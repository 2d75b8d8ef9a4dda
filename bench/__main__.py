"""`make bench`: measures what README and ARCHITECTURE claim, and prints one table and one JSON object.

FULL=1 also builds Whoosh at 100,000 texts, which takes some minutes.
"""

import json
import os
import sys
from typing import Final

from bench import curating, indexing, matching, paths, serving
from bench.figures import Figure, table

SIZES: Final = (1_000, 10_000, 100_000)


def main() -> None:
    figures: list[Figure] = []
    results: dict[str, float] = {}
    for kind in ("tantivy", "whoosh"):
        for count in SIZES:
            if kind == "whoosh" and count > 10_000 and os.environ.get("FULL") != "1":
                continue
            _tell(f"{kind} with {count:,} texts")
            measured, values = indexing.measure(kind, count)
            figures += measured
            if kind == "tantivy":
                results.update(values)  # the largest is the last
    for count in matching.TARGETS:
        _tell(f"a match with {count:,} entries")
        measured, values = matching.measure("tantivy", count)
        figures += measured
        results.update(values)
    _tell(f"a server with {serving.ARTICLES:,} articles")
    measured, values = serving.measure()
    figures += measured
    results.update(values)
    _tell(f"the moderators' pages with {curating.ARTICLES:,} articles")
    measured, values = curating.measure()
    figures += measured
    results.update(values)
    _tell("what each way through the house costs")
    measured, values = paths.measure()
    print(table([*figures, *measured]))
    print(json.dumps({**results, **values}))


def _tell(what: str) -> None:
    print(f"measuring {what} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
