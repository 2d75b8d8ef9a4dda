"""Code with its keywords, texts, numbers and comments told apart by classes. Only here is Pygments known."""

import html
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType

LONGEST: Final = 3_000
"""Characters of a block; what is longer stays plain, and so nobody makes a page slow."""

CLASSES: Final = frozenset({"code-keyword", "code-string", "code-number", "code-comment", "code-name"})

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({
    **{name: name for name in (
        "bash", "c", "cpp", "csharp", "css", "go", "html", "java", "javascript", "json", "kotlin", "php",
        "python", "ruby", "rust", "sql", "swift", "toml", "xml", "yaml",
    )},
    "js": "javascript", "py": "python", "sh": "bash", "shell": "bash", "ts": "javascript", "typescript": "javascript",
    "yml": "yaml",
})
"""By what people write behind the backticks: lexers that took at most some 200 ms for any text of LONGEST."""

_KINDS: Final[Mapping[_TokenType, str]] = MappingProxyType({
    Comment: "code-comment", Keyword: "code-keyword", String: "code-string", Number: "code-number",
    Name.Function: "code-name", Name.Class: "code-name", Name.Tag: "code-name",
})


def highlighted(code: str, language: str) -> str:
    """Escaped HTML of the code; plain where the language is none of LANGUAGES."""
    name = language.strip().partition(" ")[0].lower()
    if name not in LANGUAGES or len(code) > LONGEST:
        return html.escape(code)
    lexer = get_lexer_by_name(LANGUAGES[name], stripnl=False, ensurenl=False)
    return "".join(_marked(kind, text) for kind, text in lexer.get_tokens(code))


def _marked(kind: _TokenType, text: str) -> str:
    found = next((_KINDS[each] for each in reversed(kind.split()) if each in _KINDS), "")
    escaped = html.escape(text)
    return f'<span class="{found}">{escaped}</span>' if found and text.strip() else escaped
