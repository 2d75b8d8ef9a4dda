"""What an import does with each article: it is new, it changes, or it stays as people left it here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from articles import exported
from articles.attaching import Attachments
from articles.linking import Addresses
from articles.naming import Slugs
from articles.records import Record
from articles.rows import Problem
from kb.store import files, people, shelving
from kb.store.engine import Database
from kb.store.people import Person
from kb.store.shelving import Kept
from kb.store.shelving import Wording as Stored

Wording = tuple[str, str]  # its kind, its text


@dataclass(frozen=True, slots=True)
class Import:
    """What holds for all records of one import; `language` is the main one."""

    source: str
    language: str
    site: str
    author: str | None
    note: str
    now: int
    slugs: Slugs
    addresses: Addresses
    attachments: Attachments


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record on its way into the store, linked to the others; `id`, `group` and `owner` are those that a new article
    gets."""

    record: Record
    key: str
    body: str
    topic: str | None
    id: str
    group: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An article and what becomes of it."""

    old: Kept
    title: str
    body: str
    language: str
    topic: str | None
    state: str
    audience: str
    check_by: int | None
    updated_at: int
    more: tuple[Wording, ...] = ()
    fewer: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What one write does."""

    added: list[Arrival] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)



def planned(db: Database, arrivals: Sequence[Arrival], whole: Import) -> Plan:
    """Reads what is here of these articles, and decides."""
    kept = shelving.kept(db, [arrival.key for arrival in arrivals], site=whole.site)
    wordings = shelving.wordings(db, [old.id for old in kept.values()])
    owners = _owners(db, [arriving.record for arriving in arrivals if arriving.key not in kept], whole)
    plan = Plan()
    for arriving in arrivals:
        old = kept.get(arriving.key)
        arrival = _as_here(db, arriving, old, whole) if old else arriving
        if old is None:
            plan.added.append(_entrusted(arrival, owners, plan))
        elif _is_new_text(arrival, old) and _is_ours_no_more(old, whole):
            offered = shelving.Text(arrival.record.title, arrival.body)
            if _is_as_exported(db, arrival, old, whole):
                plan.changed.append(_new_text(arrival, old, whole))
            elif shelving.last_with_note(db, old.id, note=whole.note) != offered:
                plan.warnings.append(Problem(arrival.record.where, _why_left(old)))
        elif change := _change(arrival, old, wordings[old.id], whole):
            plan.changed.append(change)
    return plan


def _owners(db: Database, records: Sequence[Record], whole: Import) -> Mapping[str, Person]:
    addresses = {record.owner.lower() for record in records if record.owner}
    return people.writers(db, sorted(addresses), site=whole.site) if addresses else {}


def _entrusted(arrival: Arrival, owners: Mapping[str, Person], plan: Plan) -> Arrival:
    """With its owner, where that is somebody who writes here."""
    address = arrival.record.owner
    if address is None:
        return arrival
    owner = owners.get(address.lower())
    if owner is None:
        plan.warnings.append(Problem(arrival.record.where, f"its owner {address} does not write here: it has none"))
    return replace(arrival, owner=owner.id if owner else None)


def _as_here(db: Database, arrival: Arrival, old: Kept, whole: Import) -> Arrival:
    """With the text that is here, where it shows the same files by other addresses."""
    shown = (*files.named_in(arrival.body), *files.named_in(old.body))
    if arrival.body == old.body or not shown:
        return arrival
    digests = {id: file.digest for id, file in files.by_ids(db, shown, site=whole.site).items()}
    same = exported.by_content(arrival.body, digests) == exported.by_content(old.body, digests)
    return replace(arrival, body=old.body) if same else arrival


def _is_new_text(arrival: Arrival, old: Kept) -> bool:
    return (arrival.record.title, arrival.body) != (old.title, old.body)


def _is_ours_no_more(old: Kept, whole: Import) -> bool:
    return old.note != whole.note or (old.state == "archived" and _is_touched(old))


def _is_touched(old: Kept) -> bool:
    """Every change moves the article's time; ours moves it to that of the text."""
    return old.updated_at != old.written_at


def _why_left(old: Kept) -> str:
    happened = "archived" if old.state == "archived" else "edited"
    return f"the article was {happened} here since it was imported: its new text was not taken"


def _change(arrival: Arrival, old: Kept, wordings: Sequence[Stored], whole: Import) -> Change | None:
    """What becomes of the article; None where it is as the record says."""
    record = arrival.record
    if old.note != whole.note:
        return None
    if _is_touched(old):
        if not _is_new_text(arrival, old):
            return None
        return _new_text(arrival, old, whole)
    change = Change(
        old, record.title, arrival.body, record.language, arrival.topic or old.topic, record.state or "published",
        record.audience or old.audience, old.check_by if record.check_by is None else record.check_by,
        updated_at=whole.now,
        more=tuple(wording for wording in wordings_of(record) if wording not in {(w.kind, w.text) for w in wordings}),
        fewer=tuple(
            (w.kind, w.text) for w in wordings if w.origin == "written" and (w.kind, w.text) not in wordings_of(record)
        ),
    )
    beside = (change.language, change.topic, change.state, change.audience, change.check_by)
    was = (old.language, old.topic, old.state, old.audience, old.check_by)
    same = beside == was and not change.more and not change.fewer
    return None if same and not _is_new_text(arrival, old) else change


def _new_text(arrival: Arrival, old: Kept, whole: Import) -> Change:
    """Its time stays apart from the text's: that it was touched must not be forgotten."""
    return Change(
        old, arrival.record.title, arrival.body, old.language, old.topic, old.state, old.audience, old.check_by,
        updated_at=whole.now + 1,
    )


def _is_as_exported(db: Database, arrival: Arrival, old: Kept, whole: Import) -> bool:
    """Whether the text here is the one that the file was exported with: then what the file says now is newer."""
    if arrival.record.fingerprint is None:
        return False
    shown = files.by_ids(db, files.named_in(old.body), site=whole.site)
    digests = {id: file.digest for id, file in shown.items()}
    return exported.fingerprint(old.title, old.body, digests) == arrival.record.fingerprint


def wordings_of(record: Record) -> list[Wording]:
    return [
        *(("phrasing", text) for text in record.phrasings), *(("never_answer", text) for text in record.never_answers)
    ]
