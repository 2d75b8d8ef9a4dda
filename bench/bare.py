"""The floor for a page: bare Flask, one row from SQLite, a small template, one gevent worker."""

import os
import sqlite3

from flask import Flask, render_template_string

app = Flask(__name__)
_database = sqlite3.connect(os.environ.get("BENCH_BARE_DATABASE", ":memory:"), check_same_thread=False)
_PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><article>{{ body }}</article></body></html>"""


@app.get("/<int:number>")
def page(number: int) -> str:
    title, body = _database.execute("SELECT title, body FROM page WHERE number = ?", (number,)).fetchone()
    return render_template_string(_PAGE, title=title, body=body)
