"""Moderators decide what customers' questions teach, in the list and beside the article."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from kb import ids
from kb.store import articles, never_answers, suggestions
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.suggestions import Kind, Suggestion
from tests.web.shelving import page
from web.clock import now


def suggest(
    db: Database, article: Article, text: str, *, kind: Kind = "phrasing", conversations: int = 1
) -> Suggestion:
    row = Suggestion(ids.new_id(now()), article.id, kind, text, "waiting", 1, now())
    for number in range(conversations):
        db.write(lambda tx, number=number: suggestions.add(tx, row, site="main", conversation=f"c{number}"))
    return row


def asked(db: Database, article: Article) -> list[str]:
    return [row.text for row in articles.phrasings(db, article.id)]


def not_answered(db: Database, article: Article) -> list[str]:
    return [row.text for row in never_answers.of_article(db, article.id)]


def state(db: Database, row: Suggestion) -> str:
    found = suggestions.by_id(db, row.id, site="main")
    assert found
    return found.state


def room(html: str) -> str:
    """What the frame says of the list."""
    found = re.search(r'<a class="room" href="/manage/phrasings".*?</a>', html)
    assert found
    return " ".join(re.sub("<[^>]+>", " ", found[0]).split())


def form_of(db: Database, article: Article, **fields: object) -> dict[str, object]:
    found = articles.by_id(db, article.id)
    assert found
    return {
        "title": found.title, "body": found.body, "language": found.language, "topic": "", "note": "",
        "version": found.version, "revision": found.revision, "phrasings": "\r\n".join(asked(db, article)),
        "never_answers": "", **fields,
    }


def test_an_empty_list_says_where_its_rows_come_from(moderator: FlaskClient) -> None:
    html = page(moderator, "/manage/phrasings")
    assert "Nothing to decide" in html
    assert room(html) == "From customers"
    assert "Nothing to decide" in page(moderator, "/manage/phrasings?kind=never_answer")


def test_what_waits_is_shown_with_its_article_and_how_many_said_it(
    moderator: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    suggest(db, shelf["password"], "pass <word> gone", conversations=2)
    suggest(db, shelf["invoice"], "invoice a friend", kind="never_answer")
    html = moderator.get("/manage/phrasings").text
    assert 'value="pass &lt;word&gt; gone"' in html
    assert "Reset your password" in html
    assert "2 customers" in html
    assert "invoice a friend" not in html
    assert room(html) == "From customers 2"
    assert 'value="invoice a friend"' in page(moderator, "/manage/phrasings?kind=never_answer")


def test_keep_counts_at_once_in_the_words_of_the_field(
    moderator: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    row = suggest(db, shelf["password"], "pasword gone pls")
    answer = moderator.post(f"/manage/phrasings/{row.id}/keep", data={"text": " password  is gone "})
    assert answer.status_code == 303
    assert "1 question is kept." in page(moderator, answer.location)
    assert asked(db, shelf["password"])[-1] == "password is gone"
    [kept] = [one for one in articles.phrasings(db, shelf["password"].id) if one.origin == "learned"]
    assert kept.author
    again = moderator.post(f"/manage/phrasings/{row.id}/keep", data={"text": "other"})
    assert "a colleague had decided it already" in page(moderator, again.location)


def test_remove_leaves_the_article_alone(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    before = asked(db, shelf["password"])
    row = suggest(db, shelf["password"], "nonsense of a stranger")
    answer = moderator.post(f"/manage/phrasings/{row.id}/remove")
    assert "1 question is removed." in page(moderator, answer.location)
    assert (asked(db, shelf["password"]), state(db, row)) == (before, "dismissed")


@pytest.mark.parametrize(("do", "told"), [("keep", "2 questions are kept."), ("remove", "2 questions are removed.")])
def test_many_at_once(
    moderator: FlaskClient, db: Database, shelf: dict[str, Article], do: str, told: str
) -> None:
    rows = [suggest(db, shelf["invoice"], text, kind="never_answer") for text in ("one bill", "two bills", "three")]
    chosen = [rows[0].id, rows[2].id, "gone"]
    answer = moderator.post("/manage/phrasings", data={"kind": "never_answer", "do": do, "chosen": chosen})
    assert answer.location.startswith("/manage/phrasings?kind=never_answer&")
    assert told in page(moderator, answer.location)
    assert [state(db, row) for row in rows] == [{"keep": "kept", "remove": "dismissed"}[do], "waiting",
                                                {"keep": "kept", "remove": "dismissed"}[do]]
    assert sorted(not_answered(db, shelf["invoice"])) == (["one bill", "three"] if do == "keep" else [])


def test_nothing_marked_is_said(moderator: FlaskClient) -> None:
    answer = moderator.post("/manage/phrasings", data={"do": "keep"})
    assert "nothing was marked" in page(moderator, answer.location)


@pytest.mark.parametrize(("text", "problem"), [("  ", "Please leave some words."), ("x" * 301, "At most 300 ch")])
def test_words_that_cannot_be_kept_stay_in_their_field(
    moderator: FlaskClient, db: Database, shelf: dict[str, Article], text: str, problem: str
) -> None:
    row = suggest(db, shelf["password"], "pasword gone")
    answer = moderator.post(f"/manage/phrasings/{row.id}/keep", data={"text": text})
    assert answer.status_code == 400
    assert problem in answer.text
    assert f'value="{text}"' in answer.text
    assert state(db, row) == "waiting"


def test_a_long_list_has_pages(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    for number in range(52):
        suggest(db, shelf["password"], f"question number {number}")
    html = page(moderator, "/manage/phrasings")
    assert html.count('name="chosen"') == 50
    [older] = re.findall(r'rel="next" href="([^"]+)"', html)
    assert page(moderator, unescape(older)).count('name="chosen"') == 2


# ---- beside the article


def test_the_form_of_an_article_decides_too(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    article = shelf["password"]
    keep, drop, later = (suggest(db, article, text) for text in ("new one", "bad one", "perhaps"))
    never = suggest(db, article, "wifi password", kind="never_answer")
    html = page(moderator, f"/manage/articles/{article.id}")
    assert html.count("To decide") == 4
    assert html.count('value="later" checked') == 4
    decided = {f"decide-{keep.id}": "keep", f"decide-{drop.id}": "remove", f"decide-{later.id}": "later",
               f"decide-{never.id}": "keep", "decide-gone": "keep"}
    form = form_of(db, article, never_answers="door code\r\n", **decided)
    assert moderator.post(f"/manage/articles/{article.id}/revise", data=form).status_code == 303
    assert asked(db, article) == [*form_of(db, article)["phrasings"].split("\r\n")[:2], "new one"]
    assert sorted(not_answered(db, article)) == ["door code", "wifi password"]
    assert [state(db, row) for row in (keep, drop, later, never)] == ["kept", "dismissed", "waiting", "kept"]
    # Wordings alone make no new version of the text.
    assert len(articles.revisions(db, article.id)) == 1


def test_what_was_learned_stays_while_it_is_marked(
    moderator: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    article = shelf["password"]
    row = suggest(db, article, "new one")
    moderator.post(f"/manage/phrasings/{row.id}/keep", data={"text": "new one"})
    html = page(moderator, f"/manage/articles/{article.id}")
    assert re.search(r'name="learned_phrasings" value="new one" checked', html)
    written = "I forgot my password\r\ncannot log in any more"
    form = form_of(db, article, phrasings=written, learned_phrasings="new one")
    before = articles.by_id(db, article.id)
    moderator.post(f"/manage/articles/{article.id}/revise", data=form)
    assert articles.by_id(db, article.id) == before
    form = form_of(db, article, phrasings=written)
    moderator.post(f"/manage/articles/{article.id}/revise", data=form)
    assert asked(db, article) == written.split("\r\n")


def test_a_question_in_both_lists_is_refused(moderator: FlaskClient, db: Database, shelf: dict[str, Article]) -> None:
    form = form_of(db, shelf["password"], never_answers="I forgot my PASSWORD")
    answer = moderator.post(f"/manage/articles/{shelf['password'].id}/revise", data=form)
    assert answer.status_code == 400
    assert "One of these also stands among the ways to ask." in answer.text


def test_whoever_kept_a_question_meanwhile_is_not_taken_for_the_writer_of_the_text(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    article = shelf["password"]
    moderator.post(f"/manage/articles/{article.id}/revise", data=form_of(db, article, body="Mine."))
    form = form_of(db, article, body="Mine again.")
    row = suggest(db, article, "new one")
    supervisor.post(f"/manage/phrasings/{row.id}/keep", data={"text": "new one"})
    answer = moderator.post(f"/manage/articles/{article.id}/revise", data=form)
    assert answer.status_code == 409
    assert "Nothing was overwritten, and yours is not saved yet." in answer.text
    assert "saved it." not in answer.text
    assert 'name="learned_phrasings" value="new one" checked' in answer.text  # nobody's line is lost
