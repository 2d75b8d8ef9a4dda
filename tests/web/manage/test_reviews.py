"""Reviewers decide about suggested edits and articles in review; nothing is overwritten, and two at once are told."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from articles import editing, proposing, publishing
from articles.editing import Text
from articles.proposing import Draft
from kb.store import articles, deeds, proposals, revisions
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.proposals import Proposal
from tests.web.conftest import follow, person_of, signed_in
from tests.web.shelving import page
from web.clock import now
from web.house import House

BODY = "Open **Orders**.\n\nPress **Track**.\n\nWait for the parcel."
BETTER = "Open **Orders**.\n\nPress **Follow**.\n\nWait for the parcel."


@pytest.fixture
def article(house: House, shelf: dict[str, Article]) -> Article:
    row = shelf["delivery"]
    return editing.revise(
        house.db, row.id, Text(row.title, BODY, "en"), seen=row.version, author=None, note="", now=now()
    )


@pytest.fixture
def row(db: Database, article: Article, second_agent: FlaskClient) -> Proposal:
    draft = Draft(article.title, BETTER, "the button has another name")
    author = person_of(db, second_agent).id
    return proposing.propose(db, article, draft, base=article.revision, author=author, now=now())


@pytest.fixture
def sent(db: Database, shelf: dict[str, Article], agent: FlaskClient) -> Article:
    draft = shelf["draft"]
    return publishing.submit(
        db, draft.id, seen=draft.version, now=now(), by=person_of(db, agent).id, note="is it right?"
    )


def current(db: Database, article: Article) -> Article:
    found = articles.by_id(db, article.id)
    assert found
    return found


def stored(db: Database, row: Proposal) -> Proposal:
    found = proposals.by_id(db, row.id, site="main")
    assert found
    return found


def seen(client: FlaskClient, path: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    html = page(client, path)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))


def decide(client: FlaskClient, row: Proposal, deed: str, **fields: str) -> TestResponse:
    path = f"/manage/reviews/{row.id}"
    return client.post(f"{path}/{deed}", data={**seen(client, path), **fields})


def test_the_queue_shows_both_kinds_the_oldest_first(moderator: FlaskClient, row: Proposal, sent: Article) -> None:
    html = page(moderator, "/manage/reviews")
    assert html.index(f"/manage/reviews/{row.id}") < html.index(f"/manage/reviews/articles/{sent.id}")
    assert "Ben Agent" in html and "the button has another name" in html and "+6" in html
    assert "Ada Agent" in html and "is it right?" in html and "New article" in html
    assert re.search(r'Reviews <span class="count">2</span>', html)


def test_the_queue_goes_on_by_key(moderator: FlaskClient, db: Database, member: FlaskClient) -> None:
    made = [
        editing.create(db, Text(f"Waiting {number:02}", "text", "en"), site="main", author=None, note="", now=now())
        for number in range(31)
    ]
    began = now()
    for place, each in enumerate(made):
        publishing.submit(db, each.id, seen=1, now=began + place)
    first = page(moderator, "/manage/reviews")
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older and "Waiting 29" in first and "Waiting 30" not in first
    second = page(moderator, unescape(older[1]))
    assert "Waiting 30" in second and "Waiting 29" not in second
    for odd in ("x", "1", "1-", "-1", "99999999999999999-x", "1-'"):
        assert moderator.get(f"/manage/reviews?after={odd}").status_code == 200


def test_accepted_the_article_has_it_at_once_with_its_author(
    moderator: FlaskClient, stranger: FlaskClient, house: House, article: Article, row: Proposal
) -> None:
    html = moderator.get(f"/manage/reviews/{row.id}").text
    assert "<del>Track</del>" in html and "<ins>Follow</ins>" in html
    answer = decide(moderator, row, "accept", reply="Thank you!")
    assert answer.status_code == 303
    assert "It is in the article now." in page(moderator, answer.location)
    assert "Follow" in page(stranger, f"/articles/{article.slug}")
    made = revisions.by_number(house.db, article.id, article.revision + 1)
    assert made and (made.author, made.note) == (row.author, "the button has another name")
    follow(house)
    assert article.title in page(stranger, "/search?q=press+follow+orders")


def test_declined_nothing_changes_and_the_author_reads_why(
    moderator: FlaskClient, second_agent: FlaskClient, db: Database, article: Article, row: Proposal
) -> None:
    answer = decide(moderator, row, "decline", reply="The button is called Track.")
    assert "Its author sees your answer." in page(moderator, answer.location)
    assert current(db, article) == article
    html = page(second_agent, "/suggestions")
    assert "Not accepted" in html and "The button is called Track." in html


def test_after_one_comes_the_next_and_then_the_queue(
    moderator: FlaskClient, db: Database, row: Proposal, sent: Article
) -> None:
    answer = decide(moderator, row, "decline")
    assert answer.location.startswith(f"/manage/reviews/articles/{sent.id}?")
    path = f"/manage/reviews/articles/{sent.id}"
    answer = moderator.post(f"{path}/publish", data=seen(moderator, path))
    assert answer.location.startswith("/manage/reviews?")
    html = page(moderator, answer.location)
    assert "Published:" in html and "Nothing waits for review" in html


def test_it_can_be_changed_before_it_is_accepted(
    moderator: FlaskClient, db: Database, article: Article, row: Proposal
) -> None:
    path = f"/manage/reviews/{row.id}/change"
    html = page(moderator, path)
    assert BETTER in html
    form = {**seen(moderator, path), "title": "Follow a delivery", "body": BETTER.replace("**Follow**", "**Trace**")}
    piece = moderator.post(f"/manage/reviews/{row.id}/difference", data=form).text
    assert "<ins>Trace</ins>" in piece and "<ins>Follow</ins>" in piece
    assert moderator.post(f"/manage/reviews/{row.id}/accept", data=form).status_code == 303
    after = current(db, article)
    assert (after.title, "**Trace**" in after.body, after.slug) == ("Follow a delivery", True, article.slug)
    made = revisions.by_number(db, article.id, after.revision)
    assert made and made.author == row.author


@pytest.mark.parametrize("changed", [{"title": " "}, {"body": ""}, {"body": "x" * 200_001}])
def test_what_cannot_be_kept_is_refused(
    moderator: FlaskClient, db: Database, article: Article, row: Proposal, changed: dict[str, str]
) -> None:
    form = {**seen(moderator, f"/manage/reviews/{row.id}/change"), "title": "t", "body": "b", "reply": "my words"}
    answer = moderator.post(f"/manage/reviews/{row.id}/accept", data={**form, **changed})
    assert answer.status_code == 400 and "my words" in answer.text and 'aria-invalid="true"' in answer.text
    assert current(db, article) == article and stored(db, row).state == "waiting"


def test_a_decision_can_be_taken_back(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, article: Article, row: Proposal
) -> None:
    answer = decide(moderator, row, "accept")
    assert f"/manage/reviews/{row.id}/reopen" in page(moderator, answer.location)
    assert supervisor.post(f"/manage/reviews/{row.id}/reopen").status_code == 409  # not theirs
    assert moderator.post(f"/manage/reviews/{row.id}/reopen").status_code == 303
    assert (current(db, article).body, stored(db, row).state) == (BODY, "waiting")
    assert decide(moderator, row, "accept").status_code == 303
    later = current(db, article)
    editing.revise(
        db, article.id, Text("Later", "Later.", "en"), seen=later.version, author=None, note="", now=now()
    )
    answer = moderator.post(f"/manage/reviews/{row.id}/reopen")
    assert answer.status_code == 409 and "cannot be taken back any more" in answer.text
    assert current(db, article).title == "Later"


def test_on_top_of_a_text_that_moved_both_stay(
    moderator: FlaskClient, db: Database, article: Article, row: Proposal
) -> None:
    text = Text("Track your parcel", BODY.replace("Wait for", "Look out for"), "en")
    editing.revise(db, article.id, text, seen=article.version, author=None, note="", now=now())
    html = moderator.get(f"/manage/reviews/{row.id}").text
    assert "Both changes fit together" in html and "<ins>Follow</ins>" in html and "<del>" in html
    assert "Look out for" in html and "<ins>Look" not in html  # that is there already
    assert decide(moderator, row, "accept").status_code == 303
    after = current(db, article)
    assert (after.title, after.body) == (text.title, BETTER.replace("Wait for", "Look out for"))


def test_a_conflict_is_shown_and_never_written(
    moderator: FlaskClient, db: Database, article: Article, row: Proposal
) -> None:
    text = Text(article.title, BODY.replace("**Track**", "**Where is it**"), "en")
    moved = editing.revise(db, article.id, text, seen=article.version, author=None, note="", now=now())
    html = page(moderator, f"/manage/reviews/{row.id}")
    assert "The same lines were changed" in html and "Press **Where is it**." in html and "Press **Follow**." in html
    answer = decide(moderator, row, "accept")
    assert answer.status_code == 400 and current(db, article) == moved
    path = f"/manage/reviews/{row.id}/change"
    body = unescape(re.search(r'name="body"[^>]*>\n(.*?)</textarea>', page(moderator, path), re.DOTALL)[1])  # type: ignore[index]
    assert "<<<<<<< The article now\nPress **Where is it**.\n=======\nPress **Follow**.\n>>>>>>> The suggestion" in body
    form = {**seen(moderator, path), "title": article.title}
    answer = moderator.post(f"/manage/reviews/{row.id}/accept", data={**form, "body": body})
    assert answer.status_code == 400 and "Marks of a conflict" in answer.text
    answer = moderator.post(f"/manage/reviews/{row.id}/accept", data={**form, "body": "Both **chosen**."})
    assert answer.status_code == 303 and current(db, article).body == "Both **chosen**."


def test_of_two_titles_a_reviewer_chooses_one(
    moderator: FlaskClient, second_agent: FlaskClient, db: Database, article: Article
) -> None:
    draft = Draft("Follow a delivery", article.body)
    mine = proposing.propose(
        db, article, draft, base=article.revision, author=person_of(db, second_agent).id, now=now()
    )
    moved = editing.revise(
        db, article.id, Text("Find a delivery", article.body, "en"), seen=article.version, author=None, note="",
        now=now(),
    )
    html = page(moderator, f"/manage/reviews/{mine.id}")
    assert "Find a delivery" in html and "Follow a delivery" in html and "Choose and accept" in html
    form = {"seen": str(mine.version), "version": str(moved.version)}
    answer = moderator.post(f"/manage/reviews/{mine.id}/accept", data=form)
    assert answer.status_code == 409 and current(db, article) == moved
    form |= {"title": "Where a delivery is", "body": article.body}
    assert moderator.post(f"/manage/reviews/{mine.id}/accept", data=form).status_code == 303
    assert current(db, article).title == "Where a delivery is"


def test_of_two_reviewers_the_second_is_told_who_was_faster(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, article: Article, row: Proposal
) -> None:
    path = f"/manage/reviews/{row.id}"
    theirs = seen(supervisor, path)
    assert decide(moderator, row, "accept").status_code == 303
    for deed in ("decline", "accept"):
        answer = supervisor.post(f"{path}/{deed}", data={**theirs, "reply": "No, thank you."})
        assert answer.status_code == 409
        assert "Mo Moderator was faster and accepted this suggestion." in answer.text
        again = moderator.post(f"{path}/{deed}", data=theirs)  # pressed twice
        assert again.status_code == 409 and "You have decided this already." in again.text
    assert (current(db, article).revision, stored(db, row).state) == (article.revision + 1, "accepted")


def test_the_article_or_the_suggestion_moved_while_somebody_read(
    moderator: FlaskClient, db: Database, article: Article, row: Proposal
) -> None:
    path = f"/manage/reviews/{row.id}"
    before = seen(moderator, path)
    proposing.change(db, row, Draft(article.title, "Another text."), base=row.base, seen=1, now=now())
    answer = moderator.post(f"{path}/accept", data=before)
    assert answer.status_code == 409 and "Its author has changed this suggestion" in answer.text
    before = seen(moderator, path)
    editing.reword(
        db, article.id, phrasings=["new"], never_answers=[], seen=article.version, author=None, now=now()
    )
    answer = moderator.post(f"{path}/accept", data=before)
    assert answer.status_code == 409 and "The article was changed while you were reading." in answer.text
    assert current(db, article).body == BODY


def test_an_article_in_review_is_published_or_goes_back_with_a_note(
    moderator: FlaskClient, agent: FlaskClient, supervisor: FlaskClient, stranger: FlaskClient, db: Database,
    sent: Article,
) -> None:
    path = f"/manage/reviews/articles/{sent.id}"
    html = page(moderator, path)
    assert "is it right?" in html and "As readers would see it" in html
    answer = moderator.post(f"{path}/send-back", data={**seen(moderator, path), "reply": "Please add the steps."})
    assert answer.status_code == 303 and current(db, sent).state == "draft"
    last = deeds.latest(db, sent.id)
    assert last and (last.kind, last.note) == ("sent_back", "Please add the steps.")
    assert "Please add the steps." in page(agent, f"/manage/articles/{sent.id}/revisions")
    html = page(agent, f"/manage/articles/{sent.id}")
    assert "This draft came back from review. Mo Moderator writes:" in html and "Please add the steps." in html

    again = current(db, sent)
    better = editing.revise(
        db, sent.id, Text(again.title, "Everybody reads about the quokka.", "en"), seen=again.version, author=None,
        note="", now=now(),
    )
    publishing.submit(db, sent.id, seen=better.version, now=now(), by=person_of(db, agent).id)
    html = moderator.get(path).text
    assert "What changed since it was decided last" in html and "<ins>" in html
    assert stranger.get(f"/articles/{sent.slug}").status_code == 404
    answer = moderator.post(f"{path}/publish", data=seen(moderator, path))
    assert "Everybody reads about the quokka." in page(stranger, f"/articles/{sent.slug}")
    assert f'action="{path}/reopen"' in page(moderator, answer.location), "it can be taken back"
    assert supervisor.post(f"{path}/reopen").status_code == 409, "not theirs"
    answer = moderator.post(f"{path}/reopen")
    assert "Taken back. It waits for review again." in page(moderator, answer.location)
    assert current(db, sent).state == "in_review" and stranger.get(f"/articles/{sent.slug}").status_code == 404
    assert "What changed since it was decided last" in page(moderator, path), "as if it had not been published"
    assert sent.title in page(moderator, "/manage/reviews")
    moderator.post(f"{path}/publish", data=seen(moderator, path))
    later = current(db, sent)
    editing.revise(
        db, sent.id, Text("Later", "Later.", "en"), seen=later.version, author=None, note="", now=later.updated_at + 1
    )
    answer = moderator.post(f"{path}/reopen")
    assert answer.status_code == 409 and "cannot be taken back any more" in answer.text
    assert "Later." in page(stranger, f"/articles/{sent.slug}")


def test_of_two_who_decide_about_an_article_the_second_is_told(
    moderator: FlaskClient, supervisor: FlaskClient, db: Database, sent: Article
) -> None:
    path = f"/manage/reviews/articles/{sent.id}"
    theirs = seen(supervisor, path)
    assert moderator.post(f"{path}/send-back", data=seen(moderator, path)).status_code == 303
    for deed in ("publish", "send-back"):
        answer = supervisor.post(f"{path}/{deed}", data={**theirs, "reply": "mine"})
        assert answer.status_code == 409 and "Somebody was faster" in answer.text
    assert current(db, sent).state == "draft"


def test_writers_see_what_is_theirs_and_decide_nothing(
    app: Flask, db: Database, agent: FlaskClient, second_agent: FlaskClient, row: Proposal, sent: Article
) -> None:
    first, second = page(agent, "/manage/reviews"), page(second_agent, "/manage/reviews")
    assert sent.id in first and row.id not in first
    assert row.id in second and sent.id not in second
    assert agent.get(f"/manage/reviews/{row.id}").status_code == 404
    assert second_agent.get(f"/manage/reviews/articles/{sent.id}").status_code == 404
    html = page(second_agent, f"/manage/reviews/{row.id}")
    assert "It waits for somebody who may publish." in html and "/accept" not in html
    form = {"seen": "1", "version": str(current(db, sent).version), "title": "t", "body": "b"}
    for deed in ("accept", "decline", "reopen", "difference"):
        assert second_agent.post(f"/manage/reviews/{row.id}/{deed}", data=form).status_code == 403
    assert second_agent.get(f"/manage/reviews/{row.id}/change").status_code == 403
    assert agent.post(f"/manage/reviews/articles/{sent.id}/publish", data=form).status_code == 403
    assert second_agent.post(f"/manage/reviews/articles/{sent.id}/send-back", data=form).status_code == 404
    assert (stored(db, row).state, current(db, sent).state) == ("waiting", "in_review")
    assert agent.post(f"/manage/reviews/articles/{sent.id}/send-back", data=form).status_code == 303  # taken back
    assert current(db, sent).state == "draft"


def test_a_writer_who_saves_a_published_article_makes_a_suggestion(
    agent: FlaskClient, moderator: FlaskClient, stranger: FlaskClient, db: Database, article: Article
) -> None:
    form = {"title": article.title, "body": BETTER, "note": "new name", "version": article.version,
            "revision": article.revision, "phrasings": "stolen", "audience": "staff", "slug": "stolen"}
    answer = agent.post(f"/manage/articles/{article.id}/revise", data=form)
    assert answer.status_code == 303 and "Sent to review." in page(agent, answer.location)
    assert current(db, article) == article and articles.phrasings(db, article.id) == []
    assert "Follow" not in page(stranger, f"/articles/{article.slug}")
    mine = proposals.waiting_of(db, article.id, author=person_of(db, agent).id)
    assert mine and (mine.body, mine.note) == (BETTER, "new name")
    assert BETTER in page(agent, f"/manage/articles/{article.id}")  # they go on with it
    assert BETTER not in page(moderator, f"/manage/articles/{article.id}")
    again = {**form, "body": BETTER + "\n\nMore.", "revision": mine.base}
    assert agent.post(f"/manage/articles/{article.id}/revise", data=again).status_code == 303
    assert stored(db, mine).body.endswith("More.")
    for deed in ("publish", "archive", "redraft"):
        assert agent.post(f"/manage/articles/{article.id}/{deed}", data=form).status_code == 403
    assert decide(moderator, mine, "accept").status_code == 303
    assert "Follow" in page(stranger, f"/articles/{article.slug}")


def test_nothing_on_these_pages_is_markup(
    app: Flask, db: Database, moderator: FlaskClient, article: Article
) -> None:
    attack = "<script>alert(1)</script> <img src=x onerror=alert(2)> \"'>"
    nasty = signed_in(app, db, attack, "agent")
    author = person_of(db, nasty).id
    draft = Draft(attack, f"{attack}\n\n[x](javascript:alert(3))", attack)
    row = proposing.propose(db, article, draft, base=article.revision, author=author, now=now())
    editing.revise(
        db, article.id, replace(Text(attack, f"{attack} {attack}", "en")), seen=article.version, author=author,
        note=attack, now=now(),
    )
    made = editing.create(db, Text(attack, attack, "en"), site="main", author=author, note=attack, now=now())
    publishing.submit(db, made.id, seen=1, now=now(), by=author, note=attack)
    for path in ("/manage/reviews", f"/manage/reviews/{row.id}", f"/manage/reviews/{row.id}/change",
                 f"/manage/reviews/articles/{made.id}", f"/manage/articles/{article.id}/revisions",
                 f"/manage/articles/{article.id}/revisions/{article.revision + 1}",
                 f"/manage/articles/{made.id}/revisions"):
        html = moderator.get(path).text
        assert "<script>alert" not in html and "<img src=x" not in html and "alert(1)" in html, path
        assert 'href="javascript:' not in html
