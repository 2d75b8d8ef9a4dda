"""Moderators say which words mean the same, and search hears of it at once."""

import re

import pytest
from flask.testing import FlaskClient

from kb.store import events, synonyms
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.synonyms import Synonym
from kb.synonyms import groups
from tests.web.shelving import page
from web.clock import now
from web.manage.synonyms import SHOWN


@pytest.fixture(params=["sqlite", "postgresql"])
def web_dsn(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(f"{request.param}_dsn")
    return address


def own(db: Database) -> list[Synonym]:
    return synonyms.of_site(db, site="main")


def add(client: FlaskClient, words: str, *, direction: str = "both", language: str = "") -> str:
    form = {"words": words, "direction": direction, "language": language}
    answer = client.post("/manage/synonyms", data=form)
    return page(client, answer.location) if answer.status_code == 303 else answer.text


def finds(client: FlaskClient, asked: str) -> bool:
    return "Download an invoice" in re.sub("<[^>]+>", "", page(client, f"/search?q={asked}"))


def test_what_is_added_counts_in_search_at_once(
    moderator: FlaskClient, stranger: FlaskClient, db: Database, shelf: dict[str, Article]
) -> None:
    assert not finds(stranger, "chit")
    assert "Added. Search and the assistant use it from now on." in add(moderator, "chit, invoice，  voucher slip ")
    assert finds(stranger, "chit")
    assert finds(stranger, "voucher slip")
    [row] = own(db)
    assert (row.words, row.direction, row.language) == ("chit\ninvoice\nvoucher slip", "both", "")
    assert row.author
    moderator.post(f"/manage/synonyms/{row.id}/remove")
    assert own(db) == []
    assert not finds(stranger, "chit")
    kinds = [event.kind for event in events.read_after(db, events.START)[0] if event.topic == "synonyms"]
    assert kinds == ["synonym.changed", "synonym.changed"]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", "Please give at least two words"),
        ("wallet, Wallet", "Please give at least two words"),
        ("refund, refunds", "Search takes these for the same word already."),
        ("wallet, ???", "“???” holds no word"),
        ("银行卡, 卡", "“卡” is too short"),
        ("wallet, " + "x" * 61, "is too long: at most 60 characters."),
        (",".join(f"word{number}" for number in range(21)), "At most 20 words."),
    ],
)
def test_words_that_cannot_be_kept_are_said_and_stay(
    moderator: FlaskClient, db: Database, words: str, problem: str
) -> None:
    html = add(moderator, words)
    assert problem in html
    assert f'value="{words}"' in html
    assert own(db) == []


def test_the_same_words_twice_are_refused(moderator: FlaskClient, db: Database) -> None:
    add(moderator, "wallet, purse")
    assert "These words are in the list already." in add(moderator, "wallet, purse")
    add(moderator, "wallet, bag")
    [newer, _] = own(db)
    answer = moderator.post(
        f"/manage/synonyms/{newer.id}/change",
        data={"words": "wallet, purse", "direction": "both", "language": "", "seen": newer.updated_at},
    )
    assert answer.status_code == 400
    assert "These words are in the list already." in answer.text


def test_change(moderator: FlaskClient, supervisor: FlaskClient, db: Database) -> None:
    add(moderator, "wallet, purse")
    [row] = own(db)
    html = page(moderator, f"/manage/synonyms/{row.id}")
    assert 'value="wallet, purse"' in html
    form = {"words": "purse, wallet", "direction": "one_way", "language": "en", "seen": row.updated_at}
    answer = supervisor.post(f"/manage/synonyms/{row.id}/change", data=form)
    assert "Saved." in page(supervisor, answer.location)
    [changed] = own(db)
    assert (changed.words, changed.direction, changed.language) == ("purse\nwallet", "one_way", "en")
    answer = moderator.post(f"/manage/synonyms/{row.id}/change", data={**form, "words": "mine, yours"})
    assert answer.status_code == 409
    assert "Somebody else changed these words" in answer.text
    assert 'value="purse, wallet"' in answer.text
    assert own(db) == [changed]


@pytest.mark.parametrize("bad", [{"language": "xx"}, {"direction": "sideways"}, {"seen": "x"}])
def test_what_no_form_sends_is_refused(moderator: FlaskClient, db: Database, bad: dict[str, str]) -> None:
    add(moderator, "wallet, purse")
    [row] = own(db)
    form = {"words": "a, b", "direction": "both", "language": "", "seen": str(row.updated_at), **bad}
    assert moderator.post(f"/manage/synonyms/{row.id}/change", data=form).status_code == 400


def test_what_ships_is_taken_apart_and_put_back(moderator: FlaskClient, db: Database) -> None:
    assert "Taken apart" not in page(moderator, "/manage/synonyms")
    html = add(moderator, "bill, invoice", direction="apart")
    assert "These words no longer find each other." in html
    assert html.count("Put back") == 1
    [row] = own(db)
    answer = moderator.post(f"/manage/synonyms/{row.id}/remove")
    assert "These words find each other again." in page(moderator, answer.location)
    assert "Put back" not in page(moderator, "/manage/synonyms")


def test_the_filter_finds_a_word_in_any_script(moderator: FlaskClient, db: Database) -> None:
    add(moderator, "钱包, 零钱")
    for wanted in ("錢包", "钱"):
        html = page(moderator, f"/manage/synonyms?q={wanted}")
        assert "零钱" in html
        assert "invoice" not in html
    assert "No synonyms with “quokka”" in page(moderator, "/manage/synonyms?q=quokka")


def test_words_are_shown_as_they_are(moderator: FlaskClient) -> None:
    add(moderator, "<b>wallet</b>, purse")
    html = moderator.get("/manage/synonyms").text
    assert "<b>wallet" not in html
    assert "&lt;b&gt;wallet" in html


def test_too_many_are_refused(moderator: FlaskClient, db: Database) -> None:
    moment = now()
    rows = [Synonym(f"y{number}", "main", "", f"a{number}\nb", "both", None, moment, moment) for number in range(2000)]
    db.write(lambda tx: [synonyms.add(tx, row) for row in rows])
    assert "The list is full" in add(moderator, "wallet, purse")


def test_what_ships_one_way_shows_its_direction_and_what_is_not_shown_is_counted(moderator: FlaskClient) -> None:
    def shown(html: str) -> str:
        return " ".join(re.sub("<[^>]+>", " ", html).split())

    assert "iphone → phone , ios" in shown(page(moderator, "/manage/synonyms?q=iphone"))
    assert "phone = mobile = smartphone" in shown(page(moderator, "/manage/synonyms?q=smartphone"))
    html = page(moderator, "/manage/synonyms")
    assert html.count('class="synonym"') == SHOWN
    assert f"{len(groups()) - SHOWN} more: find them by a word." in html
