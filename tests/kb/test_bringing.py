"""A dump of another board comes here once, whatever is in it."""

from pathlib import Path

import pytest

from kb import bringing, dumps
from kb.bringing import Report, Source
from kb.store import people, post_lists, posts, sites
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


@pytest.fixture
def source(tmp_path: Path, database: Database, now: int) -> Source:
    (tmp_path / "Users.xml").write_text(USERS, encoding="utf-8")
    (tmp_path / "Posts.xml").write_text(POSTS, encoding="utf-8")
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return Source(tmp_path, "gadgets", "main")


def bring(db: Database, source: Source, *, now: int) -> Report:
    return bringing.bring(db, source, progress=lambda what, count: None, now=now)


def test_it_comes_once(database: Database, source: Source, now: int) -> None:
    assert bring(database, source, now=now) == Report(1, 2, 1, 0, 1)
    first, other = post_lists.home(database, site="main", sort="score", after=START, now=now, limit=9)[::-1]
    assert (first.title, first.score, first.answers, first.name) == ("How is it opened?", -3, 1, "Ann <b>")
    assert (other.score, other.name, other.created_at) == (0, "#9", now)
    answer = posts.by_id(database, first.accepted or "")
    assert answer and (answer.body, answer.guest, answer.score) == ("Open **the lid**.", "Guest", 4)
    assert [tag.name for tag in post_lists.tags_of(database, [first.id])] == ["lid", "battery"]
    found = people.by_id(database, source.person("7"))
    assert found and found.standing == "deactivated"
    assert bring(database, source, now=now + 5) == Report(1, 0, 0, 3, 1)


def test_entities_that_grow_are_refused(database: Database, source: Source, now: int) -> None:
    bomb = '<!DOCTYPE posts [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><posts><row Id="1" Body="&b;"/></posts>'
    (source.folder / "Posts.xml").write_text(bomb, encoding="utf-8")
    with pytest.raises(dumps.Broken, match="document type"):
        bring(database, source, now=now)


def test_what_is_no_dump_says_so(database: Database, source: Source, now: int) -> None:
    (source.folder / "Posts.xml").write_text("<posts><row Id='1'", encoding="utf-8")
    with pytest.raises(dumps.Broken, match="no XML"):
        bring(database, source, now=now)
