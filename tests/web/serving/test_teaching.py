"""The work process teaches the router by itself: whoever writes a wording need do nothing more."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from articles import editing
from bot import router
from kb.store import articles
from tests.web.conftest import follow
from web import cli, config
from web.clock import now
from web.commands import learning
from web.serving.instruments import Instruments
from web.serving.work import jobs


@pytest.fixture
def web_dsn(sqlite_template: Path, tmp_path: Path) -> str:
    """The database where every process of a server looks for it."""
    (tmp_path / "data").mkdir()
    return shutil.copy(sqlite_template, tmp_path / "data" / "firstline.db").as_posix()


@pytest.fixture
def inherited(settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process has the environment that the server gives its children."""
    for name, value in config.environment(settings).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def worded(house, shelf):
    """Two articles with ways to ask enough to learn from."""
    for name, asked in (
        ("password", ["I forgot my password", "cannot log in any more", "my password is gone", "sign-in fails"]),
        ("refund", ["when do I get my money back", "refund is late", "where is my refund", "money not returned yet"]),
    ):
        row = articles.by_id(house.db, shelf[name].id)
        editing.reword(house.db, row.id, phrasings=asked, never_answers=[], seen=row.version, author=None, now=now())
    follow(house)
    return shelf


def test_changed_wordings_are_learned_in_a_process_of_its_own(house, worded, inherited):
    all_jobs = jobs(house.db, house.index, Instruments("work", folder=None), house.settings)
    job = next(job for job in all_jobs if job.name == "wordings")
    assert router.of_site(house.index, site="main") is router.UNTAUGHT
    job.do()
    router.forget(house.index)
    made = router.of_site(house.index, site="main")
    assert made is not router.UNTAUGHT
    assert worded["password"].id in made.router.best("I do not know my password any more", most=2)
    before = router.sign(router.home(house.index), site="main")
    job.do()
    assert router.sign(router.home(house.index), site="main") == before


def test_the_command_says_how_many(house, worded, inherited, capsys):
    assert cli.main(["learn"]) == 0
    assert "2 articles" in capsys.readouterr().out


def test_a_child_whose_parent_is_gone_ends(inherited):
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", learning.__name__], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    child.stdin.close()
    assert child.wait(60) is not None
