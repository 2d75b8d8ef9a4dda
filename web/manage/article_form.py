"""What stands in the fields of an article's form, read from a request, from unsaved text, or from the store."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from articles import editing
from articles.editing import Text, Unfit
from articles.saving import Care
from kb.store import articles, never_answers
from kb.store.articles import Article, Phrasing
from kb.store.engine import Reads
from kb.store.never_answers import NeverAnswer
from web.words import _

MOST_BYTES: Final = 4 * 1024 * 1024
"""Of a form: the longest body in Chinese, as browsers write it."""

FIELDS: Final = (
    "title", "body", "language", "topic", "new_topic", "audience", "owner", "check_by", "slug", "note", "phrasings",
    "never_answers", "learned_phrasings", "learned_never_answers", "variant_of", "version", "revision",
)
"""What is kept of a form that nobody has saved yet."""

Fields = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """`version` and `revision` are those that the writer saw, `decisions` what becomes of suggestions, by their id;
    `problems` are sentences by field. An empty `slug` is made from the title, `new_topic` names one to be made."""

    text: Text
    care: Care = field(default_factory=Care)
    slug: str = ""
    new_topic: str = ""
    note: str = ""
    version: int = 0
    revision: int = 0
    variant_of: str = ""
    decisions: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def sent(before: Article | None) -> Form:
    """The form as it was sent; what is not in it is as it was before. Raises BadRequest."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    return read(request.form, before=before)


def read(fields: Fields, *, before: Article | None) -> Form:
    """Raises BadRequest."""
    check_by, problems = before.check_by if before else None, {}
    try:
        check_by = moment(fields["check_by"]) if "check_by" in fields else check_by
    except Unfit as unfit:
        problems["check_by"] = problem_of(unfit)
    text = text_in(fields)
    if before is not None:
        text = replace(
            text, language=fields.get("language", before.language),
            topic=text.topic if "topic" in fields else before.topic,
        )
    return Form(
        text,
        Care(
            audience=fields.get("audience", before.audience if before else "public"),
            owner=(fields["owner"] or None) if "owner" in fields else before.owner if before else None,
            check_by=check_by,
        ),
        slug=fields.get("slug", before.slug if before else "")[:300],
        new_topic=" ".join(fields.get("new_topic", "").split())[:200],
        note=" ".join(fields.get("note", "").split())[:300],
        version=_number(fields["version"]) if "version" in fields else 0,
        revision=_number(fields["revision"]) if "revision" in fields else 0,
        variant_of=fields.get("variant_of", ""),
        decisions={
            name.removeprefix("decide-"): value
            for name, value in fields.items() if name.startswith("decide-") and value in ("keep", "remove")
        },
        problems=problems,
    )


def text_in(fields: Fields) -> Text:
    return Text(
        title=" ".join(fields.get("title", "").split()),
        body=fields.get("body", "").replace("\r\n", "\n").strip("\n"),
        language=fields.get("language", ""),
        topic=fields.get("topic") or None,
        phrasings=_lines(fields, "phrasings"),
        never_answers=_lines(fields, "never_answers"),
    )


def stored(db: Reads, article: Article) -> Form:
    """The form as it is for an article that nobody has changed yet."""
    care = Care(article.audience, article.owner, article.check_by)
    return Form(text_of(db, article), care, slug=article.slug, version=article.version, revision=article.revision)


def text_of(db: Reads, article: Article) -> Text:
    """In the order in which the form sends it: what customers taught comes last."""
    asked, not_asked = articles.phrasings(db, article.id), never_answers.of_article(db, article.id)
    return Text(
        article.title, article.body, article.language, article.topic,
        (*of_origin(asked, "written"), *of_origin(asked, "learned")),
        (*of_origin(not_asked, "written"), *of_origin(not_asked, "learned")),
    )


def of_origin(rows: list[Phrasing] | list[NeverAnswer], origin: str) -> tuple[str, ...]:
    return tuple(row.text for row in rows if row.origin == origin)


def audiences() -> dict[str, str]:
    """Who may read an article, in words."""
    return {"public": _("Everybody"), "members": _("Signed-in people"), "staff": _("Staff only")}


def problem_of(unfit: Unfit) -> str:
    """What is wrong with a field, for whoever has to mend it."""
    lines = _(
        "At most %(most)s lines, each with at most %(length)s characters.",
        most=editing.MOST_PHRASINGS, length=editing.MOST_PHRASING,
    )
    sentences = {
        ("title", "missing"): _("Please give the article a title."),
        ("title", "too_long"): _("This title is too long: at most %(most)s characters.", most=editing.MOST_TITLE),
        ("body", "missing"): _("Please write the text."),
        ("body", "too_long"): _("This text is too long: at most %(most)s characters.", most=editing.MOST_BODY),
        ("phrasings", "too_long"): lines,
        ("never_answers", "too_long"): lines,
        ("never_answers", "in_both"): _(
            "One of these also stands among the ways to ask. Please take it out of one of the two."
        ),
        ("slug", "taken"): _("Another article has this address. Please choose another one."),
        ("check_by", "unknown"): _("Please write the day like this: 2026-05-31."),
        ("topic", "missing"): _("Please give the new topic a name."),
        ("topic", "too_long"): _("This name is too long for a topic."),
        ("topic", "too_many"): _("There are as many topics as there may be. Please choose one of the list."),
    }
    return sentences.get((unfit.field, unfit.problem), _("Please choose one of the list."))


def moment(written: str) -> int | None:
    """The beginning of a day in UTC, milliseconds since 1970; None for no day. Raises Unfit."""
    if not written.strip():
        return None
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise Unfit("check_by", "unknown") from None
    if not 2000 <= day.year < 2200:
        raise Unfit("check_by", "unknown")
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def day(at: int | None) -> str:
    """The same day as a date field has it."""
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat() if at is not None else ""


def iso(at: int) -> str:
    """A moment as a <time> element has it."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")


def number(name: str) -> int:
    return _number(request.form.get(name, ""))


def _number(written: str) -> int:
    if not re.fullmatch("[0-9]{1,15}", written):
        raise BadRequest
    return int(written)


def _lines(fields: Fields, name: str) -> tuple[str, ...]:
    """What was written on lines, then what customers taught and stays marked."""
    written = (line.strip() for line in fields.get(name, "").splitlines())
    return (*filter(None, written), *fields.getlist(f"learned_{name}"))
