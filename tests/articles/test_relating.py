"""What stands beside an article: what was picked, then what search found, and nothing that a reader may not see."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles import editing, publishing, relating
from articles.editing import Text
from articles.relating import SHOWN, Relater
from kb.index import Index, open_index
from kb.index.follower import Follower
from kb.store import articles, related, sites
from kb.store.articles import Article
from kb.store.engine import Database

PUBLIC = ("public",)


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return database


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = open_index("tantivy", tmp_path / "index")
    yield opened
    opened.close()


def publish(
    db: Database, title: str, *, now: int, language: str = "en", audience: str = "public", group: str | None = None
) -> Article:
    made = editing.create(
        db, Text(title, "Open Billing.", language), site="main", author=None, note="", now=now, audience=audience,
        variant_group=group,
    )
    return publishing.publish(db, made.id, seen=made.version, now=now)


def relater(db: Database, index: Index) -> Relater:
    ticks = itertools.count()
    return Relater(db, index, site="main", elapsed=lambda: next(ticks) / 1000)


def relate(db: Database, index: Index, *, now: int) -> int:
    """Brings index and neighbours up to the store; how many articles were asked for."""
    Follower(db, index).step(now=now)
    done, asking = 0, relater(db, index)
    while some := asking.step(now=now, within=10):
        done += some
    return done


def titles(
    db: Database, article: Article, *, audiences: tuple[str, ...] = PUBLIC, language: str = ""
) -> list[str]:
    found = articles.by_id(db, article.id)
    assert found
    return [row.title for row in relating.beside(db, found, audiences=audiences, language=language or found.language)]


def test_search_finds_what_is_alike_and_never_itself(db: Database, index: Index, now: int) -> None:
    card = publish(db, "Pay by credit card", now=now)
    publish(db, "用信用卡付款", now=now, language="zh-Hans", group=card.variant_group)
    change = publish(db, "Change your credit card", now=now)
    publish(db, "Track a delivery", now=now)
    assert titles(db, card) == []
    assert relate(db, index, now=now) > 4  # those that are alike are asked again once
    assert titles(db, card) == ["Change your credit card"]
    assert titles(db, change) == ["Pay by credit card"]
    assert relate(db, index, now=now) == 0


def test_what_comes_later_joins_those_that_it_is_like(db: Database, index: Index, now: int) -> None:
    card = publish(db, "Pay by credit card", now=now)
    relate(db, index, now=now)
    publish(db, "Change your credit card", now=now + 1)
    relate(db, index, now=now)
    assert titles(db, card) == ["Change your credit card"]


def test_a_new_text_is_asked_for_again(db: Database, index: Index, now: int) -> None:
    card = publish(db, "Pay by credit card", now=now)
    publish(db, "Change your credit card", now=now)
    publish(db, "Track a delivery of lanterns", now=now)
    relate(db, index, now=now)
    text = Text("Track every delivery", "Open Orders.", "en")
    editing.revise(db, card.id, text, seen=card.version, author=None, note="", now=now)
    relate(db, index, now=now)
    assert titles(db, card) == ["Track a delivery of lanterns"]


def test_nobody_is_shown_what_they_may_not_read(db: Database, index: Index, now: int) -> None:
    card = publish(db, "Pay by credit card", now=now)
    staff = publish(db, "Refund a credit card", now=now, audience="staff")
    other = publish(db, "Change your credit card", now=now)
    for title in ("Track a delivery", "Download an invoice", "Close your account"):
        publish(db, title, now=now)
    relating.pick(db, card, [staff.variant_group], now=now)
    relate(db, index, now=now)
    assert titles(db, card) == ["Change your credit card"]
    assert titles(db, card, audiences=articles.AUDIENCES) == ["Refund a credit card", "Change your credit card"]
    publishing.archive(db, other.id, seen=other.version, now=now)
    assert titles(db, card) == []


def test_staff_articles_take_nobodys_place(db: Database, index: Index, now: int) -> None:
    card = publish(db, "Pay by credit card", now=now)
    for number in range(15):
        publish(db, f"Pay by credit card {number}", now=now + number, audience="staff")
    publish(db, "Where a credit card is asked for when you pay", now=now)
    relate(db, index, now=now)
    assert titles(db, card) == ["Where a credit card is asked for when you pay"]


def test_picks_come_first_in_every_language(db: Database, index: Index, now: int) -> None:
    card = publish(db, "Pay by credit card", now=now)
    chinese = publish(db, "用信用卡付款", now=now, language="zh-Hans", group=card.variant_group)
    publish(db, "Change your credit card", now=now)
    track = publish(db, "Track a delivery", now=now)
    publish(db, "查询物流", now=now, language="zh-Hans", group=track.variant_group)
    invoice = publish(db, "Download an invoice", now=now)
    relate(db, index, now=now)
    groups = [track.variant_group, card.variant_group, "unknown", invoice.variant_group, track.variant_group]
    relating.pick(db, card, groups, now=now)
    assert titles(db, card) == ["Track a delivery", "Download an invoice", "Change your credit card"]
    assert titles(db, chinese)[:2] == ["查询物流", "Download an invoice"]
    assert titles(db, card, language="zh-Hant")[:2] == ["查询物流", "Download an invoice"]  # what its reader reads
    relating.pick(db, card, [], now=now)
    assert titles(db, card) == ["Change your credit card"]


def test_what_is_picked_and_found_stands_once_and_five_are_enough(db: Database, index: Index, now: int) -> None:
    made = [publish(db, f"Pay by credit card {number}", now=now + number) for number in range(9)]
    relating.pick(db, made[0], [made[8].variant_group], now=now)
    relate(db, index, now=now)
    found = titles(db, made[0])
    assert len(found) == len(set(found)) == SHOWN
    assert found[0] == made[8].title


def test_nothing_is_asked_while_the_index_is_behind(db: Database, index: Index, now: int) -> None:
    publish(db, "Pay by credit card", now=now)
    assert relater(db, index).step(now=now, within=10) == 0
    relate(db, index, now=now)
    publish(db, "Change your credit card", now=now)
    assert relater(db, index).step(now=now, within=10) == 0
    assert len(related.due(db, site="main", limit=10)) == 1


def test_a_step_ends_when_its_time_is_over(db: Database, index: Index, now: int) -> None:
    for number in range(5):
        publish(db, f"Pay by credit card {number}", now=now + number)
    Follower(db, index).step(now=now)
    assert relater(db, index).step(now=now, within=0.0015) == 2
