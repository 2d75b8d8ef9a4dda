"""Suspending, the public log, the administrators' steps, and tags, through the front door."""

import re
import time

import pytest
from flask.testing import FlaskClient

from kb import accepting, moderating, posting, ruling, suspending
from kb.moderating import Order, Target
from kb.store import suspensions, tags
from kb.store.tags import Tag
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.conftest import follow
from web.clock import now
from web.house import House


def _tag(board_: Board, name: str) -> Tag:
    found = tags.by_name(board_.db, name, site="main")
    assert found
    return found


def test_a_suspension_hides_and_ends(board_: Board) -> None:
    moderator, stranger, there = board_.enter("moderator"), board_.enter(""), "/manage/board/people/helper"
    assert moderator.get(there).status_code == 200
    assert moderator.post(f"{there}/suspend", data={"days": "7", "reason": " "}).status_code == 400
    assert moderator.post(f"{there}/suspend", data={"days": "9999", "reason": "Rude"}).status_code == 400
    done = moderator.post(f"{there}/suspend", data={"days": "7", "reason": "Rude to <b>newcomers</b>"})
    seen = moderator.get(done.location).text
    assert "Suspended until" in seen and "&lt;b&gt;newcomers" in seen and "Undo" in seen
    seen = stranger.get(board_.address).text
    assert "Open the lid" not in seen and "No answer yet" in seen
    helper = board_.enter("helper")
    seen = helper.get(board_.address).text
    assert "You cannot take part until" in seen and "Send answer" not in seen
    refused = helper.get(f"/posts/{board_.answer.id}/edit")
    told = re.findall(r"You cannot take part until [^.]+\.", seen)
    assert refused.status_code == 403 and told and told[0] in refused.text
    assert "<textarea" not in refused.text and f'class="button" href="/posts/{board_.answer.id}"' in refused.text
    refused = helper.post(f"/posts/{board_.question.id}/flag", data={"reason": "spam"})
    assert refused.status_code == 403 and "You cannot take part until" in refused.text
    assert moderator.post(f"{there}/suspend", data={"days": "7", "reason": "Again"}).status_code == 409
    assert moderator.post(f"{there}/lift").status_code == 303
    assert "Open the lid" in stranger.get(board_.address).text
    assert moderator.post(f"{there}/lift").status_code == 409
    assert suspensions.current(board_.db, "helper", now=now()) is None


def test_lists_say_of_answers_what_readers_see(board_: Board, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """However a suspension begins and ends: in lists, under tags, with filters alone and with words."""
    moderator, there = board_.enter("moderator"), "/manage/board/people/helper"
    both = board.ask(board_.db, now=now(), by="voter", title="How do I change the lid?")
    for author in ("helper", "critic"):
        board.answer(board_.db, both, now=now(), by=author)
    accepting.accept(board_.db, board_.answer.id, person="asker", now=now())
    clock, everywhere = time.time_ns, ("/questions", "/questions/tagged/battery", "/search?q=tag:battery")

    def listed(address: str) -> list[str]:
        follow(house)
        page = board_.enter("").get(address).text
        said: list[str] = []
        for row in re.split(r'<li class="(?:question-row|result)">', page.split("</main")[0])[1:]:
            text = " ".join(re.sub(r"<[^>]*>", " ", row).split())
            name = "own solved" if "olved" in text else "own"
            said += [f"{name if board_.question.id in row else 'both'} {found}"
                     for found in re.findall(r"(\d|No) answer", text)]
        return sorted(said)

    def undo(address: str) -> None:
        [batch] = set(re.findall(r'name="batch" value="(\w+)"', moderator.get(address).text.split("<h2")[0]))
        assert moderator.post("/manage/board/undo", data={"batch": batch}).status_code == 303

    def seen() -> None:
        for address in (*everywhere, "/search?q=change lid battery"):
            assert listed(address) == ["both 2", "own solved 1"], address
        for words in ("", " change"):
            assert listed(f"/search?q=is:unanswered{words}") == [], words
            assert listed(f"/search?q=is:solved{words}") == ["own solved 1"], words
        assert listed("/questions?sort=unanswered") == listed("/questions/tagged/battery?sort=unanswered") == []

    def unseen() -> None:
        for address in everywhere:
            assert listed(address) == ["both 1", "own 0"], address
        assert listed("/search?q=change lid battery") == ["both 1", "own No"]
        assert listed("/questions?sort=unanswered") == ["own 0"]
        assert listed("/questions/tagged/battery?sort=unanswered") == ["own 0"]
        assert listed("/search?q=is:unanswered") == ["own 0"]
        assert listed("/search?q=is:unanswered change") == ["own No"]
        assert listed("/search?q=is:solved") == listed("/search?q=is:solved change") == []

    seen()
    suspended = moderator.post(f"{there}/suspend", data={"days": "7", "reason": "Rude"})
    unseen()
    undo(suspended.location)
    seen()
    moderator.post(f"{there}/suspend", data={"days": "7", "reason": "Rude"})
    lifted = moderator.post(f"{there}/lift")
    seen()
    undo(lifted.location)
    board.answer(board_.db, board_.question, now=now(), by="critic")
    withdrawn = board.answer(board_.db, both, now=now(), by="trusted")
    posting.withdraw(board_.db, withdrawn.id, author="trusted", now=now())
    assert listed("/questions") == ["both 1", "own 1"]
    monkeypatch.setattr(time, "time_ns", lambda: clock() + 8 * 86_400_000_000_000)
    assert suspending.end_due(board_.db, now=now()) == 1
    assert listed("/questions") == ["both 2", "own solved 2"]


def test_staff_are_not_suspended(board_: Board) -> None:
    moderator = board_.enter("moderator")
    answer = moderator.post("/manage/board/people/agent/suspend", data={"days": "7", "reason": "Rude"})
    assert answer.status_code == 403 and "Staff and moderators" in answer.text


def test_the_public_log_names_nobody(board_: Board) -> None:
    stranger, moderator = board_.enter(""), board_.enter("moderator")
    assert "Nothing yet" in stranger.get("/moderation").text
    order = Order("hide", "private", "their number is 555")
    moderating.moderate(board_.db, [Target(board_.question.id)], order, moderator="moderator", now=now())
    moderator.post("/manage/board/people/critic/suspend", data={"days": "1", "reason": "Lives at 5 Main Street"})
    log = stranger.get("/moderation").text
    assert "Hidden · Private data" in log and "Member suspended" in log
    for private in ("555", "Main Street", "Critic", "Asker", "battery", board_.question.id):
        assert private not in log.split("<main", 1)[1].split("</main", 1)[0], private
    assert "Undo" not in log
    order = Order("show")
    moderating.moderate(board_.db, [Target(board_.question.id)], order, moderator="moderator", now=now())
    assert "change the battery" in stranger.get("/moderation").text


def test_administrators_move_the_steps(board_: Board) -> None:
    client = board_.enter("administrator")
    there, fields = "/manage/board/steps", {"preset": "usual"}
    assert client.post(there, data={"preset": "careful", "deed": "usual"}).status_code == 303
    rules = ruling.of_site(board_.db, site="main")
    assert (rules.arrival, rules.steps["comment"]) == ("in_review", 10)
    page = client.get(there).text
    fields.update(dict(re.findall(r'name="(\w+)" inputmode="numeric" value="(\d+)"', page)))
    assert len(fields) == 10
    answer = client.post(there, data={**fields, "vote_up": "many"})
    assert answer.status_code == 400 and 'value="many"' in answer.text
    assert client.post(there, data={**fields, "preset": "none"}).status_code == 400
    assert client.post(there, data={**fields, "preset": "careful", "vote_up": "33"}).status_code == 303
    assert ruling.of_site(board_.db, site="main").steps["vote_up"] == 33
    assert "usually 15" in client.get(there).text
    supervisor = board_.enter("supervisor")
    assert supervisor.get(there).status_code == 403
    assert there not in supervisor.get("/manage/board").text
    assert there in client.get("/manage/board").text


def test_tags_and_their_pages(board_: Board) -> None:
    stranger, moderator = board_.enter(""), board_.enter("moderator")
    tag = _tag(board_, "battery")
    there = f"/manage/board/tags/{tag.id}"
    board_.enter("voter").post(f"/posts/{board_.answer.id}/vote", data={"value": "1"})
    fields = {"description": "Everything that holds power", "seen": str(tag.version)}
    assert moderator.post(there, data=fields).status_code == 303
    assert moderator.post(there, data=fields).status_code == 409
    assert moderator.post(f"{there}/synonyms", data={"name": "Accu Pack"}).status_code == 303
    assert moderator.post(f"{there}/synonyms", data={"name": "accu-pack"}).status_code == 400
    assert moderator.post(f"{there}/synonyms", data={"name": " "}).status_code == 400
    page = stranger.get("/questions/tagged/battery").text
    for words in ("Everything that holds power", "accu-pack", "Helper", "change the battery"):
        assert words in page
    assert "/manage/board/tags" not in page
    assert stranger.get("/questions/tagged/accu-pack").location == "/questions/tagged/battery"
    assert "battery" in stranger.get("/questions/tags?q=accu-pack").text
    assert "battery" in stranger.get("/questions/tags?sort=name").text
    assert stranger.get("/questions/tags?sort=worst").status_code == 404
    assert moderator.post(f"{there}/synonyms/remove", data={"name": "accu-pack"}).status_code == 303
    assert stranger.get("/questions/tagged/accu-pack").status_code == 404


def test_a_tag_is_merged_and_followed(board_: Board) -> None:
    voter, moderator = board_.enter("voter"), board_.enter("moderator")
    other = board.ask(board_.db, now=now(), title="My accumulator is broken", tags=("accu",))
    assert voter.post("/questions/tagged/accu/follow").status_code == 303
    assert "Following" in voter.get("/questions/tagged/accu").text
    there = f"/manage/board/tags/{_tag(board_, 'accu').id}"
    assert moderator.post(f"{there}/merge", data={"into": "nothing", "sure": "on"}).status_code == 400
    assert moderator.post(f"{there}/merge", data={"into": "battery"}).status_code == 400
    assert moderator.post(f"{there}/merge", data={"into": "accu", "sure": "on"}).status_code == 403
    assert moderator.post(f"{there}/merge", data={"into": "battery", "sure": "on"}).status_code == 303
    page = voter.get("/questions/tagged/accu", follow_redirects=True).text
    assert other.title in page and "Following" in page
    log = board_.enter("").get("/moderation").text.split("<main", 1)[1]
    assert "Tags merged" in log and 'accu → <a href="/questions/tagged/battery">' in log
    assert "Moderator" not in log and "Member:" not in log
    kept = moderator.get("/manage/board/log").text
    assert "accu → " in kept and "Undo" not in kept  # there is no way back
    assert voter.post("/questions/tagged/battery/unfollow").status_code == 303
    assert _tag(board_, "battery").questions == 2


def test_many_tags_have_pages(board_: Board) -> None:
    for number in range(70):
        board.ask(board_.db, now=now() + number, title=f"Question number {number} of many", tags=(f"tag-{number:02}",))
    stranger: FlaskClient = board_.enter("")
    for sort in ("popular", "name"):
        names: list[str] = []
        there = f"/questions/tags?sort={sort}"
        while there:
            page = stranger.get(there).text
            names += re.findall(r'class="tag" href="/questions/tagged/([^"]+)"', page)
            more = re.search(r'rel="next" href="([^"]+)"', page)
            there = more[1].replace("&amp;", "&") if more else ""
        assert sorted(names) == ["battery", *(f"tag-{number:02}" for number in range(70))]
