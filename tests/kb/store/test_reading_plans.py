"""What readers' pages ask for goes by an index: among many articles, posts and votes nothing looks at all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from kb.store import (
    articles,
    authors,
    feedback,
    filtered,
    notifications,
    post_lists,
    proposals,
    publications,
    related,
    shelves,
    standings,
    tasks,
)
from kb.store.articles import Article
from kb.store.engine import open_database
from kb.store.filtered import Wanted
from kb.store.tags import Tag

MANY = ("article", "a", "proposal", "task", "feedback", "f", "r", "post", "p", "o", "t", "notification", "n", "person")
"""The tables of which there are very many rows, as the statements call them."""

ARTICLE = Article(
    "a1", "main", "a1", "en", None, "a1", None, "published", "public", 1, 1, 0, 0, 0, None, None, None, None, "A", "B"
)

TAG = Tag("t1", "main", "battery", "", 9, 1, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a plan."""

    id: int
    parent: int
    notused: int
    detail: str


class Planned:
    """Statements that are planned on SQLite, give nothing and do nothing."""

    def __init__(self, dsn: str) -> None:
        self.db = open_database(dsn)
        self.steps: list[str] = []

    def all(self, _row: type, sql: str, /, **params: object) -> list[Any]:
        self.steps += [step.detail for step in self.db.all(Step, f"EXPLAIN QUERY PLAN {sql}", **params)]
        return []

    def one(self, row: type, sql: str, /, **params: object) -> None:
        self.all(row, sql, **params)

    def run(self, sql: str, /, **params: object) -> int:
        self.all(Step, sql, **params)
        return 0

    def value(self, sql: str, /, **params: object) -> int:
        self.all(Step, sql, **params)
        return 0


@pytest.mark.parametrize(
    ("read", "index"),
    [
        (lambda db: related.beside(db, ARTICLE, audiences=["public"]), "article_group"),
        (lambda db: shelves.of_groups(db, ["a", "b"], site="main", audiences=["public"]), "article_group"),
        (lambda db: shelves.shelf(db, site="main", audiences=["public"], topics=["t", "u"], languages=["en"], after="",
                                  limit=5), "article_shelf"),
        (lambda db: shelves.shelf(db, site="main", audiences=["public"], topics=[None], languages=["zh-Hans", "en"],
                                  after="", limit=5), "article_shelf"),
        *((lambda db, of=of: shelves.newest(db, site="main", audiences=["public", "staff"], languages=of, limit=8),
           "article_newest") for of in (["en"], ["zh-Hans", "en"])),
        (lambda db: articles.newest(db, site="main", audiences=["public"], language="en", limit=3), "article_newest"),
        (lambda db: publications.addresses(db, site="main", after="a", limit=9), "article_listed"),
        (lambda db: notifications.read_all(db, "p1", upto="n1", now=1), "notification_unread"),
        (lambda db: notifications.sweep(db, before=1), "notification_read"),
        (lambda db: feedback.waiting(db, site="main"), "feedback_open"),
        (lambda db: feedback.comments(db, site="main", handled="no", limit=20), "feedback_open"),
        (lambda db: feedback.comments(db, site="main", handled="yes", before=(1, "x"), limit=20), "feedback_handled"),
        (lambda db: feedback.most_helpful(db, site="main", since=1, limit=20), "feedback_lately"),
        (lambda db: list(feedback.everything(db, site="main")), "feedback_listed"),
        *((lambda db, wanted=wanted: filtered.questions(db, wanted, site="main", before="", now=1, limit=20), index)
          for wanted, index in (
              (Wanted(), "post_newest"),
              (Wanted(tags=(TAG,)), "post_tag_newest"),
              (Wanted(tags=(TAG,), author="p"), "post_tag_newest"),
              (Wanted(author="p"), "post_author"),
              (Wanted(without=(TAG,), author="p", states=frozenset({"solved"})), "post_author"),
              (Wanted(states=frozenset({"closed"})), "post_closed"),
              (Wanted(states=frozenset({"unanswered"})), "post_unanswered"),
              (Wanted(states=frozenset({"official"})), "post_official"),
          )),
        (lambda db: filtered.articles(db, site="main", audiences=["public"], language="en", before="", limit=9),
         "sqlite_autoindex_article_1 (id<?)"),
        (lambda db: authors.named(db, ["Ada"], site="main", now=1, limit=5), "person_name"),
        (lambda db: authors.first_named(db, "Ada", site="main", now=1, limit=5), "person_name"),
        (lambda db: standings.of(db, "p1", now=1), "post_taken"),
        (lambda db: notifications.has_unread(db, "p1", question="q1"), "notification_unread (person=? AND post=?)"),
        (lambda db: notifications.waiting(db, before=1, limit=20), "notification_to_mail"),
        (lambda db: post_lists.home(db, site="main", sort="active", after=post_lists.START, now=1, limit=20),
         "post_active"),
        (lambda db: post_lists.tagged(db, ["t1"], sort="score", after=post_lists.START, now=1, limit=20),
         "post_tag_score"),
        (lambda db: tasks.waiting(db, site="main", most=100), "task_open"),
        (lambda db: proposals.count_waiting(db, site="main"), "proposal_waiting"),
        (lambda db: articles.by_slug(db, "a1", site="main"), "sqlite_autoindex_article"),
    ],
)
def test_a_read_goes_by_its_index(sqlite_dsn: str, read: Callable[[Planned], object], index: str) -> None:
    planned = Planned(sqlite_dsn)
    read(planned)
    planned.db.close()
    assert any(index in step for step in planned.steps), planned.steps
    assert not [step for step in planned.steps if step in {f"SCAN {table}" for table in MANY}], planned.steps
