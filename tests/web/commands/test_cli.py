"""The `firstline` command through its front door."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import sentences
from kb import answering, conversing
from kb.conversing import Step
from kb.saying import Said
from kb.store import articles, conversations, people, sessions
from kb.store.engine import Database, open_database
from web import cli
from web.clock import now
from web.people import passwords

Run = Callable[..., int]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIRSTLINE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def ready(data: Path) -> Path:
    assert cli.main(["migrate"]) == 0
    return data


@pytest.fixture
def db(ready: Path):
    opened = open_database(str(ready / "firstline.db"))
    yield opened
    opened.close()


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence that a refused command ends with."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("firstline: ")
    assert err.count("\n") == 1
    return err


def printed_password(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.split("Password: ")[1].strip()


def somebody(db: Database, email: str) -> people.Person:
    found = people.by_email(db, email, site="main")
    assert found is not None
    return found


def test_migrate_makes_the_tables_and_says_what_it_did(data, capsys):
    assert cli.main(["migrate"]) == 0
    assert "0001_start" in capsys.readouterr().out
    assert cli.main(["migrate"]) == 0
    assert capsys.readouterr().out == "The database is up to date.\n"
    assert stat.S_IMODE((data / "firstline.db").stat().st_mode) == 0o600


@pytest.mark.parametrize("command", [["serve"], ["work"], ["seed"], ["reindex"], ["person", "list"]])
def test_a_command_that_lacks_its_tables_names_migrate(data, capsys, command):
    assert cli.main(command) == 2
    assert "firstline migrate" in refusal(capsys)


def test_a_wrong_setting_is_one_sentence(data, capsys, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_PROT", "8000")
    assert cli.main(["migrate"]) == 2
    assert "FIRSTLINE_PORT" in refusal(capsys)


def test_a_database_that_does_not_answer_is_one_sentence(data, capsys, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_DATABASE", "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1")
    assert cli.main(["migrate"]) == 2
    refusal(capsys)


def test_adding_a_person_prints_a_password_that_signs_in(db, capsys):
    assert cli.main(["person", "add", "Boss@Example.org", "--role", "supervisor", "--name", "The Boss"]) == 0
    person = somebody(db, "boss@example.org")
    assert (person.role, person.name, person.origin, person.state) == ("supervisor", "The Boss", "real", "active")
    assert passwords.verify(person.password, printed_password(capsys))


def test_a_password_may_be_piped_in_and_is_then_not_printed(db, capsys, monkeypatch, tmp_path):
    (tmp_path / "typed").write_text("correct horse\n")
    with (tmp_path / "typed").open() as typed:
        monkeypatch.setattr("sys.stdin", typed)
        assert cli.main(["person", "add", "a@example.org", "--role", "agent", "--ask"]) == 0
    assert passwords.verify(somebody(db, "a@example.org").password, "correct horse")
    assert "horse" not in capsys.readouterr().out


def test_a_short_password_is_refused(ready, capsys, monkeypatch, tmp_path):
    (tmp_path / "typed").write_text("short\n")
    capsys.readouterr()
    with (tmp_path / "typed").open() as typed:
        monkeypatch.setattr("sys.stdin", typed)
        assert cli.main(["person", "add", "a@example.org", "--role", "agent", "--ask"]) == 2
    assert str(passwords.SHORTEST) in refusal(capsys)


def test_two_people_cannot_have_one_address(ready, capsys):
    assert cli.main(["person", "add", "a@example.org", "--role", "agent"]) == 0
    capsys.readouterr()
    assert cli.main(["person", "add", "A@example.org", "--role", "agent"]) == 2
    assert "there already" in refusal(capsys)


@pytest.mark.parametrize("email", ["nobody", "@example.org", "a b@example.org", "a@", ""])
def test_what_is_no_address_is_refused(ready, capsys, email):
    capsys.readouterr()
    assert cli.main(["person", "add", email, "--role", "agent"]) == 2
    assert "mail address" in refusal(capsys)


def test_an_unknown_language_is_refused(ready, capsys):
    capsys.readouterr()
    assert cli.main(["person", "add", "a@example.org", "--role", "agent", "--language", "xx"]) == 2
    assert "zh-Hans" in refusal(capsys)


@pytest.mark.parametrize("command", [["role", "x@example.org", "agent"], ["password", "x@example.org"],
                                     ["deactivate", "x@example.org"], ["activate", "x@example.org"]])
def test_who_is_not_there_is_named(ready, capsys, command):
    capsys.readouterr()
    assert cli.main(["person", *command]) == 2
    assert "x@example.org" in refusal(capsys)


@pytest.mark.parametrize("command", [["role", "a@example.org", "agent"], ["password", "a@example.org"],
                                     ["deactivate", "a@example.org"]])
def test_a_change_ends_what_was_signed_in(db, command):
    assert cli.main(["person", "add", "a@example.org", "--role", "moderator"]) == 0
    person = somebody(db, "a@example.org")
    db.write(lambda tx: sessions.add(tx, sessions.Session("cookie", person.id, now(), now() + 60_000)))
    assert sessions.person_of(db, "cookie", now=now()) is not None
    assert cli.main(["person", *command]) == 0
    assert db.value("SELECT COUNT(*) FROM session") == 0


def test_a_new_password_replaces_the_old_one(db, capsys):
    assert cli.main(["person", "add", "a@example.org", "--role", "agent"]) == 0
    old = printed_password(capsys)
    assert cli.main(["person", "password", "a@example.org"]) == 0
    new = printed_password(capsys)
    kept = somebody(db, "a@example.org").password
    assert (passwords.verify(kept, old), passwords.verify(kept, new)) == (False, True)


def test_who_left_may_come_back(db):
    assert cli.main(["person", "add", "a@example.org", "--role", "agent"]) == 0
    assert cli.main(["person", "deactivate", "a@example.org"]) == 0
    assert somebody(db, "a@example.org").state == "deactivated"
    assert cli.main(["person", "activate", "a@example.org"]) == 0
    assert somebody(db, "a@example.org").state == "active"


def test_the_list_shows_everybody(ready, capsys):
    assert cli.main(["person", "add", "a@example.org", "--role", "agent"]) == 0
    assert cli.main(["person", "add", "b@example.org", "--role", "moderator"]) == 0
    capsys.readouterr()
    assert cli.main(["person", "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split()[:3] == ["a@example.org", "agent", "active"]
    assert second.split()[:3] == ["b@example.org", "moderator", "active"]


def test_a_password_never_stands_on_the_command_line(ready):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["person", "add", "a@example.org", "--role", "agent", "--password", "hunter2hunter2"])
    assert stopped.value.code == 2


def test_what_somebody_had_goes_back_to_the_queue_and_the_customer_is_told(db, capsys):
    assert cli.main(["person", "add", "a@example.org", "--role", "agent"]) == 0
    agent = somebody(db, "a@example.org").id
    greeting = Said("bot", "text", "您好")
    row = conversing.start(
        db, site="main", token="t", language="zh-Hans", channel="widget", page="", greeting=greeting, now=now()
    ).conversation
    conversing.take_turn(db, row, None, Step((), "{}", handoff="asked"), now=now())
    answering.claim(db, row.id, agent=agent, said=Said("system", "status", "来了"), now=now())
    capsys.readouterr()
    assert cli.main(["person", "deactivate", "a@example.org"]) == 0
    assert "1" in capsys.readouterr().out
    after = conversations.by_id(db, row.id)
    assert (after.state, after.agent) == ("waiting", None)
    assert sentences.say("back_in_queue", "zh-Hans").startswith(after.last_text[:10])


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.md").write_text("---\ntitle: Opening hours\n---\nWe are open from nine to five.\n")
    (folder / "two.md").write_text("---\ntitle: Parking\n---\nPark behind the house.\n")
    return folder


@pytest.mark.parametrize(("words", "named"), [([], "import"), (["person"], "activate")])
def test_a_command_that_is_not_whole_lists_what_there_is(words, named, capsys):
    assert cli.main(words) == 2
    assert f"\n    {named} " in capsys.readouterr().err


def test_importing_twice_changes_nothing_twice(db, files, capsys):
    assert cli.main(["import", str(files)]) == 0
    assert capsys.readouterr().out.startswith("2 articles added, 0 changed, 0 as they were")
    assert cli.main(["import", str(files)]) == 0
    assert capsys.readouterr().out.startswith("0 articles added, 0 changed, 2 as they were")
    (files / "two.md").write_text("---\ntitle: Parking\n---\nPark before the house.\n")
    assert cli.main(["import", str(files)]) == 0
    assert capsys.readouterr().out.startswith("0 articles added, 1 changed, 1 as they were")
    titles = {row.title for row in articles.newest(db, site="main", audiences=("public",), language="en", limit=9)}
    assert titles == {"Opening hours", "Parking"}


def test_a_bad_row_is_named_with_its_line_and_the_good_ones_go_in(ready, tmp_path, capsys):
    (tmp_path / "rows.jsonl").write_text(
        '{"id": "a", "title": "Opening hours", "text": "Nine to five."}\nnot JSON\n'
        '{"id": "b", "title": "", "text": ""}\n'
    )
    capsys.readouterr()
    assert cli.main(["import", str(tmp_path / "rows.jsonl")]) == 0
    out, err = capsys.readouterr()
    assert "1 articles added" in out
    assert "2 not imported" in out
    assert [line.split(":")[0] for line in err.splitlines()] == ["rows.jsonl, line 2", "rows.jsonl, line 3"]


def test_what_a_large_import_left_out_is_told_in_short(ready, tmp_path, capsys):
    rows = [{"id": str(n), "title": f"Title {n}", "text": f"{{!one.md!}}\n{{!{n % 9}.md!}}\nWords."} for n in range(20)]
    rows += [{"id": f"bad {n}", "title": "", "text": ""} for n in range(12)]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    capsys.readouterr()
    assert cli.main(["import", str(tmp_path / "rows.jsonl")]) == 0
    head, most, *others, last = capsys.readouterr().err.splitlines()
    assert head == "In 20 articles marks were left out, since what they stand for is not in the text:"
    places = "rows.jsonl, line 1; rows.jsonl, line 2; rows.jsonl, line 3; ..."
    assert most.split(maxsplit=2) == ["20", "{!one.md!}", f"({places})"]
    assert [line.strip() for line in others[4:]] == [
        "and 5 others",
        *(f"rows.jsonl, line {n}: the title is missing" for n in range(21, 31)),
        "and 2 more that were not taken as they are",
    ]
    assert "--verbose" in last

    assert cli.main(["import", "--verbose", str(tmp_path / "rows.jsonl")]) == 0
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 32
    assert told[0].endswith("is not in the text: {!one.md!}, {!0.md!}")


def test_an_import_with_nothing_good_in_it_fails(ready, tmp_path, capsys):
    (tmp_path / "rows.jsonl").write_text("not JSON\n")
    assert cli.main(["import", str(tmp_path / "rows.jsonl")]) == 1
    assert cli.main(["import", str(tmp_path / "nowhere.md")]) == 1
    (tmp_path / "empty").mkdir()
    assert cli.main(["import", str(tmp_path / "empty")]) == 2
    assert "nothing to import" in capsys.readouterr().err


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_reindex_builds_the_index_from_the_database(ready, files, capsys, monkeypatch, engine):
    monkeypatch.setenv("FIRSTLINE_INDEX", engine)
    assert cli.main(["import", str(files)]) == 0
    capsys.readouterr()
    assert cli.main(["reindex"]) == 0
    assert capsys.readouterr().out == "The search index holds 2 articles.\n"


def test_export_writes_a_folder_that_import_takes(db, ready, tmp_path, capsys):
    (tmp_path / "rows.jsonl").write_text(json.dumps({"title": "Refunds", "text": "Five days."}), encoding="utf-8")
    assert cli.main(["import", str(tmp_path / "rows.jsonl")]) == 0
    capsys.readouterr()
    assert cli.main(["export", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'out'}: articles 1, pictures and files 0.\n"
    assert (tmp_path / "out/en/refunds.md").read_text(encoding="utf-8").endswith("---\n\nFive days.\n")
    db.write(lambda tx: tx.run("UPDATE article SET slug = 'money-back'"))
    assert cli.main(["export", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.endswith("files 0, 1 of the last export taken away.\n")
    assert cli.main(["import", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out == "0 articles added, 0 changed, 1 as they were.\n"


def test_export_refuses_what_it_would_spoil(ready, tmp_path, capsys):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.md").write_text("mine")
    assert cli.main(["export", str(tmp_path / "full")]) == 2
    assert "is not empty, and no export wrote it" in refusal(capsys)
    (tmp_path / "file").write_text("mine")
    assert cli.main(["export", str(tmp_path / "file")]) == 2
    assert "cannot be written" in refusal(capsys)
