"""How an exported article stands in its file: what is written before its text, and how that is read again."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from articles import front_matter, records
from articles.records import MOST_KEY, MOST_NAME, Name, Record, Unfit
from articles.rows import Row
from kb.filing import quoted
from kb.languages import LANGUAGES

FORM: Final = "1"
"""Stands first in each file: what follows is to be taken as it stands."""


# Addresses in a text, up to whatever ends one; not behind the name of a host.
_PART: Final = r"""[^\s()<>"'#?\[\]]"""
_KEPT: Final = re.compile(rf"(?<![\w.:/-])/files/([0-9a-hjkmnp-tv-z]{{18}})/{_PART}{{0,1000}}")
_BESIDE: Final = re.compile(rf"(?<![\w.:/-])(?:\.\./){{1,3}}files/{_PART}{{1,1000}}")
_ARTICLE: Final = re.compile(rf"(?<![\w.:/-])/articles/({_PART}{{1,500}})")


def written(record: Record, *, body: str) -> str:
    """The whole file of an article with this text; what says nothing is left out."""
    fields: dict[str, str | Sequence[str]] = {
        "firstline": FORM,
        "key": record.key,
        "title": record.title,
        "slug": record.slug or "",
        "language": record.language,
        "topic": record.topic or "",
        "state": record.state or "",
        "audience": record.audience or "",
        "owner": record.owner or "",
        "check_by": "" if record.check_by is None else records.dated(record.check_by),
        "checked_at": "" if record.checked_at is None else records.dated(record.checked_at),
        "position": "" if record.position is None else str(record.position),
        "variant": record.variant or "",
        "source": "yes" if record.is_source else "",
        "translation": "behind" if record.is_behind else "",
        "phrasings": record.phrasings,
        "never_answers": record.never_answers,
        "redirects": record.redirects,
        "related": record.related,
        "fingerprint": record.fingerprint or "",
    }
    kept = {name: value for name, value in fields.items() if value}
    return f"{front_matter.written(kept)}\n{body}\n"


def is_exported(row: Row) -> bool:
    return row.fields.get("firstline") == FORM


def name(row: Row) -> Name:
    """Raises Unfit."""
    return Name(
        _key(row), _title(row), records.short(row.fields, "slug", most=MOST_KEY), path=row.path, as_written=True
    )


def record(row: Row) -> Record:
    """Raises Unfit."""
    fields = row.fields
    language = records.choice(fields, "language", tuple(each.lower() for each in LANGUAGES))
    if language is None:
        raise Unfit("the language is missing")
    body = records.text(fields, "body").removeprefix("\n").removesuffix("\n")
    if not body.strip():
        raise Unfit("the text is empty")
    return Record(
        key=_key(row),
        title=_title(row),
        body=body,
        language=next(each for each in LANGUAGES if each.lower() == language),
        topic=records.short(fields, "topic", most=4 * MOST_NAME),
        slug=records.short(fields, "slug", most=MOST_KEY),
        phrasings=records.texts(fields, "phrasings"),
        never_answers=records.texts(fields, "never_answers"),
        state=records.state(fields),
        where=row.where,
        audience=records.audience(fields),
        variant=records.short(fields, "variant", most=MOST_KEY),
        position=records.position(fields),
        owner=records.short(fields, "owner", most=MOST_KEY),
        check_by=records.moment(fields, "check_by"),
        checked_at=records.moment(fields, "checked_at"),
        path=row.path,
        as_written=True,
        redirects=records.texts(fields, "redirects"),
        related=records.texts(fields, "related"),
        is_source=records.text(fields, "source") == "yes",
        is_behind=records.text(fields, "translation") == "behind",
        fingerprint=records.short(fields, "fingerprint"),
    )


def exporting_files(body: str, names: Mapping[str, str], *, up: str) -> str:
    """The text with the files of the house, named by their ids, as files that lie where `up` leads."""

    def beside(found: re.Match[str]) -> str:
        return up + quoted(names[found[1]]) if found[1] in names else found[0]

    return _KEPT.sub(beside, body) if names and "/files/" in body else body


def importing_files(body: str, taken: Callable[[str], str | None]) -> str:
    """The text with the files that lie beside it as files of the house; `taken` says where each is, if it is."""
    return _BESIDE.sub(lambda found: taken(found[0]) or found[0], body) if "../files/" in body else body


def by_content(body: str, digests: Mapping[str, str]) -> str:
    """The text with the files of the house by what they hold, so that two texts can be compared."""
    return _KEPT.sub(lambda found: digests.get(found[1], found[0]), body)


def fingerprint(title: str, body: str, digests: Mapping[str, str]) -> str:
    """Of a text as it is exported: whether an article still is what an export wrote down is seen by it."""
    return hashlib.sha256(f"{title}\n{by_content(body, digests)}".encode()).hexdigest()[:16]


def moved(body: str, moved: Mapping[str, str]) -> str:
    """The text with its links to articles whose addresses are others here, by the addresses that they had."""

    def lead(found: re.Match[str]) -> str:
        slug = moved.get(unquote(found[1]))
        return f"/articles/{slug}" if slug else found[0]

    return _ARTICLE.sub(lead, body) if moved and "/articles/" in body else body


def _key(row: Row) -> str:
    key = records.text(row.fields, "key")
    if not key:
        raise Unfit("the key is missing")
    if len(key) > 2 * MOST_KEY:
        raise Unfit(f"the key is longer than {2 * MOST_KEY} characters")
    return key


def _title(row: Row) -> str:
    return records.fit_title(records.text(row.fields, "title"))
