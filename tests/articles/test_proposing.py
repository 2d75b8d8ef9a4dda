import threading
from dataclasses import replace

import pytest

from articles import editing, proposing, publishing
from articles.editing import Moved, Text, Unfit
from articles.proposing import Decided, Draft, Refused
from kb.store import articles, deeds, events, people, proposals, revisions, sites
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.proposals import Proposal

TEXT = Text("Reset a password", "Open **People**.\n\nPress *Reset*.\n\nWait.", "en", phrasings=("forgot it",))
BETTER = Draft("Reset a password", "Open **People**.\n\nPress *Reset now*.\n\nWait.", "it says “now”")


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    for name in ("mia", "ned", "mo"):
        _join(database, name, now=now)
    return database


def _join(db: Database, name: str, *, now: int) -> None:
    db.write(
        lambda tx: people.add(
            tx, id=name, site="main", email=f"{name}@example.com", name=name.title(), role="member", origin="real",
            password="-", language="en", now=now,
        )
    )


@pytest.fixture
def article(db: Database, now: int) -> Article:
    made = editing.create(db, TEXT, site="main", author="mo", note="", now=now)
    return publishing.publish(db, made.id, seen=1, now=now)


@pytest.fixture
def row(db: Database, article: Article, now: int) -> Proposal:
    return proposing.propose(db, article, BETTER, base=1, author="mia", now=now)


def current(db: Database, article: Article) -> Article:
    found = articles.by_id(db, article.id)
    assert found
    return found


def stored(db: Database, row: Proposal) -> Proposal:
    found = proposals.by_id(db, row.id, site="main")
    assert found
    return found


def kinds(db: Database) -> list[str]:
    found, _ = events.read_after(db, events.START)
    return [event.kind for event in found]


def test_a_proposal_waits_and_changes_nothing(db: Database, article: Article, row: Proposal) -> None:
    assert (row.state, row.base, row.author, row.note, row.added, row.removed) == (
        "waiting", 1, "mia", "it says “now”", 4, 0,
    )
    assert current(db, article) == article
    assert kinds(db)[-1] == "proposal.made"


def test_one_author_has_one_waiting_for_an_article(db: Database, article: Article, row: Proposal, now: int) -> None:
    again = proposing.propose(db, article, replace(BETTER, title="Set a new one"), base=1, author="mia", now=now + 1)
    assert (again.id, again.title, again.version) == (row.id, "Set a new one", 2)
    other = proposing.propose(db, article, BETTER, base=1, author="ned", now=now + 1)
    assert other.id != row.id
    assert kinds(db)[-2:] == ["proposal.changed", "proposal.made"]


def test_of_an_author_who_proposes_twice_at_once_one_row_comes(db: Database, article: Article, now: int) -> None:
    outcomes: list[str] = []

    def propose() -> None:
        try:
            outcomes.append(proposing.propose(db, article, BETTER, base=1, author="mia", now=now).id)
        except Decided:
            outcomes.append("told")

    threads = [threading.Thread(target=propose) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 6 and len(set(outcomes) - {"told"}) == 1
    assert proposals.count_waiting_of(db, author="mia") == 1


def test_an_author_has_only_so_many_waiting(db: Database, now: int) -> None:
    made = [editing.create(db, TEXT, site="main", author=None, note="", now=now) for _ in range(21)]
    for each in made[:-1]:
        proposing.propose(db, each, BETTER, base=1, author="mia", now=now)
    with pytest.raises(Refused, match="full"):
        proposing.propose(db, made[-1], BETTER, base=1, author="mia", now=now)


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (Draft(TEXT.title, TEXT.body + "\n\n"), "same"),
        (Draft(TEXT.title, "a\n<<<<<<< Now\nb\n=======\nc\n>>>>>>> Yours"), "marks"),
    ],
)
def test_what_is_refused(db: Database, article: Article, now: int, draft: Draft, problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        proposing.propose(db, article, draft, base=1, author="mia", now=now)


@pytest.mark.parametrize(
    "draft", [Draft("", "text"), Draft("x" * 201, "text"), Draft("t", ""), Draft("t", "x" * 200_001)]
)
def test_what_does_not_fit(db: Database, article: Article, now: int, draft: Draft) -> None:
    with pytest.raises(Unfit):
        proposing.propose(db, article, draft, base=1, author="mia", now=now)


def test_accepted_it_is_a_revision_in_its_authors_name(
    db: Database, article: Article, row: Proposal, now: int
) -> None:
    after = proposing.accept(
        db, row, row.title, row.body, reviewer="mo", reply=" Thank you ", seen=1, article_seen=article.version,
        now=now + 5,
    )
    assert (after.body, after.revision, after.version, after.slug, after.state) == (
        BETTER.body, 2, article.version + 1, article.slug, "published",
    )
    made = revisions.by_number(db, article.id, 2)
    assert made and (made.author, made.note) == ("mia", "it says “now”")
    decided = stored(db, row)
    assert (decided.state, decided.reviewer, decided.reply, decided.revision, decided.decided_at) == (
        "accepted", "mo", "Thank you", 2, now + 5,
    )
    assert [each.text for each in articles.phrasings(db, article.id)] == ["forgot it"]
    assert kinds(db)[-2:] == ["proposal.accepted", "article.changed"]


def test_nothing_is_written_where_the_article_moved_meanwhile(
    db: Database, article: Article, row: Proposal, now: int
) -> None:
    editing.revise(db, article.id, replace(TEXT, title="Theirs"), seen=article.version, author="mo", note="", now=now)
    with pytest.raises(Moved):
        proposing.accept(
            db, row, row.title, row.body, reviewer="mo", reply="", seen=1, article_seen=article.version, now=now
        )
    assert (current(db, article).title, stored(db, row).state) == ("Theirs", "waiting")


def test_nothing_is_written_where_the_author_changed_it_meanwhile(
    db: Database, article: Article, row: Proposal, now: int
) -> None:
    proposing.change(db, row, replace(BETTER, body="Another text."), base=1, seen=1, now=now)
    with pytest.raises(Decided):
        proposing.accept(
            db, row, row.title, row.body, reviewer="mo", reply="", seen=1, article_seen=article.version, now=now
        )
    with pytest.raises(Decided):
        proposing.decline(db, row, reviewer="mo", reply="", seen=1, now=now)
    assert current(db, article) == article


def test_of_two_reviewers_at_once_one_wins(db: Database, article: Article, row: Proposal, now: int) -> None:
    outcomes: list[str] = []

    def accept() -> None:
        try:
            proposing.accept(
                db, row, row.title, row.body, reviewer="mo", reply="", seen=1, article_seen=article.version, now=now
            )
            outcomes.append("accepted")
        except (Decided, Moved):
            outcomes.append("told")

    def decline() -> None:
        try:
            proposing.decline(db, row, reviewer="ned", reply="no", seen=1, now=now)
            outcomes.append("declined")
        except Decided:
            outcomes.append("told")

    threads = [threading.Thread(target=verb) for verb in (accept, decline) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("told") == 5
    assert [stored(db, row).state] == [each for each in outcomes if each != "told"]
    assert current(db, article).revision == (2 if "accepted" in outcomes else 1)


def test_what_is_decided_is_neither_changed_nor_withdrawn(db: Database, row: Proposal, now: int) -> None:
    proposing.decline(db, row, reviewer="mo", reply="Not yet.", seen=1, now=now)
    for late in (row, stored(db, row)):
        with pytest.raises(Decided):
            proposing.withdraw(db, late, now=now)
        with pytest.raises(Decided):
            proposing.change(db, late, BETTER, base=1, seen=late.version, now=now)
    assert stored(db, row).reply == "Not yet."


def test_withdrawn_it_does_not_wait_any_more(db: Database, row: Proposal, now: int) -> None:
    proposing.withdraw(db, row, now=now)
    assert stored(db, row).state == "withdrawn"
    assert proposals.queue(db, site="main", author="", since=0, after="", limit=9) == []
    assert kinds(db)[-1] == "proposal.withdrawn"


def test_what_was_accepted_can_be_taken_back(db: Database, article: Article, row: Proposal, now: int) -> None:
    proposing.accept(
        db, row, row.title, row.body, reviewer="mo", reply="", seen=1, article_seen=article.version, now=now
    )
    with pytest.raises(Decided):
        proposing.reopen(db, stored(db, row), reviewer="ned", note="", now=now)
    proposing.reopen(db, stored(db, row), reviewer="mo", note="back to 1", now=now)
    there = current(db, article)
    assert (there.body, there.revision) == (TEXT.body, 3)
    assert stored(db, row).state == "waiting"
    assert proposing.together(db, stored(db, row), there).body.text(ours="", theirs="") == BETTER.body


def test_nothing_is_taken_back_over_a_later_text(db: Database, article: Article, row: Proposal, now: int) -> None:
    after = proposing.accept(
        db, row, row.title, row.body, reviewer="mo", reply="", seen=1, article_seen=article.version, now=now
    )
    editing.revise(db, article.id, replace(TEXT, title="Later"), seen=after.version, author="mo", note="", now=now)
    with pytest.raises(Moved):
        proposing.reopen(db, stored(db, row), reviewer="mo", note="", now=now)
    assert (current(db, article).title, stored(db, row).state) == ("Later", "accepted")


def test_what_was_declined_can_be_taken_back_unless_a_new_one_waits(
    db: Database, article: Article, row: Proposal, now: int
) -> None:
    proposing.decline(db, row, reviewer="mo", reply="no", seen=1, now=now)
    reopened = proposing.reopen(db, stored(db, row), reviewer="mo", note="", now=now)
    assert (reopened.state, reopened.reply, reopened.reviewer) == ("waiting", "", None)
    proposing.decline(db, reopened, reviewer="mo", reply="no", seen=reopened.version, now=now)
    proposing.propose(db, article, BETTER, base=1, author="mia", now=now + 1)
    with pytest.raises(Decided):
        proposing.reopen(db, stored(db, row), reviewer="mo", note="", now=now)


def test_on_top_of_a_text_that_moved(db: Database, article: Article, row: Proposal, now: int) -> None:
    elsewhere = replace(TEXT, title="Get back in", body=TEXT.body.replace("Wait.", "Wait a minute."))
    moved = editing.revise(db, article.id, elsewhere, seen=article.version, author="mo", note="", now=now)
    both = proposing.together(db, row, moved)
    assert (both.title, both.title_conflict, both.moved) == ("Get back in", None, True)
    assert both.body.text(ours="", theirs="") == "Open **People**.\n\nPress *Reset now*.\n\nWait a minute."
    same_line = replace(elsewhere, body=TEXT.body.replace("*Reset*", "*Start over*"))
    moved = editing.revise(db, article.id, same_line, seen=moved.version, author="mo", note="", now=now)
    both = proposing.together(db, row, moved)
    text = both.body.text(ours="Now", theirs="Suggested")
    assert len(both.body.conflicts) == 1 and "Start over" in text and "Reset now" in text
    with pytest.raises(Refused, match="marks"):
        proposing.accept(
            db, row, row.title, text, reviewer="mo", reply="", seen=1, article_seen=moved.version, now=now
        )


def test_the_queue_holds_articles_and_proposals_the_oldest_first(
    db: Database, article: Article, row: Proposal, now: int
) -> None:
    later = editing.create(db, TEXT, site="main", author="ned", note="", now=now)
    publishing.submit(db, later.id, seen=1, now=now + 9, by="ned", note="please look")
    earlier = editing.create(db, TEXT, site="main", author="mo", note="", now=now)
    publishing.submit(db, earlier.id, seen=1, now=now - 9, by="mo")

    def queue(*, author: str = "", since: int = 0, after: str = "", limit: int = 9) -> list[tuple[str, str, str]]:
        found = proposals.queue(db, site="main", author=author, since=since, after=after, limit=limit)
        return [(each.kind, each.id, each.name or "") for each in found]

    everything = [("article", earlier.id, "Mo"), ("proposal", row.id, "Mia"), ("article", later.id, "Ned")]
    assert queue() == everything
    assert queue(limit=1) == everything[:1]
    assert queue(since=now, after=row.id) == everything[2:]
    assert queue(author="mia") == everything[1:2]
    assert proposals.count_waiting(db, site="main") == 3
    assert proposals.queue(db, site="main", author="ned", since=0, after="", limit=9)[0].note == "please look"
    publishing.send_back(db, later.id, seen=2, now=now + 10, by="mo", note="add steps")
    assert queue() == everything[:2]
    last = deeds.latest(db, later.id)
    assert last and last.note == "add steps"


def test_my_proposals_the_newest_first(db: Database, article: Article, row: Proposal, now: int) -> None:
    other = editing.create(db, TEXT, site="main", author=None, note="", now=now)
    newer = proposing.propose(db, other, BETTER, base=1, author="mia", now=now + 1)
    mine = proposals.by_author(db, "mia", before="", limit=9)
    assert [each.id for each in mine] == [newer.id, row.id]
    assert (mine[1].title, mine[1].slug, mine[1].article_state) == (article.title, article.slug, "published")
    assert [each.id for each in proposals.by_author(db, "mia", before=newer.id, limit=9)] == [row.id]
    assert proposals.by_author(db, "ned", before="", limit=9) == []
