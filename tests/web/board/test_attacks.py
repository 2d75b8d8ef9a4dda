"""Everything that attackers write, through every page of the board that shows it: read as browsers do."""

from collections import Counter
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from kb.store import post_lists, tags, tasks
from tests.kb.test_markdown_attacks import ATTACKS, Attributes, is_harmless
from tests.web.board.conftest import Board
from tests.web.conftest import follow
from web.clock import now
from web.house import House

LEADING = {"href", "src", "action", "formaction", "xlink:href", "srcdoc", "data", "poster", "srcset"}
NAME = "\"><img src=x onerror=alert(1)>'"


@pytest.fixture
def web_dsn(sqlite_dsn: str) -> str:
    """What pages make of a text does not hang on the store."""
    return sqlite_dsn


class Whole(HTMLParser):
    """What is wrong with a page, and how many there are of the elements that could do harm."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.counted: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag in ("script", "style", "iframe", "object", "embed", "base", "math", "form", "template", "link", "meta"):
            self.counted[tag] += 1
        for name, value in attrs:
            if name.startswith("on") or (name in LEADING and not is_harmless(value or "", "a")):
                self.wrong.append(f"<{tag} {name}={value}>")


def read(page: str) -> Whole:
    reader = Whole()
    reader.feed(page)
    reader.close()
    return reader


def sent(attack: str) -> str:
    """As far as a browser can send it."""
    return attack.encode("utf-8", "ignore").decode()


def test_the_reader_finds_what_is_wrong() -> None:
    for page in ("<b onclick=x>", "<a href=' javascript:x'>", "<form action='data:x'>"):
        assert read(page).wrong, page


def test_an_attack_comes_to_nothing_wherever_it_is_shown(board_: Board, house: House) -> None:
    # Ours ask and answer here: what members write alike, again and again, would wait for a moderator.
    asker, helper, moderator = (board_.enter(name) for name in ("agent", "supervisor", "moderator"))
    board_.db.write(lambda tx: tx.run("UPDATE person SET name = :name WHERE id IN ('agent', 'supervisor')", name=NAME))
    harmless = pages(board_, house, asker, helper, moderator, attack="Nothing bad")
    for attack in ATTACKS:
        shown = pages(board_, house, asker, helper, moderator, attack=sent(attack))
        for place, page in shown.items():
            found, usual = read(page), read(harmless[place])
            assert found.wrong == [], (place, attack)
            assert found.counted["script"] == usual.counted["script"], (place, attack)
            for tag in ("style", "iframe", "object", "embed", "base", "math", "template", "meta"):
                assert found.counted[tag] == usual.counted[tag], (place, attack, tag)


def pages(
    board_: Board, house: House, asker: FlaskClient, helper: FlaskClient, moderator: FlaskClient, *, attack: str
) -> dict[str, str]:
    """Asked, answered, commented, flagged and tagged with it, and every page that shows any of that."""
    title = " ".join(f"Why {attack}".split())[:150]
    tag = tags.by_name(board_.db, "battery", site="main")
    assert tag
    fields = {"title": title, "looked": title, "body": f"{attack}\n\nIt is {attack}.", "tags": "battery"}
    asked = asker.post("/questions/ask", data=fields)
    assert asked.status_code in (303, 400), attack
    if asked.status_code == 400:  # too short to be a question, or so: the form shows it again
        title = f"What does it do: {title}"[:150]
        assert read(asked.text).wrong == []
        assert asker.post("/questions/ask", data={**fields, "title": title, "looked": title}).status_code == 303
    [row] = post_lists.home(board_.db, site="main", sort="newest", after=post_lists.START, now=now(), limit=1)
    answered = helper.post(f"/questions/{row.id}/answers", data={"body": attack})
    reply = answered.location.rpartition("/")[2]
    assert asker.post(f"/posts/{reply}/comments", data={"text": attack[:600]}).status_code == 303
    helper.post(f"/posts/{row.id}/flag", data={"reason": "other", "text": attack[:300]})
    moderator.post(f"/manage/board/tags/{tag.id}", data={"description": attack[:300], "seen": str(tag.version)})
    follow(house)
    stranger, there = board_.enter(""), f"/questions/{row.id}"
    feed = stranger.get(f"{there}/feed.atom")
    texts = [each.text or "" for each in ElementTree.fromstring(feed.data).iter() if each.get("type") == "html"]
    waiting = tasks.queue(board_.db, site="main", kind="flags", after="", limit=99)
    [task] = [one for one in waiting if one.post == row.id]
    shown = {
        "thread": moderator.get(there, follow_redirects=True),
        "similar": stranger.get("/questions/similar", query_string={"q": title}),
        "search": stranger.get("/search", query_string={"q": title}), "home": stranger.get("/questions?sort=newest"),
        "member": stranger.get("/people/agent?tab=questions"),
        "answers": stranger.get("/people/supervisor?tab=answers"),
        "notices": asker.get("/notifications"), "flag": helper.get(f"/posts/{row.id}/flag"),
        "task": moderator.get(f"/manage/board/tasks/{task.id}"), "tag": stranger.get("/questions/tagged/battery"),
        "post": moderator.get(f"/manage/board/posts/{reply}"), "history": stranger.get(f"/posts/{reply}/history/1"),
        "edit": helper.get(f"/posts/{reply}/edit"), "look": asker.post("/questions/preview", data={"body": attack}),
    }
    moderator.post(f"/manage/board/tasks/{task.id}/decide", data={"decision": "hide", "note": attack[:300]})
    shown["log"] = moderator.get("/manage/board/log")
    assert {place: answer.status_code for place, answer in shown.items()} == dict.fromkeys(shown, 200), attack
    return {**{place: answer.text for place, answer in shown.items()}, "feed": "".join(texts)}
