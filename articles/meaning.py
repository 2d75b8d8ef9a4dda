"""Words of one meaning, as a site's moderators keep them. Each verb is one short write that ends with its event."""

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from kb import ids, synonyms, text
from kb.store import events
from kb.store import synonyms as rows
from kb.store.engine import Conflict, Database, Transaction
from kb.store.synonyms import Direction, Synonym

MOST_WORDS: Final = 20
LONGEST_WORD: Final = 60
MOST_ROWS: Final = 2_000
DIRECTIONS: Final[tuple[Direction, ...]] = ("both", "one_way", "apart")
LANGUAGES: Final = ("", *synonyms.LANGUAGES)

_BETWEEN: Final = re.compile(r"[,，、;；\r\n]+")


class Moved(Exception):
    """The row was changed or removed since it was read."""


class Unfit(Exception):
    """Words that cannot be kept: `word` is the one that the problem is about."""

    def __init__(
        self, problem: Literal["too_few", "too_many", "too_long", "no_word", "too_short", "the_same", "there", "full"],
        word: str = "",
    ) -> None:
        super().__init__(f"{problem}: {word}")
        self.problem = problem
        self.word = word


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a moderator writes: the words with commas or line ends between them, the first of which leads one way."""

    words: str
    language: str
    direction: Direction


def split(words: str) -> list[str]:
    """The words that stand in a text with commas or line ends between them, each once."""
    found = (" ".join(text.printable(word).split()) for word in _BETWEEN.split(words))
    return list({word.casefold(): word for word in found if word}.values())


def add(db: Database, meaning: Meaning, *, site: str, author: str | None, now: int) -> Synonym:
    """Raises Unfit."""
    row = Synonym(ids.new_id(now), site, meaning.language, _fit(meaning), meaning.direction, author, now, now)
    if len(rows.of_site(db, site=site)) >= MOST_ROWS:
        raise Unfit("full")

    def body(tx: Transaction) -> bool:
        added = rows.add(tx, row)
        if added:
            _tell(tx, row, now=now)
        return bool(added)

    if not db.write(body):
        raise Unfit("there")
    synonyms.forget(db)
    return row


def change(db: Database, row: Synonym, meaning: Meaning, *, seen: int, author: str | None, now: int) -> None:
    """Other words, or another direction. `seen` is the `updated_at` that the writer saw. Raises Moved, Unfit."""
    changed = replace(
        row, words=_fit(meaning), language=meaning.language, direction=meaning.direction, author=author,
        updated_at=max(now, seen + 1),
    )

    def body(tx: Transaction) -> None:
        if not rows.change(tx, changed, seen=seen):
            raise Moved
        _tell(tx, changed, now=now)

    try:
        db.write(body)
    except Conflict:
        raise Unfit("there") from None
    synonyms.forget(db)


def remove(db: Database, row: Synonym, *, now: int) -> None:
    """The words go their own ways again; what ships with them counts as before. Gone already is fine too."""

    def body(tx: Transaction) -> None:
        if rows.remove(tx, row.id, site=row.site):
            _tell(tx, row, now=now)

    db.write(body)
    synonyms.forget(db)


def _tell(tx: Transaction, row: Synonym, *, now: int) -> None:
    events.append(tx, kind="synonym.changed", topic="synonyms", subject=row.id, site=row.site, now=now)


def _fit(meaning: Meaning) -> str:
    """The words as they are kept, one on each line."""
    words = split(meaning.words)
    if len(words) > MOST_WORDS:
        raise Unfit("too_many")
    for word in words:
        _fit_word(word)
    if len(words) < 2:
        raise Unfit("too_few")
    if len({synonyms.phrase(word) for word in words}) < 2:
        raise Unfit("the_same")
    return "\n".join(words)


def _fit_word(word: str) -> None:
    phrase = synonyms.phrase(word)
    if len(word) > LONGEST_WORD:
        raise Unfit("too_long", word)
    if not phrase:
        raise Unfit("no_word", word)
    if any(len(token) == 1 and text.is_cjk(token) for token in phrase):
        raise Unfit("too_short", word)
