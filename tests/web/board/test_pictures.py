"""Pictures of members: what is taken, who sees it while its post is shown, and after; whose address opens nothing."""

import dataclasses
import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from kb import filing, moderating, posting, suspending
from kb.filing import UNUSED
from kb.fitting import Draft
from kb.moderating import Order, Target
from kb.store import files
from kb.store.posts import Post
from tests.web.board.conftest import Board
from web import config
from web.clock import now


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    return dataclasses.replace(settings, limits=True)


def drawn(kind: str = "PNG", *, width: int = 40) -> bytes:
    out = BytesIO()
    Image.effect_noise((width, 30), 90).convert("RGB").save(out, kind)
    return out.getvalue()


def send(client: FlaskClient, content: bytes, name: str = "a.png") -> Any:
    return client.post("/questions/pictures", data={"file": (BytesIO(content), name)})


def sent(client: FlaskClient, name: str = "a.png") -> dict[str, Any]:
    answer = send(client, drawn(), name)
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def answered(board_: Board, text: str, *, by: str) -> Post:
    return posting.answer(board_.db, board_.question.id, text, language="en", author=by, now=now())


def edited(board_: Board, post: Post, text: str, *, by: str) -> None:
    seen = board_.stored(post).version
    posting.edit(board_.db, post.id, Draft("", text), note="", seen=seen, author=by, now=now())


def seen(board_: Board, picture: dict[str, Any]) -> list[str]:
    """Who of these gets it."""
    who = ("", "asker", "voter", "moderator")
    return [name for name in who if board_.enter(name).get(picture["url"]).status_code == 200]


def test_a_picture_is_seen_with_its_post(board_: Board) -> None:
    picture = sent(board_.enter("voter"))
    assert picture["markdown"].startswith("![](/files/") and picture["markdown"].endswith("#40x30)")
    assert seen(board_, picture) == ["voter", "moderator"]  # nobody else, until it is sent
    post = answered(board_, picture["markdown"], by="voter")
    assert f'src="{picture["url"]}"' in board_.enter("").get(board_.address).text
    assert seen(board_, picture) == ["", "asker", "voter", "moderator"]
    for target, whose in ((post, ["voter"]), (board_.question, ["asker", "voter"])):
        done = moderating.moderate(board_.db, [Target(target.id)], Order("hide"), moderator="moderator", now=now())
        assert done.done
        assert seen(board_, picture) == [*whose, "moderator"]
        moderating.moderate(board_.db, [Target(target.id)], Order("show"), moderator="moderator", now=now())
    edited(board_, post, "Without it.", by="voter")
    assert seen(board_, picture) == ["voter", "moderator"]
    seen_now = board_.stored(post).version
    posting.roll_back(board_.db, post.id, number=1, seen=seen_now, author="moderator", now=now())
    assert seen(board_, picture) == ["", "asker", "voter", "moderator"]  # it has been the post's own


def test_who_reviews_sees_the_pictures_of_what_waits(board_: Board) -> None:
    """On the page where they decide, as long as it waits; not who reviews no more, nor of what waits for moderators."""
    db, trusted = board_.db, board_.enter("trusted")
    db.write(lambda tx: tx.run("UPDATE board SET preset = 'careful'"))
    picture, other = (sent(board_.enter("newcomer"), f"{name}.png") for name in "ab")
    post = answered(board_, picture["markdown"], by="newcomer")
    advert = answered(board_, other["markdown"], by="newcomer")
    assert board_.stored(post).state == "in_review"
    db.write(lambda tx: tx.run("UPDATE task SET kind = 'spam' WHERE post = :post", post=advert.id))
    [task] = re.findall(r'href="(/manage/board/tasks/\w+)"', trusted.get("/manage/board").text)
    assert f'src="{picture["url"]}"' in trusted.get(task).text
    assert trusted.get(picture["url"]).status_code == 200 and trusted.get(other["url"]).status_code == 404
    assert seen(board_, picture) == ["moderator"]
    db.write(lambda tx: tx.run("UPDATE person SET reputation = 1999 WHERE id = 'trusted'"))
    assert trusted.get(picture["url"]).status_code == 404
    db.write(lambda tx: tx.run("UPDATE person SET reputation = 2000 WHERE id = 'trusted'"))
    assert trusted.post(f"{task}/decide", data={"decision": "hide", "reason": "off_topic"}).status_code == 303
    assert trusted.get(picture["url"]).status_code == 404


def test_an_address_alone_opens_nobody_elses_picture(board_: Board) -> None:
    picture = sent(board_.enter("agent"))
    answered(board_, picture["markdown"], by="voter")
    assert seen(board_, picture) == ["moderator"]
    answered(board_, picture["markdown"], by="agent")
    assert seen(board_, picture) == ["", "asker", "voter", "moderator"]


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [(b"%PDF-1.7", 400, "Only pictures"), (b"<svg/>", 400, "Only pictures"), (b"", 400, "empty"),
     (b"\x89PNG\r\n\x1a\nno", 400, "cannot be read"), (drawn() + bytes(filing.MOST_PICTURE), 413, "too large")],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words(board_: Board, content: bytes, status: int, words: str) -> None:
    answer = send(board_.enter("voter"), content)
    assert answer.status_code == status and words in answer.json["error"]["message"]
    assert board_.db.value("SELECT COUNT(*) FROM file") == 0


def test_it_is_written_anew_and_counted(board_: Board) -> None:
    client = board_.enter("newcomer")
    out = BytesIO()
    noted = Image.Exif()
    noted[0x010E] = "where I live"
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=noted)
    picture = send(client, out.getvalue(), "a.jpg").json
    assert b"where I live" not in client.get(picture["url"]).data
    answers = [send(client, drawn(), f"{number}.png").status_code for number in range(11)]
    assert answers == [201] * 9 + [429] * 2
    assert send(board_.enter("trusted"), drawn()).status_code == 201


def test_who_is_suspended_sends_none(board_: Board) -> None:
    suspending.suspend(
        board_.db, "voter", until=now() + 86_400_000, reason="rude", note="", moderator="moderator", now=now()
    )
    answer = send(board_.enter("voter"), drawn())
    assert answer.status_code == 403 and "cannot take part" in answer.json["error"]["message"]


def test_who_wrote_it_has_a_face_for_members_alone(board_: Board) -> None:
    helper = board_.enter("helper")
    assert helper.post("/profile/picture", data={"picture": (BytesIO(drawn()), "me.png")}).status_code == 303
    assert '<img class="portrait" src="/files/' in board_.enter("asker").get(board_.address).text
    assert "<img" not in board_.enter("").get(board_.address).text  # a picture that they would not get


def test_what_no_post_shows_goes_after_a_month(board_: Board) -> None:
    client = board_.enter("voter")
    kept = {name: sent(client, f"{name}.png") for name in ("shown", "earlier", "suggested", "begun", "nowhere")}
    post = answered(board_, kept["earlier"]["markdown"], by="voter")
    edited(board_, post, kept["shown"]["markdown"], by="voter")
    address = f"/posts/{board_.answer.id}/edit"
    suggested = {"body": kept["suggested"]["markdown"], "base": "1", "seen": "1"}
    assert client.post(address, data=suggested).status_code == 303
    client.post("/questions/drafts", data={"place": "ask", "body": kept["begun"]["markdown"]})
    assert filing.sweep(board_.db, now=now() + UNUSED + 1_000) == 1
    left = {name for name, picture in kept.items() if files.by_id(board_.db, picture["url"].split("/")[2], site="main")}
    assert left == set(kept) - {"nowhere"}
