"""Where articles stand in their languages: which are missing, which are behind, and the source beside a translation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, NotFound

from articles import translating
from articles.translating import NoVariant
from kb.languages import LANGUAGES
from kb.store import articles, sites, translations
from kb.store.articles import Article
from kb.store.people import WRITERS
from kb.store.translations import Lack, Standing, Variant
from web.clock import now
from web.help_center import reading
from web.house import house
from web.manage import differences
from web.manage.differences import Difference
from web.manage.moderators import place, publishers_alone

PAGE: Final = 50
LACKS: Final[tuple[Lack, ...]] = ("missing", "stale")

pages = place("translating", roles=WRITERS)


@dataclass(frozen=True, slots=True)
class Row:
    """A group by its source, and what it has in each language, in the order of LANGUAGES."""

    source: Variant
    cells: tuple[Variant | None, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the table is narrowed to; empty where it is not."""

    lack: Lack | None
    only: str

    def address(self, *, lack: str | None = None, only: str | None = None, before: str = "") -> str:
        """The table's own, with something set otherwise."""
        asked = {
            "lack": (self.lack or "") if lack is None else lack, "only": self.only if only is None else only,
            "before": before,
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"/manage/languages?{query}" if query else "/manage/languages"


@dataclass(frozen=True, slots=True)
class Beside:
    """What an article's form shows of its languages.

    `here` is the article as one of `group`; None while it is new. `missing` are languages. `source` is shown beside
    the text where that is translated from it, with its `difference` since then, if there is one.
    """

    here: Variant | None
    group: tuple[Variant, ...]
    missing: tuple[str, ...]
    source: Article | None
    html: Markup
    difference: Difference | None


@pages.get("/languages")
def table() -> str:
    wanted, db = _wanted(), house().db
    languages = (wanted.only,) if wanted.only else LANGUAGES
    found = translations.groups(
        db, site=sites.MAIN, lack=wanted.lack, languages=languages, before=request.args.get("before") or None,
        limit=PAGE + 1,
    )
    variants = translations.of_groups(db, [group.variant_group for group in found[:PAGE]])
    standings = {row.language: row for row in translations.standings(db, site=sites.MAIN)}
    done = articles.by_id(db, request.args.get("done", ""))
    return render_template(
        "manage/languages.html", wanted=wanted, languages=LANGUAGES,
        total=translations.group_count(db, site=sites.MAIN),
        standings=[standings.get(tag) or Standing(tag, 0, 0) for tag in LANGUAGES],
        rows=[_row(variants[group.variant_group]) for group in found[:PAGE]], begins="before" not in request.args,
        older=wanted.address(before=found[PAGE - 1].id) if len(found) > PAGE else "",
        done=done, was=request.args.get("was", ""),
    )


@pages.post("/languages/<id>/confirm")
def confirm(id: str) -> ResponseReturnValue:
    """The translation says the same as this text of its source; back to the table, where it can be taken back."""
    publishers_alone()
    was = _variant(id).translates
    try:
        translating.confirm(house().db, id, revision=_number("revision"), now=now())
    except NoVariant as error:
        raise NotFound from error
    told = "" if request.form.get("undo") else urlencode({"done": id, "was": was})
    address = _wanted(request.form).address()
    return redirect(f"{address}{'&' if '?' in address else '?'}{told}" if told else address, code=303)


@pages.post("/languages/<id>/lead")
def lead(id: str) -> ResponseReturnValue:
    """The others of its group are translated from this article from now on."""
    publishers_alone()
    try:
        translating.lead(house().db, id, now=now())
    except NoVariant as error:
        raise NotFound from error
    return redirect(f"/manage/articles/{id}?done=source", code=303)


def beside(article: Article | None, origin: Article | None) -> Beside:
    """For the form of an article, or of a new one that will say what `origin` says."""
    known = article or origin
    group = tuple(translations.of_group(house().db, known.variant_group)) if known else ()
    here = next((row for row in group if article and row.id == article.id), None)
    source, difference = _source(group, here) if known else None, None
    if source and here and here.stale:
        difference = _since(source, here.translates)
    have = {row.language for row in group if row.state != "archived"}
    return Beside(
        here, tuple(row for row in group if row.state != "archived" or row.id == row.source),
        tuple(tag for tag in LANGUAGES if tag not in have), source,
        reading.prepared(source.body).html if source else Markup(), difference,
    )


def wanted_language(default: str) -> str:
    """The language that a new translation is asked for in."""
    asked = request.args.get("in", "")
    return asked if asked in LANGUAGES else default


def said(after: Article, before: Article | None) -> None:
    """What a writer said of the languages with the text that was just saved."""
    was_seen = request.form.get("translates", "")
    if was_seen.isdecimal() and len(was_seen) < 10:
        try:
            translating.confirm(house().db, after.id, revision=int(was_seen), now=now())
        except NoVariant:
            return  # it is the source by now: nobody has to say what it translates
    same = before and (before.title, before.body) == (after.title, after.body)
    if before and after.revision > before.revision and (same or request.form.get("correction")):
        translating.correct(house().db, after.id, was=before.revision, now=now())


def _source(group: Sequence[Variant], here: Variant | None) -> Article | None:
    """Shown while something is translated: what is new, what is behind, and where somebody asks for it."""
    if not group or (here and here.id == here.source):
        return None
    if here is None or here.stale or request.args.get("beside") == "source":
        return articles.by_id(house().db, group[0].source)
    return None


def _since(source: Article, revision: int) -> Difference | None:
    texts = {row.number: row for row in articles.revisions(house().db, source.id)}
    old = texts.get(revision)
    return differences.shown(old.title, old.body, source.title, source.body) if old else None


def _row(group: Sequence[Variant]) -> Row:
    """Of two in one language, what readers find counts."""
    order = ("published", "in_review", "draft", "archived")
    best: dict[str, Variant] = {}
    for row in sorted(group, key=lambda row: (row.id != row.source, order.index(row.state))):
        best.setdefault(row.language, row)
    return Row(group[0], tuple(best.get(tag) for tag in LANGUAGES))


def _wanted(fields: dict[str, str] | None = None) -> Wanted:
    asked = request.args if fields is None else fields
    lack, only = asked.get("lack", ""), asked.get("only", "")
    return Wanted(next((each for each in LACKS if each == lack), None), only if only in LANGUAGES else "")


def _variant(id: str) -> Variant:
    found = articles.by_id(house().db, id)
    group = translations.of_group(house().db, found.variant_group) if found else []
    row = next((row for row in group if row.id == id), None)
    if row is None:
        raise NotFound
    return row


def _number(name: str) -> int:
    written = request.form.get(name, "")
    if not (written.isdecimal() and len(written) < 10):
        raise BadRequest
    return int(written)
