"""Imports into a store: once, again, after people were at work, and two at once."""

import json
import re
import threading
from pathlib import Path

import pytest

from articles import editing, publishing
from articles.importing import Report, import_records
from articles.masking import outside_code
from articles.reading import Source, read
from articles.rows import Problem
from kb.store import articles, events, never_answers, people, shelves, shelving, sites, topics
from kb.store.articles import Article, Phrasing
from kb.store.engine import Database, Transaction
from kb.store.never_answers import NeverAnswer

ZULIP = Path(__file__).parents[2].parent / "shared/data/zulip_help/articles.jsonl"
MARK = re.compile(r"\{(?:start_tabs|end_tabs|tab\||!|settings_tab|relative)|\{\{|!!! |<i class|\]\(/help/")
LATER = 1_750_000_100_000

FIRST = {"id": "pay", "title": "How to pay", "text": "Open [billing](bill.md).", "phrasings": ["pay"], "topic": "Money"}
SECOND = {"id": "bill", "title": "Your bill", "text": "See [paying](/help/pay#by-card).", "topic": "Money"}


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return database


def written(folder: Path, *rows: object) -> Source:
    path = folder / "faq.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return read(path)


def imported(db: Database, source: Source, *, now: int) -> Report:
    return import_records(db, source, site="main", now=now)


def by_key(db: Database, key: str) -> Article:
    (kept,) = shelving.kept(db, [f"faq:{key}"], site="main").values()
    article = articles.by_id(db, kept.id)
    assert article is not None
    return article


def kinds(db: Database, cursor: str = events.START) -> list[str]:
    return [event.kind for event in events.read_after(db, cursor)[0]]


def test_records_become_published_articles(db: Database, tmp_path: Path, now: int) -> None:
    report = imported(db, written(tmp_path, FIRST, SECOND), now=now)

    assert report == Report(added=2)
    first, second = by_key(db, "pay"), by_key(db, "bill")
    assert (first.title, first.body, first.slug) == ("How to pay", "Open [billing](/articles/your-bill).", "how-to-pay")
    assert second.body == "See [paying](/articles/how-to-pay#h-by-card)."
    assert (first.state, first.audience, first.language) == ("published", "public", "en")
    assert (first.revision, first.version, first.variant_group) == (1, 1, first.id)
    assert (first.created_at, first.updated_at, first.published_at) == (now, now, now)
    assert [phrasing.text for phrasing in articles.phrasings(db, first.id)] == ["pay"]
    assert [event.subject for event in events.read_after(db, events.START)[0]] == [first.id, second.id]
    assert kinds(db) == ["article.published"] * 2


def test_articles_keep_the_order_of_the_file_or_the_one_they_ask_for(db: Database, tmp_path: Path, now: int) -> None:
    rows = [{"title": f"Article {at}", "text": "text", "position": 900 if at == 3 else None} for at in range(60)]
    imported(db, written(tmp_path, *rows), now=now)

    found = shelves.shelf(db, site="main", audiences=["public"], topics=[None], languages=["en"], after="", limit=100)
    assert [article.title for article in found] == [f"Article {at}" for at in range(60) if at != 3] + ["Article 3"]


def test_the_same_again_changes_nothing(db: Database, tmp_path: Path, now: int) -> None:
    source = written(tmp_path, FIRST, SECOND)
    imported(db, source, now=now)
    before, cursor = by_key(db, "pay"), events.latest(db)

    assert imported(db, source, now=LATER) == Report(unchanged=2)
    assert by_key(db, "pay") == before
    assert kinds(db, cursor) == []


def test_what_is_new_in_the_file_is_a_new_revision(db: Database, tmp_path: Path, now: int) -> None:
    imported(db, written(tmp_path, FIRST, SECOND), now=now)
    cursor = events.latest(db)
    changed = {**FIRST, "title": "Paying", "phrasings": ["buy"], "topic": "Orders", "text": "New."}

    assert imported(db, written(tmp_path, changed, SECOND), now=LATER) == Report(changed=1, unchanged=1)

    article = by_key(db, "pay")
    assert (article.title, article.body, article.slug) == ("Paying", "New.", "how-to-pay")
    assert (article.revision, article.version, article.updated_at) == (2, 2, LATER)
    assert article.topic == topics.id_of(db, "orders", site="main")
    assert [phrasing.text for phrasing in articles.phrasings(db, article.id)] == ["buy"]
    assert [revision.title for revision in articles.revisions(db, article.id)] == ["Paying", "How to pay"]
    assert kinds(db, cursor) == ["article.published"]


@pytest.mark.parametrize(
    "change", [{"phrasings": ["pay", "buy"]}, {"topic": "Orders"}, {"language": "zh-Hans"}, {"audience": "staff"}]
)
def test_what_stands_beside_the_text_is_taken_too(
    db: Database, tmp_path: Path, now: int, change: dict[str, object]
) -> None:
    imported(db, written(tmp_path, FIRST), now=now)

    assert imported(db, written(tmp_path, FIRST | change), now=LATER) == Report(changed=1)
    assert imported(db, written(tmp_path, FIRST | change), now=LATER + 1) == Report(unchanged=1)


def test_a_link_to_what_comes_later_is_made_when_it_comes(db: Database, tmp_path: Path, now: int) -> None:
    imported(db, written(tmp_path, FIRST), now=now)
    assert by_key(db, "pay").body == "Open billing."

    assert imported(db, written(tmp_path, FIRST, SECOND), now=LATER) == Report(added=1, changed=1)
    assert by_key(db, "pay").body == "Open [billing](/articles/your-bill)."


@pytest.mark.parametrize(
    ("before", "after", "state", "kind"),
    [
        ("draft", None, "published", "article.published"),
        ("draft", "archived", "archived", "article.changed"),
        ("published", "archived", "archived", "article.archived"),
        ("published", "draft", "draft", "article.archived"),
        ("archived", "published", "published", "article.published"),
    ],
)
def test_states_follow_the_file(
    db: Database, tmp_path: Path, now: int, before: str, after: str | None, state: str, kind: str
) -> None:
    imported(db, written(tmp_path, {**FIRST, "state": before}), now=now)
    cursor = events.latest(db)
    assert by_key(db, "pay").published_at == (now if before == "published" else None)

    assert imported(db, written(tmp_path, {**FIRST, "state": after}), now=LATER) == Report(changed=1)
    article = by_key(db, "pay")
    assert (article.state, kinds(db, cursor)) == (state, [kind])
    assert article.published_at == {"draft": LATER, "published": now, "archived": LATER}[before] or state == "archived"


# ---- what people did in between ------------------------------------------------------------------------------------


def edited(db: Database, article: Article, body: str, *, now: int) -> Article:
    text = editing.Text(article.title, body, article.language, article.topic)
    return editing.revise(db, article.id, text, seen=article.version, author=None, note="", now=now)


def test_an_article_that_was_edited_here_stays_and_is_reported_once_the_file_is_new(
    db: Database, tmp_path: Path, now: int
) -> None:
    imported(db, written(tmp_path, FIRST), now=now)
    edited(db, by_key(db, "pay"), "By hand.", now=now + 1)

    assert imported(db, written(tmp_path, FIRST), now=LATER) == Report(unchanged=1)
    report = imported(db, written(tmp_path, {**FIRST, "text": "New."}), now=LATER)

    reason = "the article was edited here since it was imported: its new text was not taken"
    assert report == Report(unchanged=1, warnings=(Problem("faq.jsonl, line 1", reason),))
    assert by_key(db, "pay").body == "By hand."


def test_an_article_that_was_archived_here_stays_away(db: Database, tmp_path: Path, now: int) -> None:
    imported(db, written(tmp_path, FIRST), now=now)
    publishing.archive(db, by_key(db, "pay").id, seen=1, now=now + 1)

    assert imported(db, written(tmp_path, FIRST), now=LATER) == Report(unchanged=1)
    report = imported(db, written(tmp_path, {**FIRST, "text": "New.", "state": "published"}), now=LATER)

    assert [problem.reason.split(" here")[0] for problem in report.warnings] == ["the article was archived"]
    assert by_key(db, "pay").state == "archived"


def test_what_was_moved_here_keeps_its_place_and_gets_its_new_text(db: Database, tmp_path: Path, now: int) -> None:
    imported(db, written(tmp_path, FIRST), now=now)
    article = by_key(db, "pay")
    editing.reword(
        db, article.id, phrasings=["by hand"], never_answers=[], seen=article.version, author=None, now=now + 1
    )

    for round in range(2):
        changed = {**FIRST, "text": f"New {round}.", "phrasings": ["other"], "topic": "Other"}
        assert imported(db, written(tmp_path, changed), now=LATER + round) == Report(changed=1)
        assert by_key(db, "pay").body == f"New {round}."
        assert by_key(db, "pay").topic == article.topic
        assert [phrasing.text for phrasing in articles.phrasings(db, article.id)] == ["by hand"]


def test_never_answers_come_go_and_stay_where_they_were_learned(db: Database, tmp_path: Path, now: int) -> None:
    imported(db, written(tmp_path, {**FIRST, "never_answers": ["pay in cash", "pay later"]}), now=now)
    article = by_key(db, "pay")
    learned = NeverAnswer("learned", article.id, "pay taxes", "learned", None, now)
    db.write(lambda tx: never_answers.add(tx, learned))

    fewer = {**FIRST, "never_answers": "pay later|pay twice"}
    assert imported(db, written(tmp_path, fewer), now=LATER) == Report(changed=1)
    assert imported(db, written(tmp_path, fewer), now=LATER) == Report(unchanged=1)
    assert {row.text for row in never_answers.of_article(db, article.id)} == {"pay later", "pay twice", "pay taxes"}


def test_what_was_learned_stays_and_is_not_doubled(db: Database, tmp_path: Path, now: int) -> None:
    imported(db, written(tmp_path, FIRST), now=now)
    article = by_key(db, "pay")
    learned = Phrasing("learned", article.id, "buy", "learned", None, now)
    db.write(lambda tx: articles.add_phrasing(tx, learned))

    assert imported(db, written(tmp_path, {**FIRST, "phrasings": ["buy"]}), now=LATER) == Report(changed=1)
    assert imported(db, written(tmp_path, {**FIRST, "phrasings": ["buy"]}), now=LATER) == Report(unchanged=1)
    assert [(phrasing.text, phrasing.origin) for phrasing in articles.phrasings(db, article.id)] == [("buy", "learned")]


# ---- addresses and topics ------------------------------------------------------------------------------------------


def test_addresses_are_readable_and_nobody_elses(db: Database, tmp_path: Path, now: int) -> None:
    editing.create(db, editing.Text("How to pay", "By hand.", "en"), site="main", author=None, note="", now=now)
    titles = ["How to pay", "How to pay!", "如何付款？", "???", "Ｗｉｄｅ Ⅷ", "How to pay 2"]
    imported(db, written(tmp_path, *[{"id": title, "title": title, "text": "text"} for title in titles]), now=now)

    slugs = [by_key(db, title).slug for title in titles]
    assert slugs == ["how-to-pay-2", "how-to-pay-3", "如何付款", "article", "wide-viii", "how-to-pay-2-2"]


def test_an_address_that_the_file_gives_is_taken(db: Database, tmp_path: Path, now: int) -> None:
    imported(db, written(tmp_path, {**FIRST, "slug": "Paying & more"}), now=now)

    assert by_key(db, "pay").slug == "paying-more"


def test_topics_are_found_by_any_of_their_names_and_made_where_missing(db: Database, tmp_path: Path, now: int) -> None:
    def make(tx: Transaction) -> None:
        topics.add(tx, id="t", site="main", slug="billing", icon="x", position=4)
        topics.name(tx, "t", language="zh-Hans", name="账单")

    db.write(make)
    named = ["billing", "账单", "Billing", "Orders", "orders!", "订单"]
    rows = [{"id": name, "title": name, "text": "text", "topic": name} for name in named]
    imported(db, written(tmp_path, *rows), now=now)

    found = [by_key(db, name).topic for name in named]
    assert found[:3] == ["t"] * 3 and found[3] == found[4] != found[5]
    names = [(topic.slug, topic.language, topic.name) for topic in topics.all_names(db, site="main")]
    assert names == [("billing", "zh-Hans", "账单"), ("orders", "en", "Orders"), ("订单", "zh-Hans", "订单")]


def test_folders_of_languages_become_variants(db: Database, tmp_path: Path, now: int) -> None:
    for language, title in (("en", "Pay"), ("zh-Hans", "付款")):
        (tmp_path / "faq" / language).mkdir(parents=True)
        (tmp_path / "faq" / language / "pay.md").write_text(f"# {title}\n\ntext", encoding="utf-8")
    imported(db, read(tmp_path / "faq"), now=now)

    assert by_key(db, "en/pay.md").variant_group == by_key(db, "zh-Hans/pay.md").variant_group == "faq:pay"


# ---- much, badly, at once ------------------------------------------------------------------------------------------


def test_good_rows_go_in_and_progress_counts_all(db: Database, tmp_path: Path, now: int) -> None:
    rows = [{"id": str(at), "title": f"Article {at}", "text": "text" if at % 10 else ""} for at in range(120)]
    heard: list[int] = []

    report = import_records(db, written(tmp_path, *rows), site="main", now=now, progress=heard.append)

    assert (report.added, len(report.problems), heard) == (108, 12, [50, 100, 120])
    assert report.problems[1] == Problem("faq.jsonl, line 11", "the text is empty")


def test_two_imports_at_once_make_each_article_once(db: Database, tmp_path: Path, now: int) -> None:
    source = written(tmp_path, *[{"id": str(at), "title": "The same", "text": f"text {at}"} for at in range(60)])
    reports: list[Report] = []

    def go() -> None:
        reports.append(imported(db, source, now=now))

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(report.added for report in reports) == 60 and len(reports) == 3
    assert shelves.filled(db, site="main", audiences=["public"])[0].count == 60


def test_the_author_is_whoever_imports(db: Database, tmp_path: Path, now: int) -> None:
    db.write(
        lambda tx: people.add(
            tx, id="m", site="main", email="m@x.example", name="M", role="moderator", origin="real", password="",
            language="en", now=now,
        )
    )
    import_records(db, written(tmp_path, FIRST), site="main", author="m", now=now)

    assert [revision.author for revision in articles.revisions(db, by_key(db, "pay").id)] == ["m"]


def test_the_zulip_help_center(db: Database, now: int) -> None:
    if not ZULIP.exists():
        pytest.skip("../shared/data/zulip_help is not here")
    source = read(ZULIP)
    report = imported(db, source, now=now)

    with ZULIP.open(encoding="utf-8") as file:
        assert report.added == source.total() == sum(1 for _ in file)
    assert report.problems == ()
    for name in source.names():
        (article,) = shelving.kept(db, [f"articles:{name.key}"], site="main").values()
        assert outside_code(article.body, lambda text: MARK.sub("a mark is left", text)) == article.body
    again = imported(db, source, now=LATER)
    assert (again.added, again.changed, again.unchanged) == (0, 0, report.added)
