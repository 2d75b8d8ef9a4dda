"""Questions in the help center's search and while typing, with their mark."""

import html
import re
from urllib.parse import quote

import pytest

from kb import accepting, duplicating, moderating
from kb.moderating import Order, Target
from kb.store import people
from tests.kb import board
from tests.web.board.conftest import Board
from tests.web.conftest import follow
from web.board.lists import PAGE
from web.clock import now
from web.help_center.searching import RESULTS
from web.house import House


@pytest.mark.usefixtures("shelf")
def test_search_shows_questions_beside_articles(board_: Board, house: House) -> None:
    follow(house)
    page = board_.enter("").get("/search?q=change the battery").text
    assert f'href="{board_.address}"' in page and "Community" in page and "1 answer" in page
    accepting.accept(house.db, board_.answer.id, person="asker", now=now())
    assert "Community, solved" in board_.enter("").get("/search?q=change the battery").text
    page = board_.enter("").get("/search?q=refund").text
    assert "/articles/" in page and board_.address not in page


def test_as_you_type(board_: Board, house: House) -> None:
    follow(house)
    [found] = board_.enter("").get("/suggest?q=change the batt").json["suggestions"]
    assert (found["url"], found["mark"], found["heading"]) == (board_.address, "Community", "")


def test_what_is_hidden_is_found_by_nobody(board_: Board, house: House) -> None:
    follow(house)
    moderating.moderate(
        house.db, [Target(board_.question.id)], Order("hide", "spam", ""), moderator="moderator", now=now()
    )
    for reader in ("", "asker", "moderator"):
        client = board_.enter(reader)
        assert board_.address not in client.get("/search?q=change the battery").text
        assert client.get("/suggest?q=change the battery").json["suggestions"] == []


def test_nothing_found_leads_to_asking_with_the_same_words(board_: Board, house: House) -> None:
    follow(house)
    assert 'href="/questions/ask?title=xylophone"' in board_.enter("").get("/search?q=xylophone").text


@pytest.mark.usefixtures("shelf")
def test_filters_hold_are_taken_away_and_lead_on(board_: Board, house: House) -> None:
    for number in range(PAGE + 3):
        board.ask(house.db, now=now(), by="voter", title=f"Another question, {number}", tags=("sync",))
    follow(house)
    client = board_.enter("")
    page = client.get("/search?q=tag:sync -tag:battery").text
    assert 'href="/search?q=-tag%3Abattery"' in page and 'href="/search?q=tag%3Async"' in page
    assert page.count('class="question-row"') == PAGE and board_.address not in page
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older
    assert client.get(html.unescape(older[1])).text.count('class="question-row"') == 3
    page = client.get("/search?q=tag：battery is:unanswered").text
    assert "Nothing fits these filters" in page
    page = client.get("/search?q=is:article").text
    assert "How long a refund takes" in page and "zebra" not in page and board_.address not in page
    page = client.get("/search?q=password is:article").text
    assert "/articles/reset-your-password" in page


@pytest.mark.usefixtures("shelf")
def test_words_and_filters_together(board_: Board, house: House) -> None:
    follow(house)
    client = board_.enter("")
    assert board_.address in client.get("/search?q=tag:battery user:asker change").text
    assert board_.address not in client.get("/search?q=is:solved change the battery").text
    page = client.get("/search?q=battery password&is=question").text
    assert board_.address in page and "/articles/reset-your-password" not in page
    assert 'value="is:question battery password"' in page
    assert client.get("/suggest?q=tag:battery change").json["suggestions"][0]["url"] == board_.address
    assert client.get("/suggest?q=is:solved change the batt").json["suggestions"] == []
    assert client.get("/suggest?q=tag:battery").json["suggestions"] == []


@pytest.mark.usefixtures("shelf")
def test_words_lead_past_the_first_page_and_to_closed_questions_last(board_: Board, house: House) -> None:
    asked = [
        board.ask(house.db, now=now(), by="voter", title=f"The battery is empty, case {number}", tags=("battery",))
        for number in range(34)
    ]
    closed, repeated, hidden = asked[:3]
    moderator = {"moderator": "moderator", "now": now()}
    moderating.moderate(house.db, [Target(closed.id)], Order("close", "outdated", ""), **moderator)
    moderating.moderate(house.db, [Target(hidden.id)], Order("hide", "spam", ""), **moderator)
    duplicating.mark_duplicate(house.db, repeated.id, of=asked[3].id, person="moderator", now=now())
    follow(house)
    client = board_.enter("")

    def walked(query: str) -> list[str]:
        """The ids of the questions on all pages of results."""
        found, address = [], f"/search?q={query}"
        while address:
            page = client.get(address).text
            found.append(re.findall(r'result-title"><a href="/questions/(\w+)/', page))
            onward = re.search(r'rel="next" href="([^"]+)"', page)
            address = html.unescape(onward[1]) if onward else ""
        assert len(found) == 4 and all(len(part) == RESULTS for part in found[:-1])
        assert page.count("Closed to answers") == 1  # on the last page, on one of them
        return [id for part in found for id in part]

    for query in ("empty battery", "tag:battery empty battery", "is:question empty battery"):
        found = walked(query)
        assert found[-1] == closed.id, query
        assert {each.id for each in asked[3:]} <= set(found) and len(set(found)) == len(found), query
        assert not {repeated.id, hidden.id} & set(found), query
    assert closed.id not in client.get("/search?q=is:open empty battery&from=30").text
    assert closed.id in client.get("/search?q=is:closed empty battery").text
    assert closed.id not in str(client.get("/suggest?q=empty battery case 0").json)
    page = client.get("/search?q=empty battery&from=90").text
    assert "That was all" in page and 'href="/search?q=empty%20battery"' in page


def test_what_is_not_understood_is_said_and_the_rest_is_searched(board_: Board, house: House) -> None:
    house.db.write(lambda tx: board.join(tx, "asker2", now=now()))
    house.db.write(lambda tx: people.set_profile(tx, "asker2", name="<b>Asker</b>", language="en"))
    board.ask(house.db, now=now(), by="asker2", title="The battery of somebody else")
    house.db.write(lambda tx: people.set_profile(tx, "asker2", name="Asker", language="en"))
    follow(house)
    client = board_.enter("")
    page = client.get("/search?q=tag:batery user:Asker is:new is:open is:closed tag: <i>change</i> the battery").text
    assert board_.address in page
    assert "There is no tag “batery”." in page and ">battery</a>?" in page
    assert "q=tag%3Abattery%20user%3AAsker%20is%3Aopen%20" in page  # with the tag that was meant
    assert "Whom do you mean?" in page and "user%3Aasker2" in page
    assert "“is:new” is not known." in page and "“is:closed” was left out" in page and "after “tag:”" in page
    assert "<i>" not in page
    page = client.get('/search?q=user:"<b>Nobody</b>"').text
    assert "Nobody called “&lt;b&gt;Nobody&lt;/b&gt;” has written here." in page
    for query in ("tag:" + "x" * 300, "tag:a " * 70, "user:%00 is:\ud800", '"tag:"" - :', "is:open&after=zz.;'"):
        assert client.get(f"/search?q={quote(query, safe='&=', errors='replace')}").status_code == 200


def test_the_communitys_box_looks_for_questions(board_: Board, house: House) -> None:
    page = board_.enter("").get("/questions").text
    assert 'name="is" value="question"' in page and "How to search" in page
