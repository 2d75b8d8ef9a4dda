"""What authors and customers may try: the page that comes of it is read by an HTML parser, not by looking for words."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from kb.markdown import passage, render, render_message, sections

ATTACKS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<img src=javascript:alert(1)>",
    '<img srcset="javascript:alert(1) 1x" src="https://a.example/a.png" style="position:fixed">',
    "<img/src=x/onerror=alert(1)//",
    '<svg onload=alert(1)><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#106;&#97;vascript:alert(1)">x</a>',
    '<a href="&#x6A&#x61&#x76&#x61script&colon;alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="https://a.example" onclick=alert(1) style="color:red" target=_top download ping=//evil.example>x</a>',
    '<a href="jar:https://a.example!/x">x</a> <a href="blob:https://a.example/1">x</a> <a href="file:///etc/passwd">x</a>',
    '<a href="\u200bjavascript:alert(1)">x</a> <a href="java\u200dscript:alert(1)">x</a>',
    '<a href="\u202ejavascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](<java script:alert(1)>)",
    "[x](JAVASCRIPT:alert(1) 'title')",
    "[x](&#x6a;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    '[x](https://a.example/"onmouseover="alert(1))',
    '[x](https://a.example "t\\" onmouseover=\\"alert(1)")',
    "[x]: javascript:alert(1)\n\n[x] and [y][x]",
    "![x](javascript:alert(1)) ![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    '![x" onerror="alert(1)](https://a.example/a.png)',
    "![](mailto:a@b.example)",
    "<javascript:alert(1)> <data:text/html,x>",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "<!-- --><script>alert(1)</script><!-- -->",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]> <?php echo 1 ?> <!DOCTYPE html>",
    "<style>@import 'https://evil.example/x.css'; * { display: none }</style>",
    '<p style="background:url(javascript:alert(1))" class="button" id="main">x</p>',
    '<link rel=stylesheet href="https://evil.example/x.css"><base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<iframe src="https://evil.example"></iframe><iframe srcdoc="<script>alert(1)</script>">',
    '<object data="x.swf"></object><embed src="x.swf"><applet code="x"></applet>',
    '<form action="https://evil.example"><input name=password autofocus onfocus=alert(1)><button formaction=x>y</form>',
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<select><template><script>alert(1)</script></template></select><textarea><script>alert(1)</script>",
    '<title><a href="</title><img src=x onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<x onclick=alert(1)>y</x> <custom-element onmouseover=alert(1)>",
    "<a\x00href=javascript:alert(1)>x</a> <img\x0csrc=x\x0conerror=alert(1)>",
    "<b <script>alert(1)</script>0",
    "<table background=javascript:alert(1)><td background=x onclick=alert(1)>x",
    "`</code><script>alert(1)</script>`",
    '```x" onload="alert(1)\n</code></pre><script>alert(1)</script>\n```',
    '# x" onmouseover="alert(1)\n\n## <img src=x onerror=alert(1)>',
    "http://a.example/\"onmouseover=alert(1) https://a.example/'><script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞ ‹script› \u2028<script\u2028>alert(1)</script>",
    "\ud83d\ude00 \udc00<script>alert(1)</script>\ufffe",
)

SURROUNDINGS = (
    "{}",
    "text {} text",
    "- {}",
    "1. a\n\n   {}",
    "> {}",
    "| a | b |\n|---|---|\n| {} | c |",
    "**{}** ~~{}~~",
    "[{}](https://a.example)",
    "<div>\n{}\n\n</div>",
    "## {}\n\nb",
    "<b>{}",
    "![{}](https://a.example/a.png)",
)

Attributes = list[tuple[str, str | None]]

CARRIED = {
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "table": {"tabindex"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
BARE = {
    *("p", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "thead", "tbody", "tr", "th", "td", "blockquote", "code"),
    *("kbd", "sub", "sup", "mark", "strong", "em", "s", "del", "ins", "u", "small", "samp", "var", "q", "abbr"),
}


class Page(HTMLParser):
    """Collects what is wrong with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag not in CARRIED and tag not in BARE:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in CARRIED.get(tag, ()):
                self.wrong.append(f"{tag} {name}={value}")
            if name in {"href", "src"} and not is_harmless(value or "", tag):
                self.wrong.append(f"{tag} leads to {value}")
            if name == "id" and not (value or "").startswith("h-"):
                self.wrong.append(f"{tag} is called {value}")
            if name == "loading" and value != "lazy":
                self.wrong.append(f"loading {value}")
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith(("http", "//")) and dict(attrs).get("rel") != "noopener nofollow":
            self.wrong.append(f"no rel: {address}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"declaration {data}")


def is_harmless(address: str, tag: str) -> bool:
    bare = "".join(character for character in address if character > " " and character.isprintable())
    return urlsplit(bare).scheme in ({"", "http", "https"} if tag == "img" else {"", "http", "https", "mailto", "tel"})


def what_is_wrong(page: str) -> list[str]:
    reader = Page()
    reader.feed(page)
    reader.close()
    return reader.wrong


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
        "<a href='javascript:x'>y</a>",
        "<a href='java\tscript:x'>y</a>",
        "<a href='https://a.example'>y</a>",
        "<img src='mailto:x'>",
        "<p id=x>",
        "<h2 id=main>",
        "<p style=x>",
        "<!-- x -->",
    ],
)
def test_the_reader_of_pages_finds_what_is_wrong(page: str) -> None:
    assert what_is_wrong(page)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_an_article_comes_to_nothing(attack: str) -> None:
    for surrounding in SURROUNDINGS:
        assert what_is_wrong(render(surrounding.replace("{}", attack))) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_a_passage_comes_to_nothing(attack: str) -> None:
    for section in sections(f"{attack} " * 20):
        assert what_is_wrong(render(passage(section.markdown, limit=60))) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_a_message_comes_to_nothing(attack: str) -> None:
    page = render_message(attack)

    assert what_is_wrong(page) == []
    assert tags_in(page) <= {"a", "br"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_through_the_link_function_comes_to_nothing(attack: str) -> None:
    assert what_is_wrong(render("[x](/y) <a href=z>z</a>", link=lambda _: attack)) == []
    assert what_is_wrong(render("[x](/y)", link=lambda _: "javascript:alert(1)")) == []


class Tags(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.found.add(tag)


def tags_in(page: str) -> set[str]:
    reader = Tags()
    reader.feed(page)
    return reader.found
