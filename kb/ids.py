"""Names for things: ids that sort by time, and tokens that nobody guesses."""

import hashlib
import itertools
import secrets

# Crockford's base 32 in lower case: no i, l, o, u, and its order as text is its order as a number.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_LETTERS = 10
RANDOM_LETTERS = 8
COUNT_BITS = RANDOM_BITS = 20

# Without a lock: greenlets and the store's native threads make ids at the same time, and must not wait for each other.
_made = itertools.count(secrets.randbits(COUNT_BITS))


def new_id(now: int) -> str:
    """A new id, 18 letters and digits; one made later sorts after it.

    `now` is in milliseconds since 1970, UTC. Of one millisecond, the ids of one process stand in the order of their
    making, so that what was said first is shown first; once in a million the count begins anew. Those of two processes
    come in any order, and are the same with a probability of 2^-40.
    """
    if not 0 <= now < 1 << 5 * TIME_LETTERS:
        raise ValueError(f"{now} is no time in milliseconds since 1970")
    count = next(_made) % (1 << COUNT_BITS)
    return _letters(now, TIME_LETTERS) + _letters(count << RANDOM_BITS | secrets.randbits(RANDOM_BITS), RANDOM_LETTERS)


def known_id(at: int, name: str) -> str:
    """The id of what has a name elsewhere: sorts as if made at that time, and is the same each time."""
    digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:5])
    return _letters(at, TIME_LETTERS) + _letters(digest, RANDOM_LETTERS)


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
