"""HTML of other boards as Markdown: it says the same, and nothing of it acts."""

import pytest

from kb import markdown as pages
from kb.unhtml import markdown

CASES = {
    "<p>Open <strong>the lid</strong> &amp; see <a href='https://e.com/a_(b)'>this</a>.</p><p>Then <em>wait</em>.</p>":
        "Open **the lid** & see [this](https://e.com/a_%28b%29).\n\nThen *wait*.",
    "<ul>\n<li>one</li>\n<li>two <code>a*b</code></li></ul>": "- one\n- two `a*b`",
    "<p>So:</p><ol><li>first</li><li>then<ul><li>deep</li></ul></li></ol><p>Done</p>":
        "So:\n\n1. first\n2. then\n   - deep\n\nDone",
    "<pre><code>x = 1\n  y &lt; 2\n</code></pre>": "```\nx = 1\n  y < 2\n```",
    "<blockquote><p>one</p><p>two</p></blockquote><p>three</p>": "> one\n>\n> two\n\nthree",
    "2 * 3 _x_ # [y]": "2 \\* 3 \\_x\\_ \\# \\[y\\]",
    "a<br>b": "a\\\nb",
    "<h2>Title</h2>text": "## Title\n\ntext",
    "<script>alert(1)</script><a href='javascript:alert(1)'>bad</a><img src='data:x'>": "bad",
    "<p>never closed <b>bold": "never closed **bold",
}


@pytest.mark.parametrize("html", CASES)
def test_what_it_says(html: str) -> None:
    assert markdown(html) == CASES[html]


def test_escaped_html_stays_text() -> None:
    page = pages.render(markdown("<p>Write &lt;script&gt;alert(1)&lt;/script&gt;</p>"))
    assert "<script" not in page and "&lt;script&gt;" in page


def test_deep_nesting_ends() -> None:
    assert "x" in markdown("<blockquote><ul><li>" * 3_000 + "x")
