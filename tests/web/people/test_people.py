"""Administrators' list of people: finding somebody among many, inviting, roles, deactivating."""

import re
import threading
import time
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk import staffing
from kb import ids
from kb.store import conversations, events, members, people
from kb.store.engine import Database
from kb.store.people import Person
from tests import effort
from tests.web.chat.test_live import Listener, listen, soon
from tests.web.conftest import Customer, do, person_of, signed_in
from web.clock import now
from web.people import passwords

PASSWORD = "a quiet walk by the river"
MANY = 20_000


@pytest.fixture
def web_dsn(dsn: str) -> str:
    """These run on both engines."""
    return dsn


def add(db: Database, name: str, *, role: str = "member", password: str = "-", moment: int = 0) -> Person:
    id = ids.new_id(moment or now())
    db.write(
        lambda tx: people.add(
            tx, id=id, site="main", email=f"{name.lower().replace(' ', '.')}@example.com", name=name, role=role,
            origin="real", password=password, language="en", now=now(),
        )
    )
    return person(db, id)


def person(db: Database, id: str) -> Person:
    found = people.by_id(db, id)
    assert found
    return found


def names(client: FlaskClient, query: str = "") -> list[str]:
    text = client.get(f"/manage/people?{query}").text
    return re.findall(r'class="cut name" href="[^"]+">([^<]+)<', text)


def link_in(text: str) -> str:
    found = re.search(r'value="(http[^"]+)"', text)
    assert found
    return urlsplit(found[1]).path


# The list


def test_somebody_is_found_by_name_or_address_role_and_state(db: Database, administrator: FlaskClient) -> None:
    add(db, "Zoë Ångström")
    add(db, "Ben 100% Sure", role="agent")
    invited = add(db, "New One", role="agent", password="")
    gone = add(db, "Gone Once", role="moderator")
    db.write(lambda tx: people.deactivate(tx, gone.id))
    assert names(administrator, "q=sure") == ["Ben 100% Sure"]
    assert names(administrator, "q=100%25") == ["Ben 100% Sure"]
    assert names(administrator, "q=%25") == ["Ben 100% Sure"]
    assert names(administrator, "q=new.one@") == [invited.name]
    assert sorted(names(administrator, "role=agent")) == ["Ben 100% Sure", "New One"]
    assert names(administrator, "standing=invited") == ["New One"]
    assert names(administrator, "standing=deactivated") == ["Gone Once"]
    assert names(administrator, "role=agent&standing=active&q=new") == []
    assert "Nobody like that" in administrator.get("/manage/people?q=nobodyhere").text
    assert len(names(administrator, "role=nonsense&standing=nonsense")) == 5
    page = administrator.get("/manage/people").text
    assert re.search(r'Agent <span class="count">2<', page)
    assert re.search(r'Invited <span class="count">1<', page)


@pytest.mark.parametrize("odd", ["%00", "%F0%9F%98%80", "%27%22%3B--", "%ED%A0%80", "x" * 5_000, "!%25_"])
def test_odd_searches_find_nobody(odd: str, administrator: FlaskClient) -> None:
    assert administrator.get(f"/manage/people?q={odd}").status_code == 200
    assert administrator.get(f"/manage/people?before={odd}").status_code == 200


def test_twenty_thousand_are_paged_and_searched_quickly(db: Database, administrator: FlaskClient) -> None:
    rows = [
        {"id": f"z{number:017d}", "email": f"m{number}@example.com", "name": f"Member {number}"}
        for number in range(MANY)
    ]
    db.write(
        lambda tx: tx.run_many(
            """INSERT INTO person (id, site, email, name, role, state, origin, password, language, presence, seen_at,
                                   created_at)
               VALUES (:id, 'main', :email, :name, 'member', 'active', 'real', '-', 'en', 'away', 0, 0)""",
            rows,
        )
    )
    first = administrator.get("/manage/people").text
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older
    seen = set(names(administrator))
    assert names(administrator)[0] == "Ann Administrator"  # among those who came with an import
    following = names(administrator, urlsplit(older[1].replace("&amp;", "&")).query)
    assert len(following) == 50
    assert not seen & set(following)
    for query in ("", "q=member+1999", "role=member&standing=active", "q=nobody"):
        address = f"/manage/people?{query}"
        assert administrator.get(address).status_code == 200
        assert effort.costs_less_than(0.3, lambda address=address: administrator.get(address)), address


# Inviting


def test_the_invited_choose_a_password_by_the_link_and_have_the_role(
    app: Flask, db: Database, administrator: FlaskClient
) -> None:
    form = {"name": "New Agent", "email": "New@Example.com", "role": "agent", "language": "en", "state": "left"}
    answer = administrator.post("/manage/people", data=form)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    there = link_in(answer.text)
    found = people.by_email(db, "new@example.com", site="main")
    assert found
    assert (found.standing, found.role) == ("invited", "agent")
    client = app.test_client()
    assert "Welcome, New Agent" in client.get(there).text
    assert client.post(there, data={"password": "short"}).status_code == 400
    assert client.post(there, data={"password": PASSWORD, "role": "administrator"}).status_code == 303
    assert client.get("/desk").status_code == 200
    assert person(db, found.id).role == "agent"
    assert app.test_client().post(there, data={"password": PASSWORD}).status_code == 404


def test_a_new_invitation_makes_the_old_one_worthless(
    app: Flask, db: Database, administrator: FlaskClient
) -> None:
    form = {"name": "New", "email": "new@example.com", "role": "member", "language": "zh-Hans"}
    old = link_in(administrator.post("/manage/people", data=form).text)
    found = people.by_email(db, "new@example.com", site="main")
    assert found
    new = link_in(administrator.post(f"/manage/people/{found.id}/link").text)
    assert app.test_client().get(old).status_code == 404
    page = app.test_client().get(new)
    assert page.status_code == 200
    assert 'lang="zh-Hans"' in page.text, "in the language of the invitation"


def test_an_invitation_that_will_not_do_keeps_what_was_typed(db: Database, administrator: FlaskClient) -> None:
    add(db, "There Already")
    for email, sentence in (("there.already@example.com", "is there already"), ("nonsense", "not a mail address")):
        answer = administrator.post(
            "/manage/people", data={"name": "Somebody New", "email": email, "role": "agent", "language": "en"}
        )
        assert answer.status_code == 400
        assert sentence in answer.text
        assert "Somebody New" in answer.text
    for bad in ({"role": "owner"}, {"language": "tlh"}):
        form = {"name": "N", "email": "n@example.com", "role": "agent", "language": "en", **bad}
        assert administrator.post("/manage/people", data=form).status_code == 400


# Roles and deactivating


def test_a_new_role_signs_out_and_leaving_the_desk_gives_work_back(
    app: Flask, db: Database, administrator: FlaskClient, agent: FlaskClient, claimed: Customer
) -> None:
    ada = person_of(db, agent)
    heard, told = Listener(agent, "/api/desk/stream"), listen(claimed)
    answer = administrator.post(f"/manage/people/{ada.id}/role", data={"role": "moderator"}, follow_redirects=True)
    assert "1 customer is back in the queue." in answer.text
    assert soon(heard.ended.is_set)
    assert agent.get("/profile").status_code == 303
    assert person(db, ada.id).role == "moderator"
    assert soon(lambda: any(row["state"] == "waiting" for row in told.of("conversation")))


def test_deactivating_ends_sign_ins_streams_and_links_and_gives_work_back(
    app: Flask, db: Database, administrator: FlaskClient, agent: FlaskClient, second_agent: FlaskClient,
    claimed: Customer,
) -> None:
    ada = person_of(db, agent)
    link = link_in(administrator.post(f"/manage/people/{ada.id}/link").text)
    heard = Listener(agent, "/api/desk/stream")
    assert soon(lambda: heard.events)
    began = time.monotonic()
    answer = administrator.post(f"/manage/people/{ada.id}/deactivate", follow_redirects=True)
    assert "1 customer is back in the queue." in answer.text
    assert soon(heard.ended.is_set)
    assert time.monotonic() - began < 3
    assert agent.get("/api/desk/me").status_code == 401
    assert app.test_client().get(link).status_code == 404
    assert db.value("SELECT reason FROM handoff WHERE state = 'waiting'") == "returned"
    assert do(second_agent, claimed, "claim")[0] == 200
    administrator.post(f"/manage/people/{ada.id}/activate")
    assert person(db, ada.id).standing == "active"
    assert agent.get("/api/desk/me").status_code == 401, "an old sign-in does not come back"


def test_whoever_loses_their_agent_is_next_and_nobody_else_s_place_goes_back(
    app: Flask, db: Database, administrator: FlaskClient, agent: FlaskClient, second_agent: FlaskClient,
    claimed: Customer,
) -> None:
    second_agent.put("/api/desk/presence", json={"presence": "online"})
    others = [Customer(app.test_client()) for _ in range(2)]
    places = [other.press("handoff").conversation["place"] for other in others]
    administrator.post(f"/manage/people/{person_of(db, agent).id}/deactivate")
    inbox = second_agent.get("/api/desk/inbox").json
    assert [row["id"] for row in inbox["conversations"]] == [claimed.id, *(other.id for other in others)]
    with app.app_context():
        live = app.extensions["firstline"].live
        now_at = []
        for each in (claimed, *others):
            row = conversations.by_id(db, each.id)
            assert row
            now_at.append(live.snapshot(row)["place"])
    assert now_at == [1, *places]


def test_nobody_does_it_to_themselves(db: Database, administrator: FlaskClient) -> None:
    me = person_of(db, administrator)
    for deed, form in (("role", {"role": "member"}), ("deactivate", {}), ("activate", {})):
        assert administrator.post(f"/manage/people/{me.id}/{deed}", data=form).status_code == 403
    assert (person(db, me.id).role, person(db, me.id).state) == ("administrator", "active")
    assert "This is you" in administrator.get(f"/manage/people/{me.id}").text


def test_of_two_administrators_who_deactivate_each_other_one_stays(app: Flask, db: Database) -> None:
    for _ in range(5):
        one, other = (add(db, f"Boss {ids.new_id(now())}", role="administrator") for _ in range(2))
        outcomes: list[str] = []

        def deactivate(by: Person, whom: Person, outcomes: list[str] = outcomes) -> None:
            try:
                staffing.deactivate(db, whom, words={}, now=now(), by=by)
                outcomes.append("done")
            except staffing.NotAllowed:
                outcomes.append("refused")

        threads = [threading.Thread(target=deactivate, args=pair) for pair in ((one, other), (other, one))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["done", "refused"]


def test_whoever_left_stays_gone(db: Database, administrator: FlaskClient) -> None:
    gone = add(db, "Gone")
    db.write(lambda tx: people.leave(tx, gone.id, name="Former member", email="x@left.invalid", now=now()))
    for deed in ("role", "deactivate", "activate", "link"):
        answer = administrator.post(f"/manage/people/{gone.id}/{deed}", data={"role": "agent"})
        assert answer.status_code == 409
    assert names(administrator, "standing=left") == ["Former member"]
    assert administrator.get(f"/manage/people/{gone.id}").status_code == 200


def test_a_reset_by_an_administrator_ends_nothing_until_it_is_used(
    app: Flask, db: Database, administrator: FlaskClient
) -> None:
    ada = add(db, "Ada", password=passwords.hash(PASSWORD))
    client = app.test_client()
    client.post("/sign-in", data={"email": ada.email, "password": PASSWORD})
    there = link_in(administrator.post(f"/manage/people/{ada.id}/link").text)
    assert client.get("/profile").status_code == 200
    assert app.test_client().post(there, data={"password": "another quiet walk"}).status_code == 303
    assert client.get("/profile").status_code == 303


def test_what_somebody_did_is_counted(
    db: Database, administrator: FlaskClient, agent: FlaskClient, claimed: Customer
) -> None:
    ada = person_of(db, agent)
    assert members.activity(db, ada.id) == members.Activity(0, 0, 1, 0, 1)
    assert "Conversations taken" in administrator.get(f"/manage/people/{ada.id}").text


def test_the_room_is_shown_to_administrators_alone(
    administrator: FlaskClient, supervisor: FlaskClient, member: FlaskClient
) -> None:
    assert 'href="/manage/people"' in administrator.get("/").text
    for other in (supervisor, member):
        assert 'href="/manage/people"' not in other.get("/").text


def test_every_page_has_the_person_s_menu_and_nobody_else_s(
    app: Flask, db: Database, stranger: FlaskClient, agent: FlaskClient
) -> None:
    other = signed_in(app, db, "Olga Other", "member")
    for page in ("/", "/topics", "/search", "/ask", "/nothing-here"):
        assert "Ada Agent" in agent.get(page).text
        assert "Olga Other" in other.get(page).text
        told = stranger.get(page).text
        assert "Ada Agent" not in told
        assert "Olga Other" not in told
        assert 'href="/sign-in"' in told
        assert "Ada Agent" not in other.get(page).text



def test_the_log_tells_of_every_change(db: Database, administrator: FlaskClient) -> None:
    ada = add(db, "Ada")
    cursor = events.latest(db)
    administrator.post(f"/manage/people/{ada.id}/role", data={"role": "agent"})
    administrator.post(f"/manage/people/{ada.id}/link")
    kinds = [event.kind for event in events.read_after(db, cursor)[0]]
    assert kinds == ["session.ended", "person.changed", "token.made"]
