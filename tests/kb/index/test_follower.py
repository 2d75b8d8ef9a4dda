"""The index follows the store: on both engines of each."""

from pathlib import Path

import pytest

from kb.index import Index, IndexLocked, IndexUnavailable, follower, open_index
from kb.index.follower import Follower
from kb.store import events
from kb.store.engine import Database
from kb.store.events import Behind
from kb.text import tokens
from tests.kb.index.articles import chat, move, move_silently, phrase, revise, write
from tests.kb.index.test_damage import empty, scramble, segments, tables


@pytest.fixture
def index(kind: str, folder: Path) -> Index:
    """An index that does not exist yet."""
    return open_index(kind, folder)


@pytest.fixture
def following(database: Database, index: Index, now: int) -> Follower:
    """A follower that has done its first step, which makes the index."""
    following = Follower(database, index)
    assert following.step(now=now) == 0
    return following


def found(index: Index, question: str, audience: str = "public") -> list[str]:
    return [hit.id for hit in index.search(tokens(question), audiences=(audience,))]


def test_the_first_step_builds_a_missing_index(database: Database, index: Index, now: int) -> None:
    mute = write(database, "Mute a channel", now=now, body="No **sound**", phrasings=("make it quiet",))
    draft = write(database, "Mute the draft", now=now, state="draft")
    assert Follower(database, index).step(now=now) == 1
    assert found(index, "mute") == found(index, "sound") == found(index, "quiet") == [mute]
    assert draft not in index.versions()
    assert index.cursor() == events.latest(database)


def test_an_article_is_found_while_it_is_published(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    mute = write(database, "Mute a channel", now=now, state="draft")
    assert following.step(now=now) == 1
    assert found(index, "mute") == []
    move(database, mute, "published", now=now)
    assert following.step(now=now) == 1
    assert found(index, "mute") == [mute]
    revise(database, mute, "Silence a room", now=now)
    assert found(index, "mute") == [mute]
    assert following.step(now=now) == 1
    assert (found(index, "mute"), found(index, "silence")) == ([], [mute])
    move(database, mute, "archived", now=now)
    assert following.step(now=now) == 1
    assert (found(index, "silence"), index.count(), following.differences()) == ([], 0, set())


def test_new_phrasings_are_found(database: Database, index: Index, following: Follower, now: int) -> None:
    mute = write(database, "Mute a channel", now=now)
    following.step(now=now)
    database.write(lambda tx: phrase(tx, mute, "hush, please", now=now))
    database.write(lambda tx: events.append(tx, kind="article.changed", topic="article:x", subject=mute, now=now))
    following.step(now=now)
    assert found(index, "hush") == [mute]


def test_staff_articles_stay_with_the_staff(database: Database, index: Index, following: Follower, now: int) -> None:
    secret = write(database, "Refunds above the limit", now=now, audience="staff")
    following.step(now=now)
    assert (found(index, "refund"), found(index, "refund", "staff")) == ([], [secret])


def test_what_only_a_renderer_understands_is_not_indexed(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    body = "{start_tabs} Open [the settings](/help/secretpath) <div class='fancy'>here</div> https://hidden.example/x"
    settings = write(database, "Settings", now=now, body=body)
    following.step(now=now)
    assert found(index, "open settings here") == [settings]
    assert [found(index, word) for word in ("secretpath", "fancy", "div", "hidden", "start_tabs")] == [[]] * 5


def test_nothing_happened(database: Database, index: Index, following: Follower, now: int) -> None:
    seen = index.generation()
    chat(database, 3, now=now)
    assert following.step(now=now) == 0
    assert following.step(now=now) == 0
    assert index.generation() == seen


def test_events_of_others_are_read_once_and_noted_from_time_to_time(
    database: Database, index: Index, following: Follower, now: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "_FARTHEST_BEHIND", 1500)
    before = index.cursor()
    chat(database, 1200, now=now)
    following.step(now=now)
    assert index.cursor() == before
    chat(database, 1200, now=now)
    following.step(now=now)
    assert index.cursor() == events.latest(database)


def test_hundreds_of_changes_at_once(database: Database, index: Index, following: Follower, now: int) -> None:
    written = {write(database, f"Article {number}", now=now) for number in range(60)}
    chat(database, 900, now=now)
    written.add(write(database, "The last one", now=now))
    assert following.step(now=now) == 61
    assert set(index.versions()) == written
    assert index.cursor() == events.latest(database)


def test_how_far_behind(database: Database, index: Index, following: Follower, now: int) -> None:
    nothing = Behind(count=0, oldest=None)
    chat(database, 700, now=now)
    assert follower.behind(database, index) == nothing
    write(database, "Mute a channel", now=now)
    behind = follower.behind(database, index)
    assert (behind.count > 0, behind.oldest) == (True, now)
    following.step(now=now)
    assert follower.behind(database, index) == nothing


@pytest.mark.parametrize("damage", [empty, scramble, Path.unlink])
def test_a_broken_index_is_rebuilt(
    database: Database, index: Index, following: Follower, folder: Path, now: int, damage: object
) -> None:
    mute = write(database, "Mute a channel", now=now)
    following.step(now=now)
    for path in (*segments(folder), *tables(folder)):
        damage(path)  # type: ignore[operator]
    # Nothing tells the follower, so it looks every thirty seconds.
    assert following.step(now=now + 30_000) == 1
    assert found(index, "mute") == [mute]
    assert following.step(now=now + 60_000) == 0


def test_a_lost_folder_is_noticed_at_once(
    database: Database, index: Index, following: Follower, folder: Path, now: int
) -> None:
    mute = write(database, "Mute a channel", now=now)
    following.step(now=now)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(IndexUnavailable):
        found(index, "mute")
    assert following.step(now=now) == 1
    assert found(index, "mute") == [mute]


def test_an_index_that_is_not_equal_to_the_store_is_rebuilt_at_the_start(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    mute, dark = (write(database, title, now=now) for title in ("Mute a channel", "Dark mode"))
    following.step(now=now)
    move_silently(database, mute, "archived", now=now)
    assert following.differences() == {mute}
    assert following.step(now=now) == 0
    assert Follower(database, index).step(now=now) == 1
    assert (found(index, "mute"), found(index, "dark")) == ([], [dark])
    assert following.differences() == set()


def test_two_followers_of_one_folder(
    database: Database, index: Index, following: Follower, kind: str, folder: Path, now: int
) -> None:
    other = Follower(database, open_index(kind, folder))
    other.step(now=now)
    mute = write(database, "Mute a channel", now=now)
    assert following.step(now=now) == 1
    assert other.step(now=now) == 0
    revise(database, mute, "Silence a room", now=now)
    assert other.step(now=now) == 1
    assert following.step(now=now) == 0
    assert found(index, "silence") == [mute]


def test_while_another_writes_the_step_says_so_and_the_next_one_catches_up(
    database: Database, index: Index, following: Follower, kind: str, folder: Path, now: int
) -> None:
    mute = write(database, "Mute a channel", now=now)
    with open_index(kind, folder).writer():
        with pytest.raises(IndexLocked):
            following.step(now=now)
        with pytest.raises(IndexLocked):
            following.rebuild()
        assert found(index, "mute") == []
    assert following.step(now=now) == 1
    assert found(index, "mute") == [mute]


def test_a_rebuild_is_seen_only_when_it_is_done(
    database: Database, index: Index, following: Follower, now: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "_PAGE", 2)
    for number in range(5):
        write(database, f"Mute channel {number}", now=now)
    following.step(now=now)
    heard: list[tuple[int, int]] = []
    assert following.rebuild(progress=lambda done: heard.append((done, len(found(index, "mute"))))) == 5
    assert heard == [(2, 5), (4, 5), (5, 5)]
    assert index.count() == 5


def test_what_changes_during_a_rebuild_is_not_lost(
    database: Database, index: Index, following: Follower, now: int
) -> None:
    mute = write(database, "Mute a channel", now=now)
    following.rebuild(progress=lambda _: revise(database, mute, "Silence a room", now=now))
    assert found(index, "mute") == [mute]
    assert following.step(now=now) == 1
    assert (found(index, "mute"), found(index, "silence")) == ([], [mute])
