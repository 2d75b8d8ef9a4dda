"""A form saved in one write: what becomes a revision, who may own, and an address that changes."""

import pytest

from articles import editing, publishing, saving, tending
from articles.editing import Moved, Text, Unfit
from articles.saving import Care
from kb.store import articles, events, people, redirects, sites
from kb.store.articles import Article
from kb.store.engine import Database

DAY = 24 * 3_600_000
PLAIN = Care()
TEXT = Text("Mend a bicycle", "Find the hole.", "en", phrasings=("flat tyre",))


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    for id, role in (("ann", "moderator"), ("eve", "member")):
        database.write(
            lambda tx, name=id, role=role: people.add(
                tx, id=name, site="main", email=f"{name}@example.com", name=name, role=role, origin="real",
                password="-", language="en", now=now,
            )
        )
    return database


@pytest.fixture
def draft(db: Database, now: int) -> Article:
    return editing.create(db, TEXT, site="main", author=None, note="", now=now)


def save(
    db: Database, article: Article, text: Text = TEXT, *, now: int, care: Care = PLAIN, slug: str | None = None,
    note: str = "",
) -> Article:
    wanted = article.slug if slug is None else slug
    return saving.save(
        db, article.id, text, care=care, slug=wanted, seen=article.version, author="ann", note=note, now=now
    )


def leads(db: Database, slug: str) -> str | None:
    return redirects.article_of(db, slug, site="main")


def test_what_is_the_same_writes_nothing(db: Database, draft: Article, now: int) -> None:
    before = events.latest(db)
    assert save(db, draft, now=now + 1, note="nothing new") == draft
    assert events.latest(db) == before


def test_only_text_and_notes_make_a_revision(db: Database, draft: Article, now: int) -> None:
    cared = save(db, draft, now=now + 1, care=Care("members", "ann", now + DAY))
    assert (cared.revision, cared.version, cared.audience, cared.owner, cared.check_by) == (
        1, 2, "members", "ann", now + DAY,
    )
    reworded = save(db, cared, Text("Mend a bicycle", "Find the hole.", "en"), now=now + 2)
    assert (reworded.revision, reworded.version, reworded.owner) == (1, 3, None)
    assert articles.phrasings(db, draft.id) == []
    noted = save(db, reworded, now=now + 3, note="phrasings are back")
    assert (noted.revision, articles.revisions(db, draft.id)[0].note) == (2, "phrasings are back")
    rewritten = save(db, noted, Text("Mend a bicycle", "Patch it.", "en"), now=now + 4)
    assert (rewritten.revision, rewritten.body) == (3, "Patch it.")


def test_whoever_saw_an_older_version_is_told(db: Database, draft: Article, now: int) -> None:
    save(db, draft, now=now + 1, care=Care("staff"))
    with pytest.raises(Moved):
        save(db, draft, now=now + 2, care=Care("members"))
    found = articles.by_id(db, draft.id)
    assert found and found.audience == "staff"
    with pytest.raises(Moved):
        saving.save(db, "nowhere", TEXT, care=Care(), slug="", seen=1, author=None, note="", now=now)


@pytest.mark.parametrize(
    ("care", "field"), [(Care("friends"), "audience"), (Care(owner="eve"), "owner"), (Care(owner="nobody"), "owner")]
)
def test_what_nobody_may_set(db: Database, draft: Article, now: int, care: Care, field: str) -> None:
    with pytest.raises(Unfit) as unfit:
        save(db, draft, now=now + 1, care=care)
    assert unfit.value.field == field
    assert articles.by_id(db, draft.id) == draft


def test_an_owner_who_left_may_stay(db: Database, draft: Article, now: int) -> None:
    owned = save(db, draft, now=now + 1, care=Care(owner="ann"))
    db.write(lambda tx: people.deactivate(tx, "ann"))
    assert save(db, owned, Text("New", "x", "en"), now=now + 2, care=Care(owner="ann")).owner == "ann"


# ---- addresses


def test_the_old_address_leads_to_the_article(db: Database, draft: Article, now: int) -> None:
    renamed = save(db, draft, now=now + 1, slug="  Fix Your Bicycle! ")
    assert renamed.slug == "fix-your-bicycle"
    assert leads(db, "mend-a-bicycle") == draft.id
    save(db, renamed, now=now + 2, slug="fix-bike")
    assert {slug: leads(db, slug) for slug in ("mend-a-bicycle", "fix-your-bicycle", "fix-bike")} == {
        "mend-a-bicycle": draft.id, "fix-your-bicycle": draft.id, "fix-bike": None,
    }


def test_back_to_an_address_of_before_makes_no_circle(db: Database, draft: Article, now: int) -> None:
    there = save(db, draft, now=now + 1, slug="elsewhere")
    back = save(db, there, now=now + 2, slug="mend-a-bicycle")
    assert (back.slug, leads(db, "mend-a-bicycle"), leads(db, "elsewhere")) == ("mend-a-bicycle", None, draft.id)


def test_an_empty_address_is_made_from_the_title(db: Database, draft: Article, now: int) -> None:
    assert save(db, draft, Text("修自行车", "正文", "zh-Hans"), now=now + 1, slug="").slug == "修自行车"


def test_an_address_in_use_is_refused(db: Database, draft: Article, now: int) -> None:
    editing.create(db, Text("Ring a bell", "x", "en"), site="main", author=None, note="", now=now)
    with pytest.raises(Unfit) as unfit:
        save(db, draft, now=now + 1, slug="ring-a-bell")
    assert (unfit.value.field, unfit.value.problem) == ("slug", "taken")
    with pytest.raises(Unfit):
        editing.create(db, TEXT, site="main", author=None, note="", now=now, slug="ring-a-bell")


def test_whoever_takes_an_old_address_ends_its_redirect(db: Database, draft: Article, now: int) -> None:
    save(db, draft, now=now + 1, slug="moved-away")
    other = editing.create(db, Text("Other", "x", "en"), site="main", author=None, note="", now=now)
    taken = save(db, other, Text("Other", "x", "en"), now=now + 2, slug="mend-a-bicycle")
    assert (taken.slug, leads(db, "mend-a-bicycle"), leads(db, "other")) == ("mend-a-bicycle", None, other.id)


def test_a_title_alone_takes_no_address_that_leads_elsewhere(db: Database, draft: Article, now: int) -> None:
    save(db, draft, now=now + 1, slug="moved-away")
    made = editing.create(db, TEXT, site="main", author=None, note="", now=now + 2)
    assert (made.slug, leads(db, "mend-a-bicycle")) == ("mend-a-bicycle-2", draft.id)
    by_hand = editing.create(db, TEXT, site="main", author=None, note="", now=now + 3, slug="mend-a-bicycle")
    assert (by_hand.slug, leads(db, "mend-a-bicycle")) == ("mend-a-bicycle", None)


# ---- tended


def test_checked_moves_the_date_by_its_own_rhythm(db: Database, draft: Article, now: int) -> None:
    checked = tending.check(db, draft.id, seen=draft.version, now=now + DAY)
    assert (checked.checked_at, checked.check_by) == (now + DAY, now + DAY + tending.HALF_A_YEAR)
    assert (checked.revision, checked.updated_at) == (draft.revision, draft.updated_at)
    quarterly = save(db, checked, now=now + 2 * DAY, care=Care(check_by=now + DAY + 90 * DAY))
    again = tending.check(db, draft.id, seen=quarterly.version, now=now + 100 * DAY)
    assert again.check_by == now + 190 * DAY
    with pytest.raises(Moved):
        tending.check(db, draft.id, seen=1, now=now)


def test_many_at_once_and_back(db: Database, now: int) -> None:
    made = [
        editing.create(db, Text(f"Article {number}", "x", "en"), site="main", author=None, note="", now=now + number)
        for number in range(3)
    ]
    published = publishing.publish(db, made[0].id, seen=1, now=now + 5)
    chosen = {published.id: published.version, made[1].id: 1, made[2].id: 7}
    done = tending.tend(db, chosen, deed="archive", value="archived", site="main", by="ann", now=now + 6)
    assert (done.changed, done.left) == (2, 1)
    assert [state(db, each) for each in made] == ["archived", "archived", "draft"]

    taken = tending.take_back(db, by="ann", now=now + 7)
    assert (taken.changed, taken.left) == (2, 0)
    assert [state(db, each) for each in made] == ["published", "draft", "draft"]
    again = articles.by_id(db, published.id)
    assert again and again.published_at == published.published_at
    assert tending.take_back(db, by="ann", now=now + 8).changed == 0


def state(db: Database, article: Article) -> str:
    found = articles.by_id(db, article.id)
    assert found
    return found.state


@pytest.mark.parametrize(("deed", "value"), [("owner", "ann"), ("topic", None), ("check_by", 1_800_000_000_000)])
def test_each_deed_is_told_and_taken_back(
    db: Database, draft: Article, now: int, deed: tending.Deed, value: tending.Value
) -> None:
    topical = save(db, draft, now=now + 1, care=Care(check_by=now)) if deed == "check_by" else draft
    before = events.latest(db)
    done = tending.tend(db, {topical.id: topical.version}, deed=deed, value=value, site="main", by="ann", now=now + 2)
    found = articles.by_id(db, draft.id)
    assert found and getattr(found, deed) == value
    assert done.changed == (0 if deed == "topic" else 1)  # it had no topic before either
    assert (events.latest(db) == before) == (deed == "topic")
    tending.take_back(db, by="ann", now=now + 3)
    found = articles.by_id(db, draft.id)
    assert found and getattr(found, deed) == getattr(topical, deed)


def test_what_somebody_changed_since_is_not_taken_back(db: Database, draft: Article, now: int) -> None:
    tending.tend(db, {draft.id: 1}, deed="owner", value="ann", site="main", by="ann", now=now + 1)
    found = articles.by_id(db, draft.id)
    assert found
    save(db, found, Text("Newer", "x", "en"), now=now + 2, care=Care(owner="ann"))
    taken = tending.take_back(db, by="ann", now=now + 3)
    assert (taken.changed, taken.left) == (0, 1)
    found = articles.by_id(db, draft.id)
    assert found and (found.title, found.owner) == ("Newer", "ann")


def test_nothing_goes_to_somebody_who_does_not_write(db: Database, draft: Article, now: int) -> None:
    with pytest.raises(Unfit):
        tending.tend(db, {draft.id: 1}, deed="owner", value="eve", site="main", by="ann", now=now)
    assert articles.by_id(db, draft.id) == draft
