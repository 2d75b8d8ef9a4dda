"""Links of an import: to each other, to the web, to nowhere."""

import pytest

from articles.linking import NO_PICTURES, Addresses, relink

ADDRESSES = Addresses({
    "guide/start.md": "start-here", "guide/more/index.md": "more", "a/same.md": "same-a", "b/same.md": "same-b",
    "mute-a-topic": "mute-a-topic", "付款.md": "付款",
})


def relinked(markdown: str, key: str = "guide/other.md") -> str:
    return relink(markdown, path=key, addresses=ADDRESSES)[0]


@pytest.mark.parametrize(
    ("link", "result"),
    [
        ("[x](start.md)", "[x](/articles/start-here)"),
        ("[x](./start.md#First_Steps)", "[x](/articles/start-here#h-first-steps)"),
        ("[x](start.md#h-first)", "[x](/articles/start-here#h-first)"),
        ('[x](../guide/start.html "y")', '[x](/articles/start-here "y")'),
        ("[x](<start.md>)", "[x](/articles/start-here)"),
        ("[x](more/)", "[x](/articles/more)"),
        ("[x](/help/mute-a-topic)", "[x](/articles/mute-a-topic)"),
        ("[x](mute-a-topic?lang=en)", "[x](/articles/mute-a-topic)"),
        ("[x](../%E4%BB%98%E6%AC%BE.md)", "[x](/articles/付款)"),
        ("[x](付款)", "[x](/articles/付款)"),
        ("[x](../a/same.md)", "[x](/articles/same-a)"),
        ("[x](same.md)", "x"),
        ("[**x**](nowhere.md)", "**x**"),
        ("[x]()", "x"),
        ("[x](/)", "x"),
        ("[x](#here)", "[x](#here)"),
        ("[x](https://x.example/start.md)", "[x](https://x.example/start.md)"),
        ("[x](mailto:a@b.example)", "[x](mailto:a@b.example)"),
        ("[x](/articles/y) [z](/ask)", "[x](/articles/y) [z](/ask)"),
        ("[a [b] c](start.md)", "[a [b] c](/articles/start-here)"),
        ("`[x](start.md)`", "`[x](start.md)`"),
        ("```\n[x](start.md)\n```", "```\n[x](start.md)\n```"),
        ('<a class="y" href="start.md">x</a>', '<a href="/articles/start-here">x</a>'),
        ("<a href=nowhere>x</a>", "<a>x</a>"),
    ],
)
def test_links_lead_to_the_article_here_or_are_text(link: str, result: str) -> None:
    assert relinked(link) == result


@pytest.mark.parametrize(
    ("markdown", "result"),
    [
        ("[x][y]\n\n[y]: start.md", "[x][y]\n\n[y]: /articles/start-here"),
        ("[x][y] [Y] [z]\n\n[y]: nowhere.md", "x Y [z]"),
        ("[x][missing] [1][2]", "x [1][2]"),
        ("text\n[y]: https://x.example", "text\n\n[y]: https://x.example"),
        ("> text\n> [y]: https://x.example", "> text\n>\n> [y]: https://x.example"),
        ("[a]: https://a.example\n[b]: https://b.example", "[a]: https://a.example\n[b]: https://b.example"),
        ("[a]: https://a.example/b)", "[a]: <https://a.example/b)>"),
    ],
)
def test_definitions_of_links(markdown: str, result: str) -> None:
    assert relinked(markdown).strip() == result


@pytest.mark.parametrize(
    ("markdown", "result"),
    [
        ("a\n\n![x](/static/y.png)\n\nb", "a\n\n\n\nb"),
        ("Click ![the pen](y.png) there", "Click the pen there"),
        ("Click <img src='y.png' alt='the pen'> there", "Click the pen there"),
        ("[![x](y.png)](start.md)", "[x](/articles/start-here)"),
    ],
)
def test_pictures_that_are_nowhere_go_and_are_reported(markdown: str, result: str) -> None:
    text, left_out = relink(markdown, path="guide/other.md", addresses=ADDRESSES)

    ((picture,),) = left_out.values()
    assert (text, picture.rpartition("/")[2], list(left_out)) == (result, "y.png", [NO_PICTURES])


def test_pictures_on_the_web_stay() -> None:
    markdown = "![x](https://x.example/y.png) <img src='https://x.example/z.png'>\n\n![x](https://x.example/y.png)"

    assert relink(markdown, path="a", addresses=ADDRESSES) == (markdown, {})
