"""Every setting and every command stands in the README: what is added without its line fails here."""

from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.cli import parser
from web.config import NAMES, SECRETS

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def commands(tree: ArgumentParser, path: str = "firstline") -> Iterator[tuple[str, ArgumentParser]]:
    """Each command that can be typed, with the parser of its own arguments."""
    inner = [action for action in tree._actions if isinstance(action, _SubParsersAction)]
    for action in inner:
        for name, command in action.choices.items():
            yield from commands(command, f"{path} {name}")
    if not inner:
        yield path, tree


ALL = dict(commands(parser()))


def row(beginning: str) -> str:
    """The line of a table that begins with this."""
    found = [line for line in README.splitlines() if line.startswith((f"| `{beginning} ", f"| `{beginning}`"))]
    assert len(found) == 1, f"the README needs one line of a table for {beginning}"
    return found[0]


def test_the_commands_are_found():
    assert {"firstline serve", "firstline person add", "firstline import"} <= set(ALL)


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_is_documented(name):
    row(f"{name}`")


@pytest.mark.parametrize("name", SECRETS)
def test_the_file_of_a_secret_is_documented(name):
    assert f"`{name}_FILE`" in README


@pytest.mark.parametrize("path", ALL)
def test_a_command_and_its_options_are_documented(path):
    line = row(path)
    options = [option for action in ALL[path]._actions for option in action.option_strings if option.startswith("--")]
    for option in set(options) - {"--help"}:
        assert option in line, f"{option} of {path} is not documented"
