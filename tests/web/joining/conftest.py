"""Joining with a mail server, on both engines, and somebody who is there already."""

import dataclasses
from email.headerregistry import Address

import pytest

from kb.store.engine import Database
from kb.store.people import Person
from tests.web.joining.hands import PASSWORD, person
from web import config
from web.mail.server import MailServer
from web.people import passwords


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    """With a mail server, which nothing here speaks to."""
    server = MailServer("127.0.0.1", 9, False, "", "", Address(addr_spec="help@example.com"))
    return dataclasses.replace(settings, mail=server)


@pytest.fixture
def ada(db: Database) -> Person:
    return person(db, "ada@example.com", password=passwords.hash(PASSWORD))
