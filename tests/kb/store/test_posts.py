"""Who sees what: every list and look-up of the board with every state of a post, for everybody who might look."""

from collections.abc import Callable, Iterable

import pytest

from kb import accepting, commenting, flagging, following, moderating, suspending, voting
from kb.moderating import Order, Target
from kb.store import answer_counts, answers, comments, follows, moderations, notifications, post_lists, posts, tags
from kb.store.engine import Database, Reads
from kb.store.posts import STATES, Post, Reader
from tests.kb import board
from tests.kb.board import ask, stored

LOOKERS = ("", "voter", "asker", "moderator")


@pytest.fixture
def db(database: Database, now: int) -> Database:
    board.fill(database, now=now)
    return database


def put(db: Database, post: Post, state: str) -> None:
    """As the verbs do, from whatever it is."""
    db.write(lambda tx: posts.set_state(tx, post.id, state=state, why="", before=STATES))
    if post.kind == "answer":
        db.write(lambda tx: answer_counts.of_question(tx, post.question))
    db.write(lambda tx: tags.copy(tx, post.question))


def _ids(rows: Iterable[object]) -> set[str]:
    return {row.id for row in rows}  # type: ignore[attr-defined]


def home(sort: str) -> Callable[[Reads, Reader], set[str]]:
    return lambda db, to: _ids(
        post_lists.home(db, site="main", sort=sort, after=post_lists.START, now=to.now, limit=50)
    )


def tagged(sort: str) -> Callable[[Reads, Reader], set[str]]:
    def found(db: Reads, to: Reader) -> set[str]:
        tag = tags.by_name(db, "battery", site="main")
        assert tag
        return _ids(post_lists.tagged(db, [tag.id], sort=sort, after=post_lists.START, now=to.now, limit=50))

    return found


# What everybody sees stands in these, whoever looks.
PUBLIC: dict[str, Callable[[Reads, Reader], set[str]]] = {
    **{f"home {sort}": home(sort) for sort in post_lists.SORTS},
    **{f"tagged {sort}": tagged(sort) for sort in post_lists.SORTS},
    "all shown": lambda db, to: _ids(post_lists.all_shown(db, site="main", after="", now=to.now, limit=50)),
}
# Here authors see their own, and curators everything.
PERSONAL: dict[str, Callable[[Reads, Reader], set[str]]] = {
    "by author": lambda db, to: _ids(post_lists.questions_by(db, "asker", to=to, before="", limit=50)),
    "chosen": lambda db, to: _ids(
        post_lists.chosen(db, [row.id for row in posts.of_author(db, "asker")], to=to)
    ),
    "seen of": lambda db, to: _ids(posts.seen_of(db, [row.id for row in posts.of_author(db, "asker")], to=to)),
    "seen": lambda db, to: {
        row.id for row in posts.of_author(db, "asker") if posts.seen(db, row.id, to=to) is not None
    },
    "followed": lambda db, to: _ids(post_lists.followed(db, "asker", to=to, before="", limit=50)),
}
# The same of an answer, under a question that everybody sees.
ANSWERS: dict[str, Callable[[Reads, Reader], set[str]]] = {
    **{
        f"thread {sort}": lambda db, to, sort=sort: {  # type: ignore[misc]
            row.id for thread in posts.of_author(db, "supervisor")
            for row in answers.of_question(db, thread.id, sort=sort, after=None, to=to, limit=50)
        }
        for sort in answers.SORTS
    },
    "by author": lambda db, to: _ids(post_lists.answers_by(db, "asker", to=to, before="", limit=50)),
    "one": lambda db, to: {
        row.id for row in posts.of_author(db, "asker") if answers.one(db, row.id, to=to) is not None
    },
}
SEES = {"": (), "voter": (), "asker": STATES, "moderator": STATES}


@pytest.mark.parametrize("name", PUBLIC)
def test_lists_for_everybody_hold_what_is_shown(db: Database, name: str, now: int) -> None:
    made = {state: ask(db, title=f"A question in state {state}", now=now) for state in STATES}
    for state, post in made.items():
        put(db, post, state)
    for looker in LOOKERS:
        assert PUBLIC[name](db, board.reader(looker, now=now)) == {made["shown"].id}


@pytest.mark.parametrize("name", PERSONAL)
@pytest.mark.parametrize("state", STATES)
def test_authors_see_their_own_and_curators_all(db: Database, name: str, state: str, now: int) -> None:
    post = ask(db, now=now)
    put(db, post, state)
    for looker in LOOKERS:
        found = PERSONAL[name](db, board.reader(looker, now=now))
        assert (post.id in found) == (state == "shown" or state in SEES[looker])


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("state", STATES)
def test_so_it_is_with_answers(db: Database, name: str, state: str, now: int) -> None:
    thread = ask(db, by="supervisor", now=now)
    post = board.answer(db, thread, by="asker", now=now)
    put(db, post, state)
    for looker in LOOKERS:
        found = ANSWERS[name](db, board.reader(looker, now=now))
        assert (post.id in found) == (state == "shown" or state in SEES[looker])


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("state", STATES)
def test_an_answer_goes_with_its_question(db: Database, name: str, state: str, now: int) -> None:
    thread = ask(db, by="supervisor", now=now)
    post = board.answer(db, thread, by="asker", now=now)
    put(db, thread, state)
    for looker in LOOKERS:
        found = ANSWERS[name](db, board.reader(looker, now=now))
        assert (post.id in found) == (state == "shown" or looker == "moderator")


@pytest.mark.parametrize("name", [*PUBLIC, *PERSONAL])
def test_what_a_suspended_author_wrote_shows_again_afterwards(db: Database, name: str, now: int) -> None:
    post = ask(db, now=now)
    found = {**PUBLIC, **PERSONAL}[name]
    suspending.suspend(
        db, "asker", until=now + 1000, reason="Rude", note="", moderator="moderator", now=now
    )
    for looker in ("", "voter"):
        assert found(db, board.reader(looker, now=now + 999)) == set()
        assert found(db, board.reader(looker, now=now + 1000)) == {post.id}
    suspending.lift(db, "asker", moderator="moderator", now=now + 10)
    assert found(db, board.reader("", now=now + 11)) == {post.id}


def test_the_bot_reads_what_is_accepted_official_or_voted_up(db: Database, now: int) -> None:
    thread = ask(db, now=now)
    plain = board.answer(db, thread, now=now, text="A plain answer here.")
    accepted = board.answer(db, thread, by="voter", now=now + 1, text="The accepted answer.")
    official = board.answer(db, thread, by="agent", now=now + 2, text="The official answer.")

    def said() -> list[str]:
        return [row.id for row in answers.for_bot(db, thread.id, now=now + 5, score=2, limit=5)]

    assert said() == []
    accepting.accept(db, accepted.id, person="asker", now=now)
    accepting.mark_official(db, official.id, person="agent", now=now)
    assert said() == [accepted.id, official.id]
    for voter in ("critic", "trusted"):
        voting.vote(db, plain.id, value=1, person=voter, now=now)
    assert said() == [accepted.id, official.id, plain.id]
    suspending.suspend(db, "voter", until=now + 9, reason="Rude", note="", moderator="moderator", now=now)
    moderating.moderate(db, [Target(plain.id)], Order("hide"), moderator="moderator", now=now)
    assert said() == [official.id]
    moderating.moderate(db, [Target(thread.id)], Order("close", "outdated"), moderator="moderator", now=now)
    assert said() == []


def test_comments_go_with_their_state_and_their_author(db: Database, now: int) -> None:
    thread = ask(db, now=now)
    made = [
        commenting.comment(db, thread.id, f"Comment number {n}.", author="helper", now=now + n) for n in range(3)
    ]
    moderating.moderate(db, [Target(thread.id, made[0].id)], Order("hide"), moderator="moderator", now=now)
    commenting.remove(db, made[1].id, author="helper", now=now)

    def found(looker: str) -> set[str]:
        to = board.reader(looker, now=now)
        some = _ids(comments.of_posts(db, [thread.id], to=to, each=5))
        assert some == _ids(comments.of_post(db, thread.id, to=to, after="", limit=5))
        return some

    assert found("") == found("voter") == {made[2].id}
    assert found("helper") == {row.id for row in made}
    assert found("moderator") == {made[0].id, made[2].id}
    suspending.suspend(db, "helper", until=now + 9, reason="Rude", note="", moderator="moderator", now=now)
    assert found("") == set()


def test_no_notice_and_no_log_tells_of_what_is_hidden(db: Database, now: int) -> None:
    thread = ask(db, now=now)
    db.write(lambda tx: notifications.add(
        tx, id="n1", site="main", person="voter", kind="question", post=thread.id, cause=thread.id, actor="asker",
        now=now,
    ))
    to = board.reader("voter", now=now)
    assert [row.title for row in notifications.of_person(db, "voter", to=to, before="", limit=9)] == [thread.title]
    assert len(notifications.to_mail(db, before=now + 1, now=now, limit=9)) == 1
    for voter in ("helper", "voter", "critic", "trusted", "newcomer"):
        flagging.flag(db, thread.id, reason="rude", text="", person=voter, now=now)
    assert stored(db, thread).state == "hidden"
    assert notifications.of_person(db, "voter", to=to, before="", limit=9) == []
    assert notifications.to_mail(db, before=now + 1, now=now, limit=9) == []
    (entry,) = moderations.public_page(db, site="main", before="", now=now, limit=9)
    assert (entry.deed, entry.title, entry.post, entry.question) == ("hide", "", "", "")
    (entry_inside,) = moderations.page(db, site="main", before="", limit=9)
    assert entry_inside.title == thread.title
    assert following.canonical(db, thread.id) == thread.id
    assert [row.person for row in follows.participants(db, thread.id)] == []


@pytest.mark.parametrize("sort", post_lists.SORTS)
def test_lists_go_on_where_a_page_ended(db: Database, sort: str, now: int) -> None:
    made = []
    for n in range(7):
        made.append(ask(db, title=f"Question number {n}", tags=("battery", "lid"), now=now + n))
        for voter in ("voter", "critic", "trusted")[: n % 3]:
            voting.vote(db, made[-1].id, value=1, person=voter, now=now)
    both = [tag.id for tag in tags.of_post(db, made[0].id)]
    whole = post_lists.home(db, site="main", sort=sort, after=post_lists.START, now=now, limit=50)
    assert len(whole) == 7
    for page in (
        lambda after: post_lists.home(db, site="main", sort=sort, after=after, now=now, limit=2),
        lambda after: post_lists.tagged(db, both, sort=sort, after=after, now=now, limit=2),
    ):
        found, after = [], post_lists.START
        while rows := page(after):
            found += rows
            after = post_lists.place(rows[-1], sort=sort)
        assert found == whole
    assert {row.name for row in post_lists.tags_of(db, [row.id for row in whole])} == {"battery", "lid"}
    if sort == "score":
        assert [row.score for row in whole] == sorted((row.score for row in whole), reverse=True)


def test_the_best_answers_go_on_where_a_page_ended(db: Database, now: int) -> None:
    thread = ask(db, now=now)
    made = [board.answer(db, thread, now=now + n, text=f"Answer number {n} of all.") for n in range(5)]
    voting.vote(db, made[3].id, value=1, person="voter", now=now)
    accepting.mark_official(db, made[2].id, person="agent", now=now)
    accepting.accept(db, made[4].id, person="asker", now=now)
    to, found, after = posts.stranger(now), [], None
    while rows := answers.of_question(db, thread.id, sort="best", after=after, to=to, limit=2):
        found += [row.id for row in rows]
        after = answers.Place(rows[-1].weight, rows[-1].id)
    assert found == [made[n].id for n in (4, 2, 3, 0, 1)]
