"""A question between people: asked, answered, voted for, accepted, told by the bot, made official; one is hidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from articles import editing, publishing
from kb import accepting, asking, posting
from kb.fitting import Draft
from kb.store.posts import Post
from tests.browser.board.hands import demo_person, joined, read, soon, store
from tests.browser.conftest import PHONE, NewContext, Shot, Visit
from tests.browser.hands import Chat, opened
from tests.browser.serving import OtherSite, Server
from tests.browser.test_life_of_an_article import told
from tests.browser.test_reviewing import enter, look, signed_in
from web.clock import now


@dataclass(frozen=True)
class Life:
    """What is said in a language. `article`, `other` and `others_answer` are there before anybody asks `title`;
    `customer` and `others_customer` are the words in which a customer asks the assistant for them."""

    language: str
    wishes: dict[str, Any]
    names: tuple[str, str, str]
    tag: str
    article: tuple[str, str]
    other: str
    others_answer: str
    others_customer: str
    title: str
    body: str
    answer: str
    comment: str
    customer: str
    whose: str
    official: str
    reason: str


LIVES: Final = {
    "en-desktop": Life(
        language="en", wishes={}, names=("Ana Asker", "Hugo Helper", "Vera Voter"), tag="moonlamp",
        article=("Charge the moonlamp", "Put the moonlamp on its stand overnight. A full charge lasts for a week."),
        other="Why does my moonlamp buzz at night?", others_answer="Put a piece of **felt** under its foot.",
        others_customer="why does the moonlamp buzz at night",
        title="How do I change the color of my moonlamp?",
        body="It glows in yellow, and I would like **blue**.\n\n- I pressed the button once.\n- I looked at its foot.",
        answer="Hold the button for three seconds, then turn the lamp until it is blue.",
        comment="That did it, thank you.", customer="how to change the colour of a moonlamp",
        whose="From the community, by Hugo Helper", official="Now official", reason="It advertises felt",
    ),
    "zh-phone-dark": Life(
        language="zh-Hans",
        wishes={"locale": "zh-CN", "viewport": PHONE, "has_touch": True, "color_scheme": "dark"},
        names=("林小雨", "周大海", "何思远"), tag="月光灯",
        article=("给月光灯充电", "把月光灯放在底座上充电一夜。充满后可以用一个星期。"),
        other="月光灯晚上为什么会嗡嗡响？", others_answer="在灯脚下面垫一块**毛毡**。",
        others_customer="月光灯晚上嗡嗡响怎么办",
        title="怎么改变月光灯的颜色？", body="现在是黄光，我想要**蓝光**。\n\n- 按过一次按钮。\n- 看过灯脚下面。",
        answer="按住按钮三秒钟，再转动灯身，直到变成蓝色。",
        comment="可以了，谢谢您。", customer="月光燈的顏色要怎麼改變", whose="來自社群，作者：周大海",
        official="已成为官方文章", reason="在推销毛毡",
    ),
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Of its own: what is newest, alike or known to the assistant here is of this walk alone."""
    made = Server(tmp_path)
    made.run("migrate")
    made.run("seed", "--demo")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def other_site(server: Server) -> Iterator[OtherSite]:
    made = OtherSite(f'<script src="{server.url}/embed.js" async></script>')
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize("name", LIVES)
def test_from_a_question_to_an_article_and_another_taken_away(
    name: str, new_context: NewContext, visit: Visit, server: Server, other_site: OtherSite, shot: Shot
) -> None:
    life = LIVES[name]
    other = there_before(server, life)
    people = {
        part: enter(new_context(**life.wishes), server, email=email, password=joined(
            server, email, name=who, reputation=10 if part == "voter" else 0
        ), path="/questions")
        for part, who in zip(("asker", "helper", "voter"), life.names, strict=True)
        for email in [f"{part}-{name}@example.com"]
    }

    asker = people["asker"]
    ask(asker, life, lambda step: look(asker, shot, f"life-{name}-{step}"))
    thread = asker.url.partition("?")[0]

    helper = people["helper"]
    helper.goto(f"{server.url}/questions?sort=unanswered")
    helper.get_by_role("link", name=life.title).click()
    helper.locator("#body").fill(life.answer)
    helper.locator("#answering button.primary").click()
    expect(helper.locator(".answer .prose")).to_have_text(life.answer)
    look(helper, shot, f"life-{name}-3-answered")

    voter = people["voter"]
    voter.goto(thread)
    voter.locator(".answer [data-vote='1'] button").click()
    expect(voter.locator(".answer [data-vote='1'] button")).to_have_attribute("aria-pressed", "true")
    expect(voter.locator(".answer .score")).to_contain_text("1")

    accept(asker, server, life, lambda step: look(asker, shot, f"life-{name}-{step}"))
    asker.locator(".answer .comment-more summary").click()
    asker.locator(".answer .comment-box").fill(life.comment)
    asker.locator(".answer .comment-more button").click()
    expect(asker.locator(".answer .comment-text")).to_have_text(life.comment)
    look(asker, shot, f"life-{name}-5-accepted")

    soon(lambda: life.answer in told(server, life.customer), "the bot uses the answer")
    if name == "en-desktop":
        customer = visit(other_site.url, **life.wishes)
        chat = opened(customer)
    else:
        customer = visit(f"{server.url}/ask", **{**life.wishes, "locale": "zh-TW"})
        chat = Chat(customer)
    chat.ask(life.customer)
    card = chat.messages.filter(has=chat.place.locator(".passage")).last
    expect(card).to_contain_text(life.whose)
    expect(card).to_contain_text(life.answer)
    expect(card.locator("a").first).to_have_attribute("href", re.compile("/questions/.*/answers/"))
    look(customer, shot, f"life-{name}-6-assistant")

    moderator = signed_in(new_context(**life.wishes), server, "moderator", "/questions")
    promote(moderator, thread, lambda step: look(moderator, shot, f"life-{name}-{step}"))
    reader = visit(thread, **life.wishes)
    notice = reader.locator(".official-notice").first
    expect(notice).to_contain_text(life.official)
    look(reader, shot, f"life-{name}-9-official")
    notice.get_by_role("link", name=life.title).click()
    credits = reader.locator(".article-credits")
    expect(credits).to_contain_text(life.names[1])
    expect(credits).to_contain_text(life.names[0])
    credits.scroll_into_view_if_needed()
    look(reader, shot, f"life-{name}-a-credited")
    credits.get_by_role("link", name=life.names[1]).click()
    expect(reader.locator("h1")).to_have_text(life.names[1])
    look(reader, shot, f"life-{name}-b-author")

    before = places(server, life, other)
    assert [path for path, there in before.items() if not there] == []
    flag(voter, server, other, life, lambda step: look(voter, shot, f"life-{name}-{step}"))
    hide(moderator, server, other, life, lambda step: look(moderator, shot, f"life-{name}-{step}"))
    soon(lambda: not any(places(server, life, other).values()), "what was hidden is gone")
    soon(lambda: plain(life.others_answer) not in plain(told(server, life.others_customer)), "nor does the bot say it")
    reader.goto(f"{server.url}/search?q={quote(life.others_customer)}")
    expect(reader.get_by_role("link", name=life.other)).to_have_count(0)
    look(reader, shot, f"life-{name}-e-not-found")


def there_before(server: Server, life: Life) -> Post:
    """An article of ours, and a question of the demo's agent with an accepted answer; everything finds them."""
    with store(server) as db:
        author, moment = demo_person(server, db, "agent1"), now()
        title, body = life.article
        made = editing.create(
            db, editing.Text(title, body, life.language), site="main", author=author, note="", now=moment
        )
        publishing.publish(db, made.id, seen=made.version, now=moment)
        draft = Draft(life.other, life.others_answer.partition(" ")[2] or life.other, (life.tag,))
        post = asking.ask(db, draft, site="main", language=life.language, author=author, now=moment)
        answer = posting.answer(
            db, post.id, life.others_answer, language=life.language, author=author, now=moment
        )
        accepting.accept(db, answer.id, person=author, now=moment)
    soon(lambda: all(places(server, life, post).values()), "what was there before is found")
    soon(lambda: made.id in read(server, f"/questions/similar?q={quote(life.title)}"), "the article is alike")
    soon(lambda: plain(life.others_answer) in plain(told(server, life.others_customer)), "the bot knows it")
    return post


def places(server: Server, life: Life, post: Post) -> dict[str, bool]:
    """Where a stranger may meet a question, and whether it is there."""
    tag = f"/questions/tagged/{quote(life.tag)}"
    paths = (
        "/questions?sort=newest", tag, f"/people/{post.author}?tab=questions", f"/people/{post.author}?tab=answers",
        "/questions/feed.atom", f"{tag}/feed.atom", f"/questions/{post.id}", f"/questions/{post.id}/feed.atom",
        "/sitemap/questions-0.xml", f"/questions/similar?q={quote(life.title)}", f"/search?q={quote(life.other)}",
        f"/suggest?q={quote(life.other)}",
    )
    return {path: post.id in read(server, path) for path in paths}


def plain(text: str) -> str:
    """Without its markup."""
    return re.sub(r"\*|</?strong>", "", text)


def ask(page: Page, life: Life, look: Any) -> None:
    """What is like it is offered while the title is typed, and not taken."""
    page.locator("main a[href='/questions/ask']").first.click()
    page.locator("#title").press_sequentially(life.title)
    similar = page.locator("[data-similar] .similar")
    expect(similar.filter(has_text=life.other)).to_be_visible()
    expect(similar.filter(has_text=life.article[0])).to_be_visible()
    look("1-similar")
    page.locator("#body").fill(life.body)
    page.locator("#tags").fill(life.tag)
    expect(page.locator("[data-shown] strong")).to_be_visible()
    page.get_by_role("button", name=re.compile("Send question|提交问题|发送问题")).last.click()
    expect(page.locator("h1")).to_have_text(life.title)
    look("2-asked")


def accept(page: Page, server: Server, life: Life, look: Any) -> None:
    """Whoever asked hears of the answer, and says that it solved it."""

    def heard() -> bool:
        page.goto(f"{server.url}/notifications")
        return page.locator("main a", has_text=life.title).count() > 0

    soon(heard, "the asker hears of the answer")
    look("4-notified")
    page.locator("main a", has_text=life.title).first.click()
    page.locator(".answer form[action$='/accept'] button").click()
    expect(page.locator(".answer .badge.good").first).to_be_visible()


def promote(page: Page, thread: str, look: Any) -> None:
    """To a draft, and to its readers."""
    page.goto(thread)
    for folded in page.locator(".answer .deeds-menu summary").all():
        folded.click()
    page.locator(".answer form[action$='/promote'] button").click()
    page.wait_for_url(re.compile("/manage/articles/"))
    look("7-draft")
    page.locator("[data-next]").first.click()
    page.wait_for_url(re.compile("done=published"))
    look("8-published")


def flag(page: Page, server: Server, post: Post, life: Life, look: Any) -> None:
    page.goto(f"{server.url}/posts/{post.id}")
    page.locator(f"a[href='/posts/{post.id}/flag']").click()
    page.locator("input[value=spam]").check()
    page.locator("#text").fill(life.reason)
    page.locator("button.primary").click()
    expect(page.locator(".notice[role=status]")).to_be_visible()
    look("c-flagged")


def hide(page: Page, server: Server, post: Post, life: Life, look: Any) -> None:
    """From the queue; others' tasks may wait there, too."""
    page.goto(f"{server.url}/manage/board?kind=flags")
    page.locator(".care-row").filter(has_text=post.title).locator("a").click()
    expect(page.get_by_text(life.reason)).to_be_visible()
    page.locator("input[name=then]").uncheck()
    page.locator("button[name=decision][value=hide]").click()
    page.wait_for_url(re.compile("did=hide"))
    look("d-hidden")
