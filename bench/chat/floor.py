"""The bare floor: gevent, one durable insert into SQLite and one write to a stream for each message. Nothing else.

    python -m bench.chat.floor PORT DATABASE
"""

import gc
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from gevent import pywsgi
from gevent.queue import SimpleQueue

database = sqlite3.connect(sys.argv[2], isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = FULL")
database.execute("CREATE TABLE message (number INTEGER PRIMARY KEY, chat TEXT, text TEXT)")
streams: dict[str, SimpleQueue] = defaultdict(SimpleQueue)


Start = Callable[[str, list[tuple[str, str]]], object]


def app(environ: dict[str, Any], start: Start) -> Iterator[bytes] | list[bytes]:
    chat = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] == "GET":
        start("200 OK", [("Content-Type", "text/event-stream")])
        return iter(streams[chat].get, None)
    said = json.loads(environ["wsgi.input"].read())
    added = database.execute("INSERT INTO message (chat, text) VALUES (?, ?)", (chat, said["text"]))
    message = {"number": added.lastrowid, "key": said["key"], "text": said["text"]}
    streams[chat].put(b"event: message\ndata: %b\n\n" % json.dumps(message).encode())
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"messages": [message]}).encode()]


if __name__ == "__main__":
    gc.disable()  # a floor makes no pauses
    pywsgi.WSGIServer(("127.0.0.1", int(sys.argv[1])), app, log=None, backlog=2048).serve_forever()
