"""Wordings are read once for each version of their article, and questions are compared with the nearest of them."""

import pytest

from articles import editing, publishing
from articles.editing import Text
from kb import fillers, synonyms, wordings
from kb.store import articles
from kb.store.engine import Database


def written(db: Database, now: int, *texts: Text) -> list[str]:
    made = [editing.create(db, text, site="main", author=None, note="", now=now) for text in texts]
    return [publishing.publish(db, each.id, seen=each.version, now=now).id for each in made]


def of(db: Database, ids: list[str]) -> dict[str, wordings.Wordings]:
    return wordings.of_articles(db, articles.by_ids(db, ids).values())


def test_what_is_kept_follows_the_article(database, now):
    (id,) = written(database, now, Text("Card", "Text.", "en", phrasings=("where is it", "when does it come")))
    assert [each.text for each in of(database, [id])[id].others] == ["where is it", "when does it come"]
    seen = articles.by_id(database, id).version
    editing.reword(database, id, phrasings=["is it lost"], never_answers=[], seen=seen, author=None, now=now)
    assert [each.text for each in of(database, [id])[id].others] == ["is it lost"]


def test_more_articles_than_are_kept(database, now, monkeypatch):
    texts = [Text(f"Card {place}", "Text.", "en", phrasings=(f"p{place}",)) for place in range(6)]
    ids = written(database, now, *texts)
    monkeypatch.setattr(wordings, "_MOST_KEPT", 2)
    for some in (ids[:3], ids[2:5], ids[1:6], ids[:1]):
        assert {id: each.others[0].text for id, each in of(database, some).items()} == {
            id: f"p{ids.index(id)}" for id in some
        }


@pytest.mark.parametrize("question", ["wording number 17 about a plum", "plum"])
def test_the_nearest_of_many_wordings_is_compared(question):
    many = tuple(f"wording number {place} about a {'plum' if place == 17 else 'pear'}" for place in range(40))
    found = wordings.prepared("Fruit", many)
    weights = dict.fromkeys(("number", "17", "plum"), 1.0)
    near = wordings.nearest(found, many[17], fillers.without(many[17]), weights=weights, words=synonyms.shipped())
    assert (near.text, near.likeness) == (many[17], pytest.approx(1))
    far = wordings.nearest(found, "tax", "tax", weights={"tax": 1.0}, words=synonyms.shipped())
    assert far.likeness < 0.5
