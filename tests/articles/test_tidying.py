"""Marks of other systems, and what a reader sees instead."""


import pytest

from articles.linking import Addresses, relink
from articles.tidying import tidy
from kb.markdown import render
from tests import effort


def tidied(markdown: str, language: str = "en") -> str:
    return tidy(markdown, language=language)[0]


@pytest.mark.parametrize(
    ("markdown", "result"),
    [
        ("a\n\n{start_tabs}\n\n1. b\n\n{end_tabs}\n\nc", "a\n\n1. b\n\nc"),
        ("{tab|desktop-web}\n1. a\n\n{tab|mobile}\n\n1. b", "**Desktop/Web**\n\n1. a\n\n**Mobile**\n\n1. b"),
        ("{settings_tab|your-bots}\n\n2. Click.", "1. Go to **Your bots** in the settings.\n\n2. Click."),
        ("3. {settings_tab|user-list-admin}", "3. Go to **User list** in the settings."),
        ("   {settings_tab|profile}", "   1. Go to **Profile** in the settings."),
        ("Open {settings_tab|profile} now.", "Open **Profile** now."),
        ("{relative|gear|about-zulip}", "1. Open **About zulip** in the **Gear** menu."),
        ("[TOC]\n\na\n\n[[_TOC_]]", "a"),
        ("# a {#own-id}\n\nb {: .class}\n{: target=_blank}", "# a \n\nb \n"),
        ("a (<i class='fa fa-pencil'></i>) b", "a b"),
        ("Click <i class='fa fa-trash-o'></i> there.", "Click trash icon there."),
        ("the **<i class='my-icon-chevron-up'></i> icon**", "the **chevron up icon**"),
        ('a <span class="dot"></span>b<div class="x"></div>', "a b"),
        ("a <kbd>b</kbd>", "a <kbd>b</kbd>"),
        ("| a | b | c\n|---|   |---\n| 1 | 2 | 3", "| a | b | c\n|---|   ---|---\n| 1 | 2 | 3"),
        ("nothing to do: {a} [b] (c)", "nothing to do: {a} [b] (c)"),
    ],
)
def test_marks_become_markdown(markdown: str, result: str) -> None:
    assert tidy(markdown, language="en") == (result.strip("\n"), ())


@pytest.mark.parametrize(
    ("language", "step"), [("zh-Hans", "1. 在设置中打开**Profile**。"), ("zh-Hant", "1. 在設定中開啟**Profile**。")]
)
def test_words_that_are_added_are_in_the_language_of_the_text(language: str, step: str) -> None:
    assert tidied("{settings_tab|profile}", language) == step
    assert tidied("!!! warning\n    别关机。", language) == "> **注意：**别关机。"


@pytest.mark.parametrize(
    ("markdown", "result", "named"),
    [
        ("a\n\n{!admin-only.md!}\n\nb", "a\n\nb", "{!admin-only.md!}"),
        ("a {!x.md!} b", "a  b", "{!x.md!}"),
        ("Write to {{ support_email }}.", "Write to .", "{{ support_email }}"),
        ("Write to us ({{ support_email }}).", "Write to us.", "{{ support_email }}"),
        ("{% include 'x.html' %}\na", "a", "{% include 'x.html' %}"),
        ("a\n{emoticon_translations}\nb", "a\nb", "{emoticon_translations}"),
        ("{{< figure src=x >}}\n\na", "a", "{{< figure src=x >}}"),
        ("[a]({{ site.url }}/b)", "[a](/b)", "{{ site.url }}"),
    ],
)
def test_what_is_elsewhere_goes_and_is_reported(markdown: str, result: str, named: str) -> None:
    assert tidy(markdown, language="en") == (result, (named,))


@pytest.mark.parametrize(
    ("markdown", "result"),
    [
        ("## a\n\n{!x.md!}\n\n## b\n\nc", "## b\n\nc"),
        ("## a\n\n{!x.md!}\n\nb\n\n## c\n\n{!y.md!}", "## a\n\nb"),
        ("# a\n\n## b\n\n{!x.md!}\n\n### c\n\n{!y.md!}\n\n# d\n\n{!x.md!}\n\n## e\n\nf", "# d\n\n## e\n\nf"),
        ("## a\n\n### b\n\n{!x.md!}\n\n### c\n\nd", "## a\n\n### c\n\nd"),
        ("## a\n\n## b\n\n{!x.md!}\n\nc {!y.md!}", "## a\n\n## b\n\nc"),
        ("## a\n\n## b\n\n{!x.md!}\n\n## c", "## a\n\n## c"),
        ("## a\n\n```\n{!x.md!}\n```\n\n{!y.md!}", "## a\n\n```\n{!x.md!}\n```"),
    ],
)
def test_a_heading_goes_with_what_stood_below_it(markdown: str, result: str) -> None:
    assert tidied(markdown).rstrip() == result


@pytest.mark.parametrize(
    ("markdown", "result"),
    [
        ("a\n\n{!first.md!}\n\n2. b\n\n3. c", "a\n\n1. b\n\n3. c"),
        ("1. a\n\n{!second.md!}\n\n3. c", "1. a\n\n3. c"),
        ("1. a\n\n2. {!second.md!}\n\n3. c", "1. a\n\n3. c"),
        ("2. {!first.md!}\n3. b", "1. b"),
        ("1. {!send-us-info.md!}\n\n     1. a\n\n2. b", "1. Send us info:\n\n     1. a\n\n2. b"),
        ("a\n\n3. starts at three", "a\n\n3. starts at three"),
    ],
)
def test_numbers_of_steps_still_work(markdown: str, result: str) -> None:
    assert tidied(markdown) == result


@pytest.mark.parametrize(
    ("markdown", "result"),
    [
        ('!!! tip ""\n\n    Do *this*.\n    And that.\n\nb', "> **Tip:** Do *this*.\n> And that.\n\nb"),
        ('!!! warn ""\n    **Note:** a', "> **Note:** a"),
        ('!!! warn ""\n\n      **Note**: a', ">   **Note**: a"),
        ('!!! warn ""\n\n    {!x.md!}\n\nb', "b"),
        ('!!! note "Before you begin"\n\nb', "> **Before you begin:**\n\nb"),
        ('!!! note "Before you begin"\n    a\n\n    b', "> **Before you begin:** a\n>\n> b"),
        ("!!! keyboard_tip\n    a", "> **Keyboard tip:** a"),
        ("!!! danger\n\tTabs.", "> **Warning:** Tabs."),
        ("!!! note\n    - a\n    - b", "> **Note:**\n>\n> - a\n> - b"),
        ("1. a\n\n    !!! tip\n        b\n\n2. c", "1. a\n\n    > **Tip:** b\n\n2. c"),
        ("!!! note\n    a\n\n    !!! tip\n        b", "> **Note:** a\n>\n> > **Tip:** b"),
        ("??? info\n    a", "> **Note:** a"),
        (":::caution Hot\na\n:::\nb", "> **Hot:** a\n\nb"),
        ("::: {tip}\na\n\nb\n:::", "> **Tip:** a\n>\n> b"),
        (":::note\nnever closed", "never closed"),
        ("> [!IMPORTANT]\n> a", "> **Warning:**\n> a"),
        ('=== "macOS"\n\n    a\n\n=== "Linux"\n\n    b', "**macOS**\n\na\n\n**Linux**\n\nb"),
        ("!!! note\n    ```\n    {start_tabs}\n    ```", "> **Note:**\n>\n> ```\n> {start_tabs}\n> ```"),
    ],
)
def test_notes_become_quotations(markdown: str, result: str) -> None:
    assert tidied(markdown) == result


@pytest.mark.parametrize(
    "code",
    [
        "```\n{start_tabs}\n!!! note\n    a\n```",
        "~~~\n```\n{tab|a}\n```\n~~~",
        "1. a\n\n   ```liquid\n   {% include 'x' %}\n   ```",
        "a `{{ name }}` and ``{tab|`a`}`` b",
        "a:\n\n    {settings_tab|x}\n\n    <i></i>\n\nb",
        "`over\ntwo {!lines!}`",
        "> ```\n> {!a!}\n> ```",
    ],
)
def test_code_stays_as_it_is(code: str) -> None:
    assert tidy(code + "\n\n{end_tabs}", language="en") == (code, ())


@pytest.mark.parametrize(
    "text", ["\\`{end_tabs}`", "`a\n\n{end_tabs}`", "- a\n\n    {end_tabs}", "``` a ``` {end_tabs}"]
)
def test_what_only_looks_like_code_is_none(text: str) -> None:
    assert "{end_tabs}" not in tidied(text)


def test_steps_are_one_list_on_the_page() -> None:
    page = render(tidied("{start_tabs}\n\n{settings_tab|your-bots}\n\n2. Click **Add**.\n\n{end_tabs}"))

    assert page.count("<ol>") == 1 and page.count("<li>") == 2


def repeated(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


UNITS = (
    *("{", "{!a!}\n", "1. {!a!}\n\n\n", "{{ a", "({!a!} ", "{a}\n \n", "{#a ", "{:", "|-", "| -- "),
    *("<i a></i", "(<i></i>", '<i class="', '<a href="', "!!! a\n", ":::a\n", '=== "a"\n    b\n', "> [!a]\n"),
    *("`a` {", "```\n{\n", "    a\n\n"),
    *("[", "[[a]", "[a](b ", "[a](<b", "![a](b)\n", "[a]: b\n", "[a][b", "[\\"),
)


@pytest.mark.parametrize("text", [*UNITS, "{a}" + " " * 50_000 + "x", "{!a!}" + "\n " * 25_000 + "x"])
def test_time_grows_with_length_and_not_faster(text: str) -> None:
    addresses = Addresses({"a": "a"})

    def work(size: int) -> None:
        relink(tidied(repeated(text, size)), path="a", addresses=addresses)

    assert effort.grows_with_length(work, short=10_000, long=50_000)
