"""An article's page: how fresh it says it is, who may read it, and what stands beside the text."""

import re
from functools import partial

import pytest
from flask.testing import FlaskClient

from articles import relating, tending
from articles.editing import Text
from kb.store import articles, related
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.shelving import CHINESE, page, publish
from web.app import create_app
from web.clock import now
from web.config import Settings
from web.help_center import reading

DAY = 86_400_000
JUNE = 1_750_000_000_000
"""15 June 2025."""


@pytest.mark.parametrize(
    ("updated", "checked", "check_by", "what", "day"),
    [
        (0, None, None, "updated", "2025-06-15"),
        (0, 30, None, "checked", "2025-07-15"),
        (0, 30, 400, "checked", "2025-07-15"),
        (30, 30, None, "checked", "2025-07-15"),
        (40, 30, None, "updated", "2025-07-25"),
        (0, 30, 90, "last_checked", "2025-07-15"),  # the day has passed: nobody says that it is right
        (40, 30, 90, "last_checked", "2025-07-15"),
        (0, None, 90, "updated", "2025-06-15"),
    ],
)
def test_how_fresh_an_article_is(
    settings: Settings, updated: int, checked: int | None, check_by: int | None, what: str, day: str
) -> None:
    def at(days: int | None) -> int | None:
        return None if days is None else JUNE + days * DAY

    article = Article(
        "a", "main", "a", "en", None, "a", None, "published", "public", 1, 1, JUNE, JUNE + updated * DAY, JUNE, None,
        at(check_by), at(checked), None, "A", "Text.",
    )
    with create_app(settings).test_request_context():
        found = reading.stands(article, now=JUNE + 100 * DAY)
    assert (found.what, found.date) == (what, day)


def test_the_line_says_when_it_was_checked(stranger: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    address = f"/articles/{shelf['invoice'].slug}"
    assert "Updated <time" in page(stranger, address)
    found = articles.by_id(db, shelf["invoice"].id)
    assert found
    tending.check(db, found.id, seen=found.version, now=now())
    assert "Checked on <time" in page(stranger, address)


def test_whose_article_it_is(
    stranger: FlaskClient, member: FlaskClient, agent: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    made = publish(db, Text("For members alone", "Text.", "en"), audience="members")
    assert "For members</span>" in page(member, f"/articles/{made.slug}")
    assert "Staff only</span>" in page(agent, f"/articles/{shelf['secret'].slug}")
    assert 'class="badge"' not in page(stranger, f"/articles/{shelf['invoice'].slug}")


def test_what_each_may_do_about_it(
    stranger: FlaskClient, member: FlaskClient, agent: FlaskClient, moderator: FlaskClient, shelf: dict[str, Article]
) -> None:
    article = shelf["invoice"]
    edit, suggest = f'href="/manage/articles/{article.id}"', f'href="/articles/{article.slug}/suggest"'
    offered = [
        (edit in html, suggest in html)
        for html in (page(each, f"/articles/{article.slug}") for each in (stranger, member, agent, moderator))
    ]
    assert offered == [(False, False), (False, True), (True, False), (True, False)]


def test_what_belongs_beside_it_follows_the_text(
    stranger: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    address = f"/articles/{shelf['invoice'].slug}"
    assert "Related articles" not in page(stranger, address)
    relating.pick(db, shelf["invoice"], [shelf["refund"].variant_group, shelf["secret"].variant_group], now=now())
    html = page(stranger, address)
    beside = html[html.index("Related articles"):]
    assert re.findall(r'<li><a href="/articles/([^"]+)"', beside) == [shelf["refund"].slug]
    assert shelf["secret"].title not in html
    assert "How long a refund takes" in page(stranger, address, **CHINESE)


def test_who_lists_related_articles_in_the_text_gets_no_second_list(
    stranger: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    links = f"- [Refunds](/articles/{shelf['refund'].slug})"
    listing, telling = (
        publish(db, Text(title, f"Text.\n\n## Read on\n\n{end}", "en"))
        for title, end in (("It has its own", links), ("It has none", f"{links} may help."))
    )
    for article in (listing, telling):
        found = [shelf["delivery"].variant_group]
        db.write(partial(related.set_alike, article=article.id, others=found, version=1, now=now()))
    assert "Related articles" not in page(stranger, f"/articles/{listing.slug}")
    assert "Related articles" in page(stranger, f"/articles/{telling.slug}")
    relating.pick(db, listing, [shelf["refund"].variant_group], now=now())
    assert "Related articles" in page(stranger, f"/articles/{listing.slug}")


def test_picks_are_made_from_the_editor(
    moderator: FlaskClient, stranger: FlaskClient, shelf: dict[str, Article]
) -> None:
    article, address = shelf["invoice"], f"/manage/articles/{shelf['invoice'].id}/related"
    assert page(moderator, f"/manage/articles/{article.id}").count("data-related=") == 1

    def suggested(query: str) -> list[str]:
        found = moderator.get(f"{address}/suggest?q={query}").get_json()
        return [each["title"] for each in found["suggestions"]]

    assert suggested("track a delivery")[0] == "Track a delivery"
    assert article.title not in suggested("download an invoice")  # never itself
    assert suggested("") == []
    delivery, refund = shelf["delivery"].variant_group, shelf["refund"].variant_group
    moderator.post(address, data={"add": delivery})
    answer = moderator.post(address, data={"picked": delivery, "add": refund})
    html = page(moderator, answer.location)
    assert html.index("Track a delivery") < html.index("How long a refund takes")
    assert "Track a delivery" not in suggested("track a delivery")  # it is there already
    part = moderator.post(
        address, data={"picked": [delivery, refund], "up": refund}, headers={"X-Part": "related"}, follow_redirects=True
    ).text
    assert "<html" not in part
    assert part.index("How long a refund takes") < part.index("Track a delivery")
    moderator.post(address, data={"picked": [delivery, refund], "remove": delivery})
    assert "Track a delivery" not in page(stranger, f"/articles/{article.slug}")


def test_picks_without_a_script(moderator: FlaskClient, shelf: dict[str, Article]) -> None:
    address = f"/manage/articles/{shelf['invoice'].id}/related"
    html = page(moderator, f"{address}?q=track a delivery")
    assert f'name="add" value="{shelf["delivery"].variant_group}"' in html
    assert "Nothing found." in page(moderator, f"{address}?q=xylophone quartz")
