"""The beginning of a section, short enough for a chat, cut where a reader would cut it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from kb.markdown.cutting import with_definitions
from kb.markdown.parsing import Env, blocks_of, inline_of, lines_of, plain, text_of

_TARGET: Final = re.compile(r"\]\([^()\s]*\)")
_MARK: Final = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&])")
_SENTENCE_END: Final = re.compile(r"""[.!?…]["'”’)\]]{0,3}(?=\s)|[。！？；…][”’」』）]{0,3}""")
_WORD_END: Final = re.compile(r"(?=\s)|(?<=[\u3000-\u9fff\uff00-\uff60])")
_ROOM_FOR_ONE_STEP: Final = 2


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stays whole: a block, a list's item or a table's row. `part_of` is where its list or table begins."""

    start: int
    end: int
    part_of: int
    token: Token


def passage(markdown: str, *, limit: int = 600) -> str:
    """About the first `limit` characters, as Markdown: whole blocks, steps, rows and links.

    The addresses of links do not count. Where a list or a table goes on, or where not even the first block fits,
    the passage ends with "…". A line that announces a list does not stay without its first step.
    """
    lines = lines_of(markdown)
    env: Env = {}
    pieces = list(_pieces(blocks_of(lines, env)))
    if not pieces:
        return ""
    texts = ["\n".join(lines[piece.start : piece.end]).rstrip() for piece in pieces]
    sizes = [len(_TARGET.sub("]", text)) for text in texts]
    if sizes[0] > limit * (_ROOM_FOR_ONE_STEP if pieces[0].token.type == "list_item_open" else 1):
        return with_definitions(_shortened(texts[0], pieces[0].token, env, limit=limit), env, outside=range(0))
    taken = _how_many(sizes, limit=limit)
    while taken < len(pieces) and sizes[taken] <= limit and _announces(texts[taken - 1]):
        taken += 1
    end = pieces[taken].start if taken < len(pieces) else len(lines)
    text = "\n".join(lines[pieces[0].start : end]).rstrip()
    if taken < len(pieces) and pieces[taken].part_of == pieces[taken - 1].part_of >= 0:
        text += "\n\n…"
    return with_definitions(text, env, outside=range(pieces[0].start, end))


def _pieces(tokens: Sequence[Token]) -> Iterator[_Piece]:
    inside = -1
    for token in tokens:
        if token.map is None or token.nesting < 0:
            continue
        if token.type in {"bullet_list_open", "ordered_list_open", "table_open"}:
            inside = token.map[0] if token.level == 0 else inside
        elif token.level == 0:
            yield _Piece(token.map[0], token.map[1], -1, token)
        elif (token.type, token.level) in {("list_item_open", 1), ("tr_open", 2)}:
            yield _Piece(token.map[0], token.map[1], inside, token)


def _how_many(sizes: Sequence[int], *, limit: int) -> int:
    taken, room = 1, limit - sizes[0]
    while taken < len(sizes) and sizes[taken] <= room:
        room -= sizes[taken]
        taken += 1
    return taken


def _announces(text: str) -> bool:
    return text.rstrip(" *_").endswith((":", "："))


def _shortened(block: str, token: Token, env: Env, *, limit: int) -> str:
    match token.type:
        case "paragraph_open":
            return _cut(block, env, limit=limit)
        case "fence" | "code_block":
            mark = token.markup or "```"
            shown = token.content[:limit].rpartition("\n")[0] or token.content[:limit]
            return f"{mark}\n{shown}\n…\n{mark}"
        case _:
            return _cut(_MARK.sub(r"\\\1", " ".join(plain(block[: 4 * limit]).split())), env, limit=limit)


def _cut(paragraph: str, env: Env, *, limit: int) -> str:
    """The paragraph up to the last end of a sentence before the limit, or of a word, that no link or mark spans."""
    whole = text_of(inline_of(paragraph[: 4 * limit], env))
    for end in (_SENTENCE_END, _WORD_END):
        places = [found.end() for found in end.finditer(paragraph[: limit + 1]) if found.end() > limit // 4]
        for place in reversed(places[-40:]):
            begun = paragraph[:place].rstrip()
            if whole.startswith(text_of(inline_of(begun, env))):
                return f"{begun} …"
    return _MARK.sub(r"\\\1", whole[:limit].rpartition(" ")[0] or whole[:limit]) + " …"
