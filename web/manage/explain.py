"""Where moderators see why the assistant answers as it does, and say what should have come."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from articles import editing, regressions, reviewing
from articles.editing import Unfit
from bot import explaining, router
from bot.explaining import Explanation
from kb import search
from kb.index import IndexUnavailable, follower
from kb.languages import LANGUAGES
from kb.saying import Said
from kb.store import articles, never_answers, sites
from kb.store.articles import Article
from kb.store.suggestions import Kind
from web import language
from web.chat import payloads
from web.clock import now
from web.house import house
from web.manage import explain_words
from web.manage.moderators import editor, place
from web.words import _

LONGEST: Final = 2_000
FOUND: Final = 8
LIKELY: Final = 5

pages = place("explain")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, on a page of which language, and the words in which it may be kept."""

    question: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An article that may be the right one; `sure` is empty where it did not come into question."""

    article: str
    title: str
    language: str
    sure: str


@pages.get("/explain")
def explain() -> str:
    """`?question=` is asked as a customer would, `?find=` looks for another article; nothing is stored."""
    return _page(_asked(request.args.get("question", ""), request.args.get("text", "")))


@pages.post("/explain")
def teach() -> ResponseReturnValue:
    """The question becomes a wording of the chosen article, or one that it must not answer."""
    asked = _asked(request.form.get("question", ""), request.form.get("text", ""))
    kind: Kind = "never_answer" if request.form.get("kind") == "never_answer" else "phrasing"
    article = articles.by_id(house().db, request.form.get("article", ""))
    if article is None or article.site != sites.MAIN:
        return _page(asked, problem=_("Please choose the article first.")), 400
    known = _known(article, asked.text, kind=kind)
    try:
        if not known:
            reviewing.teach(house().db, article.id, asked.text, kind=kind, author=editor().id, now=now())
    except Unfit as unfit:
        return _page(asked, problem=_sentence(unfit), chosen=article.id), 400
    done = "known" if known else kind
    query = {"question": asked.question, "language": asked.language, "done": done, "article": article.id}
    return redirect(f"/manage/explain?{urlencode(query)}", code=303)


def _page(asked: Asked, *, problem: str = "", chosen: str = "") -> str:
    found: Explanation | None = None
    missing = False
    find = " ".join(request.values.get("find", "").split())[:100]
    if asked.question:
        try:
            found = explaining.explain(
                house().db, house().index, asked.question, site=sites.MAIN, language=asked.language, now=now()
            )
        except IndexUnavailable:
            missing = True
    taught = articles.by_id(house().db, request.args.get("article", ""))
    return render_template(
        "manage/explain.html", asked=asked, found=found, missing=missing, words=explain_words, problem=problem,
        find=find, choices=_choices(found, find, taught), chosen=chosen or _likely(found, taught),
        said=_said(found) if found else [], taught=taught if taught and taught.site == sites.MAIN else None,
        done=request.args.get("done", ""), learning=bool(taught) and _is_learning(), languages=LANGUAGES,
        longest=LONGEST, longest_wording=min(editing.MOST_PHRASING, regressions.LONGEST), likely=LIKELY,
    )


def _asked(question: str, text: str) -> Asked:
    question = question[:LONGEST].strip()
    tag = request.values.get("language", "")
    wording = " ".join(text.split()) or " ".join(explaining.wording(question).split())
    return Asked(question, tag if tag in LANGUAGES else language.current(), wording)


def _choices(found: Explanation | None, find: str, taught: Article | None) -> list[Choice]:
    """The articles that came into question, then those that were looked for, then the one that was just taught."""
    if found is None:
        return []
    choices = {
        each.article: Choice(each.article, each.title, each.language, explain_words.percent(each.confidence))
        for each in found.candidates[:LIKELY]
    }
    if find:
        results = search.find(
            house().db, house().index, find, site=sites.MAIN, language=language.current(), limit=FOUND
        ).results
        for each in results:
            choices.setdefault(each.article, Choice(each.article, each.title, each.language, ""))
    if taught:
        choices.setdefault(taught.id, Choice(taught.id, taught.title, taught.language, ""))
    return list(choices.values())


def _likely(found: Explanation | None, taught: Article | None) -> str:
    """What is chosen before anybody chooses: the one just taught, or what came."""
    if taught:
        return taught.id
    return found.first.article if found and found.first and found.decision in ("answer", "offer") else ""


def _said(found: Explanation) -> list[dict[str, object]]:
    """What a customer would see, made ready for the page."""
    return [_shown(said) for said in found.says]


def _shown(said: Said) -> dict[str, object]:
    data: dict[str, object] = dict(said.data)
    passage = data.get("passage")
    url = str(passage["url"]) if isinstance(passage, dict) else ""
    written = payloads.written(said.kind, passage)
    return {
        "kind": said.kind, "html": payloads.html(written, said.text, page=url.partition("#")[0]),
        "passage": passage, "choices": data.get("choices", []),
    }


def _known(article: Article, text: str, *, kind: Kind) -> bool:
    if kind == "phrasing":
        return text in {row.text for row in articles.phrasings(house().db, article.id)}
    return text in {row.text for row in never_answers.of_article(house().db, article.id)}


def _is_learning() -> bool:
    """Whether index or router do not know yet what was taught just now."""
    try:
        behind = follower.behind(house().db, house().index).count > 0
    except IndexUnavailable:
        return True
    return behind or router.is_due(house().db, house().index, site=sites.MAIN)


def _sentence(unfit: Unfit) -> str:
    sentences = {
        "missing": _("Please leave some words."),
        "too_long": _("At most %(most)s characters.", most=editing.MOST_PHRASING),
        "too_many": _("This article has as many as it may have. Please remove some there first."),
    }
    return sentences[unfit.problem]
