"""What each way through the house costs: CPU for one request, which other work on the machine moves less than times.

    python -m bench.paths
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.figures import Figure, table
from bench.texts import questions, texts
from kb.index import open_index
from kb.index.follower import Follower
from kb.store.engine import open_database

ARTICLES: Final = 5_000
QUESTIONS: Final = 2_000
_ROOT: Final = Path(__file__).parent.parent


def measure() -> tuple[list[Figure], dict[str, float]]:
    with TemporaryDirectory(prefix="firstline-bench-") as folder:
        environment = _prepare(Path(folder))
        command = [sys.executable, "-m", "bench.walking", str(Path(folder) / "questions.json")]
        done = subprocess.run(command, env=environment, cwd=_ROOT, stdout=subprocess.PIPE, check=True, timeout=300)
    costs: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    figures = [Figure(f"CPU: {what}", f"{cost:.2f} ms") for what, cost in costs.items()]
    return figures, {f"cpu_ms_{what.replace(' ', '_')}": round(cost, 2) for what, cost in costs.items()}


def _prepare(folder: Path) -> dict[str, str]:
    """A data folder with articles and their index, and questions about them."""
    found = list(texts(ARTICLES))
    (folder / "questions.json").write_text(json.dumps(questions(found, count=QUESTIONS)))
    with (folder / "articles.jsonl").open("w") as lines:
        for number, text in enumerate(found):
            name = f"text-{number}"
            row = {"id": name, "slug": name, "title": text.title, "text": text.body, "language": "en"}
            lines.write(json.dumps(row) + "\n")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FIRSTLINE_")},
        "FIRSTLINE_DATA": str(folder / "data"), "FIRSTLINE_LIMITS": "off", "PYTHONPATH": str(_ROOT),
    }
    for command in (["migrate"], ["import", str(folder / "articles.jsonl")]):
        cli = [sys.executable, "-P", "-m", "web.cli", *command]
        subprocess.run(cli, env=environment, check=True, stdout=subprocess.DEVNULL)
    db = open_database(str(folder / "data" / "firstline.db"))
    index = open_index("tantivy", folder / "data" / "index")
    Follower(db, index).step(now=time.time_ns() // 1_000_000)
    index.close()
    db.close()
    return environment


if __name__ == "__main__":
    print(table(measure()[0]))
