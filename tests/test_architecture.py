"""The house keeps its shape: who may call whom, which library comes in by which door, where statements stand."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Who may import from where: the longest name that a module's name starts with counts.
ARROWS = {
    "kb.store": {"kb.store"},
    "kb": {"kb"},
    "bot": {"bot", "kb"},
    "desk": {"desk", "kb"},
    "articles": {"articles", "kb"},
    "web": {"web", "bot", "desk", "articles", "kb"},
}
ROOMS = ("kb", "bot", "desk", "articles", "web")

DOORS = {
    "sqlite3": "kb.store.sqlite",
    "psycopg": "kb.store.postgresql",
    "tantivy": "kb.index.tantivy_index",
    "whoosh": "kb.index.whoosh_index",
    "rapidfuzz": "kb.similarity",
    "numpy": "bot",
    "scipy": "bot.teaching",
    "sklearn": "bot.teaching",
    "opencc": "kb.text",
    "Stemmer": "kb.text",
    "markdown_it": "kb.markdown",
    "mdit_py_plugins": "kb.markdown",
    "nh3": "kb.markdown",
    "pygments": "kb.markdown.highlighting",
    "PIL": "kb.pictures",
    **dict.fromkeys(("flask", "flask_babel", "werkzeug", "jinja2", "markupsafe", "gevent", "gunicorn"), "web"),
    "prometheus_client": "web",
}
STORE = "kb.store"
ENVIRONMENT = "web.config"

SERVERS = ("web.app", "web.serving.under_gunicorn", "web.serving.work", "web.serving.serve")

# Imports that wait until they are needed. Each says why where it stands.
LATE = {"kb.store.engine imports kb.store.postgresql", "kb.index imports by name", "web.cli imports by name"}

STATEMENT = re.compile(r"\s*(SELECT\s.*\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s)", re.DOTALL)

Modules = Mapping[str, ast.Module]
Check = Callable[[Modules], list[str]]


@dataclass(frozen=True, slots=True)
class Import:
    """A module imports another. `place` is "top", "function" or, for one that is relative to its folder, "relative"."""

    module: str
    target: str
    place: str

    def __str__(self) -> str:
        return f"{self.module} imports {self.target}"


@cache
def house() -> Modules:
    """All modules that we ship."""
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(file.read_text())
        for file in files
    }


def imports(modules: Modules) -> list[Import]:
    return [found for module, tree in modules.items() for found in _imports_of(module, tree, modules)]


def _imports_of(module: str, tree: ast.Module, modules: Modules) -> Iterator[Import]:
    inner = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        place = "function" if id(node) in inner else "top"
        match node:
            case ast.Import(names=names):
                yield from (Import(module, name.name, place) for name in names)
            case ast.ImportFrom(module=None) | ast.ImportFrom(level=1 | 2 | 3):
                yield Import(module, "its neighbours", "relative")
            case ast.ImportFrom(module=str(source), names=names):
                full = [f"{source}.{name.name}" for name in names]
                yield from {Import(module, name if name in modules else source, place) for name in full}
            case ast.Name(id="__import__" | "import_module" | "resolve_name") | ast.Attribute(attr="import_module"):
                yield Import(module, "by name", place)


def within(module: str, folder: str) -> bool:
    return f"{module}.".startswith(f"{folder}.")


# What may not be: each returns its complaints.


def wrong_arrows(modules: Modules) -> list[str]:
    def allowed(found: Import) -> bool:
        home = max((name for name in ARROWS if within(found.module, name)), key=len)
        return any(within(found.target, room) for room in ARROWS[home])

    places = (*ROOMS, "tests", "bench")
    ours = [found for found in imports(modules) if any(within(found.target, place) for place in places)]
    return [str(found) for found in ours if not allowed(found)]


def learner_in_servers(modules: Modules) -> list[str]:
    """The learner's libraries take a hundred megabytes: what serves pages, and what stays beside, never loads them."""
    edges: dict[str, list[str]] = defaultdict(list)
    for found in imports(modules):
        edges[found.module].append(found.target)
    seen: set[str] = set()
    ahead = [module for module in SERVERS if module in modules]
    while ahead:
        module = ahead.pop()
        if module not in seen:
            seen.add(module)
            ahead += edges[module]
    return sorted(module for module in seen if re.match(r"(sklearn|scipy)(\.|$)", module))


def wrong_doors(modules: Modules) -> list[str]:
    return [
        str(found)
        for found in imports(modules)
        for library, door in DOORS.items()
        if re.match(rf"{library}(_pool)?(\.|$)", found.target) and not within(found.module, door)
    ]


def late_imports(modules: Modules) -> list[str]:
    late = {str(found) for found in imports(modules) if found.place != "top" or found.target == "by name"}
    return sorted(late - LATE)


def cycles(modules: Modules) -> list[str]:
    """Modules that come back to themselves, by whatever way and however late."""
    edges: dict[str, set[str]] = {module: set() for module in modules}
    for found in imports(modules):
        if found.target in modules:
            edges[found.module].add(found.target)

    def reached(module: str) -> set[str]:
        seen: set[str] = set()
        ahead = [module]
        while ahead:
            new = edges[ahead.pop()] - seen
            seen |= new
            ahead += new
        return seen

    return [module for module in modules if module in reached(module)]


def looks_at_the_environment(modules: Modules) -> list[str]:
    names = {"environ", "environb", "getenv", "getenvb", "putenv"}
    return [
        module
        for module, tree in modules.items()
        if module != ENVIRONMENT and any(_name(node) in names and not _of_a_request(node) for node in ast.walk(tree))
    ]


def statements_elsewhere(modules: Modules) -> list[str]:
    return [
        f"{module}: {node.value}"
        for module, tree in modules.items()
        if not within(module, STORE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value)
    ]


def _of_a_request(node: ast.AST) -> bool:
    """A request has an environment of its own."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("request", "self")


def _name(node: ast.AST) -> str | None:
    match node:
        case ast.Attribute(attr=name) | ast.alias(name=name):
            return name
        case _:
            return None


CHECKS = [
    wrong_arrows, wrong_doors, learner_in_servers, late_imports, cycles, looks_at_the_environment, statements_elsewhere,
]


@pytest.mark.parametrize("check", CHECKS)
def test_our_house_keeps_its_shape(check: Check) -> None:
    assert check(house()) == []


def test_the_house_is_looked_at_as_a_whole() -> None:
    assert {"kb.store.sqlite", "kb.index", "web.app"} <= set(house())
    assert {name.partition(".")[0] for name in house()} == set(ROOMS)


@pytest.mark.parametrize(
    ("check", "files"),
    [
        (learner_in_servers, {"web.app": "from bot import chat", "bot.chat": "import sklearn.svm"}),
        (wrong_arrows, {"kb.search": "from bot.matching import match"}),
        (wrong_arrows, {"kb.store.rows": "from kb.text import fold"}),
        (wrong_arrows, {"kb.store.rows": "import kb"}),
        (wrong_arrows, {"bot.chat": "from desk import routing", "desk.routing": ""}),
        (wrong_arrows, {"desk.routing": "import articles.editing"}),
        (wrong_arrows, {"articles.editing": "def f():\n    from web import app"}),
        (wrong_arrows, {"web.app": "from tests.conftest import now"}),
        (wrong_doors, {"kb.store.people": "import sqlite3"}),
        (wrong_doors, {"kb.store.people": "from psycopg.rows import dict_row"}),
        (wrong_doors, {"kb.store.sqlite": "import psycopg_pool"}),
        (wrong_doors, {"kb.search": "import tantivy"}),
        (wrong_doors, {"kb.index.follower": "from whoosh import fields"}),
        (wrong_doors, {"bot.matching": "from rapidfuzz import fuzz"}),
        (wrong_doors, {"kb.languages": "import opencc"}),
        (wrong_doors, {"web.help_center.site": "import nh3"}),
        (wrong_doors, {"bot.sentences": "from flask_babel import gettext"}),
        (wrong_doors, {"kb.store.writer": "def f():\n    import gevent"}),
        (wrong_doors, {"bot.chat": "from prometheus_client import Counter"}),
        (late_imports, {"kb.search": "def f():\n    from kb.text import fold"}),
        (late_imports, {"kb.search": "class A:\n    import re"}),
        (late_imports, {"kb.search": "import importlib\nimportlib.import_module('kb.text')"}),
        (late_imports, {"kb.search": "from .text import fold"}),
        (late_imports, {"kb.search": "from . import text"}),
        (cycles, {"kb.a": "import kb.b", "kb.b": "from kb import c", "kb.c": "def f():\n    from kb.a import x"}),
        (looks_at_the_environment, {"web.app": "import os\nos.environ['A']"}),
        (looks_at_the_environment, {"bot.chat": "from os import getenv"}),
        (statements_elsewhere, {"web.help_center.site": "SQL = 'SELECT id FROM person'"}),
        (statements_elsewhere, {"bot.chat": "f'UPDATE conversation SET state = {x}'"}),
        (statements_elsewhere, {"desk.routing": "'''\n  INSERT INTO event (id) VALUES (1)'''"}),
    ],
)
def test_what_is_out_of_place_is_found(check: Check, files: dict[str, str]) -> None:
    assert check({module: ast.parse(source) for module, source in files.items()})


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_in_its_place_is_left_alone(check: Check) -> None:
    files = {
        "kb.store.people": "from kb.store.engine import columns\nSQL = 'SELECT id FROM person'",
        "kb.store.engine": "def f():\n    from kb.store.postgresql import Postgresql",
        "kb.store.postgresql": "import psycopg",
        "kb.markdown.rendering": "import nh3",
        "kb.search": "from kb.store import people\n'Update the page, then select an article from the list.'",
        "bot.chat": "from kb import search",
        "web.config": "import os\nos.environ.get('A')",
        "web.app": "from flask import Flask\nfrom bot import chat\nimport web.config",
    }
    assert check({module: ast.parse(source) for module, source in files.items()}) == []
