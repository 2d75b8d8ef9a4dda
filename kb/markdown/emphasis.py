"""Bold, italic and struck text beside Chinese, Japanese and Korean.

CommonMark tells where emphasis begins and ends by the spaces and marks around it. `**注意：**请先保存` has no space,
and its asterisks would stand in the page (commonmark-spec issue 650). Beside such a character, whatever does not touch
a space may begin or end emphasis.
"""

import re
from collections.abc import Callable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis, strikethrough

Rule = Callable[[StateInline, bool], bool]

_CHINESE: Final = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3001-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef"
    "\U00020000-\U0003ffff]"
)


def enable(parser: MarkdownIt) -> MarkdownIt:
    """The parser itself, with these rules in place of its own."""
    parser.inline.ruler.at("emphasis", _beside_chinese(emphasis.tokenize))
    parser.inline.ruler.at("strikethrough", _beside_chinese(strikethrough.tokenize))
    return parser


def _beside_chinese(rule: Rule) -> Rule:
    def tokenize(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.delimiters)
        done = rule(state, silent)
        if len(state.delimiters) > known and state.src[start] != "_":
            before = state.src[start - 1] if start else " "
            after = state.src[state.pos] if state.pos < state.posMax else " "
            if _CHINESE.match(before) or _CHINESE.match(after):
                for delimiter in state.delimiters[known:]:
                    delimiter.open = not after.isspace()
                    delimiter.close = not before.isspace()
        return done

    return tokenize
