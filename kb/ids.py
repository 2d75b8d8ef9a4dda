"""Names for things: ids that sort by time, and tokens that nobody guesses."""

import hashlib
import secrets

# Crockford's base 32 in lower case: no i, l, o, u, and its order as text is its order as a number.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_LETTERS = 10
RANDOM_LETTERS = 8


def new_id(now: int) -> str:
    """A new id, 18 letters and digits; an id made in a later millisecond sorts after it.

    `now` is in milliseconds since 1970, UTC. Two ids of the same millisecond differ by 40 random bits.
    """
    if not 0 <= now < 1 << 5 * TIME_LETTERS:
        raise ValueError(f"{now} is no time in milliseconds since 1970")
    return _letters(now, TIME_LETTERS) + _letters(secrets.randbits(5 * RANDOM_LETTERS), RANDOM_LETTERS)


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
