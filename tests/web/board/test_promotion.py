"""From an answer to an article and back, as staff, readers and the article's own page see it."""

import pytest
from flask.testing import FlaskClient

from articles import publishing
from kb.store import articles, posts
from kb.store.engine import Database
from kb.store.posts import Post
from tests.kb import board
from web.clock import now


@pytest.fixture
def reply(db: Database) -> Post:
    board.fill(db, now=now())
    return board.answer(db, board.ask(db, now=now()), now=now())


def _page(client: FlaskClient, post: Post) -> str:
    return client.get(f"/questions/{post.question}", follow_redirects=True).text


def test_the_walk_from_answer_to_article(
    db: Database, reply: Post, agent: FlaskClient, stranger: FlaskClient
) -> None:
    assert "Make it an article" in _page(agent, reply)
    assert "Make it an article" not in _page(stranger, reply)
    answer = agent.post(f"/posts/{reply.id}/promote")
    made = articles.by_id(db, answer.location.rsplit("/", 1)[1])
    assert made and made.state == "draft"
    assert agent.get(answer.location).status_code == 200
    assert "An article is being made" in _page(agent, reply)
    assert "An article is being made" not in _page(stranger, reply)

    assert board.reputation(db, "helper") == 0
    publishing.publish(db, made.id, seen=made.version, now=now(), by="moderator")
    assert board.reputation(db, "helper") == 25
    seen = _page(stranger, reply)
    assert "Now official" in seen and f"/articles/{made.slug}" in seen
    assert "Now official" in stranger.get("/questions").text
    article = stranger.get(f"/articles/{made.slug}").text
    assert "/people/helper" in article and f"/posts/{reply.id}" in article

    assert agent.post(f"/posts/{reply.id}/demote").status_code == 303
    assert board.reputation(db, "helper") == 0
    assert "Now official" not in _page(stranger, reply)
    assert "/people/helper" not in stranger.get(f"/articles/{made.slug}").text


def test_a_credit_leads_only_to_what_everybody_sees(
    db: Database, reply: Post, agent: FlaskClient, stranger: FlaskClient
) -> None:
    made = articles.by_id(db, agent.post(f"/posts/{reply.id}/promote").location.rsplit("/", 1)[1])
    assert made
    publishing.publish(db, made.id, seen=made.version, now=now(), by="moderator")
    db.write(lambda tx: posts.set_state(tx, reply.id, state="hidden", why="moderator", before=("shown",)))
    article = stranger.get(f"/articles/{made.slug}").text
    assert "Helper" in article and f"/posts/{reply.id}" not in article


def test_members_may_not(reply: Post, member: FlaskClient) -> None:
    assert member.post(f"/posts/{reply.id}/promote").status_code == 403
    assert member.post(f"/posts/{reply.id}/demote").status_code == 403
