"""Where moderators read what readers said of the articles: which help, which do not, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from flask import Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from articles import helping, shelving
from kb.languages import LANGUAGES
from kb.store import articles, feedback, sites, topics
from kb.store.articles import Article
from kb.store.feedback import Feedback, Said, Tally, Votes
from web import language
from web.clock import now
from web.help_center.topic_names import topic_names
from web.house import house
from web.manage import tables
from web.manage.moderators import editor, place
from web.words import _

COMMENTS: Final = 20
ARTICLES: Final = 100
SORTS: Final = ("worst", "best")
MOST_EXPORTED: Final = 100_000
_BETWEEN: Final = "."

pages = place("feedback")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page is narrowed to, as its address says it."""

    language: str
    topic: str
    show: Literal["no", "yes"]
    sort: str


@dataclass(frozen=True, slots=True)
class Share:
    """An article with its votes, and the share of them that it helped, in hundredths."""

    article: Article
    votes: int
    share: int


@pages.get("/feedback")
def listing() -> str:
    wanted, before = _wanted(), _before(request.args.get("before", ""))
    within = _within(wanted.topic)
    found = feedback.comments(
        house().db, site=sites.MAIN, handled=wanted.show, language=wanted.language or None, topics=within,
        before=before, limit=COMMENTS + 1,
    )
    tallies = feedback.tallies(house().db, site=sites.MAIN, language=wanted.language or None, topics=within)
    ranked = sorted(tallies, key=_worst if wanted.sort == "worst" else _best)
    last = found[COMMENTS - 1] if len(found) > COMMENTS else None
    return render_template(
        "manage/feedback.html", comments=found[:COMMENTS], reasons=reasons(), day=language.day, wanted=wanted,
        shares=_shares(ranked[:ARTICLES]),
        hidden=max(0, len(ranked) - ARTICLES), total=_total(tallies), languages=LANGUAGES,
        topics=list(topic_names().items()),
        older=f"{last.updated_at}{_BETWEEN}{last.id}" if last else "", paged=before is not None, done=_done(),
        handled=request.args.get("handled", "")[:40],
    )


@pages.post("/feedback/<id>/handle")
def handle(id: str) -> ResponseReturnValue:
    helping.handle(house().db, _row(id), person=editor().id, now=now())
    return _back(handled=id, done="handled")


@pages.post("/feedback/<id>/reopen")
def reopen(id: str) -> ResponseReturnValue:
    helping.reopen(house().db, _row(id), now=now())
    return _back(done="reopened")


@pages.get("/feedback/feedback.csv")
def export() -> Response:
    """Everything that was said, a row for each reader and article."""
    found = stream_with_context(_exported())
    return Response(found, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=feedback.csv"})


@pages.app_template_global("votes_of")
def votes_of(article: Article) -> Votes:
    """For the page where an article is edited: how many said that it helped."""
    return feedback.of_article(house().db, article.id)


def reasons() -> dict[str, str]:
    """Why an article did not help, in the words of the moderators."""
    return {
        "": "",
        "hard_to_follow": _("Hard to follow"),
        "incomplete": _("Incomplete"),
        "out_of_date": _("Out of date"),
        "not_my_question": _("Another question"),
        "other": _("Something else"),
    }


def _exported() -> Iterator[str]:
    topic_of = topic_names()
    head = ("time", "article", "address", "language", "topic", "revision", "vote", "reason", "comment", "handled")
    yield "\ufeff" + tables.line(head)  # the mark tells spreadsheets that it is UTF-8
    for count, said in enumerate(feedback.everything(house().db, site=sites.MAIN)):
        if count >= MOST_EXPORTED:
            return
        yield tables.line(_cells(said, topic_of))


def _cells(said: Said, topic_of: dict[str, str]) -> Sequence[str]:
    return (
        tables.moment(said.updated_at), said.title, f"{house().settings.url}/articles/{said.slug}", said.language,
        topic_of.get(said.topic or "", ""), str(said.revision), said.vote, said.reason, said.comment,
        tables.moment(said.handled_at) if said.handled_at else "",
    )


def _shares(tallies: Sequence[Tally]) -> list[Share]:
    rows = articles.by_ids(house().db, [each.article for each in tallies])
    return [Share(rows[each.article], each.votes, round(100 * each.helped / each.votes)) for each in tallies]


def _wanted() -> Wanted:
    tag, sort = request.args.get("language_of", ""), request.args.get("sort", "")
    return Wanted(
        tag if tag in LANGUAGES else "", request.args.get("topic", "")[:40],
        "yes" if request.args.get("show") == "handled" else "no", sort if sort in SORTS else SORTS[0],
    )


def _within(topic: str) -> tuple[str, ...]:
    """A topic and those under it; all where none is asked for, or one that is not there."""
    tree = topics.places(house().db, site=sites.MAIN)
    return tuple(sorted(shelving.under(tree, topic))) if topic in {row.id for row in tree} else ()


def _worst(tally: Tally) -> tuple[float, str]:
    """Those first of which it is surest that they do not help."""
    return -helping.surely(tally.votes - tally.helped, of=tally.votes), tally.article


def _best(tally: Tally) -> tuple[float, str]:
    return -helping.surely(tally.helped, of=tally.votes), tally.article


def _total(tallies: Sequence[Tally]) -> Votes:
    return Votes(sum(each.helped for each in tallies), sum(each.votes for each in tallies))


def _before(written: str) -> tuple[int, str] | None:
    at, _dot, id = written.partition(_BETWEEN)
    return (int(at), id[:40]) if at.isdecimal() and len(at) < 16 and id else None


def _row(id: str) -> Feedback:
    found = feedback.by_id(house().db, id, site=sites.MAIN)
    if found is None:
        raise NotFound
    return found


def _back(**said: str) -> ResponseReturnValue:
    """To the list as it was narrowed, which the form knows."""
    kept = {name: request.form[name] for name in ("language_of", "topic", "show", "sort") if request.form.get(name)}
    query = "&".join(f"{name}={value}" for name, value in {**kept, **said}.items() if value.replace("-", "").isalnum())
    return redirect(f"/manage/feedback?{query}", code=303)


def _done() -> str:
    return {
        "handled": _("Marked as handled."), "reopened": _("Back among the open ones."),
    }.get(request.args.get("done", ""), "")
