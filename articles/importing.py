"""Records into articles. Importing the same again changes nothing; what people changed here stays as they left it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from articles.linking import Addresses, relink
from articles.naming import slugs_for, topic_ids
from articles.reading import Record, Source
from articles.rows import Problem
from kb import ids
from kb.store import articles, events, never_answers, shelving
from kb.store.engine import Conflict, Database, Transaction
from kb.store.shelving import Kept, Wording

NOTE: Final = "Imported"
NO_MARKS: Final = "marks were left out, since what they stand for is not in the text"
NO_PICTURES: Final = "pictures were left out, since they are not on the web"

# Articles for one write: it takes a few milliseconds, and others can write in between.
_BATCH: Final = 50
_ATTEMPTS: Final = 3

_Wording = tuple[str, str]  # its kind, its text


@dataclass(frozen=True, slots=True)
class Report:
    """How many articles are new, changed, as they were; what was not imported, and what was not imported wholly."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Import:
    """What holds for all records of one import."""

    source: str
    site: str
    author: str | None
    note: str
    now: int
    slugs: dict[str, str]
    addresses: Addresses


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A record on its way into the store, linked to the others; `place` is its place among them."""

    record: Record
    key: str
    body: str
    topic: str | None
    place: int


@dataclass(frozen=True, slots=True)
class _Change:
    """An article and what becomes of it."""

    old: Kept
    title: str
    body: str
    language: str
    topic: str | None
    state: str
    audience: str
    updated_at: int
    more: tuple[_Wording, ...] = ()
    fewer: tuple[_Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one write does."""

    added: list[_Arrival] = field(default_factory=list)
    changed: list[_Change] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class _Moved(Exception):
    """Somebody changed one of the articles just now."""


def import_records(
    db: Database, records: Source, *, site: str, now: int, author: str | None = None, note: str = NOTE,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Writes the records as articles, published unless they say otherwise; `progress` hears how many are done.

    An article that came from the same source under the same key is the same article. Its text is replaced where the
    source's is new, unless somebody edited or archived it here; topic, wordings and state too, unless somebody has
    touched anything of it. `note` is that of the texts, and tells ours from people's.
    """
    slugs = slugs_for(db, records, site=site)
    whole = _Import(records.name, site, author, note, now, slugs, Addresses(slugs))
    problems: list[Problem] = []
    warnings: list[Problem] = []
    added = changed = unchanged = done = 0
    for batch in _batches(records):
        problems += [row for row in batch if isinstance(row, Problem)]
        arrivals = list(_arrivals(db, [row for row in batch if isinstance(row, Record)], whole, warnings, first=done))
        if arrivals:
            plan = _stored(db, arrivals, whole)
            added += len(plan.added)
            changed += len(plan.changed)
            unchanged += len(arrivals) - len(plan.added) - len(plan.changed)
            warnings += plan.warnings
        done += len(batch)
        progress(done)
    return Report(added, changed, unchanged, tuple(problems), tuple(warnings))


def _batches(records: Source) -> Iterator[list[Record | Problem]]:
    stream = iter(records)
    while batch := list(islice(stream, _BATCH)):
        yield batch


def _arrivals(
    db: Database, records: Sequence[Record], whole: _Import, warnings: list[Problem], *, first: int
) -> Iterator[_Arrival]:
    topics = topic_ids(db, records, site=whole.site, now=whole.now)
    for place, record in enumerate(records, first):
        body, pictures = relink(record.body, key=record.key, addresses=whole.addresses)
        left_out = ((NO_MARKS, record.missing), (NO_PICTURES, pictures))
        warnings += [Problem(record.where, reason, named) for reason, named in left_out if named]
        topic = topics[record.topic] if record.topic else None
        own_place = place if record.position is None else record.position
        yield _Arrival(record, f"{whole.source}:{record.key}", body, topic, own_place)


def _stored(db: Database, arrivals: Sequence[_Arrival], whole: _Import) -> _Plan:
    for attempt in range(1, _ATTEMPTS + 1):
        plan = _planned(db, arrivals, whole)
        try:
            if plan.added or plan.changed:
                db.write(lambda tx, plan=plan: _write(tx, plan, whole))  # type: ignore[misc]
            return plan
        except (Conflict, _Moved):
            # Somebody was at the same articles just now, or took an address that was free.
            if attempt == _ATTEMPTS:
                raise
            _make_way(db, plan, whole)
    raise AssertionError("The last attempt returns or raises.")


def _make_way(db: Database, plan: _Plan, whole: _Import) -> None:
    for arrival in plan.added:
        slug = whole.slugs[arrival.record.key]
        if articles.slug_taken(db, slug, site=whole.site):
            whole.slugs[arrival.record.key] = f"{slug}-{ids.new_id(whole.now)[-4:]}"


# ---- what is to be done --------------------------------------------------------------------------------------------


def _planned(db: Database, arrivals: Sequence[_Arrival], whole: _Import) -> _Plan:
    kept = shelving.kept(db, [arrival.key for arrival in arrivals], site=whole.site)
    wordings = shelving.wordings(db, [old.id for old in kept.values()])
    plan = _Plan()
    for arrival in arrivals:
        old = kept.get(arrival.key)
        if old is None:
            plan.added.append(arrival)
        elif _is_new_text(arrival, old) and _is_ours_no_more(old, whole):
            offered = shelving.Text(arrival.record.title, arrival.body)
            if shelving.last_with_note(db, old.id, note=whole.note) != offered:
                plan.warnings.append(Problem(arrival.record.where, _why_left(old)))
        elif change := _change(arrival, old, wordings[old.id], whole):
            plan.changed.append(change)
    return plan


def _is_new_text(arrival: _Arrival, old: Kept) -> bool:
    return (arrival.record.title, arrival.body) != (old.title, old.body)


def _is_ours_no_more(old: Kept, whole: _Import) -> bool:
    return old.note != whole.note or (old.state == "archived" and _is_touched(old))


def _is_touched(old: Kept) -> bool:
    """Every change moves the article's time; ours moves it to that of the text."""
    return old.updated_at != old.written_at


def _why_left(old: Kept) -> str:
    happened = "archived" if old.state == "archived" else "edited"
    return f"the article was {happened} here since it was imported: its new text was not taken"


def _change(arrival: _Arrival, old: Kept, wordings: Sequence[Wording], whole: _Import) -> _Change | None:
    """What becomes of the article; None where it is as the record says."""
    record = arrival.record
    if old.note != whole.note:
        return None
    if _is_touched(old):
        if not _is_new_text(arrival, old):
            return None
        # Its time stays apart from the text's: that it was touched must not be forgotten.
        return _Change(
            old, record.title, arrival.body, old.language, old.topic, old.state, old.audience, updated_at=whole.now + 1
        )
    change = _Change(
        old, record.title, arrival.body, record.language, arrival.topic or old.topic, record.state or "published",
        record.audience or old.audience, updated_at=whole.now,
        more=tuple(wording for wording in _wordings(record) if wording not in {(w.kind, w.text) for w in wordings}),
        fewer=tuple(
            (w.kind, w.text) for w in wordings if w.origin == "written" and (w.kind, w.text) not in _wordings(record)
        ),
    )
    beside = (change.language, change.topic, change.state, change.audience)
    same = beside == (old.language, old.topic, old.state, old.audience) and not change.more and not change.fewer
    return None if same and not _is_new_text(arrival, old) else change


def _wordings(record: Record) -> list[_Wording]:
    return [
        *(("phrasing", text) for text in record.phrasings), *(("never_answer", text) for text in record.never_answers)
    ]


# ---- doing it ------------------------------------------------------------------------------------------------------


def _write(tx: Transaction, plan: _Plan, whole: _Import) -> None:
    articles_, texts, told = [], [], []
    wordings: list[tuple[str, dict[str, object]]] = []
    for arrival in plan.added:
        record = arrival.record
        id = ids.new_id(whole.now + arrival.place)  # ids sort by time: the articles keep their order
        state = record.state or "published"
        group = f"{whole.source}:{record.variant}" if record.variant else id
        articles_.append({
            "id": id, "site": whole.site, "slug": whole.slugs[record.key], "language": record.language,
            "topic": arrival.topic, "variant_group": group, "source_key": arrival.key, "state": state,
            "audience": record.audience or "public", "now": whole.now,
            "published_at": whole.now if state == "published" else None,
        })
        texts.append(_text(id, 1, record.title, arrival.body, whole))
        wordings += _worded(id, _wordings(record), whole)
        told.append(("article.published" if state == "published" else "article.changed", id, 1))
    for change in plan.changed:
        number = _move(tx, change, whole)
        texts.append(_text(change.old.id, number, change.title, change.body, whole))
        wordings += _worded(change.old.id, change.more, whole)
        told.append((_kind(change), change.old.id, number))
    shelving.add(
        tx, articles=articles_, revisions=texts, phrasings=[row for kind, row in wordings if kind == "phrasing"],
        never_answers=[row for kind, row in wordings if kind == "never_answer"],
    )
    for kind, id, number in told:
        events.append(tx, kind=kind, topic=f"article:{id}", subject=id, site=whole.site, detail=number, now=whole.now)


def _move(tx: Transaction, change: _Change, whole: _Import) -> int:
    old = change.old
    moved = shelving.move(
        tx, old.id, seen=old.version, revision=old.revision + 1, language=change.language, topic=change.topic,
        state=change.state, audience=change.audience, now=whole.now, updated_at=change.updated_at,
    )
    if not moved:
        raise _Moved
    for kind, text in change.fewer:
        remove = articles.remove_phrasing if kind == "phrasing" else never_answers.remove
        remove(tx, old.id, text=text)
    return old.revision + 1


def _kind(change: _Change) -> str:
    if change.state == "published":
        return "article.published"
    return "article.archived" if change.old.state == "published" else "article.changed"


def _text(article: str, number: int, title: str, body: str, whole: _Import) -> dict[str, object]:
    return {
        "article": article, "number": number, "title": title, "body": body, "author": whole.author,
        "note": whole.note, "now": whole.now,
    }


def _worded(article: str, wordings: Sequence[_Wording], whole: _Import) -> list[tuple[str, dict[str, object]]]:
    return [
        (kind, {"id": ids.new_id(whole.now + place), "article": article, "text": text, "author": whole.author,
                "now": whole.now})
        for place, (kind, text) in enumerate(wordings)
    ]
