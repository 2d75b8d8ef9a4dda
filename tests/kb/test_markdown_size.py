"""50 kB of the worst text takes about five times as long as 10 kB, and no nesting is too deep."""

from collections.abc import Callable

import pytest

from kb.markdown import passage, render, render_message, sections
from tests import effort

Reader = Callable[[str], object]


def repeated(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


TEXTS: dict[str, Callable[[int], str]] = {
    "words": repeated("How to change your address. "),
    "chinese": repeated("如何更改您的邮箱。"),
    "open brackets": repeated("["),
    "half links": repeated("[a]("),
    "half targets": repeated("[a](<b"),
    "pictures in links": repeated("![[]()"),
    "deep pictures": repeated("![" * 18 + "a" + "]()" * 18),
    "deep links": repeated("[" * 18 + "a" + "](b)" * 18),
    "emphasis": repeated("*a **a "),
    "nested emphasis": lambda size: "*" * (size // 2) + "a" + "*" * (size // 2),
    "underscores": repeated("_a"),
    "strikes": repeated("~~a "),
    "backticks": lambda size: "".join("e" + "`" * count for count in range(1, int((2 * size) ** 0.5))),
    "comments": repeated("<!--"),
    "instructions": repeated("<?"),
    "tags": repeated("<a "),
    "attributes": lambda size: "x <a " + "a=b " * (size // 4) + ">",
    "spaces in a tag": lambda size: "x <a b" + " " * size + ">",
    "open elements": repeated("<b>"),
    "different elements": lambda size: "".join(f"<b id={at}>" for at in range(size // 22)) + "\n\n<p>" * (size // 10),
    "html items": repeated("<li>"),
    "html tables": lambda size: "<table>\n" + "<tr><td>" * (size // 8),
    "scripts": repeated("<script>a"),
    "quotations": repeated("> "),
    "lazy quotations": lambda size: "> " * 5 + "a\n" + "b\n" * (size // 2),
    "lists in quotations": repeated("> - "),
    "lists": repeated("- "),
    "nested lists": lambda size: "\n".join("  " * depth + "- a" for depth in range(int(size**0.5))),
    "steps": repeated("1. a\n\n"),
    "table rows": lambda size: "a|b\n-|-\n" + "c|d\n" * (size // 4),
    "table columns": lambda size: "|a" * (size // 4) + "\n" + "|-" * (size // 4) + "\n",
    "definitions": lambda size: "".join(f"[{at}]: /x\n" for at in range(size // 20)) + "[1]" * (size // 6),
    "one long definition": lambda size: "[a]: /" + "x" * (size // 2) + "\n\n" + "[a]" * (size // 6),
    "one long title": lambda size: '[a]: /x "' + "y" * (size // 2) + '"\n\n' + "[a]" * (size // 6),
    "borrowed definitions": lambda size: "[a]: /" + "x" * 1900 + "\n\n" + "# b\n[a]\n" * (size // 8),
    "same headings": repeated("# a\n"),
    "numbered headings": repeated("# a-2\n# a\n"),
    "entities": repeated("&#x"),
    "short sentences": repeated("a. "),
    "sentences in bold": lambda size: "**" + "a. " * (size // 3),
    "addresses": repeated("http://a.example "),
    "brackets after an address": repeated("http://a" + ")" * 1990 + " "),
}

# What is parsed whole, in blocks, and not at all: `plain` does a part of what `render` does, `sections` of `passage`.
READERS: tuple[Reader, ...] = (render, passage, render_message)


@pytest.mark.parametrize("name", TEXTS)
def test_time_grows_with_length_and_not_faster(name: str) -> None:
    for reader in READERS:
        check(reader, TEXTS[name])


@pytest.mark.parametrize("name", ["same headings", "numbered headings", "borrowed definitions"])
def test_cutting_into_many_sections_takes_no_longer(name: str) -> None:
    check(sections, TEXTS[name])


@pytest.mark.parametrize("name", ["one long definition", "one long title", "borrowed definitions", "table columns"])
def test_a_page_is_not_much_larger_than_its_text(name: str) -> None:
    assert len(render(TEXTS[name](20_000))) < 600_000


def check(reader: Reader, text: Callable[[int], str]) -> None:
    assert effort.grows_with_length(lambda size: reader(text(size)), short=10_000, long=50_000), reader.__name__
