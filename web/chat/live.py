"""Live streams: one tail for each process reads the log, and hands what happened to whoever has it open.

Rows are read once and each payload is built once, however many read it. Delivery costs no request and no write.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from desk import queueing
from kb.store import conversations, events, handoffs, inbox, messages, notes, people, sessions
from kb.store.conversations import Conversation
from kb.store.engine import Busy, Database, Threads, Unavailable
from kb.store.events import Behind, Event
from web.chat import digests as inbox_digests
from web.chat import payloads
from web.chat.payloads import Json
from web.chat.streams import Kind, Stream, Streams, event
from web.clock import monotonic, now
from web.config import Settings

DIGEST_EVERY: Final = 0.5
"""Seconds between two digests of the queue, at least."""

_TAKEN: Final = frozenset({"handoff.claimed", "handoff.taken_over", "handoff.reopened"})

_LOG: Final = logging.getLogger("firstline.live")


class Live:
    """The streams of this process, by what they are about."""

    def __init__(self, db: Database, *, threads: Threads, settings: Settings) -> None:
        self.cut: dict[Kind, int] = {"customer": 0, "agent": 0}
        self._db = db
        self._settings = settings
        self._woken = threads.signal()
        self._customers, self._holders = Streams(), Streams()  # by conversation
        self._agents, self._people = Streams(), Streams()  # by person
        self._digest_due: set[str] = set()
        self._mine_due: set[str] = set()
        self._digest_at = 0.0
        self._places: dict[str, tuple[int | None, object]] = {}
        self._start = threading.Lock()
        self._running = False
        self._cursor = events.START
        self._stop_watching: Callable[[], None] = lambda: None

    def open_customer(self, conversation: Conversation, *, hang_up: Callable[[], None] = lambda: None) -> Stream:
        """A customer's stream: messages from now on, and the conversation as it changes.

        Open it before reading what was missed, then leave out what was read (`Stream.read`): nothing falls between.
        """
        self._run()
        stream = Stream(site=conversation.site, hang_up=hang_up)
        stream.conversations.add(conversation.id)
        self._customers.add(conversation.id, stream)
        return stream

    def open_agent(
        self, person: people.Person, *, session: str, hang_up: Callable[[], None] = lambda: None
    ) -> Stream:
        """An agent's stream: the inbox, and what happens in the conversations that this agent has."""
        self._run()
        stream = Stream(site=person.site, person=person.id, session=session, hang_up=hang_up)
        self._agents.add(person.id, stream)
        try:
            self.check(stream)
            for row in conversations.claimed_by(self._db, person.id):
                self._hold(stream, row.id)
        except (Unavailable, Busy):
            self.leave(stream)
            raise
        return stream

    def open_person(self, person: people.Person, *, session: str, hang_up: Callable[[], None] = lambda: None) -> Stream:
        """The stream of a customer who is signed in: which of their cases something happened in."""
        self._run()
        stream = Stream(site=person.site, person=person.id, session=session, hang_up=hang_up)
        self._people.add(person.id, stream)
        try:
            self.check_session(stream)
        except (Unavailable, Busy):
            self.leave(stream)
            raise
        return stream

    def check(self, stream: Stream) -> people.Person | None:
        """Whose an agent's stream is; it ends where the session is no longer good, be it of age."""
        found = self.check_session(stream)
        if found is None or found.role in people.STAFF:
            return found
        stream.end()
        return None

    def check_session(self, stream: Stream) -> people.Person | None:
        """Whose the stream of somebody who is signed in is, whatever their role; it ends likewise."""
        found = sessions.person_of(self._db, stream.session, now=now())
        if found is None:
            stream.end()
        return found

    def leave(self, stream: Stream) -> None:
        """The reader is gone."""
        self.cut["agent" if stream in self._agents.of(stream.person) else "customer"] += stream.was_cut
        self._agents.discard(stream.person, stream)
        self._people.discard(stream.person, stream)
        for conversation in list(stream.conversations):
            (self._holders if stream.person else self._customers).discard(conversation, stream)
            self._places.pop(conversation, None)

    def end_all(self) -> None:
        """The process stops: every reader is asked to come again."""
        for stream in self._all():
            stream.end()

    def close(self) -> None:
        """Stops reading the log."""
        self.end_all()
        self._running = False
        self._stop_watching()
        self._woken.set()

    def count(self) -> int:
        """How many streams are open."""
        return sum(self.readers().values())

    def readers(self) -> dict[Kind, int]:
        """How many streams are open, by who reads them."""
        return {"customer": len(self._customers) + len(self._people), "agent": len(self._agents)}

    def behind(self) -> Behind:
        """What has happened and was not handed out yet."""
        return events.behind(self._db, self._cursor) if self._running else Behind(0, None)

    def snapshot(self, row: Conversation) -> Json:
        """A conversation as its customer sees it now."""
        handoff = handoffs.open_of(self._db, row.id) if row.state in ("waiting", "claimed") else None
        place = queueing.place_of(self._db, row.id, now=now()) if row.state == "waiting" else None
        return payloads.conversation(
            row, agent=handoff.agent_name if handoff else "", place=place,
            ticket=bool(handoff and handoff.kind == "ticket"),
        )

    def digest(self, person: people.Person) -> Json:
        """The inbox in short, as an agent's page shows it."""
        queue, mine = inbox_digests.queue(self._db, site=person.site), inbox_digests.mine(self._db, person.id)
        return {**queue, **mine, "counts": {**queue["counts"], **mine["counts"]}}

    def _all(self) -> Iterable[Stream]:
        for group in (self._customers, self._agents, self._people):
            for _name, streams in group.items():
                yield from streams

    def _run(self) -> None:
        with self._start:
            if not self._running:
                self._cursor = events.latest(self._db)
                self._stop_watching = self._db.watch(self._woken.set)
                self._running = True  # only now: without the store nobody reads the log yet
                threading.Thread(target=self._tail, name="live", daemon=True).start()

    def _tail(self) -> None:
        while self._running:
            due = self._digest_due or self._mine_due
            self._woken.wait(max(0.01, self._digest_at + DIGEST_EVERY - monotonic()) if due else 30.0)
            self._woken.clear()
            try:
                more = True
                while more:
                    found, after = events.read_after(self._db, self._cursor)
                    self._hand_out(found)
                    self._cursor = after  # only now: where the store went away meanwhile, it is handed out once more
                    more = len(found) == events.PAGE  # what is written from now on wakes us again
                if (self._digest_due or self._mine_due) and monotonic() - self._digest_at >= DIGEST_EVERY:
                    self._send_digests()
            except (Unavailable, Busy):
                _LOG.warning("the store does not answer; live streams wait")
                self._woken.wait(1.0)
                self._woken.set()  # nothing new need happen for what is owed to be handed out
            except Exception:
                _LOG.exception("the log could not be handed out")
                self._woken.wait(1.0)

    def _hand_out(self, found: list[Event]) -> None:
        spoken: dict[str, list[int]] = defaultdict(list)
        changed: dict[str, Event] = {}
        for happened in found:
            match happened.kind:
                case "message.added":
                    spoken[happened.subject].append(happened.detail)
                case "note.added":
                    _try(self._send_note, happened)
                case "typing.customer" | "typing.agent":
                    _try(self._send_typing, happened)
                case "presence.changed" | "person.changed" | "session.ended":
                    _try(self._check_person, happened.subject)
                case "conversation.link_made":
                    _try(self._end_customers, happened.subject)
                case "conversation.seen" | "conversation.transcript":
                    _try(self._tell_person, conversations.by_id(self._db, happened.subject))
                case _ if happened.topic.startswith("conversation:"):
                    changed[happened.subject] = happened
                    if happened.kind in _TAKEN:  # what comes behind it in the same look is for whoever has it now
                        _try(self._give, conversations.by_id(self._db, happened.subject))
        for conversation, numbers in spoken.items():
            _try(self._send_messages, conversation, numbers)
        for conversation, happened in changed.items():
            _try(self._send_conversation, conversation, happened.site)

    def _send_messages(self, conversation: str, numbers: list[int]) -> None:
        row = conversations.by_id(self._db, conversation)
        if row is None:
            return
        if row.state == "waiting":
            self._digest_due.add(row.site)
        self._give(row)
        self._tell_person(row)
        customers, agents = self._customers.of(conversation), self._holders.of(conversation)
        if not customers and not agents:
            return
        found = messages.after(self._db, conversation, number=min(numbers) - 1, limit=max(numbers) - min(numbers) + 1)
        for message in found:
            payload = payloads.message(message, language=row.language, settings=self._settings)
            item = event("message", payload, id=message.number)
            for stream in customers:
                stream.push(item, number=message.number)
            if agents:
                item = event("message", {"conversation": conversation, "message": payload})
                for stream in agents:
                    stream.push(item)

    def _give(self, row: Conversation | None) -> None:
        """Whoever has claimed it hears of it from now on, also of words that came together with the claim."""
        if row and row.state == "claimed":
            for stream in self._agents.of(row.agent or ""):
                self._hold(stream, row.id)

    def _tell_person(self, row: Conversation | None) -> None:
        """Whoever sees their cases looks at this one again."""
        if row and row.person:
            for stream in self._people.of(row.person):
                stream.push(event("case", {"id": row.id}))

    def _end_customers(self, conversation: str) -> None:
        """Whoever may still come in comes again; whoever had the link of before does not."""
        for stream in self._customers.of(conversation):
            stream.end()

    def _hold(self, stream: Stream, conversation: str) -> None:
        stream.conversations.add(conversation)
        self._holders.add(conversation, stream)

    def _send_conversation(self, conversation: str, site: str) -> None:
        row = conversations.by_id(self._db, conversation)
        if row is None:
            return
        self._give(row)
        self._tell_person(row)
        for stream in self._holders.of(conversation):
            if stream.person != row.agent or row.state != "claimed":
                stream.conversations.discard(conversation)
                self._holders.discard(conversation, stream)
            self._mine_due.add(stream.person)
        if row.agent:
            self._mine_due.add(row.agent)
        self._digest_due.add(site)
        customers = self._customers.of(conversation)
        if customers:
            item = event("conversation", self.snapshot(row))
            for stream in customers:
                stream.push(item)

    def _send_note(self, happened: Event) -> None:
        conversation = happened.topic.removeprefix("conversation:")
        agents = self._holders.of(conversation)
        row = notes.by_id(self._db, happened.subject) if agents else None
        if row:
            item = event("note", {"conversation": conversation, "note": payloads.note(row)})
            for stream in agents:
                stream.push(item)

    def _send_typing(self, happened: Event) -> None:
        if happened.kind == "typing.agent":
            item = event("typing", {"author": "agent"})
            readers = self._customers.of(happened.subject)
        else:
            item = event("typing", {"conversation": happened.subject, "author": "customer"})
            readers = self._holders.of(happened.subject)
        for stream in readers:
            stream.push(item)

    def _check_person(self, person: str) -> None:
        """Ends the streams of sessions that are no longer good, and shows agents their own presence."""
        for stream in self._people.of(person):
            self.check_session(stream)
        for stream in self._agents.of(person):
            found = self.check(stream)
            if found:
                stream.push(event("person", payloads.person(found)))

    def _send_digests(self) -> None:
        self._digest_at = monotonic()
        sites, mine = set(self._digest_due), set(self._mine_due)
        queues = {site: inbox_digests.queue(self._db, site=site) for site in sites}
        for person, streams in self._agents.items():
            site = next((stream.site for stream in streams), None)
            if site is None or (site not in queues and person not in mine):
                continue  # the last of them may have left just now
            queues.setdefault(site, inbox_digests.queue(self._db, site=site))
            own = inbox_digests.mine(self._db, person)
            counts = {**queues[site]["counts"], **own["counts"]}
            item = event("inbox", {**queues[site], **own, "counts": counts})
            for stream in streams:
                stream.push(item)
        for site in sites:
            self._send_places(site)
        self._digest_due -= sites  # only now: what the store could not tell is still due
        self._mine_due -= mine

    def _send_places(self, site: str) -> None:
        """Tells those who wait when their place has changed."""
        for row in inbox.queue(self._db, site=site, limit=500):
            streams = self._customers.of(row.id)
            if not streams:
                continue
            place = queueing.place_of(self._db, row.id, now=now())
            seen = (place.number if place else None, place.wait if place else None)
            if self._places.get(row.id) == seen:
                continue
            self._places[row.id] = seen
            conversation = conversations.by_id(self._db, row.id)
            if conversation:
                item = event("conversation", self.snapshot(conversation))
                for stream in streams:
                    stream.push(item)


def _try(send: Callable[..., None], *what: object) -> None:
    """One event that cannot be shown takes nothing from the others: readers catch up by number."""
    try:
        send(*what)
    except (Unavailable, Busy):
        raise
    except Exception:
        _LOG.exception("an event could not be handed out")
