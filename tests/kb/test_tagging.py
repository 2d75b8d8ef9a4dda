from functools import partial

import pytest

from kb import following, ruling, tagging, undoing, voting
from kb.admitting import Moved
from kb.fitting import Unfit
from kb.store import follows, moderations, tags
from kb.store.engine import Database
from kb.store.tags import Tag
from tests.kb import board
from tests.kb.board import answer, ask, refusal


@pytest.fixture
def db(database: Database, now: int) -> Database:
    board.fill(database, now=now)
    return database


def named(db: Database, name: str) -> Tag:
    found = tags.by_name(db, name, site="main")
    assert found
    return found


def test_a_tag_is_described(db: Database, now: int) -> None:
    ask(db, now=now)
    tag = named(db, "battery")
    describe = partial(tagging.describe, db, tag.id, description="All about power.", person="helper", now=now)
    assert describe(seen=1).description == "All about power."
    with pytest.raises(Moved):
        describe(seen=1)
    describe(seen=2)  # says nothing new, so the log does not either
    (logged,) = moderations.public_page(db, site="main", before="", now=now, limit=9)
    assert (logged.deed, logged.tags, logged.post) == ("describe_tag", "battery", "")
    with pytest.raises(Moved):
        undoing.undo(db, logged.id, moderator="moderator", now=now)  # it was changed since
    tagging.describe(db, tag.id, description="Nonsense.", seen=3, person="helper", now=now + 1)
    newest = moderations.public_page(db, site="main", before="", now=now, limit=9)[0]
    assert undoing.undo(db, newest.id, moderator="moderator", now=now + 2) == 1
    assert named(db, "battery").description == "All about power."


def test_another_name_leads_to_the_tag(db: Database, now: int) -> None:
    ask(db, now=now)
    ask(db, tags=("lid",), now=now)
    tag = named(db, "battery")
    add = partial(tagging.add_synonym, db, tag.id, now=now)
    assert refusal(lambda: add(name="accu", person="trusted")) == "role"
    add(name="Accu Pack", person="moderator")
    with pytest.raises(Unfit):
        add(name="accu-pack", person="moderator")
    with pytest.raises(Unfit):
        add(name="lid", person="moderator")
    other = ask(db, tags=("accu pack", "battery"), now=now)
    assert [row.name for row in tags.of_post(db, other.id)] == ["battery"]
    tagging.remove_synonym(db, tag.id, name="accu-pack", person="moderator", now=now)
    assert tags.by_name(db, "accu-pack", site="main") is None


def test_two_tags_become_one(db: Database, now: int) -> None:
    both = ask(db, tags=("battery", "accu"), now=now)
    only = ask(db, tags=("accu",), title="Another question here", now=now)
    accu, battery = named(db, "accu"), named(db, "battery")
    tagging.add_synonym(db, accu.id, name="akku", person="moderator", now=now)
    following.follow(db, kind="tag", subject=accu.id, person="voter", now=now)
    merged = tagging.merge(db, accu.id, into=battery.id, person="moderator", now=now)
    assert merged.questions == 2
    (logged,) = moderations.public_page(db, site="main", before="", now=now, limit=9)
    assert (logged.deed, logged.tags, logged.undone_at) == ("merge_tag", "accu battery", None)
    with pytest.raises(Moved):
        undoing.undo(db, logged.id, moderator="moderator", now=now)
    for post in (both, only):
        assert [row.id for row in tags.of_post(db, post.id)] == [battery.id]
    assert named(db, "accu").id == named(db, "akku").id == battery.id
    assert follows.is_there(db, kind="tag", subject=battery.id, person="voter")
    assert not follows.is_there(db, kind="tag", subject=accu.id, person="voter")
    assert refusal(lambda: tagging.merge(db, battery.id, into=battery.id, person="moderator", now=now)) == "circle"
    assert refusal(lambda: tagging.merge(db, accu.id, into=battery.id, person="moderator", now=now)) == "gone"


def test_tags_are_found_by_name_number_and_neighbours(db: Database, now: int) -> None:
    first = ask(db, tags=("battery", "lid"), now=now)
    ask(db, tags=("battery", "bag"), title="Another question here", now=now + 1)
    assert [row.name for row in tags.beginning(db, "ba", site="main", limit=9)] == ["battery", "bag"]
    assert [row.name for row in tags.by_alphabet(db, site="main", after="bag", limit=9)] == ["battery", "lid"]
    (top,) = tags.popular(db, site="main", questions=0, before="", limit=1)
    assert (top.name, top.questions) == ("battery", 2)
    rest = tags.popular(db, site="main", questions=top.questions, before=top.id, limit=9)
    assert {row.name for row in rest} == {"bag", "lid"}
    assert {row.name for row in tags.related(db, top.id, limit=9)} == {"bag", "lid"}
    reply = answer(db, first, now=now)
    assert tags.experts(db, top.id, now=now, limit=9) == []
    voting.vote(db, reply.id, value=1, person="voter", now=now)
    assert [(row.person, row.score) for row in tags.experts(db, top.id, now=now, limit=9)] == [("helper", 1)]


def test_administrators_set_the_steps(db: Database, now: int) -> None:
    choose = partial(ruling.choose, db, site="main", now=now)
    assert refusal(lambda: choose(preset="open", steps={}, person="moderator")) == "role"
    rules = choose(preset="careful", steps={"flag": 1, "vote_up": 15}, person="administrator")
    assert (rules.steps["flag"], rules.steps["vote_up"]) == (1, 15)
    assert ruling.of_site(db, site="main") == rules
    with pytest.raises(Unfit):
        choose(preset="careful", steps={"fly": 1}, person="administrator")
