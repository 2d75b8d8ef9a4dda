"""What an author writes and what a reader sees."""

import pytest

from kb.markdown import plain, render, render_message

AWAY = 'rel="noopener nofollow"'


@pytest.mark.parametrize(
    ("markdown", "page"),
    [
        ("Click **Save**.", "<p>Click <strong>Save</strong>.</p>"),
        ("~~old~~ *new*", "<p><s>old</s> <em>new</em></p>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("```python\nif a < b:\n```", '<pre tabindex="0"><code>if a &lt; b:\n</code></pre>'),
        ("    indented", '<pre tabindex="0"><code>indented\n</code></pre>'),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("AT&T &copy; &lt;b&gt;", "<p>AT&amp;T © &lt;b&gt;</p>"),
        ("点击**保存**。", "<p>点击<strong>保存</strong>。</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_a_page(markdown: str, page: str) -> None:
    assert render(markdown).strip() == page


def test_a_table_can_be_reached_by_keyboard() -> None:
    page = render("| a | b |\n|--:|---|\n| 1 | 2 |")

    assert page.startswith('<table tabindex="0">')
    assert "<td>1</td>" in page


@pytest.mark.parametrize(
    ("markdown", "levels"),
    [
        ("# a\n## b\n### c\n# d", "2342"),
        ("## a\n### b\n## c", "232"),
        ("### a\n### b\n## c", "222"),
        ("# a\n#### b\n## c", "233"),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", "234566"),
        ("a\n=\nb\n-", "23"),
        ("> ### a\n\n## b", "22"),
    ],
)
def test_headings_begin_below_the_title_and_leave_no_level_out(markdown: str, levels: str) -> None:
    page = render(markdown)

    assert [page[at + 2] for at in range(len(page)) if page.startswith("<h", at)] == list(levels)


@pytest.mark.parametrize(
    ("markdown", "page"),
    [
        ("**注意：**请先保存", "<strong>注意：</strong>请先保存"),
        ("点击**“保存”**按钮", "点击<strong>“保存”</strong>按钮"),
        ("点击**[保存](/a)**按钮", '点击<strong><a href="/a">保存</a></strong>按钮'),
        ("请打开**设置（高级）**页面", "请打开<strong>设置（高级）</strong>页面"),
        ("可以。**重要！**谢谢", "可以。<strong>重要！</strong>谢谢"),
        ("~~旧：~~新", "<s>旧：</s>新"),
        ("**Note:**请", "<strong>Note:</strong>请"),
        ("2 ** 3 与 ** 4", "2 ** 3 与 ** 4"),
        ("乘*号 乘 *号", "乘*号 乘 *号"),
        ('a**"b"**c', 'a**"b"**c'),
    ],
)
def test_emphasis_needs_no_spaces_beside_chinese(markdown: str, page: str) -> None:
    assert render(markdown).strip() == f"<p>{page}</p>"


@pytest.mark.parametrize(
    ("markdown", "anchors"),
    [
        ("# Change a user's name!", ["h-change-a-users-name"]),
        ("# 更改您的邮箱（可选）", ["h-更改您的邮箱-可选"]),
        ("# a\n# A\n# a-2\n# a", ["h-a", "h-a-2", "h-a-2-2", "h-a-3"]),
        ("# ???\n# ！", ["h-section", "h-section-2"]),
        ("# `code` and [link](/x) **bold**", ["h-code-and-link-bold"]),
        ("# cookie\n# __proto__", ["h-cookie", "h-proto"]),
    ],
)
def test_headings_have_anchors_of_their_own(markdown: str, anchors: list[str]) -> None:
    page = render(markdown)

    assert [piece.split('"')[0] for piece in page.split('id="')[1:]] == anchors


@pytest.mark.parametrize(
    ("markdown", "link"),
    [
        ("[a](https://x.example/y)", f'<a href="https://x.example/y" {AWAY}>a</a>'),
        ('[a](//x.example "t")', f'<a href="//x.example" title="t" {AWAY}>a</a>'),
        ("[a](/articles/b)", '<a href="/articles/b">a</a>'),
        ("[a](mailto:b@c.example)", '<a href="mailto:b@c.example">a</a>'),
        ("[a](tel:+123)", '<a href="tel:+123">a</a>'),
        ("[a](ftp://x.example)", "a"),
        ("[a](file:///etc/passwd)", "[a](file:///etc/passwd)"),
        ("<a href='https://x.example' target=_top>a</a>", f'<a href="https://x.example" {AWAY}>a</a>'),
        ("<https://x.example>", f'<a href="https://x.example" {AWAY}>https://x.example</a>'),
        ("Go to https://x.example/a_b_c.", f'Go to <a href="https://x.example/a_b_c" {AWAY}>https://x.example/a_b_c</a>.'),
        ("`https://x.example`", "<code>https://x.example</code>"),
        ("[https://x.example](/b)", '<a href="/b">https://x.example</a>'),
    ],
)
def test_links_lead_where_they_may(markdown: str, link: str) -> None:
    assert render(markdown).strip() == f"<p>{link}</p>"


def test_a_link_to_a_heading_by_its_words_leads_there() -> None:
    page = render("[a](#how-to-pay) [b](#h-how-to-pay) [c](#elsewhere) [d](#如何付款)\n\n## How to pay\n\n## 如何付款")

    assert [piece.split('"')[0] for piece in page.split('href="')[1:]] == [
        "#h-how-to-pay", "#h-how-to-pay", "#h-elsewhere", "#h-如何付款",
    ]


def test_links_may_be_given_other_addresses_or_none() -> None:
    targets = {"/a": "https://desk.example/a", "/b": "", "#h-c": "/articles/d#h-c"}

    page = render("[a](/a) [b](/b) [c](#c)", link=lambda href: targets[href])

    assert page.strip() == f'<p><a href="https://desk.example/a" {AWAY}>a</a> b <a href="/articles/d#h-c">c</a></p>'


@pytest.mark.parametrize(
    ("markdown", "picture"),
    [
        ("![a](/b.png)", '<img src="/b.png" alt="a" loading="lazy">'),
        ('![a *b*](https://x.example "c")', '<img src="https://x.example" alt="a b" title="c" loading="lazy">'),
        ("![a](/b.png#8x600)", '<img src="/b.png" alt="a" width="8" height="600" loading="lazy">'),
        ("![a](/b.png#0x600)", '<img src="/b.png#0x600" alt="a" loading="lazy">'),
        (
            "![a](/files/1/b.png#8x6)",
            '<a href="/files/1/b.png?full"><img src="/files/1/b.png" alt="a" width="8" height="6" loading="lazy"></a>',
        ),
        ("![](/files/1/b.png)", '<img src="/files/1/b.png" alt="" loading="lazy">'),
        ("[![a](/files/1/b.png)](/c)", '<a href="/c"><img src="/files/1/b.png" alt="a" loading="lazy"></a>'),
        ("<img src='/b.png' alt='a' width=800 onerror=c>", '<img src="/b.png" alt="a" loading="lazy">'),
        ("![a](data:image/png;base64,AAAA)", "a"),
    ],
)
def test_pictures_come_from_the_web_and_wait(markdown: str, picture: str) -> None:
    assert render(markdown).strip() == f"<p>{picture}</p>"


@pytest.mark.parametrize(
    ("markdown", "page"),
    [
        ("Press <kbd class=x>Ctrl</kbd>", "<p>Press <kbd>Ctrl</kbd></p>"),
        ("<b>a *b</b> c*", "<p><strong>a <em>b c</em></strong></p>"),
        ("**a <u>b** c</u>", "<p><strong>a <u>b</u></strong> c</p>"),
        ("a</b></kbd> b", "<p>a b</p>"),
        ("<b>open", "<p><strong>open</strong></p>"),
        ("Type <your-name> here", "<p>Type &lt;your-name&gt; here</p>"),
        ("a <span class=x>b</span> <blink>c</blink>", "<p>a b c</p>"),
        ("a <script>b</script> c <!-- d --> e", "<p>a  c  e</p>"),
        ("The <title> is a tag", "<p>The  is a tag</p>"),
        ("<!-- not\n\nfor readers -->\n\na", "<p>a</p>"),
        ("<div>\n<ul><li>a<li>b</ul>\n</div>", "<ul><li>a</li><li>b</li></ul>"),
        ("<h1>a</h1>", "<p>a</p>"),
        ("<div>\nin *HTML*\n</div>\n\n<div></div>", "<p>\nin *HTML*\n\n</p>"),
    ],
)
def test_html_of_authors_keeps_what_is_harmless(markdown: str, page: str) -> None:
    assert render(markdown).strip() == page


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("**no** `marks` # here\n- at all", "**no** `marks` # here<br>\n- at all"),
        ("<b>a</b> & \"b\" 'c'", "&lt;b&gt;a&lt;/b&gt; &amp; \"b\" 'c'"),
        ("a\r\nb\rc", "a<br>\nb<br>\nc"),
        ("see https://x.example/a?b=1&c=2.", f'see <a href="https://x.example/a?b=1&amp;c=2" {AWAY}>https://x.example/a?b=1&amp;c=2</a>.'),
        ("(https://x.example/a_(b))", f'(<a href="https://x.example/a_(b)" {AWAY}>https://x.example/a_(b)</a>)'),
        ("请看https://x.example/a，谢谢", f'请看<a href="https://x.example/a" {AWAY}>https://x.example/a</a>，谢谢'),
        ("[a](javascript:b) ftp://c www.d.example http://", "[a](javascript:b) ftp://c www.d.example http://"),
        ("a\x00b\ud800c", "a\ufffdb\ufffdc"),
        ("", ""),
    ],
)
def test_a_message_shows_what_was_typed(typed: str, page: str) -> None:
    assert render_message(typed) == page


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# Title\n\nClick **Save** in [settings](https://x.example).", "Title\nClick Save in settings."),
        ("1. a\n2. b\n   - c", "a\nb\nc"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b\n1 2"),
        ("```\nfirstline serve\n```", "firstline serve"),
        ("Run `pip install .` now", "Run pip install . now"),
        ("![A screenshot](/a.png) b<br>c\nd", "A screenshot b\nc d"),
        ("[a][b]\n\n[b]: https://x.example", "a"),
        ("a &amp; b <!-- hidden --><kbd>Ctrl</kbd> <your-name>", "a & b Ctrl <your-name>"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("点击**保存**。", "点击保存。"),
        ("", ""),
    ],
)
def test_plain_text_is_what_a_reader_reads(markdown: str, text: str) -> None:
    assert plain(markdown) == text
