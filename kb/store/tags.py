"""Tags of questions: names, descriptions, other names for the same, and what is counted under them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.store import posts
from kb.store.engine import Reads, Transaction, columns
from kb.store.rows import listed

_LAST: Final = "z" * 20  # sorts after every id, in every collation


@dataclass(frozen=True, slots=True)
class Tag:
    """`questions` counts those that are shown."""

    id: str
    site: str
    name: str
    description: str
    questions: int
    version: int
    created_at: int


@dataclass(frozen=True, slots=True)
class Synonym:
    name: str
    tag: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """Another name of the tag `name`."""

    synonym: str
    name: str
    questions: int


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    questions: int


@dataclass(frozen=True, slots=True)
class Expert:
    """Who answers under a tag: `score` of their shown answers together."""

    person: str
    name: str
    picture: str | None
    reputation: int
    answers: int
    score: int


_TAG: Final = f"SELECT {columns(Tag)} FROM tag"
_IN_USE: Final = "(questions > 0 OR description <> '')"
"""A name that stands on hidden questions alone is in no list."""


def by_id(db: Reads, id: str) -> Tag | None:
    return db.one(Tag, f"{_TAG} WHERE id = :id", id=id)


def by_name(db: Reads, name: str, *, site: str) -> Tag | None:
    """The tag of this name, or the one of which it is a synonym."""
    return db.one(
        Tag,
        f"""{_TAG} WHERE id = COALESCE((SELECT id FROM tag WHERE site = :site AND name = :name),
                                       (SELECT tag FROM tag_synonym WHERE site = :site AND name = :name))""",
        site=site, name=name,
    )


def popular(db: Reads, *, site: str, questions: int, before: str, limit: int) -> list[Tag]:
    """Those with most questions first, behind the tag with that many `questions` and the id `before`; '' from the
    start."""
    return db.all(
        Tag,
        f"""{_TAG} WHERE site = :site AND {_IN_USE} AND (questions, id) < (:questions, :before)
             ORDER BY questions DESC, id DESC LIMIT :limit""",
        site=site, questions=questions if before else 9_007_199_254_740_991, before=before or _LAST, limit=limit,
    )


def named(db: Reads, names: Collection[str], *, site: str) -> list[Tag]:
    """The tags of these names, and those of which they are synonyms."""
    each, chosen = listed("name", names)
    return db.all(
        Tag,
        f"""{_TAG} WHERE site = :site AND name IN ({each})
            UNION
            {_TAG} WHERE id IN (SELECT tag FROM tag_synonym WHERE site = :site AND name IN ({each}))
            ORDER BY questions DESC, id""",
        site=site, **chosen,
    )


def names(db: Reads, *, site: str, limit: int) -> list[Name]:
    """The names of the tags with most questions: what a mistyped one is compared with."""
    return db.all(
        Name,
        """SELECT name, questions FROM tag WHERE site = :site AND questions > 0
            ORDER BY questions DESC, id DESC LIMIT :limit""",
        site=site, limit=limit,
    )


def by_alphabet(db: Reads, *, site: str, after: str, limit: int) -> list[Tag]:
    return db.all(
        Tag, f"{_TAG} WHERE site = :site AND {_IN_USE} AND name > :after ORDER BY name LIMIT :limit",
        site=site, after=after, limit=limit,
    )


def beginning(db: Reads, prefix: str, *, site: str, limit: int) -> list[Tag]:
    """Whose name begins so, those with most questions first: while a name is typed. Reads at most 200 names."""
    return db.all(
        Tag,
        f"""SELECT {columns(Tag)} FROM (
                {_TAG} WHERE site = :site AND {_IN_USE} AND name >= :prefix AND name < :end
                 ORDER BY name LIMIT 200) AS found
             ORDER BY questions DESC, name LIMIT :limit""",
        site=site, prefix=prefix, end=f"{prefix}\U0010ffff", limit=limit,
    )


def renamed(db: Reads, prefix: str, *, site: str, limit: int) -> list[Renamed]:
    """Other names that begin so, with the tag that each leads to: that with most questions first."""
    return db.all(
        Renamed,
        """SELECT s.name AS synonym, g.name, g.questions FROM (
                SELECT name, tag FROM tag_synonym WHERE site = :site AND name >= :prefix AND name < :end
                 ORDER BY name LIMIT 200) AS s
              JOIN tag g ON g.id = s.tag
             ORDER BY g.questions DESC, s.name LIMIT :limit""",
        site=site, prefix=prefix, end=f"{prefix}\U0010ffff", limit=limit,
    )


def of_post(db: Reads, post: str) -> list[Tag]:
    """In the order of the question's author."""
    return db.all(
        Tag,
        f"""SELECT {", ".join(f"g.{name}" for name in columns(Tag).split(", "))} FROM post_tag t
              JOIN tag g ON g.id = t.tag WHERE t.post = :post ORDER BY t.position""",
        post=post,
    )


def synonyms(db: Reads, tag: str) -> list[Synonym]:
    return db.all(Synonym, "SELECT name, tag FROM tag_synonym WHERE tag = :tag ORDER BY name", tag=tag)


def related(db: Reads, tag: str, *, limit: int) -> list[Tag]:
    """Tags that stand beside this one on its newest 500 questions, the most frequent first."""
    return db.all(
        Tag,
        f"""SELECT {", ".join(f"g.{name}" for name in columns(Tag).split(", "))} FROM (
                SELECT o.tag, COUNT(*) AS times FROM (
                    SELECT post FROM post_tag WHERE tag = :tag AND state = 'shown' ORDER BY post DESC LIMIT 500) n
                  JOIN post_tag o ON o.post = n.post AND o.tag <> :tag GROUP BY o.tag) c
              JOIN tag g ON g.id = c.tag ORDER BY c.times DESC, g.name LIMIT :limit""",
        tag=tag, limit=limit,
    )


def experts(db: Reads, tag: str, *, now: int, limit: int) -> list[Expert]:
    """Whose answers to the tag's newest 1,000 questions were voted up most: two thirds of what a frequent tag's page
    costs."""
    return db.all(
        Expert,
        f"""SELECT person.id AS person, person.name, person.picture, person.reputation, b.answers, b.score FROM (
                SELECT p.author, COUNT(*) AS answers, SUM(p.score) AS score FROM (
                    SELECT post FROM post_tag WHERE tag = :tag AND state = 'shown' ORDER BY post DESC LIMIT 1000) n
                  JOIN post p ON p.question = n.post AND p.kind = 'answer' AND p.score > 0 AND {posts.public('p')}
                 WHERE p.author IS NOT NULL GROUP BY p.author) b
              JOIN person ON person.id = b.author AND person.state = 'active'
             ORDER BY b.score DESC, person.id LIMIT :limit""",
        tag=tag, now=now, limit=limit,
    )


def count(db: Reads, *, site: str) -> int:
    return int(db.value("SELECT COUNT(*) FROM tag WHERE site = :site", site=site))


def add(tx: Transaction, *, id: str, site: str, name: str, now: int) -> int:
    """0 where there is a tag of this name."""
    return tx.run(
        """INSERT INTO tag (id, site, name, description, questions, version, created_at)
           VALUES (:id, :site, :name, '', 0, 1, :now) ON CONFLICT (site, name) DO NOTHING""",
        id=id, site=site, name=name, now=now,
    )


def describe(tx: Transaction, id: str, *, description: str, seen: int) -> int:
    return tx.run(
        "UPDATE tag SET description = :description, version = version + 1 WHERE id = :id AND version = :seen",
        id=id, description=description, seen=seen,
    )


def hold(tx: Transaction, id: str) -> int:
    """Nobody else changes the tag until the transaction ends; 0 where it is gone."""
    return tx.run("UPDATE tag SET version = version WHERE id = :id", id=id)


def remove(tx: Transaction, id: str) -> int:
    return tx.run("DELETE FROM tag WHERE id = :id", id=id)


def add_synonym(tx: Transaction, *, site: str, name: str, tag: str, now: int) -> int:
    """0 where the name is a synonym already."""
    return tx.run(
        """INSERT INTO tag_synonym (site, name, tag, created_at) VALUES (:site, :name, :tag, :now)
           ON CONFLICT (site, name) DO NOTHING""",
        site=site, name=name, tag=tag, now=now,
    )


def remove_synonym(tx: Transaction, *, site: str, name: str) -> int:
    return tx.run("DELETE FROM tag_synonym WHERE site = :site AND name = :name", site=site, name=name)


def move_synonyms(tx: Transaction, tag: str, *, to: str) -> int:
    return tx.run("UPDATE tag_synonym SET tag = :to WHERE tag = :tag", tag=tag, to=to)


def put(tx: Transaction, post: str, *, tag: str, position: int) -> None:
    """Onto a question; `copy` follows once all are on."""
    tx.run(
        """INSERT INTO post_tag (post, tag, position, state, score, answers, closed, active_at)
           VALUES (:post, :tag, :position, '', 0, 0, '', 0)
           ON CONFLICT (post, tag) DO UPDATE SET position = excluded.position""",
        post=post, tag=tag, position=position,
    )


def take_off(tx: Transaction, post: str, *, tag: str) -> int:
    return tx.run("DELETE FROM post_tag WHERE post = :post AND tag = :tag", post=post, tag=tag)


def copy(tx: Transaction, question: str) -> int:
    """Beside the tags stands what the question is now: after whatever changes state, score, answers or activity."""
    return tx.run(
        """UPDATE post_tag SET (state, score, answers, closed, active_at) =
                  (SELECT p.state, p.score, p.answers, p.closed, p.active_at FROM post p WHERE p.id = :question)
            WHERE post = :question""",
        question=question,
    )


def move_count(tx: Transaction, question: str, *, by: int) -> int:
    """A question came to what is shown under its tags, or went."""
    return tx.run(
        """UPDATE tag SET questions = questions + :by
            WHERE id IN (SELECT tag FROM post_tag WHERE post = :question)""",
        question=question, by=by,
    )


def count_anew(tx: Transaction, id: str) -> int:
    return tx.run(
        """UPDATE tag SET questions = (SELECT COUNT(*) FROM post_tag WHERE tag = :id AND state = 'shown')
            WHERE id = :id""",
        id=id,
    )


def some_posts(db: Reads, tag: str, *, limit: int) -> list[str]:
    """Ids of questions that have the tag."""
    found = db.all(_Post, "SELECT post FROM post_tag WHERE tag = :tag LIMIT :limit", tag=tag, limit=limit)
    return [row.post for row in found]


def move_posts(tx: Transaction, tag: str, *, to: str, posts: Collection[str]) -> None:
    """These questions have the tag `to` in place of `tag`; those that have both, only `to`."""
    names, chosen = listed("post", posts)
    tx.run(
        f"""DELETE FROM post_tag WHERE tag = :tag AND post IN ({names})
               AND post IN (SELECT post FROM post_tag WHERE tag = :to AND post IN ({names}))""",
        tag=tag, to=to, **chosen,
    )
    tx.run(f"UPDATE post_tag SET tag = :to WHERE tag = :tag AND post IN ({names})", tag=tag, to=to, **chosen)


@dataclass(frozen=True, slots=True)
class _Post:
    post: str
