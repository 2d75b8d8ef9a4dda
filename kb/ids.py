"""Names for things: ids that sort by time, and tokens that nobody guesses."""

import hashlib
import os
import secrets
import threading

# Crockford's base 32 in lower case: no i, l, o, u, and its order as text is its order as a number.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_LETTERS = 10
RANDOM_LETTERS = 8
STEP_BITS = 20


def new_id(now: int) -> str:
    """A new id, 18 letters and digits; one made later sorts after it.

    `now` is in milliseconds since 1970, UTC. Within one millisecond the ids of one process go up by random steps, so
    that what was said first is shown first; those of two processes differ by 39 random bits, and come in any order.
    """
    if not 0 <= now < 1 << 5 * TIME_LETTERS:
        raise ValueError(f"{now} is no time in milliseconds since 1970")
    return _letters(now, TIME_LETTERS) + _letters(_steps.next(now), RANDOM_LETTERS)


def known_id(at: int, name: str) -> str:
    """The id of what has a name elsewhere: sorts as if made at that time, and is the same each time."""
    digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:5])
    return _letters(at, TIME_LETTERS) + _letters(digest, RANDOM_LETTERS)


class _Steps:
    """The second part of each id: random at the start of a millisecond, then upwards."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = self._last = -1

    def next(self, now: int) -> int:
        with self._lock:
            step = self._last + 1 + secrets.randbits(STEP_BITS)
            if now != self._now or step >> 5 * RANDOM_LETTERS:
                step = secrets.randbits(5 * RANDOM_LETTERS - 1)
            self._now, self._last = now, step
            return step


_steps = _Steps()


def _begin_anew() -> None:
    """A forked process would go on where its parent stood, and so would its siblings."""
    global _steps
    _steps = _Steps()


os.register_at_fork(after_in_child=_begin_anew)


def new_token() -> str:
    """A secret of 256 random bits, 43 characters that are safe in a URL and a header."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the store keeps of a token: its SHA-256 as 64 hexadecimal digits.

    A token is random enough that a plain digest cannot be turned back; a password is not, and is never kept this way.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def _letters(number: int, count: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))
