"""Records into articles. Importing the same again changes nothing; what people changed here stays as they left it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from articles import around, exported, topic_file
from articles.around import Around
from articles.attaching import Attachments
from articles.linking import Addresses, relink
from articles.naming import key_of, slugs_for, topic_ids
from articles.planning import Arrival, Change, Import, Plan, Wording, planned, wordings_of
from articles.reading import Source
from articles.records import Record
from articles.rows import Problem
from kb import ids
from kb.store import articles, events, never_answers, shelving
from kb.store.engine import Conflict, Database, Transaction

NOTE: Final = "Imported"
NO_MARKS: Final = "marks were left out, since what they stand for is not in the text"

# Articles for one write: it takes a few milliseconds, and others can write in between.
_BATCH: Final = 50
_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Report:
    """How many articles are new, changed, as they were; what was not imported, and what was not imported wholly."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


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
    problems = topic_file.make(db, records.path, site=site, now=now)
    slugs = slugs_for(db, records, site=site)
    folder = records.path if records.path.is_dir() else None
    whole = Import(
        records.name, records.language, site, author, note, now, slugs, Addresses({**slugs.by_key, **slugs.by_path}),
        Attachments(db, folder, author=author, site=site, now=now),
    )
    warnings: list[Problem] = []
    beside: list[Around] = []
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
            beside += [_around(arrival) for arrival in plan.added if arrival.record.related]
        done += len(batch)
        progress(done)
    around.pick_related(db, beside, slugs=slugs, site=site, now=now)
    return Report(added, changed, unchanged, tuple(problems), tuple(warnings))


def _around(arrival: Arrival) -> Around:
    return Around(arrival.id, arrival.group, arrival.record.related)


def _batches(records: Source) -> Iterator[list[Record | Problem]]:
    stream = iter(records)
    while batch := list(islice(stream, _BATCH)):
        yield batch


def _arrivals(
    db: Database, records: Sequence[Record], whole: Import, warnings: list[Problem], *, first: int
) -> Iterator[Arrival]:
    topics = topic_ids(db, records, site=whole.site, now=whole.now)
    for place, record in enumerate(records, first):
        body, left_out = _linked(record, whole)
        left_out = {**({NO_MARKS: record.missing} if record.missing else {}), **left_out}
        warnings += [Problem(record.where, reason, named) for reason, named in left_out.items()]
        # Ids sort by time: the articles keep their order, and of one in several languages the main one comes first.
        order = 2 * (place if record.position is None else record.position) + (record.language != whole.language)
        id = ids.new_id(whole.now + order)
        yield Arrival(
            record, key_of(record, source=whole.source), body, topics[record.topic] if record.topic else None, id,
            _group(record, id, whole),
        )


def _linked(record: Record, whole: Import) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The text with its links and pictures as they are here, and what was left out of it, by the reason why."""
    path = record.path or record.key
    if record.as_written:
        body = exported.importing_files(record.body, lambda href: whole.attachments.address(href, of=path))
        return exported.moved(body, whole.slugs.moved), {}
    return relink(record.body, path=path, addresses=whole.addresses, attachments=whole.attachments)


def _group(record: Record, id: str, whole: Import) -> str:
    if record.variant is None:
        return id
    return record.variant if record.as_written else f"{whole.source}:{record.variant}"


def _stored(db: Database, arrivals: Sequence[Arrival], whole: Import) -> Plan:
    for attempt in range(1, _ATTEMPTS + 1):
        plan = planned(db, arrivals, whole)
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


def _make_way(db: Database, plan: Plan, whole: Import) -> None:
    for arrival in plan.added:
        slug = whole.slugs.by_key[arrival.record.key]
        if articles.slug_taken(db, slug, site=whole.site):
            whole.slugs.by_key[arrival.record.key] = f"{slug}-{ids.new_id(whole.now)[-4:]}"


# ---- doing it ------------------------------------------------------------------------------------------------------


def _write(tx: Transaction, plan: Plan, whole: Import) -> None:
    articles_, texts, told = [], [], []
    wordings: list[tuple[str, dict[str, object]]] = []
    for arrival in plan.added:
        record = arrival.record
        id, state = arrival.id, record.state or "published"
        articles_.append({
            "id": id, "site": whole.site, "slug": whole.slugs.by_key[record.key], "language": record.language,
            "topic": arrival.topic, "variant_group": arrival.group, "source_key": arrival.key, "state": state,
            "audience": record.audience or "public", "now": whole.now,
            "published_at": whole.now if state == "published" else None, "owner": arrival.owner,
            "check_by": record.check_by, "checked_at": record.checked_at, "translates": 0 if record.is_behind else None,
        })
        texts.append(_text(id, 1, record.title, arrival.body, whole))
        wordings += _worded(id, wordings_of(record), whole)
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
    for arrival in plan.added:
        around.write(tx, arrival.record, arrival.id, group=arrival.group, site=whole.site, now=whole.now)
    for kind, id, number in told:
        events.append(tx, kind=kind, topic=f"article:{id}", subject=id, site=whole.site, detail=number, now=whole.now)


def _move(tx: Transaction, change: Change, whole: Import) -> int:
    old = change.old
    moved = shelving.move(
        tx, old.id, seen=old.version, revision=old.revision + 1, language=change.language, topic=change.topic,
        state=change.state, audience=change.audience, check_by=change.check_by, now=whole.now,
        updated_at=change.updated_at,
    )
    if not moved:
        raise _Moved
    for kind, text in change.fewer:
        remove = articles.remove_phrasing if kind == "phrasing" else never_answers.remove
        remove(tx, old.id, text=text)
    return old.revision + 1


def _kind(change: Change) -> str:
    if change.state == "published":
        return "article.published"
    return "article.archived" if change.old.state == "published" else "article.changed"


def _text(article: str, number: int, title: str, body: str, whole: Import) -> dict[str, object]:
    return {
        "article": article, "number": number, "title": title, "body": body, "author": whole.author,
        "note": whole.note, "now": whole.now,
    }


def _worded(article: str, wordings: Sequence[Wording], whole: Import) -> list[tuple[str, dict[str, object]]]:
    return [
        (kind, {"id": ids.new_id(whole.now + place), "article": article, "text": text, "author": whole.author,
                "now": whole.now})
        for place, (kind, text) in enumerate(wordings)
    ]
