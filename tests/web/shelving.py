"""What tests of the help center put on its shelves, and how they read its pages."""

import re
from html import unescape
from typing import Final

from flask.testing import FlaskClient

from articles import editing, publishing
from articles.editing import Text
from kb import ids
from kb.store import topics
from kb.store.articles import Article
from kb.store.engine import Database
from web.clock import now

CHINESE: Final = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}
TAIWAN: Final = {"Accept-Language": "zh-TW"}


def add_topic(db: Database, slug: str, *, names: dict[str, str]) -> str:
    id = ids.new_id(now())
    db.write(lambda tx: topics.add(tx, id=id, site="main", slug=slug, icon="banknotes", position=1))
    for language, name in names.items():
        name_topic(db, id, language=language, name=name)
    return id


def name_topic(db: Database, id: str, *, language: str, name: str) -> None:
    db.write(lambda tx: topics.name(tx, id, language=language, name=name))


def publish(db: Database, text: Text, *, group: str | None = None, audience: str = "public") -> Article:
    made = editing.create(
        db, text, site="main", author=None, note="", now=now(), variant_group=group, audience=audience
    )
    return publishing.publish(db, made.id, seen=made.version, now=now())


def page(client: FlaskClient, path: str, **headers: str) -> str:
    """The text of a page that is there."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return unescape(answer.text)


def titles(html: str) -> list[str]:
    """The articles of a list, in order."""
    found: list[str] = re.findall(r'<li><a href="/articles/[^"]*"[^>]*>([^<]*)</a>', html)
    return found
