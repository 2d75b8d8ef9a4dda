"""Code in posts: its parts are told apart, and nothing of it becomes a tag."""

import re

import pytest

from kb.markdown import highlighting, render, render_post
from tests import effort

CODE = "def greet(name: str) -> str:\n    return '<b>' + name  # 1 & 2\n"


def test_parts_of_code_are_told_apart() -> None:
    html = render_post(f"```python\n{CODE}```")
    assert '<span class="code-keyword">def</span> <span class="code-name">greet</span>' in html
    assert '<span class="code-comment"># 1 &amp; 2</span>' in html and "<b>" not in html
    assert "<span" not in render(f"```python\n{CODE}```")


@pytest.mark.parametrize("info", ["", "nonsense", "python\"><script>", "console", "../python"])
def test_what_names_no_language_stays_plain(info: str) -> None:
    html = render_post(f"```{info}\n{CODE}```")
    assert "<span" not in html and "<script" not in html and "&lt;b&gt;" in html


def test_long_code_stays_plain() -> None:
    assert "<span" not in render_post(f"```python\n{CODE * 100}```")


def test_authors_bring_no_classes_of_their_own() -> None:
    assert render_post('<span class="code-keyword" style="x">a</span>') == "<p>a</p>\n"


@pytest.mark.parametrize("language", sorted(highlighting.LANGUAGES))
@pytest.mark.parametrize("text", [CODE, "<a & 'b\" `c` ${d} /* e --> # \\ 中文 {[(", "\n\n  \t\n"])
def test_every_character_is_kept(language: str, text: str) -> None:
    html = highlighting.highlighted(text, language)
    plain = re.sub(r'</?span[^<>]*>', "", html)
    assert plain.replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'").replace("&quot;", '"').replace(
        "&amp;", "&"
    ) == text


@pytest.mark.parametrize("language", sorted(set(highlighting.LANGUAGES.values())))
def test_nobody_makes_a_page_slow_with_code(language: str) -> None:
    for part in ("(", '"', "/*", "<a ", "a.", "\\", " ", "x=", "/", "'", "{"):
        code = (part * highlighting.LONGEST)[: highlighting.LONGEST]
        assert effort.costs_less_than(2, lambda code=code: highlighting.highlighted(code, language))


def test_headings_of_a_post_stand_below_the_pages_own() -> None:
    assert render_post("# One\n\n#### Four") == "<h4>One</h4>\n<h5>Four</h5>\n"
