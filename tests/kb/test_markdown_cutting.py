"""Sections for a bot, and the passage of one that it shows."""

import re

import pytest

from kb.markdown import closing_links, contents, passage, plain, render, sections

ARTICLE = """Anyone can change their [address][policy].

## Change it

1. Go to **Settings**.

2. Click **Change**.

   ```
   # not a heading
   ```

### On a phone

> ## quoted
>
> text

- item

  ## in a list

| a | b |
|---|---|
| # | c |

## Change it

See the [policy].

[policy]: /articles/policy "The policy"
"""


def test_a_text_is_cut_at_its_headings() -> None:
    found = sections(ARTICLE)

    assert [(part.heading, part.level, part.anchor) for part in found] == [
        ("", 1, ""),
        ("Change it", 2, "h-change-it"),
        ("On a phone", 3, "h-on-a-phone"),
        ("Change it", 2, "h-change-it-2"),
    ]
    assert found[1].markdown.startswith("1. Go to") and found[1].markdown.endswith("```")
    assert "## quoted" in found[2].markdown and "## in a list" in found[2].markdown and "| # | c |" in found[2].markdown


def test_anchors_are_those_of_the_page() -> None:
    page = render(ARTICLE)

    for _, anchor, _ in contents(ARTICLE):
        assert f'id="{anchor}"' in page


@pytest.mark.parametrize(
    ("below", "links"),
    [
        ("- [a](/articles/a)\n- [b][one]\n- gone\n\n[one]: /articles/b", ["/articles/a", "/articles/b"]),
        ("1. [*a*](/articles/a).", ["/articles/a"]),
        ("See also:\n\n- [a](/articles/a)", []),
        ("- [a](/articles/a) tells more", []),
        ("- [a](/articles/a) [b](/articles/b)", []),
        ("- [a](/articles/a)\n\n```\ncode\n```", []),
        ("[a](/articles/a)", []),
        ("", []),
    ],
)
def test_a_list_of_links_at_the_end_is_known(below: str, links: list[str]) -> None:
    """Under whatever heading; a text is none."""
    assert closing_links(f"Text.\n\n## Anything\n\n{below}") == links
    assert closing_links(f"{below}\n") == []


def test_contents_leave_out_what_has_no_heading() -> None:
    assert contents("a\n\n# b\n\n## c *d*") == [(2, "h-b", "b"), (3, "h-c-d", "c d")]


def test_a_section_keeps_its_links_when_their_definition_is_elsewhere() -> None:
    first, *_, last = sections(ARTICLE)

    assert 'href="/articles/policy" title="The policy"' in render(first.markdown)
    assert render(last.markdown).count("<a ") == 1
    assert last.markdown.count("[policy]:") == 1


@pytest.mark.parametrize("markdown", ["", " \n\n", "\r\n"])
def test_no_text_has_no_sections(markdown: str) -> None:
    assert sections(markdown) == ()
    assert passage(markdown) == ""


def test_a_heading_without_text_is_a_section() -> None:
    assert [part.markdown for part in sections("# a\n## b\nc")] == ["", "c"]


def test_lines_may_end_as_on_any_machine() -> None:
    assert sections("a\r\n# b\rc") == sections("a\n# b\nc")


def test_a_short_section_is_its_own_passage() -> None:
    assert passage("One.\n\n- a\n- b\n\n```\nc\n```\n", limit=100) == "One.\n\n- a\n- b\n\n```\nc\n```"


def test_a_passage_ends_after_a_whole_block() -> None:
    assert passage("One two.\n\nThree four five.\n\nSix.", limit=20) == "One two."


def test_steps_stay_whole_and_what_is_missing_shows() -> None:
    steps = "".join(f"{number}. Step {number} is to do this.\n\n   And that.\n\n" for number in range(1, 9))

    short = passage(steps, limit=120)

    assert short.endswith("3. Step 3 is to do this.\n\n   And that.\n\n…")
    assert "<li>" in render(short) and render(short).count("<li>") == 3


def test_a_table_is_cut_between_its_rows() -> None:
    table = "| a | b |\n|---|---|\n" + "".join(f"| {at} | value |\n" for at in range(20))

    short = passage(table, limit=80)

    assert "<td>3</td>" in render(short) and short.endswith("|\n\n…")


def test_a_line_that_announces_steps_brings_the_first() -> None:
    text = "Do this to change your address:\n\n1. Go to the settings of your account and look around.\n2. Click."

    assert passage(text, limit=60).endswith("look around.\n\n…")


def test_addresses_do_not_count() -> None:
    link = f"[here](https://x.example/{'a' * 200})"

    assert passage(f"Look {link}.\n\nAnd {link}.", limit=40) == f"Look {link}.\n\nAnd {link}."


@pytest.mark.parametrize(
    ("paragraph", "cut"),
    [
        ("One two three. Four five six. Seven eight nine ten.", "One two three. Four five six. …"),
        ("第一句在这里。第二句在这里。第三句很长很长很长很长很长很长很长很长很长。", "第一句在这里。第二句在这里。 …"),
        ("One two three. **Four five. Six seven eight nine ten.**", "One two three. …"),
        ("One two three. See [four. five](https://x.example/six). Seven.", "One two three. …"),
        ("One two three. `a. b c d e f g h i j k l m n o p`", "One two three. …"),
        ("One two three four five six seven eight nine ten", "One two three four five six …"),
        ("[One two, three four five six seven eight nine](https://x.example)", "One two, three four five six …"),
    ],
)
def test_a_long_paragraph_is_cut_at_the_end_of_a_sentence(paragraph: str, cut: str) -> None:
    assert passage(paragraph, limit=32) == cut


def test_a_long_step_is_cut_as_text() -> None:
    short = passage("1. One **two** three. " + "Four [five](/x) six. " * 20, limit=60)

    assert plain(short).startswith("One two three. Four five six.") and plain(short).endswith("…")
    assert len(short) < 120


def test_long_code_stays_code() -> None:
    short = passage("```\n" + "line of code\n" * 100 + "```", limit=100)

    assert re.fullmatch(r"<pre tabindex=\"0\"><code>(line of code\n)+…\n</code></pre>", render(short).strip())


def test_a_passage_keeps_its_links_when_their_definition_is_elsewhere() -> None:
    text = "See the [policy][p]. " + "Words. " * 10 + "\n\nMore.\n\n[p]: /articles/policy"

    assert 'href="/articles/policy"' in render(passage(text, limit=200))
    assert 'href="/articles/policy"' in render(passage(text, limit=50))
