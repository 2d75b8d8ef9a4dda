"""Many articles at once: what an import finds, and what it puts on the shelves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kb.store import files
from kb.store.engine import Reads, Transaction
from kb.store.rows import listed

Values = Mapping[str, object]

OWN: Final = "article:"
"""Stands before the id in the key of an article that was written here."""

_UNSAID: Final = {"owner": None, "check_by": None, "checked_at": None, "translates": None}

KEY: Final = f"COALESCE(a.source_key, '{OWN}' || a.id)"
_CURRENT: Final = "JOIN revision r ON r.article = a.id AND r.number = a.revision"


@dataclass(frozen=True, slots=True)
class Address:
    """Where an article is to be found, and its key: what the import that brought it calls it, or made from its id."""

    slug: str
    source_key: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that an import knows, with its current text. `note` and `written_at` are that text's."""

    id: str
    source_key: str
    slug: str
    language: str
    topic: str | None
    state: str
    audience: str
    check_by: int | None
    revision: int
    version: int
    updated_at: int
    title: str
    body: str
    note: str
    written_at: int


@dataclass(frozen=True, slots=True)
class Wording:
    """One way in which people ask for an article (`phrasing`), or a question that it does not answer
    (`never_answer`)."""

    article: str
    kind: str
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Text:
    """A title and Markdown."""

    title: str
    body: str


def addresses(db: Reads, *, site: str) -> list[Address]:
    """Of all articles, whatever their state: no two have the same."""
    return db.all(Address, f"SELECT slug, {KEY} AS source_key FROM article a WHERE site = :site", site=site)


@dataclass(frozen=True, slots=True)
class _Group:
    slug: str
    variant_group: str


def groups_at(db: Reads, slugs: Collection[str], *, site: str) -> dict[str, str]:
    """The variant groups of the articles at these addresses, by address."""
    names, values = listed("slug", slugs)
    rows = db.all(
        _Group, f"SELECT slug, variant_group FROM article WHERE site = :site AND slug IN ({names})", site=site, **values
    )
    return {row.slug: row.variant_group for row in rows}


def kept(db: Reads, source_keys: Collection[str], *, site: str) -> dict[str, Kept]:
    """Those that are here, by source key."""
    names, values = listed("key", source_keys)
    own, ids = listed("id", [key.removeprefix(OWN) for key in source_keys if key.startswith(OWN)])
    rows = db.all(
        Kept,
        f"""SELECT a.id, {KEY} AS source_key, a.slug, a.language, a.topic, a.state, a.audience, a.check_by, a.revision,
                   a.version, a.updated_at, r.title, r.body, r.note, r.created_at AS written_at
              FROM article a {_CURRENT}
             WHERE a.site = :site AND (a.source_key IN ({names}) OR (a.source_key IS NULL AND a.id IN ({own})))""",
        site=site,
        **values,
        **ids,
    )
    return {row.source_key: row for row in rows}


def wordings(db: Reads, articles: Collection[str]) -> dict[str, list[Wording]]:
    """The phrasings and never-answers of several articles, by article."""
    names, values = listed("article", articles)
    found: dict[str, list[Wording]] = {article: [] for article in articles}
    rows = db.all(
        Wording,
        f"""SELECT article, 'phrasing' AS kind, text, origin FROM phrasing WHERE article IN ({names})
             UNION ALL
            SELECT article, 'never_answer' AS kind, text, origin FROM never_answer WHERE article IN ({names})""",
        **values,
    )
    for row in rows:
        found[row.article].append(row)
    return found


def last_with_note(db: Reads, article: str, *, note: str) -> Text | None:
    """The newest text of an article that was written with this note."""
    return db.one(
        Text,
        """SELECT title, body FROM revision WHERE article = :article AND note = :note
            ORDER BY number DESC LIMIT 1""",
        article=article,
        note=note,
    )


def add(
    tx: Transaction, *, articles: Iterable[Values], revisions: Iterable[Values], phrasings: Iterable[Values],
    never_answers: Iterable[Values],
) -> None:
    """New articles, texts and wordings; an article and its text come in the same transaction.

    An article may leave out `owner`, `check_by`, `checked_at` and `translates`.
    """
    tx.run_many(
        """INSERT INTO article (id, site, slug, language, topic, variant_group, source_key, state, audience,
                                revision, version, created_at, updated_at, published_at, owner, check_by,
                                checked_at, translates)
           VALUES (:id, :site, :slug, :language, :topic, :variant_group, :source_key, :state, :audience,
                   1, 1, :now, :now, :published_at, :owner, :check_by, :checked_at,
                   :translates)""",
        ({**_UNSAID, **article} for article in articles),
    )
    texts = list(revisions)
    tx.run_many(
        """INSERT INTO revision (article, number, title, body, author, note, created_at)
           VALUES (:article, :number, :title, :body, :author, :note, :now)""",
        texts,
    )
    files.note_uses(tx, [(str(row["article"]), int(str(row["number"])), str(row["body"])) for row in texts])
    tx.run_many(
        """INSERT INTO phrasing (id, article, text, origin, author, created_at)
           VALUES (:id, :article, :text, 'written', :author, :now) ON CONFLICT (article, text) DO NOTHING""",
        phrasings,
    )
    tx.run_many(
        """INSERT INTO never_answer (id, article, text, origin, author, created_at)
           VALUES (:id, :article, :text, 'written', :author, :now) ON CONFLICT (article, text) DO NOTHING""",
        never_answers,
    )


def move(
    tx: Transaction, id: str, *, seen: int, revision: int, language: str, topic: str | None, state: str, audience: str,
    check_by: int | None, now: int, updated_at: int,
) -> int:
    """Makes a text the current one, with all that stands beside it; 0 when somebody moved the article since `seen`."""
    return tx.run(
        """UPDATE article SET revision = :revision, language = :language, topic = :topic, audience = :audience,
                              check_by = :check_by, version = version + 1, updated_at = :updated_at, state = :state,
                              published_at = CASE WHEN :state = 'published' AND state <> 'published' THEN :now
                                                  ELSE published_at END
            WHERE id = :id AND version = :seen""",
        id=id, seen=seen, revision=revision, language=language, topic=topic, state=state, audience=audience,
        check_by=check_by, now=now, updated_at=updated_at,
    )
