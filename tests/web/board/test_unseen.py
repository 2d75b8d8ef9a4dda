"""What not everybody may see stands on no page that a stranger or a member can reach, whatever leads there."""

import json
import re
from collections.abc import Callable
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from kb import (
    accepting,
    asking,
    commenting,
    duplicating,
    flagging,
    moderating,
    posting,
    suggesting,
    suspending,
)
from kb.fitting import Draft
from kb.moderating import Order, Target
from kb.store import unsent
from kb.store.posts import Post
from kb.store.unsent import Unsent
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.conftest import Customer, follow
from web.clock import now
from web.house import House

LINK = re.compile(r'(?:href="|<loc>|<id>)(?:https?://[^/"<]+)?(/[^"<#]*)')
ELSEWHERE = ("/static/", "/language", "/scheme", "/sign-", "/files/", "/embed.js")
WORD = "quxolite"
"""Stands in every text that is taken away, with what it is behind it."""


def reachable(client: FlaskClient) -> str:
    """All the text of all pages that somebody comes to by links, maps and feeds."""
    waiting, met, text = ["/", "/questions", "/questions?sort=newest", "/questions/tags", "/sitemap.xml"], set(), []
    while waiting:
        path = waiting.pop()
        met.add(path)
        answer = client.get(path, follow_redirects=True)
        text.append(answer.text)
        found = {unescape(link) for link in LINK.findall(answer.text)}
        waiting += [link for link in found - met - set(waiting) if not link.startswith(ELSEWHERE)]
        assert len(met) < 800
    return "\n".join(text)


def taken_away(board_: Board) -> tuple[dict[str, Post], list[Callable[[], object]]]:
    """Posts that everybody sees, and the deeds that take each of them away, each in another way."""
    db, moment = board_.db, now()

    def ask(kind: str, *, by: str = "asker", tag: str = "battery") -> Post:
        return board.ask(db, now=moment, by=by, title=f"What about {WORD} {WORD}{kind} here?", tags=(tag,))

    def answer(kind: str, *, by: str = "helper") -> Post:
        return board.answer(db, board_.question, now=moment, by=by, text=f"Take the {WORD}{kind} one.")

    made = {
        "hidden": ask("hidden", tag=f"{WORD}tag"), "removed": ask("removed"), "withdrawn": ask("withdrawn"),
        "suspended": ask("suspended", by="critic"), "duplicate": ask("duplicate"), "answer": answer("answer"),
        "dropped": answer("dropped"), "critic": answer("critic", by="critic"),
    }
    said = commenting.comment(db, board_.answer.id, f"{WORD}comment!", author="asker", now=moment)
    accepting.accept(db, made["answer"].id, person="asker", now=moment)
    duplicating.mark_duplicate(db, made["duplicate"].id, of=board_.question.id, person="moderator", now=moment)

    def order(deed: str, id: str, comment: str = "") -> Callable[[], object]:
        known = Order("hide" if deed == "hide" else "remove", "rude", f"{WORD}note")
        return lambda: moderating.moderate(db, [Target(id, comment)], known, moderator="moderator", now=now())

    return made, [
        order("hide", made["hidden"].id), order("remove", made["removed"].id), order("hide", made["duplicate"].id),
        order("hide", made["answer"].id), order("hide", board_.answer.id, said.id),
        lambda: posting.withdraw(db, made["withdrawn"].id, author="asker", now=now()),
        lambda: posting.withdraw(db, made["dropped"].id, author="helper", now=now()),
        lambda: suspending.suspend(
            db, "critic", until=now() + 86_400_000, reason=f"{WORD}reason", note=f"{WORD}note", moderator="moderator",
            now=now(),
        ),
    ]


def never_there(board_: Board) -> None:
    """What waits, was only begun, or was said to moderators alone."""
    db, moment = board_.db, now()
    db.write(lambda tx: tx.run("UPDATE board SET preset = 'careful'"))
    draft = Draft(f"Is a {WORD}review needed?", f"{WORD}review", ("battery",))
    first = asking.ask(db, draft, site="main", language="en", author="newcomer", now=moment)
    assert first.state == "in_review"
    guest = Draft(f"Is a {WORD}guest welcome?", f"{WORD}guest", ("battery",))
    asking.ask_as_guest(db, guest, site="main", language="en", name=f"{WORD}name", email="kim@example.com", now=moment)
    flagging.flag(db, board_.question.id, reason="other", text=f"{WORD}flag", person="trusted", now=moment)
    suggesting.suggest(
        db, board_.answer.id, Draft("", f"{WORD}edit"), note=f"{WORD}why", base=1, author="trusted", now=moment
    )
    begun = Unsent("asker", f"answer:{board_.question.id}", json.dumps({"body": f"{WORD}draft"}), moment)
    db.write(lambda tx: unsent.keep(tx, begun))


def test_what_is_taken_away_is_nowhere(board_: Board, app: Flask, house: House) -> None:
    made, deeds = taken_away(board_)
    follow(house)
    stranger = board_.enter("")
    before = reachable(stranger)
    kinds = [*made, "comment", "tag"]
    assert [kind for kind in kinds if f"{WORD}{kind}" not in before] == []
    for deed in deeds:
        deed()
    never_there(board_)
    ids = [post.id for post in made.values()]
    for indexed in (False, True):  # at once, and when the index has heard of it
        if indexed:
            follow(house)
        for name in ("", "voter"):
            client = board_.enter(name)
            assert sorted(set(re.findall(f"{WORD}\\w*", reachable(client)))) == []
            for path in (f"/search?q={WORD}", f"/suggest?q={WORD}", f"/questions/similar?q={WORD}", "/search?q=quxolit",
                         f"/questions/tags?q={WORD}tag"):
                page = client.get(path).text
                assert [id for id in ids if id in page] == [], path
                assert WORD not in page.replace(path.rpartition("=")[2], ""), path
            for id in ids:
                assert client.get(f"/posts/{id}").status_code == 404
                assert client.get(f"/questions/{id}/feed.atom").status_code == 404
        assert stranger.get(f"/questions/tagged/{WORD}tag").status_code == 404
        for kind in ("hidden", "answer", "duplicate"):
            said = Customer(app.test_client()).say(f"What about {kind} here?").messages[1:]
            assert WORD not in json.dumps(said)
