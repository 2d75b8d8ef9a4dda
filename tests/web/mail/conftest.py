"""A real mail server, and a house that sends by it."""

import dataclasses
from collections.abc import Iterator

import pytest

from tests.web.mail import post_office
from tests.web.mail.post_office import PostOffice
from web import config
from web.mail import server as mail_server


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office.opened() as found:
        yield found


@pytest.fixture
def settings(settings: config.Settings, office: PostOffice) -> config.Settings:
    server = mail_server.read(office.url, sender="Help <help@example.com>")
    return dataclasses.replace(settings, mail=server, url="https://help.example.com")
