"""The board for machines: feeds, QAPage data, addresses; never what not everybody may see."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from kb import accepting, duplicating
from kb.store import post_lists
from kb.store.engine import Database
from kb.store.posts import Post
from tests.kb import board
from web.clock import now

ATOM = "{http://www.w3.org/2005/Atom}"
EVIL = "</script><script>alert(1)</script>"


@pytest.fixture
def question(db: Database) -> Post:
    board.fill(db, now=now())
    return board.ask(db, now=now())


def data(client: FlaskClient, post: Post) -> dict[str, Any]:
    page = client.get(f"/questions/{post.question}", follow_redirects=True).text
    found: dict[str, Any] = json.loads(page.split('application/ld+json">')[1].split("</script>")[0])
    return found


def titles(client: FlaskClient, path: str) -> list[str]:
    root = ElementTree.fromstring(client.get(path).data)
    return [entry.findtext(f"{ATOM}title") or "" for entry in root.iter(f"{ATOM}entry")]


def hide(db: Database, post: Post, *, state: str = "hidden") -> None:
    db.write(lambda tx: tx.run("UPDATE post SET state = :state WHERE id = :id", id=post.id, state=state))
    db.write(lambda tx: tx.run("UPDATE post_tag SET state = :state WHERE post = :id", id=post.id, state=state))


def test_a_question_with_its_answers_as_data(db: Database, question: Post, stranger: FlaskClient) -> None:
    good = board.answer(db, question, text=f"Open the lid {EVIL} first.", now=now())
    board.answer(db, question, by="trusted", text="Pull hard.", now=now())
    accepting.accept(db, good.id, person="asker", now=now())
    said = data(stranger, question)
    asked = said["mainEntity"]
    assert (said["@type"], asked["@type"], asked["name"], asked["answerCount"]) == (
        "QAPage", "Question", question.title, 2
    )
    assert "Open the lid" in asked["acceptedAnswer"]["text"] and "Pull hard" in asked["suggestedAnswer"][0]["text"]
    assert asked["acceptedAnswer"]["author"]["name"] == "Helper"
    page = stranger.get(f"/questions/{question.id}", follow_redirects=True).text
    assert "<script>alert(1)" not in page


def test_hidden_answers_are_no_data_even_for_moderators(
    db: Database, question: Post, moderator: FlaskClient, stranger: FlaskClient
) -> None:
    hide(db, board.answer(db, question, text="Zebra secrets are here.", now=now()))
    assert "suggestedAnswer" not in data(moderator, question)["mainEntity"]
    assert "Zebra" not in stranger.get(f"/questions/{question.id}/feed.atom").text


def test_feeds_of_all_of_a_tag_and_of_a_question(db: Database, question: Post, stranger: FlaskClient) -> None:
    other = board.ask(db, title="Where is the lid of it?", tags=("lid",), now=now() + 1)
    assert titles(stranger, "/questions/feed.atom") == [other.title, question.title]
    assert titles(stranger, "/questions/tagged/lid/feed.atom") == [other.title]
    board.answer(db, question, now=now())
    assert titles(stranger, f"/questions/{question.id}/feed.atom") == ["Answer by Helper", question.title]
    first = stranger.get("/questions/feed.atom")
    again = stranger.get("/questions/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    hide(db, other)
    assert titles(stranger, "/questions/feed.atom") == [question.title]
    assert titles(stranger, "/questions/tagged/lid/feed.atom") == []
    assert stranger.get(f"/questions/{other.id}/feed.atom").status_code == 404


def test_the_map_names_what_everybody_sees(db: Database, question: Post, stranger: FlaskClient) -> None:
    hidden = board.ask(db, title="Who hid the zebra then?", now=now())
    hide(db, hidden)
    assert "/sitemap/questions-0.xml" in stranger.get("/sitemap.xml").text
    found = stranger.get("/sitemap/questions-0.xml").text
    assert question.id in found and hidden.id not in found


def test_the_map_has_parts(db: Database, question: Post) -> None:
    made = [board.ask(db, title=f"What about lid {n}, then?", now=now() + n) for n in range(1, 5)]
    assert post_lists.starts(db, site="main", size=2) == ["", made[0].id, made[2].id]
    rows = post_lists.addresses(db, site="main", after=made[2].id, now=now(), limit=9)
    assert [row.id for row in rows] == [made[3].id]


def test_a_page_has_one_address(db: Database, question: Post, stranger: FlaskClient) -> None:
    def canonical(path: str) -> str:
        page = stranger.get(path, follow_redirects=True)
        found = re.search(r'<link rel="canonical" href="([^"]+)"', page.text)
        return found[1] if found else page.headers.get("X-Robots-Tag", "") + "-"

    other = board.ask(db, title="How is the accumulator changed?", now=now())
    duplicating.mark_duplicate(db, other.id, of=question.id, person="moderator", now=now())
    address = canonical(f"/questions/{question.id}?sort=newest")
    assert address.endswith(f"/questions/{question.id}/how-do-i-change-the-battery")
    assert canonical(f"/questions/{other.id}?stay=1") == address
    assert canonical("/questions").endswith("/questions")
    assert canonical("/questions?after=0.zzz") == "-"
