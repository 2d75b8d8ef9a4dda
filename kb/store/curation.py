"""What those who look after the articles read and decide: the list with its filters and counts, and what stands beside
a text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kb.store.engine import Reads, Transaction
from kb.store.rows import listed

NOBODY: Final = "-"
"""In place of a topic or an owner: those articles that have none."""

SORTS: Final = ("changed", "check", "title")
"""The newest change first; the nearest check date first, and last what has none; by title."""

_NEVER: Final = 9_007_199_254_740_991

_KEYS: Final = {
    "changed": ("a.updated_at", "DESC", "<"),
    "check": (f"COALESCE(a.check_by, {_NEVER})", "ASC", ">"),
    "title": ("LOWER(r.title)", "ASC", ">"),
}
_TITLED: Final = "JOIN revision r ON r.article = a.id AND r.number = a.revision"

# The sign keeps SQLite from looking the row up by its key: the titles of all texts stand in an index of their own.
_TITLE_ALONE: Final = "JOIN revision r ON r.article = a.id AND +r.number = a.revision"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles of a site: '' says that it does not matter, of the state that it is not archived.

    `topics` are several, () for any. `due` are those whose check date lies before that moment (ms), `ids` what a search
    found.
    """

    state: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()
    owner: str = ""
    audience: str = ""
    due: int | None = None
    ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles are alike in all that the list can be narrowed by, and how many of them are to be checked."""

    state: str
    language: str
    topic: str | None
    owner: str | None
    audience: str
    count: int
    due: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in a list: what it is sorted by, and its id."""

    id: str
    key: int | str


@dataclass(frozen=True, slots=True)
class Row:
    """An article as the list shows it. `author` wrote the text as it is now; `variants` counts it and those that say
    the same in other languages."""

    id: str
    slug: str
    title: str
    language: str
    topic: str | None
    state: str
    audience: str
    version: int
    updated_at: int
    check_by: int | None
    owner: str | None
    author: str | None
    variants: int


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who can answer for an article."""

    id: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class _Id:
    id: str


def tally(db: Reads, *, site: str, ids: Collection[str] | None, now: int) -> list[Tally]:
    """Of the whole site, or of what a search found."""
    where, values = _among(ids)
    return db.all(
        Tally,
        f"""SELECT a.state, a.language, a.topic, a.owner, a.audience, COUNT(*) AS count,
                   COUNT(CASE WHEN a.check_by < :now THEN 1 END) AS due
              FROM article a WHERE a.site = :site {where}
             GROUP BY a.state, a.language, a.topic, a.owner, a.audience""",
        site=site, now=now, **values,
    )


def page(
    db: Reads, wanted: Filter, *, site: str, sort: str, after: tuple[int | str, str] | None, limit: int
) -> list[Place]:
    """The next articles of a list, by key. `after` is the key and id of the last one before."""
    key, direction, beyond = _KEYS[sort]
    where, values = _narrowed(wanted)
    if after is not None:
        where += f" AND ({key}, a.id) {beyond} (:key, :after)"
        values |= {"key": after[0], "after": after[1]}
    titled = _TITLE_ALONE if sort == "title" else ""
    return db.all(
        Place,
        f"""SELECT a.id, {key} AS key FROM article a {titled} WHERE a.site = :site {where}
             ORDER BY {key} {direction}, a.id {direction} LIMIT :limit""",
        site=site, limit=limit, **values,
    )


def rows(db: Reads, ids: Sequence[str]) -> list[Row]:
    """Those that exist, in the order of `ids`."""
    names, values = listed("id", ids)
    found = {
        row.id: row
        for row in db.all(
            Row,
            f"""SELECT a.id, a.slug, r.title, a.language, a.topic, a.state, a.audience, a.version, a.updated_at,
                       a.check_by, a.owner, r.author,
                       (SELECT COUNT(*) FROM article v WHERE v.variant_group = a.variant_group) AS variants
                  FROM article a {_TITLED} WHERE a.id IN ({names})""",
            **values,
        )
    }
    return [found[id] for id in ids if id in found]


def titled(db: Reads, words: Collection[str], *, site: str, limit: int) -> list[str]:
    """Ids of the articles whose title holds all the words, the newest first. Reads titles from an index alone."""
    where, likes = _holding("r.title", words)
    found = db.all(
        _Id,
        f"""SELECT a.id FROM revision r CROSS JOIN article a
             WHERE a.id = r.article AND a.revision = r.number AND a.site = :site {where}
             ORDER BY a.id DESC LIMIT :limit""",
        site=site, limit=limit, **likes,
    )
    return [row.id for row in found]


def unpublished(db: Reads, words: Collection[str], *, site: str, limit: int) -> list[str]:
    """Ids of the articles that no index knows, and whose title and text hold all the words, the newest first. Reads
    their texts."""
    where, likes = _holding("r.title || ' ' || r.body", words)
    found = db.all(
        _Id,
        f"""SELECT a.id FROM article a {_TITLED}
             WHERE a.site = :site AND a.state IN ('draft', 'in_review', 'archived') {where}
             ORDER BY a.id DESC LIMIT :limit""",
        site=site, limit=limit, **likes,
    )
    return [row.id for row in found]


def _holding(text: str, words: Collection[str]) -> tuple[str, dict[str, object]]:
    likes: dict[str, object] = {f"word{at}": f"%{_escaped(word.lower())}%" for at, word in enumerate(words)}
    return "".join(f" AND LOWER({text}) LIKE :{name} ESCAPE '!'" for name in likes), likes


def writers(db: Reads, *, site: str) -> list[Somebody]:
    """Those who write here, and whoever answers for an article still."""
    return db.all(
        Somebody,
        """SELECT id, name, state FROM person
            WHERE site = :site AND role IN ('agent', 'moderator', 'supervisor', 'administrator') AND state = 'active'
            UNION
           SELECT p.id, p.name, p.state FROM person p
            WHERE p.site = :site AND p.id IN (SELECT a.owner FROM article a WHERE a.owner IS NOT NULL)
            ORDER BY name, id""",
        site=site,
    )


def may_own(db: Reads, person: str, *, site: str) -> bool:
    """Whether somebody writes here."""
    return bool(
        db.value(
            """SELECT COUNT(*) FROM person
                WHERE id = :person AND site = :site AND state = 'active'
                  AND role IN ('agent', 'moderator', 'supervisor', 'administrator')""",
            person=person, site=site,
        )
    )


def entrust(tx: Transaction, id: str, *, owner: str | None, check_by: int | None) -> int:
    """Who answers for a new article, and until when; its version does not move."""
    return tx.run("UPDATE article SET owner = :owner, check_by = :check_by WHERE id = :id",
                  id=id, owner=owner, check_by=check_by)


def set_all(
    tx: Transaction, id: str, *, revision: int, slug: str, language: str, topic: str | None, audience: str,
    owner: str | None, check_by: int | None, seen: int, now: int,
) -> int:
    """All that a form decides beside the words; 0 when somebody else has moved the article since `seen`.

    Raises Conflict where another article has the address.
    """
    return tx.run(
        """UPDATE article SET revision = :revision, slug = :slug, language = :language, topic = :topic,
                              audience = :audience, owner = :owner, check_by = :check_by,
                              translates = COALESCE(translates, revision),
                              version = version + 1, updated_at = :now
            WHERE id = :id AND version = :seen""",
        id=id, revision=revision, slug=slug, language=language, topic=topic, audience=audience, owner=owner,
        check_by=check_by, seen=seen, now=now,
    )


def set_owner(tx: Transaction, id: str, *, owner: str | None, seen: int, now: int) -> int:
    """0 when somebody else has moved the article since `seen`; so do the others."""
    return tx.run(
        """UPDATE article SET owner = :owner, version = version + 1, updated_at = :now
            WHERE id = :id AND version = :seen""",
        id=id, owner=owner, seen=seen, now=now,
    )


def set_topic(tx: Transaction, id: str, *, topic: str | None, seen: int, now: int) -> int:
    return tx.run(
        """UPDATE article SET topic = :topic, version = version + 1, updated_at = :now
            WHERE id = :id AND version = :seen""",
        id=id, topic=topic, seen=seen, now=now,
    )


def set_check_by(tx: Transaction, id: str, *, check_by: int | None, seen: int, now: int) -> int:
    return tx.run(
        """UPDATE article SET check_by = :check_by, version = version + 1, updated_at = :now
            WHERE id = :id AND version = :seen""",
        id=id, check_by=check_by, seen=seen, now=now,
    )


def check(tx: Transaction, id: str, *, check_by: int, seen: int, now: int) -> int:
    """Somebody looked at it, and it is right; nothing that readers read has changed, so neither does its time."""
    return tx.run(
        """UPDATE article SET checked_at = :now, check_by = :check_by, version = version + 1
            WHERE id = :id AND version = :seen""",
        id=id, check_by=check_by, seen=seen, now=now,
    )


def put_back(tx: Transaction, id: str, *, state: str, seen: int, now: int) -> int:
    """The state that it had before it was archived, and no new day of publication."""
    return tx.run(
        """UPDATE article SET state = :state, version = version + 1, updated_at = :now
            WHERE id = :id AND version = :seen AND state = 'archived'""",
        id=id, state=state, seen=seen, now=now,
    )


def _narrowed(wanted: Filter) -> tuple[str, dict[str, object]]:
    where, values = _among(wanted.ids)
    if wanted.state:
        where += " AND a.state = :state"
        values["state"] = wanted.state
    else:
        where += " AND a.state <> 'archived'"
    for name, value in (("language", wanted.language), ("owner", wanted.owner), ("audience", wanted.audience)):
        if value == NOBODY:
            where += f" AND a.{name} IS NULL"
        elif value:
            where += f" AND a.{name} = :{name}"
            values[name] = value
    if wanted.topics == (NOBODY,):
        where += " AND a.topic IS NULL"
    elif wanted.topics:
        names, named = listed("topic", wanted.topics)
        where += f" AND a.topic IN ({names})"
        values |= named
    if wanted.due is not None:
        where += " AND a.check_by < :due"
        values["due"] = wanted.due
    return where, values


def _among(ids: Collection[str] | None) -> tuple[str, dict[str, object]]:
    if ids is None:
        return "", {}
    names, values = listed("id", ids)
    return f" AND a.id IN ({names})", values


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
