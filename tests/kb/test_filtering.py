"""What the filters of a search mean on a board, and the list that they give without words."""

import pytest

from kb import accepting, filtering, moderating, suspending, tagging
from kb.asked import EVERY
from kb.filtering import Understood
from kb.moderating import Order, Target
from kb.store import filtered, people, tags
from kb.store.engine import Database
from kb.store.posts import Post
from tests.kb import board

DAY = 86_400_000


@pytest.fixture
def asked(database: Database, now: int) -> dict[str, Post]:
    """Questions in the order of their making; `closed` is closed, `solved` is solved, one is hidden."""
    board.fill(database, now=now)
    made = {}
    for number, (name, by, tagged) in enumerate((
        ("plain", "asker", ("battery",)), ("solved", "voter", ("battery", "watch")),
        ("closed", "asker", ("battery", "watch")), ("hidden", "asker", ("battery",)), ("zh", "critic", ("電池",)),
        ("official", "voter", ("watch",)),
    )):
        made[name] = board.ask(database, now=now + number, by=by, title=f"A question, {name}", tags=tagged)
    said = board.answer(database, made["solved"], now=now)
    accepting.accept(database, said.id, person="voter", now=now)
    stated = board.answer(database, made["official"], by="agent", now=now)
    accepting.mark_official(database, stated.id, person="agent", now=now)
    for name, deed in (("closed", "close"), ("hidden", "hide")):
        moderating.moderate(
            database, [Target(made[name].id)], Order(deed, "other", ""), moderator="moderator", now=now  # type: ignore[arg-type]
        )
    return made


def understood(database: Database, query: str, *, now: int) -> Understood:
    return filtering.understand(database, query, site="main", now=now)


def listed(database: Database, query: str, *, now: int, before: str = "", limit: int = 9) -> str:
    wanted = understood(database, query, now=now).wanted
    rows = filtered.questions(database, wanted, site="main", before=before, now=now, limit=limit)
    return " ".join(row.title.rpartition(" ")[2] for row in rows)


@pytest.mark.usefixtures("asked")
def test_filters_without_words_list_what_fits_the_newest_first(database: Database, now: int) -> None:
    tag = tags.by_name(database, "battery", site="main")
    assert tag
    tagging.add_synonym(database, tag.id, name="cell", person="moderator", now=now)
    for query, expected in (
        ("is:question", "official zh closed solved plain"),
        ("tag:Battery", "closed solved plain"),
        ("tag:cell", "closed solved plain"),
        ("tag:battery tag:watch", "closed solved"),
        ("tag:battery -tag:watch", "plain"),
        ("-tag:battery", "official zh"),
        ("tag:电池", "zh"),
        ("tag：電池", "zh"),
        ("is:unanswered", "zh plain"),
        ("is:answered", "official solved"),
        ("is:solved", "solved"),
        ("is:official", "official"),
        ("is:open", "official zh solved plain"),
        ("is:closed", "closed"),
        ("is:已關閉 tag:watch", "closed"),
        ("user:asker", "closed plain"),
        ("user:ASKER tag:watch", "closed"),
        ("user:voter -tag:battery is:open", "official"),
        ("tag:battery user:voter is:closed", ""),
    ):
        assert listed(database, query, now=now) == expected, query


def test_a_list_goes_on_behind_its_last_row(database: Database, asked: dict[str, Post], now: int) -> None:
    assert listed(database, "tag:battery", now=now, limit=2) == "closed solved"
    assert listed(database, "tag:battery", now=now, limit=2, before=asked["solved"].id) == "plain"


@pytest.mark.usefixtures("asked")
def test_who_is_meant_and_who_is_nobodys_business(database: Database, now: int) -> None:
    def rename(name: str, to: str) -> None:
        database.write(lambda tx: people.set_profile(tx, name, name=to, language="en"))

    def called(written: str) -> list[str]:
        found = understood(database, f"user:{written}", now=now)
        return [found.wanted.author] if found.wanted.author else [each.id for each in found.strange[0].people]

    rename("asker", "Ada Lovelace")
    rename("critic", "張偉")
    assert called('"ada lovelace"') == called("Ada") == called("asker") == ["asker"]
    assert called("张伟") == called("張偉") == ["critic"]
    assert called("helper") == ["helper"]  # has answered
    assert called("trusted") == called("Moderator") == []  # nothing of theirs is to be seen
    rename("voter", "Ada Byron")
    assert sorted(called("ada")) == ["asker", "voter"]
    rename("voter", "ada lovelace")
    assert sorted(called('"Ada Lovelace"')) == ["asker", "voter"]
    suspending.suspend(database, "voter", until=now + DAY, reason="Spam", note="", moderator="moderator", now=now)
    assert called('"Ada Lovelace"') == ["asker"]
    assert called("voter") == []
    database.write(lambda tx: people.leave(tx, "asker", name="Former member", email="x@left.invalid", now=now))
    assert called('"Former member"') == called("asker") == []


@pytest.mark.usefixtures("asked")
def test_what_is_not_there_is_told_and_the_rest_holds(database: Database, now: int) -> None:
    found = understood(database, "how tag:batery tag:watch user:zelda is:open is:odd do i", now=now)
    assert (found.words, found.kind, [str(each.filter) for each in found.active]) == (
        "how do i", "question", ["tag:watch", "is:open"]
    )
    assert [(str(each.filter), each.meant, each.people) for each in found.strange] == [
        ("tag:batery", "battery", ()), ("user:zelda", "", ())
    ]
    assert [each.problem for each in found.left] == ["unknown"]
    mistyped = understood(database, "tag:电迟 tag:xyzzy", now=now).strange
    assert [(each.filter.value, each.meant) for each in mistyped] == [("电迟", "電池"), ("xyzzy", "")]
    tag = tags.by_name(database, "battery", site="main")
    assert tag
    tagging.add_synonym(database, tag.id, name="cell", person="moderator", now=now)
    twice = understood(database, "tag:battery -tag:cell", now=now)
    assert ([each.problem for each in twice.left], len(twice.active)) == (["contradicts"], 1)


@pytest.mark.parametrize("query", ["words alone", "", "is:article x", "is:question"])
def test_what_names_no_question_narrows_none(database: Database, now: int, query: str) -> None:
    found = understood(database, query, now=now)
    assert found.narrowed == EVERY
