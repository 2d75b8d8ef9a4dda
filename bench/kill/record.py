"""What the store and the index hold, read past the product's own pages."""

import json
from collections import defaultdict
from dataclasses import dataclass

from bench.kill.checks import Kept, Message, Shelved, unequal
from bench.kill.server import Server
from kb.index import IndexUnavailable, open_index
from kb.store import indexable
from kb.store.engine import Database


@dataclass(frozen=True, slots=True)
class _Conversation:
    id: str
    state: str
    last_number: int


@dataclass(frozen=True, slots=True)
class _Message:
    conversation: str
    number: int
    author: str
    text: str
    client_key: str | None
    turn: int
    created_at: int
    data: str


@dataclass(frozen=True, slots=True)
class _Due:
    conversation: str
    number: int
    state: str


@dataclass(frozen=True, slots=True)
class _Handoff:
    conversation: str
    state: str


@dataclass(frozen=True, slots=True)
class _Revision:
    article: str
    version: int
    state: str
    title: str


def conversations(db: Database) -> dict[str, Kept]:
    """All of them, by id."""
    messages: dict[str, list[Message]] = defaultdict(list)
    rows = db.all(
        _Message,
        """SELECT conversation, number, author, text, client_key, turn, created_at, data FROM message
            ORDER BY conversation, number""",
    )
    for row in rows:
        status = str(json.loads(row.data).get("status", ""))
        message = Message(row.number, row.author, row.text, row.client_key, row.turn, row.created_at, status)
        messages[row.conversation].append(message)
    owed: dict[str, set[int]] = defaultdict(set)
    due: dict[str, set[int]] = defaultdict(set)
    for turn in db.all(_Due, "SELECT conversation, number, state FROM due_turn"):
        owed[turn.conversation].add(turn.number)
        if turn.state == "due":
            due[turn.conversation].add(turn.number)
    handoffs: dict[str, list[str]] = defaultdict(list)
    for handoff in db.all(_Handoff, "SELECT conversation, state FROM handoff"):
        handoffs[handoff.conversation].append(handoff.state)
    return {
        row.id: Kept(
            row.state, row.last_number, tuple(messages[row.id]), frozenset(owed[row.id]), frozenset(due[row.id]),
            tuple(handoffs[row.id]),
        )
        for row in db.all(_Conversation, "SELECT id, state, last_number FROM conversation")
    }


def articles(db: Database) -> dict[str, Shelved]:
    """All of them, with the titles of all their revisions."""
    found: dict[str, list[_Revision]] = defaultdict(list)
    rows = db.all(
        _Revision,
        """SELECT r.article, a.version, a.state, r.title FROM revision r JOIN article a ON a.id = r.article
            ORDER BY r.article, r.number""",
    )
    for row in rows:
        found[row.article].append(row)
    return {
        id: Shelved(rows[0].version, rows[0].state, tuple(row.title for row in rows)) for id, rows in found.items()
    }


def due(db: Database) -> int:
    """How many answers the bot owes."""
    return int(db.value("SELECT count(*) FROM due_turn WHERE state = 'due'"))


def owed(db: Database) -> int:
    """How many answers the bot ever owed."""
    return int(db.value("SELECT count(*) FROM due_turn"))


def differing(db: Database, server: Server) -> int:
    """How many articles index and store do not agree about; one where the index cannot be read."""
    index = open_index(server.index, server.data / "index")
    try:
        index.verify()
        return unequal(indexed=index.versions(), documents=index.count(), stored=indexable.versions(db))
    except IndexUnavailable:
        return 1
    finally:
        index.close()


def unsound(db: Database) -> str:
    """What SQLite finds wrong with its pages and references; empty where all is well, and on PostgreSQL."""
    if db.name != "sqlite":
        return ""
    pages = str(db.value("PRAGMA integrity_check"))
    broken = db.value("PRAGMA foreign_key_check")
    return ("" if pages == "ok" else pages) + (f"; a reference of {broken} leads nowhere" if broken else "")
