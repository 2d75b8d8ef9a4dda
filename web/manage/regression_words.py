"""Test questions in plain sentences: what is wrong with one, and what changed before a run."""

from collections.abc import Sequence

from articles import regressions
from articles.known_lines import Problem
from articles.regressions import Unfit
from kb.store import articles, posts, regression_runs, sites, synonyms
from kb.store.engine import Database
from kb.store.regression_runs import Cause, Run
from web.words import _, ngettext


def problem_of(unfit: Unfit) -> str:
    """What is wrong with a question, for whoever has to mend it."""
    sentences = {
        "missing": _("Please write the question."),
        "too_long": _("This question is too long: at most %(most)s characters.", most=regressions.LONGEST),
        "there": _("This question is in the list already."),
        "full": _("The list is full: at most %(most)s questions.", most=regressions.MOST_QUESTIONS),
    }
    return sentences.get(unfit.problem, _("Please choose one of the list."))


def problem_of_line(problem: Problem) -> str:
    """Why a line of many was not kept."""
    return {
        "no_article": _("There is no arrow with an article behind it."),
        "unknown_article": _("No published article is called that."),
        "several": _("A test question has one right article."),
        "malformed": _("This is no line of questions.jsonl."),
        "too_long": _("This question is too long: at most %(most)s characters.", most=regressions.LONGEST),
    }[problem]


class Named:
    """What changed before runs, in words: the titles are read from the store once."""

    def __init__(self, db: Database, runs: Sequence[Run], *, now: int) -> None:
        self._runs = {run.id: run for run in runs}
        self._causes = {run.id: regression_runs.causes_of(run) for run in runs}
        subjects = {cause.subject for causes in self._causes.values() for cause in causes[:2]}
        self._articles = {id: row.title for id, row in articles.by_ids(db, subjects).items()}
        stranger = posts.stranger(now)
        asked = {row.id: row.title for row in posts.seen_of(db, subjects, to=stranger)} if subjects else {}
        self._titles = {**asked, **self._articles}
        self._words = {row.id: row.words.split("\n") for row in synonyms.of_site(db, site=sites.MAIN)}

    def knows(self, run: str | None) -> bool:
        """Whether the run is still kept."""
        return run in self._runs

    def before(self, run: str) -> str:
        """What changed last before a run, and how much more did."""
        causes = self._causes[run]
        if not causes:
            return ""
        more = self._runs[run].changes - 1
        if more < 1:
            return self._cause(causes[0])
        return _("%(text)s, and %(more)s", text=self._cause(causes[0]), more=ngettext(
            "%(num)s change more", "%(num)s changes more", more
        ))

    def article(self, run: str) -> str:
        """The article that changed last before a run, if one did."""
        causes = self._causes[run]
        return causes[0].subject if causes and causes[0].subject in self._articles else ""

    def _cause(self, cause: Cause) -> str:
        title = self._titles.get(cause.subject, "…")
        return {
            "article.published": _("“%(title)s” was published", title=title),
            "article.changed": _("“%(title)s” or its wordings were changed", title=title),
            "article.archived": _("“%(title)s” was archived", title=title),
            "question.changed": _("Answers to “%(title)s” in the community were changed", title=title),
            "synonym.changed": (
                _("Synonyms were changed: %(text)s", text=", ".join(self._words[cause.subject][:4]))
                if cause.subject in self._words else _("Synonyms were removed")
            ),
            "regression.added": _("Test questions were added"),
            "regression.changed": _("A test question was changed"),
        }.get(cause.kind, _("Run by hand"))
