"""What nobody has published appears nowhere that a reader comes by: pages, search, lists, feeds, machines, the bot."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from articles import editing, proposing, publishing
from articles.editing import Text
from articles.proposing import Draft
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import Customer, follow, person_of, signed_in
from web.clock import now
from web.house import House

SECRET = "xylophone"
ASKED = "parcel insurance refunds"
BODY = f"Parcel insurance refunds need the {SECRET}."


@pytest.fixture
def hidden(house: House, shelf: dict[str, Article], agent: FlaskClient) -> Article:
    """The word stands in a draft, in review, in a proposal, in an earlier version, and in what was archived."""
    db, author = house.db, person_of(house.db, agent).id

    def made(title: str) -> Article:
        text = Text(f"{title} {SECRET} insurance", BODY, "en", phrasings=(ASKED, f"{ASKED} {SECRET}"))
        return editing.create(db, text, site="main", author=author, note=SECRET, now=now())

    made("Draft")
    sent = made("Sent")
    publishing.submit(db, sent.id, seen=1, now=now(), by=author, note=SECRET)
    back = made("Back")
    publishing.submit(db, back.id, seen=1, now=now(), by=author)
    publishing.send_back(db, back.id, seen=2, now=now(), note=SECRET)
    gone = made("Gone")
    publishing.publish(db, gone.id, seen=1, now=now())
    follow(house)
    publishing.archive(db, gone.id, seen=2, now=now())

    open_one = shelf["delivery"]
    was = Text(f"{open_one.title} {SECRET}", BODY, "en")
    changed = editing.revise(db, open_one.id, was, seen=open_one.version, author=author, note=SECRET, now=now())
    text = Text(open_one.title, open_one.body, "en")
    last = editing.revise(db, open_one.id, text, seen=changed.version, author=author, note=SECRET, now=now())
    proposing.propose(
        db, last, Draft(f"{SECRET} insurance", BODY, SECRET), base=last.revision, author=author, now=now()
    )
    follow(house)
    return last


def addresses(app: Flask, article: Article) -> list[str]:
    """Every address of a page that takes no more than a slug, and what search may be asked."""
    pages = [
        rule.rule.replace("<slug>", article.slug).replace("<after>", "0") for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= {"slug", "after"} and "stream" not in rule.rule
    ]
    return [*pages, *(f"{place}?q={ASKED.replace(' ', '+')}" for place in ("/search", "/suggest", "/ask"))]


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_nobody_who_reads_comes_by_it(who: str, app: Flask, db: Database, hidden: Article) -> None:
    client = app.test_client() if who == "stranger" else signed_in(app, db, "Somebody else", who)
    looked_at = 0
    for address in addresses(app, hidden):
        with client.get(address) as answer:
            assert SECRET not in answer.get_data(as_text=True), address
            looked_at += answer.status_code == 200
    assert looked_at > 15


def test_the_bot_does_not_know_it(app: Flask, hidden: Article) -> None:
    for language in ("en", "zh-Hans"):
        customer = Customer(app.test_client(), language=language)
        assert SECRET not in str(customer.say(ASKED).body)
        assert SECRET not in str(customer.say("how do I track a delivery").body)


def test_a_moderator_does(moderator: FlaskClient, hidden: Article) -> None:
    assert SECRET in moderator.get("/manage/reviews").text
