"""A dump of another board comes here once, whatever is in it."""

from pathlib import Path

import pytest

from kb import accepting, bringing, dumps, duplicating
from kb.bringing import Report
from kb.bringing_rest import Rest, Tally
from kb.dumps import Source
from kb.store import comments, people, post_lists, posts, sites, votes
from kb.store.engine import Database
from kb.store.post_lists import START

USERS = """<?xml version="1.0" encoding="utf-8"?>
<users>
  <row Id="7" Reputation="101" CreationDate="2014-01-02T03:04:05.678" DisplayName="Ann &lt;b&gt;" />
</users>"""
POSTS = """<?xml version="1.0" encoding="utf-8"?>
<posts>
  <row Id="2" PostTypeId="2" ParentId="1" CreationDate="2014-02-02T00:00:00.000" Score="4"
       Body="&lt;p&gt;Open &lt;b&gt;the lid&lt;/b&gt;.&lt;/p&gt;" OwnerDisplayName="Guest" />
  <row Id="1" PostTypeId="1" AcceptedAnswerId="2" CreationDate="2014-02-01T00:00:00.000" Score="-3"
       Title="How is it opened?" Body="&lt;p&gt;It is closed.&lt;/p&gt;"
       Tags="&lt;lid&gt;&lt;battery&gt;" OwnerUserId="7" />
  <row Id="3" PostTypeId="1" CreationDate="never" Score="x" Title="Another one?" Body="Text" Tags="|lid|"
       OwnerUserId="9" />
  <row Id="4" PostTypeId="2" ParentId="99" CreationDate="2014-02-02T00:00:00.000" Score="1" Body="Lost" />
  <row Id="5" PostTypeId="5" CreationDate="2014-02-02T00:00:00.000" Body="A tag's wiki" />
</posts>"""

NOTHING = Rest(Tally(), Tally(), Tally())
COMMENTS = """<comments>
  <row Id="1" PostId="2" Score="3" Text="Which  lid?" CreationDate="2014-02-03T00:00:00.000" UserId="7" />
  <row Id="2" PostId="2" Score="0" Text="Mine, too." CreationDate="2014-02-04T00:00:00.000" UserDisplayName="Gone" />
  <row Id="3" PostId="99" Text="Lost" CreationDate="2014-02-04T00:00:00.000" UserId="7" />
  <row Id="4" PostId="1" Text="Nobody's" CreationDate="2014-02-04T00:00:00.000" />
  <row Id="5" PostId="1" Text=" " CreationDate="2014-02-04T00:00:00.000" UserId="7" />
</comments>"""
LINKS = """<postlinks>
  <row Id="1" CreationDate="2014-03-01T00:00:00.000" PostId="3" RelatedPostId="1" LinkTypeId="3" />
  <row Id="2" CreationDate="2014-03-01T00:00:00.000" PostId="1" RelatedPostId="3" LinkTypeId="3" />
  <row Id="3" CreationDate="2014-03-01T00:00:00.000" PostId="1" RelatedPostId="3" LinkTypeId="1" />
  <row Id="4" CreationDate="2014-03-01T00:00:00.000" PostId="1" RelatedPostId="77" LinkTypeId="3" />
</postlinks>"""
VOTES = """<votes>
  <row Id="1" PostId="2" VoteTypeId="2" /><row Id="2" PostId="2" VoteTypeId="1" />
  <row Id="3" PostId="1" VoteTypeId="3" /><row Id="4" PostId="1" VoteTypeId="5" UserId="7" />
</votes>"""


@pytest.fixture
def source(tmp_path: Path, database: Database, now: int) -> Source:
    (tmp_path / "Users.xml").write_text(USERS, encoding="utf-8")
    (tmp_path / "Posts.xml").write_text(POSTS, encoding="utf-8")
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return Source(tmp_path, "gadgets", "main")


def bring(db: Database, source: Source, *, now: int) -> Report:
    return bringing.bring(db, source, progress=lambda what, count: None, now=now)


def test_it_comes_once(database: Database, source: Source, now: int) -> None:
    assert bring(database, source, now=now) == Report(1, 2, 1, 0, 1, NOTHING)
    first, other = post_lists.home(database, site="main", sort="score", after=START, now=now, limit=9)[::-1]
    assert (first.title, first.score, first.answers, first.name) == ("How is it opened?", -3, 1, "Ann <b>")
    assert (other.score, other.name, other.created_at) == (0, "#9", now)
    answer = posts.by_id(database, first.accepted or "")
    assert answer and (answer.body, answer.guest, answer.score) == ("Open **the lid**.", "Guest", 4)
    assert [tag.name for tag in post_lists.tags_of(database, [first.id])] == ["lid", "battery"]
    found = people.by_id(database, source.person("7"))
    assert found and found.standing == "deactivated"
    assert bring(database, source, now=now + 5) == Report(1, 0, 0, 3, 1, NOTHING)


def test_comments_duplicates_and_votes_come_once_where_they_are_there(
    database: Database, source: Source, now: int
) -> None:
    for name, text in (("Comments", COMMENTS), ("PostLinks", LINKS), ("Votes", VOTES)):
        (source.folder / f"{name}.xml").write_text(text, encoding="utf-8")
    heard: list[str] = []
    rest = bringing.bring(database, source, progress=lambda name, count: heard.append(f"{name} {count}"), now=now).rest
    assert rest == Rest(Tally(2, 0, 3), Tally(1, 0, 3), Tally(3, 0, 1))
    assert heard[-3:] == ["Comments.xml 5", "PostLinks.xml 4", "Votes.xml 4"]
    answer = posts.of_source(database, source.key("2"), site="main") or ""
    said = comments.of_post(database, answer, to=posts.stranger(now), after="", limit=9)
    assert [(row.name, row.text) for row in said] == [("Ann <b>", "Which lid?"), ("Gone", "Mine, too.")]
    first, other = (posts.of_source(database, source.key(id), site="main") or "" for id in "13")
    closed = posts.by_id(database, other)
    assert closed and (closed.closed, closed.duplicate_of) == ("duplicate", first)
    assert votes.mine(database, [answer, first], person=source.person("7")) == []

    database.write(lambda tx: [people.add(
        tx, id="mo", site="main", email="mo@example.com", name="Mo", role="moderator", origin="real", password="-",
        language="en", now=now,
    )])
    duplicating.unmark_duplicate(database, other, person="mo", now=now)
    accepting.unaccept(database, answer, person="mo", now=now)
    again = bring(database, source, now=now + 5)
    assert again == Report(1, 0, 0, 3, 1, Rest(Tally(0, 2, 3), Tally(0, 0, 4), Tally(3, 0, 1)))
    assert len(comments.of_post(database, answer, to=posts.stranger(now), after="", limit=9)) == 2
    kept = [posts.by_id(database, id) for id in (first, other)]
    assert [(row.accepted, row.closed) for row in kept if row] == [(None, ""), (None, "")]  # as it was left here


def test_entities_that_grow_are_refused(database: Database, source: Source, now: int) -> None:
    bomb = '<!DOCTYPE posts [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><posts><row Id="1" Body="&b;"/></posts>'
    (source.folder / "Posts.xml").write_text(bomb, encoding="utf-8")
    with pytest.raises(dumps.Broken, match="document type"):
        bring(database, source, now=now)


def test_what_is_no_dump_says_so(database: Database, source: Source, now: int) -> None:
    (source.folder / "Posts.xml").write_text("<posts><row Id='1'", encoding="utf-8")
    with pytest.raises(dumps.Broken, match="no XML"):
        bring(database, source, now=now)
