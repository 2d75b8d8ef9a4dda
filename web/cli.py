"""The `firstline` command: which commands there are, and one plain sentence for whatever goes wrong."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from collections.abc import Sequence
from pkgutil import resolve_name
from typing import Final

from kb.languages import LANGUAGES
from kb.store.engine import Busy, Unavailable
from kb.store.migrating import SchemaTooNew
from kb.store.people import ROLES
from web import __version__
from web.commands import Refused
from web.config import OWNER_ONLY, SettingsError, read

MISUSED: Final = 2
"""The exit code for what the person can mend."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command and answers its exit code."""
    arguments = parser().parse_args(argv)
    if not arguments.run:
        arguments.about.print_help(sys.stderr)
        return MISUSED
    os.umask(OWNER_ONLY)
    try:
        code: int = resolve_name(f"web.commands.{arguments.run}")(read(), arguments)
    except (SettingsError, Refused, Busy, Unavailable, SchemaTooNew) as error:
        print("firstline:", *str(error).split(), file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        return 130
    return code


def parser() -> ArgumentParser:
    """Every command with its arguments; `run` names the function behind it, else `about` is what to help with."""
    top = ArgumentParser(prog="firstline", description="A self-hosted first line of support.")
    top.add_argument("--version", action="version", version=f"firstline {__version__}")
    top.set_defaults(run=None, about=top)
    commands = top.add_subparsers(metavar="COMMAND")

    command = commands.add_parser("migrate", help="prepare the database, or bring it up to this version")
    command.set_defaults(run="schema:migrate")

    command = commands.add_parser("seed", help="load the manual that comes with Firstline")
    command.add_argument("--demo", action="store_true", help="also add demo people with random passwords")
    command.set_defaults(run="articles:seed")

    command = commands.add_parser("import", help="take in articles: Markdown, JSON lines or CSV, a file or a folder")
    command.add_argument("path", metavar="PATH", help="the file or folder")
    command.add_argument("--verbose", action="store_true", help="tell every place where something was left out")
    command.set_defaults(run="articles:import_from")

    command = commands.add_parser("export", help="write all articles into a folder, as Markdown that can be imported")
    command.add_argument("folder", metavar="FOLDER", help="an empty folder, or one that an export wrote")
    command.set_defaults(run="exporting:export")

    command = commands.add_parser("import-board", help="take in questions and answers of a Stack Exchange dump")
    command.add_argument("folder", metavar="FOLDER", help="the folder of Posts.xml, and what else is there")
    command.add_argument("--name", help="what tells it from other dumps (default: the folder's name)")
    command.set_defaults(run="board:import_board")

    command = commands.add_parser("export-board", help="write what everybody may see of the board, as JSON lines")
    command.add_argument("file", metavar="FILE", help="a question with its answers a line")
    command.set_defaults(run="board:export_board")

    _add_person_commands(commands.add_parser("person", help="who may sign in, as what"))

    command = commands.add_parser("reindex", help="build the search index anew from the database")
    command.set_defaults(run="index:reindex")

    command = commands.add_parser("learn", help="learn the articles' wordings anew; the work process does it by itself")
    command.set_defaults(run="learning:learn")

    _add_evaluate(commands.add_parser("evaluate", help="measure how good the answers are, with questions of your own"))

    _add_explain(commands.add_parser("explain", help="show how the assistant reads a question, and why it answers so"))

    command = commands.add_parser("mail-test", help="send one mail, and say what the mail server answers")
    command.add_argument("address", metavar="ADDRESS", help="where it goes")
    command.add_argument("--language", choices=LANGUAGES, default="en", help="the language it is written in")
    command.set_defaults(run="mail:test")

    command = commands.add_parser("serve", help="serve help center, widget and desk, and do the work beside")
    command.set_defaults(run="serving:serve")

    command = commands.add_parser("work", help="only the work beside: search index, answers that are due, clearing up")
    command.set_defaults(run="working:work")
    return top


def _add_evaluate(command: ArgumentParser) -> None:
    command.add_argument("folder", metavar="FOLDER", help="the folder of entries.jsonl and questions.jsonl")
    command.add_argument("--out", metavar="RESULTS.jsonl", help="write what became of each question to this file")
    command.add_argument("--index", choices=("tantivy", "whoosh"), help="the search engine (default: FIRSTLINE_INDEX)")
    command.add_argument("--limit", metavar="N", type=_count, help="ask only N of the questions, always the same")
    command.add_argument("--typos", metavar="SEED", type=int, help="put a typing error into each word of four letters")
    command.add_argument(
        "--fail-under", metavar="NAME=VALUE", action="append", default=[],
        help="exit with 1 where a figure is lower, like precision_at_1=0.8; may be given several times",
    )
    command.set_defaults(run="evaluate:evaluate")


def _add_explain(command: ArgumentParser) -> None:
    command.add_argument("question", metavar="QUESTION", help="what a customer says, in quotation marks")
    command.add_argument(
        "--language", choices=LANGUAGES, default="en", help="of the page where it is asked; the text itself counts more"
    )
    command.add_argument("--json", action="store_true", help="print everything as one JSON object")
    command.set_defaults(run="explaining:explain")


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _add_person_commands(person: ArgumentParser) -> None:
    person.set_defaults(about=person)
    commands = person.add_subparsers(metavar="COMMAND")

    command = _about_somebody(commands, "add", help="add somebody; prints a password made for them")
    command.add_argument("--role", choices=ROLES, required=True, help="what they may do")
    command.add_argument("--name", help="the name that customers see")
    command.add_argument("--language", default="en", help="what they read: en, zh-Hans or zh-Hant (default: en)")
    _may_ask(command)

    command = _about_somebody(commands, "role", help="change what somebody may do")
    command.add_argument("role", metavar="ROLE", choices=ROLES, help=", ".join(ROLES))

    command = _about_somebody(commands, "password", help="give somebody a new password")
    _may_ask(command)

    command = commands.add_parser("deactivate", help="end somebody's sign-ins; what they had goes back to the queue")
    whom = command.add_mutually_exclusive_group(required=True)
    whom.add_argument("email", metavar="EMAIL", nargs="?")
    whom.add_argument("--demo", action="store_true", help="all the demo people")
    command.set_defaults(run="person:deactivate")

    _about_somebody(commands, "activate", help="let somebody who was deactivated sign in again")

    command = commands.add_parser("list", help="show everybody")
    command.set_defaults(run="person:show_all")


def _about_somebody(commands: "_SubParsersAction[ArgumentParser]", name: str, *, help: str) -> ArgumentParser:
    command = commands.add_parser(name, help=help)
    command.add_argument("email", metavar="EMAIL")
    command.set_defaults(run=f"person:{name}")
    return command


def _may_ask(command: ArgumentParser) -> None:
    command.add_argument("--ask", action="store_true", help="ask for the password instead, or read it from a pipe")


if __name__ == "__main__":
    sys.exit(main())
