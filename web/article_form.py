"""What stands in the fields of an article's form, read from a request or from the store."""

import re
from dataclasses import dataclass, field
from typing import Final

from flask import request
from werkzeug.exceptions import BadRequest

from articles import editing
from articles.editing import Text, Unfit
from kb.store import articles, never_answers, suggestions
from kb.store.articles import Article, Phrasing
from kb.store.engine import Reads
from kb.store.never_answers import NeverAnswer
from kb.store.suggestions import Kind, Suggestion
from web.words import _

_MOST_BYTES: Final = 4 * 1024 * 1024
"""Of a form: the longest body in Chinese, as browsers write it."""


@dataclass(frozen=True, slots=True)
class Form:
    """`version` and `revision` are those that the writer saw, `decisions` what becomes of suggestions, by their id;
    `problems` are sentences by field."""

    text: Text
    audience: str = "public"
    note: str = ""
    version: int = 0
    revision: int = 0
    variant_of: str = ""
    decisions: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wordings:
    """One of the two lists of questions beside a text: the lines that were written, and what customers taught.

    `learned` are texts with whether they stay; `waiting` nobody has decided.
    """

    name: str
    lines: tuple[str, ...]
    learned: tuple[tuple[str, bool], ...]
    waiting: tuple[Suggestion, ...]


def sent() -> Form:
    """The form as it was sent. Raises BadRequest."""
    request.max_content_length = request.max_form_memory_size = _MOST_BYTES
    fields = request.form
    text = Text(
        title=" ".join(fields.get("title", "").split()),
        body=fields.get("body", "").replace("\r\n", "\n").strip("\n"),
        language=fields.get("language", ""),
        topic=fields.get("topic") or None,
        phrasings=_lines("phrasings"),
        never_answers=_lines("never_answers"),
    )
    return Form(
        text,
        audience=fields.get("audience", "public"),
        note=" ".join(fields.get("note", "").split())[:300],
        version=number("version") if "version" in fields else 0,
        revision=number("revision") if "revision" in fields else 0,
        variant_of=fields.get("variant_of", ""),
        decisions={
            name.removeprefix("decide-"): value
            for name, value in fields.items() if name.startswith("decide-") and value in ("keep", "remove")
        },
    )


def stored(db: Reads, article: Article) -> Form:
    """The form as it is for an article that nobody has changed yet."""
    return Form(text_of(db, article), article.audience, version=article.version, revision=article.revision)


def text_of(db: Reads, article: Article) -> Text:
    """In the order in which the form sends it: what customers taught comes last."""
    asked, not_asked = articles.phrasings(db, article.id), never_answers.of_article(db, article.id)
    return Text(
        article.title, article.body, article.language, article.topic,
        (*_of_origin(asked, "written"), *_of_origin(asked, "learned")),
        (*_of_origin(not_asked, "written"), *_of_origin(not_asked, "learned")),
    )


def wordings(db: Reads, article: Article | None, text: Text) -> tuple[Wordings, Wordings]:
    """Both lists as the form shows them: `text` is what the writer has made of them."""
    asked = articles.phrasings(db, article.id) if article else []
    not_asked = never_answers.of_article(db, article.id) if article else []
    return (
        _listed("phrasings", text.phrasings, _of_origin(asked, "learned"), _waiting(db, article, "phrasing")),
        _listed("never_answers", text.never_answers, _of_origin(not_asked, "learned"),
                _waiting(db, article, "never_answer")),
    )


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
    }
    return sentences.get((unfit.field, unfit.problem), _("Please choose one of the list."))


def number(name: str) -> int:
    written = request.form.get(name, "")
    if not re.fullmatch("[0-9]{1,15}", written):
        raise BadRequest
    return int(written)


def _lines(name: str) -> tuple[str, ...]:
    """What was written on lines, then what customers taught and stays marked."""
    written = (line.strip() for line in request.form.get(name, "").splitlines())
    return (*filter(None, written), *request.form.getlist(f"learned_{name}"))


def _of_origin(rows: list[Phrasing] | list[NeverAnswer], origin: str) -> tuple[str, ...]:
    return tuple(row.text for row in rows if row.origin == origin)


def _waiting(db: Reads, article: Article | None, kind: Kind) -> tuple[Suggestion, ...]:
    found = suggestions.of_article(db, article.id, kind=kind) if article else []
    return tuple(row for row in found if row.state == "waiting")


def _listed(
    name: str, texts: tuple[str, ...], learned: tuple[str, ...], waiting: tuple[Suggestion, ...]
) -> Wordings:
    lines = tuple(text for text in texts if text not in learned)
    return Wordings(name, lines, tuple((text, text in texts) for text in learned), waiting)
