"""What machines find: never more than everybody may read, in forms that they can read."""

import json
import re
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from articles import editing, publishing
from articles.editing import Text
from kb.store import articles
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import follow
from tests.web.shelving import CHINESE, add_topic, page, publish
from web.clock import now
from web.help_center import found
from web.house import House

URL = "http://127.0.0.1:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BASE = "{http://www.w3.org/XML/1998/namespace}"

HIDDEN = ("draft", "in_review", "archived", "members", "staff")


@pytest.fixture
def topic(db: Database) -> str:
    return add_topic(db, "billing", names={"en": "Billing", "zh-Hans": "账单"})


@pytest.fixture
def hidden(db: Database, house: House, topic: str) -> dict[str, Article]:
    """What everybody must not find, with words that nothing else has; and one that everybody does."""
    made = {}
    for name in ("draft", "in_review", "archived"):
        text = Text(f"Okapi {name}", f"The okapi of {name} is striped.", "en", topic)
        made[name] = editing.create(db, text, site="main", author=None, note="", now=now())
    for name in ("members", "staff"):
        made[name] = publish(
            db, Text(f"Okapi {name}", f"The okapi of {name} is striped.", "en", topic), audience=name
        )
    publishing.submit(db, made["in_review"].id, seen=1, now=now())
    shown = publishing.publish(db, made["archived"].id, seen=1, now=now())
    publishing.archive(db, shown.id, seen=shown.version, now=now())
    made["public"] = publish(db, Text("Zebra crossing", "Zebras are striped too.", "en", topic))
    follow(house)
    return made


BY_WAYS = (
    "/", "/topics", "/topics/billing", "/search?q=okapi", "/suggest?q=okapi", "/ask", "/sitemap.xml",
    "/sitemap/topics.xml", "/sitemap/articles-0.xml", "/feed.atom", "/topics/billing/feed.atom", "/robots.txt",
    "/okapi", "/articles/okapi", "/articles/zebra-crossing", "/articles/zebra-crossing.md",
    *(f"/articles/okapi-{name.replace('_', '-')}{ending}" for name in HIDDEN for ending in ("", ".md", "?x=1")),
)


@pytest.mark.parametrize("by_way", BY_WAYS)
def test_nothing_that_is_not_for_everybody_is_in_any_by_way(
    stranger: FlaskClient, staff_reads: None, hidden: dict[str, Article], by_way: str
) -> None:
    answer = stranger.get(by_way)
    said = answer.text + str(answer.headers)
    for name in HIDDEN:
        assert hidden[name].title not in said
        assert hidden[name].id not in said
        assert f"okapi of {name}" not in said
    if "okapi-" in by_way:
        assert answer.status_code == 404


@pytest.fixture
def staff_reads(agent: FlaskClient, hidden: dict[str, Article]) -> None:
    """Whoever may read more has been everywhere before: what is kept for them is not told to others."""
    for by_way in BY_WAYS:
        agent.get(by_way)
    assert agent.get("/articles/okapi-staff").status_code == 200


def test_members_and_staff_read_what_is_theirs_and_machines_keep_nothing_of_it(
    member: FlaskClient, agent: FlaskClient, hidden: dict[str, Article]
) -> None:
    for client, slug, status in (
        (member, "okapi-members", 200), (member, "okapi-staff", 404), (agent, "okapi-staff", 200),
        (member, "okapi-draft", 404), (agent, "okapi-draft", 404), (agent, "okapi-archived", 404),
    ):
        assert client.get(f"/articles/{slug}").status_code == status
        copy = client.get(f"/articles/{slug}.md")
        assert copy.status_code == status
        if status == 200:
            assert copy.headers["Cache-Control"] == "no-store"
            assert copy.headers["X-Robots-Tag"] == "noindex"
            html = page(client, f"/articles/{slug}")
            assert '<meta name="robots" content="noindex">' in html
            assert not re.search(r"canonical|og:title|ld\+json", html)


def test_what_is_archived_leaves_every_by_way_at_once(
    stranger: FlaskClient, db: Database, house: House, hidden: dict[str, Article]
) -> None:
    shown = hidden["public"]
    ways = [way for way in BY_WAYS if "okapi" not in way] + ["/search?q=zebra", "/suggest?q=zebra", "/zebra"]
    assert sum(shown.slug in stranger.get(way).text for way in ways) > 8
    tags = {way: stranger.get(way).headers.get("ETag") for way in ways}
    publishing.archive(db, shown.id, seen=shown.version, now=now())
    follow(house)
    for way in ways:
        answer = stranger.get(way, headers={"If-None-Match": tags[way]} if tags[way] else {})
        assert shown.slug not in answer.text
        assert shown.title not in answer.text
        if "map/articles" in way or "feed" in way:
            assert answer.status_code in (200, 404), way  # the topic is empty now


# ---- the map


def locations(client: FlaskClient, path: str) -> dict[str, ElementTree.Element]:
    answer = client.get(path)
    assert answer.mimetype == "application/xml"
    root = ElementTree.fromstring(answer.data)
    return {str(entry.findtext(f"{MAP}loc")): entry for entry in root}


def test_the_map_names_every_public_article_with_its_languages(
    stranger: FlaskClient, db: Database, topic: str
) -> None:
    english = publish(db, Text("Pay by card", "Text.", "en", topic))
    chinese = publish(db, Text("用银行卡付款", "正文。", "zh-Hans", topic), group=english.variant_group)
    alone = publish(db, Text("Tom & Jerry <b>", "Text.", "en"))
    assert list(locations(stranger, "/sitemap.xml")) == [
        f"{URL}/sitemap/{part}.xml" for part in ("topics", "articles-0", "questions-0")
    ]
    pages = locations(stranger, "/sitemap/topics.xml")
    assert {f"{URL}/", f"{URL}/topics", f"{URL}/topics/billing"} <= set(pages)
    found_ = locations(stranger, "/sitemap/articles-0.xml")
    assert list(found_) == [f"{URL}/articles/{quote(each.slug)}" for each in (english, chinese, alone)]
    for entry in list(found_.values())[:2]:
        links = {link.get("hreflang"): link.get("href") for link in entry.findall(f"{XHTML}link")}
        assert links == {
            "en": f"{URL}/articles/pay-by-card", "zh-Hans": f"{URL}/articles/{quote(chinese.slug)}",
            "x-default": f"{URL}/articles/pay-by-card",
        }
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(entry.findtext(f"{MAP}lastmod")))
    assert list(found_.values())[2].findall(f"{XHTML}link") == []
    for address in found_:
        assert stranger.get(address.removeprefix(URL)).status_code == 200
        assert address.isascii()


def test_the_map_comes_in_parts(stranger: FlaskClient, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "PART", 4)
    monkeypatch.setattr(found, "PAGE", 3)
    made = [publish(db, Text(f"Number {n}", "Text.", "en")).slug for n in range(10)]
    parts = [part for part in locations(stranger, "/sitemap.xml") if "/sitemap/articles-" in part]
    seen = [list(locations(stranger, part.removeprefix(URL))) for part in parts]
    assert [len(part) for part in seen] == [4, 4, 2]
    assert [address.rpartition("/")[2] for part in seen for address in part] == made


@pytest.mark.parametrize(
    "path", ["/sitemap.xml", "/sitemap/articles-0.xml", "/sitemap/topics.xml", "/feed.atom", "/articles/pay-by-card.md"]
)
def test_who_has_it_as_it_is_now_gets_a_short_answer(stranger: FlaskClient, db: Database, path: str) -> None:
    made = publish(db, Text("Pay by card", "Text.", "en"))
    tag = stranger.get(path).headers["ETag"]
    again = stranger.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert stranger.get(path, headers={"If-None-Match": f"W/{tag}"}).status_code == 304
    editing.revise(db, made.id, Text("Pay by card", "Other.", "en"), seen=made.version, author=None, note="", now=now())
    if "topics" not in path:
        assert stranger.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/sitemap/articles-.xml", "/sitemap/articles-%27%22.xml", "/sitemap/articles-z.xml"])
def test_a_part_that_nobody_named(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code in (200, 404)
    if answer.status_code == 200:
        assert len(ElementTree.fromstring(answer.data)) == 0


def test_programs_read_where_they_may_go(stranger: FlaskClient) -> None:
    answer = stranger.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert f"Sitemap: {URL}/sitemap.xml" in answer.text
    assert "Disallow: /search\n" in answer.text
    assert "Disallow: /articles" not in answer.text


# ---- feeds


def entries(client: FlaskClient, path: str, **headers: str) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.data)
    return root, root.findall(f"{ATOM}entry")


def test_a_feed_of_what_is_new(stranger: FlaskClient, db: Database, topic: str) -> None:
    english = publish(db, Text("Pay <by> card", "Text & <script>alert(1)</script> **bold**.", "en", topic))
    publish(db, Text("用银行卡付款", "正文。", "zh-Hans", topic), group=english.variant_group)
    publish(db, Text("Elsewhere", "Text.", "en"))
    root, found_ = entries(stranger, "/feed.atom")
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{name}")
    assert root.get(f"{BASE}lang") == "en"
    assert [entry.findtext(f"{ATOM}title") for entry in found_] == ["Elsewhere", "Pay <by> card"]
    entry = found_[1]
    assert entry.get(f"{BASE}lang") == "en"
    content = str(entry.findtext(f"{ATOM}content"))
    assert "<strong>bold</strong>" in content
    assert "<script" not in content
    own = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert own["self"] == f"{URL}/feed.atom?language=en"
    ids = [str(entry.findtext(f"{ATOM}id")) for entry in found_]
    assert all(id.startswith("urn:uuid:") for id in ids)
    renamed = Text("Pay by another card", "Text.", "en", topic)
    editing.revise(db, english.id, renamed, seen=english.version, author=None, note="", now=now() + 5_000)
    _root, later = entries(stranger, "/feed.atom")
    assert [str(entry.findtext(f"{ATOM}id")) for entry in later] == ids[::-1]
    assert str(later[0].findtext(f"{ATOM}updated")) > str(later[0].findtext(f"{ATOM}published"))


def test_a_feed_speaks_the_readers_language(stranger: FlaskClient, db: Database, topic: str) -> None:
    english = publish(db, Text("Pay by card", "Text.", "en", topic))
    publish(db, Text("用银行卡付款", "正文。", "zh-Hans", topic), group=english.variant_group)
    publish(db, Text("Only English", "Text.", "en"))
    for asked, headers in (("?language=zh-Hans", {}), ("?language=zh-Hant", {}), ("", CHINESE)):
        stranger.delete_cookie("language")
        root, found_ = entries(stranger, f"/feed.atom{asked}", **headers)
        assert [entry.get(f"{BASE}lang") for entry in found_] == ["en", "zh-Hans"]
        assert str(root.get(f"{BASE}lang")).startswith("zh-Han")
    stranger.delete_cookie("language")
    root, found_ = entries(stranger, "/topics/billing/feed.atom?language=zh-Hans")
    assert root.findtext(f"{ATOM}title") == "Firstline · 账单"
    assert [entry.findtext(f"{ATOM}title") for entry in found_] == ["用银行卡付款"]


def test_feeds_hold_nothing_that_xml_may_not(stranger: FlaskClient, db: Database) -> None:
    made = publish(db, Text("Yak", "Text.", "en"))
    bad = "Bell \u0007 and \ufffe and <b>]]>"
    db.write(lambda tx: articles.add_revision(tx, {
        "article": made.id, "number": 2, "title": bad, "body": bad, "author": None, "note": "", "created_at": now(),
    }))
    current = articles.by_id(db, made.id)
    assert current
    db.write(lambda tx: tx.run("UPDATE article SET revision = 2, version = 9 WHERE id = :id", id=made.id))
    _root, found_ = entries(stranger, "/feed.atom")
    assert "Bell  and" in str(found_[0].findtext(f"{ATOM}title"))
    assert locations(stranger, "/sitemap/articles-0.xml")


# ---- as Markdown


def test_an_article_as_markdown(stranger: FlaskClient, db: Database) -> None:
    made = publish(db, Text('Say "hello": 用银行卡', "## One\n\nText **bold**.", "en"))
    answer = stranger.get(f"/articles/{made.slug}.md")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["Link"] == f'<{URL}/articles/{quote(made.slug)}>; rel="canonical"'
    front, _, body = answer.text.removeprefix("---\n").partition("---\n")
    about = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in front.splitlines())}
    assert about["title"] == 'Say "hello": 用银行卡'
    assert about["language"] == "en"
    assert about["url"] == f"{URL}/articles/{quote(made.slug)}"
    assert body == "## One\n\nText **bold**.\n"
