"""Joining with a mail server, on both engines, and somebody who is there already."""


import pytest

from kb.store.engine import Database
from kb.store.people import Person
from tests.web.conftest import with_mail
from tests.web.people.joining.hands import PASSWORD, person
from web import config
from web.people import passwords


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    return with_mail(settings)


@pytest.fixture
def ada(db: Database) -> Person:
    return person(db, "ada@example.com", password=passwords.hash(PASSWORD))
