"""The framed page, and the one line that brings it to other people's pages."""

import json
import re
from pathlib import Path

from flask.testing import FlaskClient

from kb.store.articles import Article
from web.chat import widget

STATIC = Path(__file__).resolve().parents[3] / "web" / "static"
KB = 1_000


def test_embed_script_is_small_and_any_site_may_load_it(stranger: FlaskClient) -> None:
    answer = stranger.get("/embed.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert len(answer.data) <= 8 * KB
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    again = stranger.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_embed_script_speaks_every_language(stranger: FlaskClient) -> None:
    found = re.search(r"const WORDS = (\{.*\});", stranger.get("/embed.js").text)
    assert found
    words = json.loads(found[1])
    assert set(words) == {"en", "zh-Hans", "zh-Hant"}
    assert all(set(each) == {"title", "open", "close", "unread"} for each in words.values())
    assert "%(count)s" in words["en"]["unread"]


def test_framed_page_offers_the_newest_titles_of_its_language(
    stranger: FlaskClient, shelf: dict[str, Article]
) -> None:
    english = stranger.get("/widget").text
    assert english.count("data-popular") == widget.POPULAR
    assert "Track a delivery" in english
    assert "Reset your password" not in english  # the oldest of four
    for hidden in ("Staff: refund", "quokka"):
        assert hidden not in english
    assert "下载发票" in stranger.get("/widget?language=zh-Hans").text
    # Nothing in this script yet: the other Chinese one is nearer than English.
    assert "下载发票" in stranger.get("/widget?language=zh-Hant").text


def test_framed_page_stands_without_articles(stranger: FlaskClient) -> None:
    assert "data-popular" not in stranger.get("/widget").text


def test_embedder_may_choose_looks_and_nothing_else(stranger: FlaskClient) -> None:
    assert 'data-accent="#c2410c"' in stranger.get("/widget?accent=c2410c").text
    assert 'data-scheme="dark"' in stranger.get("/widget?scheme=dark").text
    harmful = stranger.get('/widget?accent="><script>alert(1)</script>&scheme="><script>alert(1)</script>').text
    assert "data-accent" not in harmful
    assert "alert(1)" not in harmful


def test_pages_hold_nothing_that_the_policy_forbids(stranger: FlaskClient, shelf: dict[str, Article]) -> None:
    for address in ("/widget", "/widget/demo", "/ask"):
        page = stranger.get(address).text
        assert not re.search(r"<[^>]+\s(?:on\w+|style)=", page), address
        scripts = re.findall(r"<script\b([^>]*)>", page)
        assert scripts
        assert all("src=" in script or 'type="application/json"' in script for script in scripts), address


def test_scripts_of_the_pages_with_the_chat_stay_small(stranger: FlaskClient) -> None:
    for address in ("/widget", "/ask"):
        sources = re.findall(r'<script type="module" src="/static/([^"?]+)', stranger.get(address).text)
        assert "widget.js" in sources
        needed: set[Path] = set()
        for source in sources:
            _follow(STATIC / source, needed)
        assert sum(path.stat().st_size for path in needed) <= 60 * KB, address


def test_scripts_find_every_sentence_that_they_ask_for(stranger: FlaskClient) -> None:
    found = re.search(r'<script type="application/json" data-words>(.*?)</script>', stranger.get("/widget").text)
    assert found
    given = set(json.loads(found[1]))
    needed: set[Path] = set()
    _follow(STATIC / "widget.js", needed)
    asked = {name for path in needed for name in re.findall(r"(?<!/)\bwords\.(\w+)", path.read_text(encoding="utf-8"))}
    states = {"sending", "sent", "waiting", "failed", "refused"}
    lines = {"assistantLine", "waitingLine", "ticketLine", "claimedLine", "resolvedLine"}
    assert asked
    assert asked | states | lines == given


def test_demo_page_shows_the_line_to_copy(stranger: FlaskClient) -> None:
    assert "/embed.js&#34; async&gt;&lt;/script&gt;" in stranger.get("/widget/demo").text.replace('"', "&#34;")


def _follow(path: Path, found: set[Path]) -> None:
    """A module and all that it imports."""
    if path in found:
        return
    found.add(path)
    for name in re.findall(r"""(?:from|import)\s+["'](\.[^"']+)["']""", path.read_text(encoding="utf-8")):
        _follow((path.parent / name).resolve(), found)
