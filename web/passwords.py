"""Passwords: kept only as scrypt hashes."""

import secrets
from typing import Final

from werkzeug.security import check_password_hash, generate_password_hash

SHORTEST: Final = 10
"""Characters that a password must have."""

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else


def hash(password: str) -> str:
    """What the store keeps. Takes some 50 ms of one core, on purpose."""
    return generate_password_hash(password, method="scrypt")


def verify(kept: str, password: str) -> bool:
    """Whether the password is the one that was hashed; as slow as `hash`, and compared in constant time."""
    return check_password_hash(kept, password)


def invent() -> str:
    """A random password that can be read out: four groups of four letters and digits, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
