"""What the chat's public interface says of rows: the JSON of docs/chat-protocol.md, made in this one place."""

import functools
import json
from typing import Any

from bot import sentences
from desk.queueing import Place
from kb import markdown
from kb.store.conversations import Conversation
from kb.store.evidence import Evidence
from kb.store.handoffs import Handoff
from kb.store.inbox import Row
from kb.store.messages import Message
from kb.store.notes import Note
from kb.store.people import Person
from web.chat import asking_links
from web.config import Settings

Json = dict[str, Any]


def message(row: Message, *, language: str, settings: Settings) -> Json:
    """A message as both sides see it; `language` is the conversation's."""
    data = json.loads(row.data)
    # Links to another heading of the article lead to its page: the chat holds only one section.
    page = str(data["passage"]["url"]).partition("#")[0] if row.kind == "passage" else ""
    found: Json = {
        "number": row.number,
        "author": row.author,
        "name": row.name or (sentences.say("assistant", language) if row.author in ("bot", "system") else ""),
        "kind": row.kind,
        "text": row.text,
        "html": html(written(row.kind, data.get("passage")), row.text, page=page),
        "turn": row.turn,
        "key": row.client_key,
        "at": row.created_at,
    }
    if row.kind == "passage":
        found["passage"] = data["passage"]
    elif row.kind == "choices":
        found["choices"] = [{"id": choice["id"], "label": choice["label"]} for choice in data["choices"]]
    elif row.kind == "status":
        found["status"] = data["status"]
        if "ask" in data:  # the words of the link are the client's
            found["link"] = {"url": asking_links.address(settings, row.conversation, title=data["ask"]), "title": ""}
        elif "question" in data:
            found["link"] = data["question"]
    return found


def written(kind: str, passage: Any) -> str:
    """How `html` takes a message: a passage of the community is a post."""
    return "post" if passage and passage["source"] == "community" else kind


@functools.lru_cache(maxsize=4096)
def html(kind: str, text: str, *, page: str = "") -> str:
    """Safe HTML: of our own Markdown for a passage (of the article at `page`), of a post's for what the community
    wrote, of plain text for all that is typed."""
    if kind == "post":
        return markdown.render_post(text)
    if kind != "passage":
        return markdown.render_message(text)
    return markdown.render(text, link=lambda href: page + href if href.startswith("#") else href)


def conversation(row: Conversation, *, agent: str, place: Place | None, ticket: bool) -> Json:
    """A conversation as its customer sees it; `agent` is a name, empty for nobody."""
    wait = place.wait if place else None
    return {
        "id": row.id,
        "state": row.state,
        "language": row.language,
        "last_number": row.last_number,
        "version": row.version,
        "agent": {"name": agent} if row.state == "claimed" else None,
        "place": place.number if place else None,
        "wait": {"from": wait.low, "to": wait.high} if wait else None,
        "ticket": ticket,
        "contact": row.contact,
        "rating": row.rating,
        "outcome": row.outcome,
    }


def inbox_row(row: Row) -> Json:
    return {
        "id": row.id,
        "state": row.state,
        "language": row.language,
        "channel": row.channel,
        "ticket": row.kind == "ticket",
        "reason": row.reason,
        "customer": {"name": row.customer_name, "contact": row.contact},
        "agent": {"id": row.agent, "name": row.agent_name} if row.agent else None,
        "last_text": row.last_text,
        "last_author": row.last_author,
        "question": row.question,
        "last_number": row.last_number,
        "read_number": row.read_number,
        "waiting_since": row.waiting_since,
        "updated_at": row.updated_at,
        "outcome": row.outcome,
    }


def note(row: Note) -> Json:
    return {
        "id": row.id,
        "after_number": row.after_number,
        "name": row.name,
        "text": row.text,
        "html": html("text", row.text),
        "key": row.client_key,
        "at": row.created_at,
    }


def evidence(row: Evidence) -> Json:
    article = {"id": row.article, "title": row.title, "url": f"/articles/{row.slug}"} if row.article else None
    return {"kind": row.kind, "text": row.text, "article": article, "score": row.score, "at": row.created_at}


def handoff(row: Handoff) -> Json:
    return {
        "kind": row.kind,
        "reason": row.reason,
        "state": row.state,
        "agent": {"name": row.agent_name} if row.agent else None,
        "requested_at": row.requested_at,
        "claimed_at": row.claimed_at,
        "ended_at": row.ended_at,
    }


def person(row: Person) -> Json:
    return {"id": row.id, "name": row.name, "role": row.role, "presence": row.presence, "language": row.language}
