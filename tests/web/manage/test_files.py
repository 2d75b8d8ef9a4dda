"""Files through the front door: what a writer may send, how it is handed out, and to whom."""

import dataclasses
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from articles import editing
from articles.editing import Text
from kb import filing
from kb.store import articles, attempts, files, people
from kb.store.articles import Article
from kb.store.engine import Database
from tests import effort
from tests.web.conftest import signed_in
from web import config
from web.app import create_app
from web.clock import now
from web.files import MOST_AN_HOUR
from web.house import House

SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML: Final = b"<!doctype html><script>alert(1)</script>"
PDF: Final = b"%PDF-1.7\n1 0 obj"


def picture(kind: str = "PNG", *, width: int = 40) -> bytes:
    out = BytesIO()
    Image.effect_noise((width, 30), 90).convert("RGB").save(out, kind)
    return out.getvalue()


def send(client: FlaskClient, content: bytes, name: str = "a.png", type: str | None = None, **fields: str) -> Any:
    return client.post("/manage/files", data={"file": (BytesIO(content), name, type), **fields})


def sent(client: FlaskClient, content: bytes, name: str = "a.png") -> dict[str, Any]:
    answer = send(client, content, name)
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def article(db: Database, body: str, *, audience: str, state: str = "published") -> Article:
    text = Text("Shown", body, "en")
    made = editing.create(db, text, site="main", author=None, note="", now=now(), audience=audience)
    db.write(lambda tx: tx.run("UPDATE article SET state = :state WHERE id = :id", state=state, id=made.id))
    found = articles.by_id(db, made.id)
    assert found
    return found


def moved(db: Database, article: Article, **values: str) -> None:
    for name, value in values.items():
        db.write(lambda tx, name=name, value=value: tx.run(
            f"UPDATE article SET {name} = :value WHERE id = :id", value=value, id=article.id
        ))  # fmt: skip


# What is sent, by name, content and claimed type; then the answer's status and, for what is taken, its type and name.
SENT: Final[dict[str, tuple[str, bytes, str | None, int, str, str]]] = {
    "a picture": ("photo.png", picture(), "image/png", 201, "image/png", "photo.png"),
    "a picture that claims to be a page": ("photo.html", picture(), "text/html", 201, "image/png", "photo.html.png"),
    "a drawing": ("logo.svg", SVG, "image/svg+xml", 400, "kind", ""),
    "a drawing with more to its type": ("logo.svg", SVG, "image/svg+xml; x", 400, "kind", ""),
    "a drawing that claims to be a picture": ("logo.png", SVG, "image/png", 400, "kind", ""),
    "a page": ("page.html", HTML, "text/html", 400, "kind", ""),
    "a page that claims to be a picture": ("photo.jpg", HTML, "image/jpeg", 400, "kind", ""),
    "a page that claims to be text": ("notes.txt", HTML, "text/plain", 400, "kind", ""),
    "a program": ("setup.exe", b"MZ\x90\x00" + bytes(99), "application/octet-stream", 400, "kind", ""),
    "a script": ("run.sh", b"#!/bin/sh\n", "text/x-shellscript", 400, "kind", ""),
    "two endings": ("invoice.pdf.exe", PDF, "application/pdf", 201, "application/pdf", "invoice.pdf.exe.pdf"),
    "two endings of a picture": ("shell.php.png", picture(), "image/png", 201, "image/png", "shell.php.png"),
    "a name without width": ("ph\u200boto.p\u200bng", picture(), "image/png", 201, "image/png", "photo.png"),
    "a name that turns around": ("gpj.\u202eevil.png", picture(), "image/png", 201, "image/png", "gpj.evil.png"),
    "a way up": ("../../../etc/passwd.png", picture(), "image/png", 201, "image/png", "passwd.png"),
    "a way up in another world": ("..\\..\\win.png", picture(), "image/png", 201, "image/png", "win.png"),
    "only dots": ("..", picture(), "image/png", 201, "image/png", "file.png"),
    "300 letters": ("x" * 300 + ".png", picture(), "image/png", 201, "image/png", "x" * 96 + ".png"),
    "a name in Chinese": ("登录 页面.png", picture(), "image/png", 201, "image/png", "登录 页面.png"),
    "a name with marks": ('<b>"a"</b>.png', picture(), "image/png", 201, "image/png", "b.png"),
    "nothing": ("a.png", b"", "image/png", 400, "empty", ""),
    "half a picture": ("a.png", picture()[:300], "image/png", 400, "broken", ""),
    "a picture with a page behind it": ("a.gif", picture("GIF") + HTML, "image/gif", 201, "image/gif", "a.gif"),
    "more than we take": ("a.pdf", PDF + bytes(filing.MOST_BYTES), "application/pdf", 413, "too_large", ""),
    "much more than we take": ("a.pdf", PDF + bytes(30_000_000), "application/pdf", 413, "too_large", ""),
    "a picture of more than we take": ("a.png", picture()[:8] + bytes(10_000_001), "image/png", 413, "too_large", ""),
    "a table": ("list.csv", b"a,b\n=1+1,2", "text/csv", 201, "text/csv", "list.csv"),
}


@pytest.mark.parametrize("what", SENT)
def test_what_is_sent_and_how_it_comes_back(what: str, agent: FlaskClient) -> None:
    name, content, claimed, status, found, called = SENT[what]
    answer = send(agent, content, name, claimed)
    assert answer.status_code == status
    if status != 201:
        assert (answer.json["error"]["code"], answer.json["error"]["message"][-1:]) == (found, ".")
        return
    assert (answer.json["type"], answer.json["name"]) == (found, called)
    id, shown = answer.json["url"].removeprefix("/files/").split("/")
    assert (len(id), unquote(shown)) == (18, called)
    back = agent.get(answer.json["url"])
    is_picture = found.startswith("image/")
    assert back.status_code == 200
    assert back.mimetype == found
    assert back.headers["Content-Disposition"].partition(";")[0] == ("inline" if is_picture else "attachment")
    assert back.headers["Content-Disposition"].isascii()
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    assert back.headers["Content-Security-Policy"].endswith("sandbox")
    assert "default-src 'none'" in back.headers["Content-Security-Policy"]
    assert HTML not in back.data


def test_the_markdown_shows_the_picture_with_its_room(agent: FlaskClient) -> None:
    answer = send(agent, picture(), "a (1).png", alt="The [sign-in] page").json
    assert answer["markdown"] == rf"![The \[sign-in\] page]({answer['url']}#40x30)"
    assert (answer["width"], answer["height"]) == (40, 30)
    assert "(" not in answer["url"]
    assert send(agent, PDF, "A_b.pdf").json["markdown"].startswith(r"[A\_b.pdf](/files/")


@pytest.mark.parametrize("audience", articles.AUDIENCES)
@pytest.mark.parametrize("state", articles.STATES)
def test_whoever_may_read_an_article_sees_what_it_shows(
    audience: str, state: str, db: Database, stranger: FlaskClient, member: FlaskClient, agent: FlaskClient,
    moderator: FlaskClient,
) -> None:
    found = sent(agent, picture())
    before = [client.get(found["url"]).status_code for client in (stranger, member, agent, moderator)]
    assert before == [404, 404, 200, 200]
    article(db, found["markdown"], audience=audience, state=state)
    shown = state == "published"
    assert stranger.get(found["url"]).status_code == (200 if shown and audience == "public" else 404)
    assert member.get(found["url"]).status_code == (200 if shown and audience != "staff" else 404)
    assert agent.get(found["url"]).status_code == 200


def test_a_picture_follows_its_article(
    db: Database, stranger: FlaskClient, member: FlaskClient, agent: FlaskClient
) -> None:
    found = sent(agent, picture())
    made = article(db, found["markdown"], audience="public")

    def seen() -> list[int]:
        return [client.get(found["url"]).status_code for client in (stranger, member, agent)]

    assert seen() == [200, 200, 200]
    moved(db, made, audience="staff")
    assert seen() == [404, 404, 200]
    moved(db, made, audience="members")
    assert seen() == [404, 200, 200]
    moved(db, made, audience="public", state="archived")
    assert seen() == [404, 404, 200]
    moved(db, made, state="published")
    assert seen() == [200, 200, 200]
    text = Text("Shown", "No picture any more.", "en")
    editing.revise(db, made.id, text, seen=made.version, author=None, note="", now=now())
    assert seen() == [404, 404, 200]
    article(db, found["markdown"], audience="members")
    assert seen() == [404, 200, 200]


def test_a_file_for_everybody_needs_no_article(db: Database, stranger: FlaskClient) -> None:
    kept = filing.keep(db, picture(), name="me.png", audience="public", author=None, site="main", now=now())
    answer = stranger.get(filing.address(kept))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_what_not_everybody_sees_is_asked_for_each_time(agent: FlaskClient) -> None:
    found = sent(agent, picture())
    first = agent.get(found["url"])
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = agent.get(found["url"], headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert agent.head(found["url"]).headers["Content-Length"] == str(len(first.data))


def test_an_address_with_another_name_leads_nowhere(agent: FlaskClient) -> None:
    found = sent(agent, picture())
    folder = found["url"].rpartition("/")[0]
    for name in ("b.png", "A.PNG", "a.png%00", "..%2fa.png", "a.png/"):
        assert agent.get(f"{folder}/{name}").status_code == 404
    assert agent.get("/files/000000000000000000/a.png").status_code == 404
    assert agent.get(f"/files/{'x' * 5000}/a.png").status_code == 404


def test_a_part_of_a_large_file(agent: FlaskClient) -> None:
    content = PDF + bytes(range(256)) * 4_000
    found = sent(agent, content, "a.pdf")
    assert agent.get(found["url"]).data == content
    for asked, start, end in (
        ("bytes=0-0", 0, 1), ("bytes=262140-262150", 262140, 262151), (f"bytes={len(content) - 3}-", -3, len(content)),
    ):
        part = agent.get(found["url"], headers={"Range": asked})
        assert (part.status_code, part.data) == (206, content[start:end])
    assert agent.get(found["url"], headers={"Range": "bytes=99999999-"}).status_code == 416


def test_a_wide_picture_is_as_wide_as_a_page(agent: FlaskClient) -> None:
    found = sent(agent, picture("JPEG", width=2400), "wide.jpg")
    assert (found["width"], found["height"]) == (2400, 30)
    sizes = []
    for address in (found["url"], f"{found['url']}?full"):
        with Image.open(BytesIO(agent.get(address).data)) as image:
            sizes.append(image.width)
    assert sizes == [1600, 2400]


def test_who_may_send(stranger: FlaskClient, member: FlaskClient) -> None:
    for client, status in ((stranger, 401), (member, 403)):
        answer = send(client, picture())
        assert answer.status_code == status
        assert answer.json["error"]["message"]


def test_one_file_at_a_time(agent: FlaskClient, db: Database) -> None:
    two = {"file": (BytesIO(picture()), "a.png"), "other": (BytesIO(picture()), "b.png")}
    assert agent.post("/manage/files", data=two).status_code == 400
    assert agent.post("/manage/files", data={"file": "text"}).status_code == 400
    assert db.value("SELECT COUNT(*) FROM file") == 0


def test_from_another_site_nothing_is_taken(agent: FlaskClient) -> None:
    answer = agent.post(
        "/manage/files", data={"file": (BytesIO(picture()), "a.png")}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_errors_are_in_the_language_of_who_sends(agent: FlaskClient) -> None:
    english = send(agent, SVG).json["error"]["message"]
    agent.set_cookie("language", "zh-Hans")
    chinese = send(agent, SVG).json["error"]["message"]
    assert english.startswith("We cannot take this kind of file.")
    assert not chinese.isascii()


@pytest.fixture
def limited(settings: config.Settings) -> Iterator[Flask]:
    made = create_app(dataclasses.replace(settings, limits=True))
    made.testing = True
    yield made
    house: House = made.extensions["firstline"]
    house.live.close()
    house.db.close()


def test_so_many_files_an_hour(limited: Flask) -> None:
    db = limited.extensions["firstline"].db
    client, other = (signed_in(limited, db, name, "agent") for name in ("Ada", "Ben"))
    ada = next(person for person in people.everybody(db, site="main") if person.name == "Ada")
    moment = now()
    window = moment - moment % 3_600_000
    for _ in range(MOST_AN_HOUR - 1):
        db.write(lambda tx: attempts.add(tx, f"files:{ada.id}", window_start=window))
    assert send(client, picture()).status_code == 201
    answer = send(client, picture())
    assert (answer.status_code, answer.json["error"]["code"]) == (429, "slow_down")
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert send(other, picture()).status_code == 201


def test_the_same_sent_twice_is_kept_once(agent: FlaskClient, second_agent: FlaskClient, db: Database) -> None:
    content = picture()
    first, again, other = sent(agent, content), sent(agent, content), sent(second_agent, content)
    assert first["url"] == again["url"] != other["url"]
    assert db.value("SELECT COUNT(*) FROM file_content") == 1


def test_a_large_picture_takes_seconds_at_most(agent: FlaskClient) -> None:
    out = BytesIO()
    Image.new("RGB", (6000, 4000), "white").save(out, "JPEG")
    answers: list[TestResponse] = []
    assert effort.costs_less_than(8, lambda: answers.append(send(agent, out.getvalue(), "large.jpg")))
    assert answers[-1].status_code == 201


def test_the_page_shows_the_picture(db: Database, agent: FlaskClient, stranger: FlaskClient) -> None:
    found = send(agent, picture(), alt="The page").json
    made = article(db, found["markdown"], audience="public")
    page = stranger.get(f"/articles/{made.slug}").text
    tag = f'<img src="{found["url"]}" alt="The page" width="40" height="30" loading="lazy">'
    assert f'<a href="{found["url"]}?full">{tag}</a>' in page
    assert files.shown_to(db, found["url"].split("/")[2]) == {"public"}
