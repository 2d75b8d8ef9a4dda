"""Passwords: kept only as scrypt hashes, and refused where everybody would try them first."""

import re
import secrets
from typing import Final, Literal

from werkzeug.security import check_password_hash, generate_password_hash

SHORTEST: Final = 10
"""Characters that a password must have."""

LONGEST: Final = 200

NOBODYS: Final = (
    "scrypt:32768:8:1$PSzAeMncxfwt1N6i$"
    "60b0c648fd3f86140ee4e48d4f7630d49440e41a93525a97c464b84cd2f46e8f"
    "91e187a09187ec2b51b6a44368470d04a97c138ec2e727cfeebc3c0b52aa8290"
)
"""Checked where there is no such person, so that it takes as long. Of random letters that nobody knows; made once, for
making it takes a tenth of a process's start."""

Problem = Literal["", "short", "long", "common", "address"]

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else
_ROWS: Final = (
    "01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
    "zaq12wsxcde34rfv", "!@#$%^&*()", "5201314520131452013145201314", "147258369147258369",
)
_LISTED: Final = """
password passwort contrasena motdepasse passphrase passcode secret mysecret letmein welcome willkommen bienvenue
hello helloworld iloveyou loveyou ilovegod admin administrator root toor superuser user username guest test testing
tester default changeme change temp temporary login logon signin access master supervisor manager system server
qwerty qwertz azerty asdf asdfgh asdfghjkl zxcvbnm qazwsx abc abcd abcdef monkey dragon football baseball basketball
soccer hockey superman batman spiderman starwars pokemon naruto princess sunshine shadow michael jordan jennifer
jessica ashley daniel thomas charlie michelle computer internet samsung apple google facebook microsoft windows
android iphone minecraft fortnite summer winter spring autumn january february december monday friday freedom
whatever trustno trustnoone killer hunter ranger buster butterfly chocolate cookie flower family forever friends
blessed jesus jesuschrist angel angels babygirl lovely diamond silver golden purple orange chelsea liverpool arsenal
barcelona realmadrid juventus firstline support helpdesk help customer company office business
woaini woaiwojia wobuzhidao nihao zhongguo beijing shanghai mima admin qq wang zhang chen
"""
_WORDS: Final = frozenset(_LISTED.split())
_LEET: Final = str.maketrans("013457@$!", "oieastasi")
_EDGES: Final = re.compile(r"^[^a-z]+|[^a-z]+$")


def hash(password: str) -> str:
    """What the store keeps. Takes some 50 ms of one core, on purpose."""
    return generate_password_hash(password, method="scrypt")


def verify(kept: str, password: str) -> bool:
    """Whether the password is the one that was hashed; as slow as `hash`, and compared in constant time."""
    return check_password_hash(kept, password)


def invent() -> str:
    """A random password that can be read out: four groups of four letters and digits, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def problem(password: str, *, email: str) -> Problem:
    """Why somebody should choose another one; empty where it will do."""
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    told, lowered = email.lower(), password.lower()
    name, _at, host = told.partition("@")
    if lowered in {told, name + host, name} or (_stripped(name) and _stripped(lowered) == _stripped(name)):
        return "address"
    return "common" if _common(lowered) else ""


def _common(lowered: str) -> bool:
    """What heads every list of stolen passwords, with what people put around it; rows of keys; repetition."""
    period = (lowered + lowered).find(lowered, 1)
    once = lowered[:period]
    if len(once) <= 4 or once in _WORDS:
        return True
    if any(once in row or once in row[::-1] for row in _ROWS) or len(set(lowered)) <= 3:
        return True
    words = {_stripped(lowered), _stripped(lowered).translate(_LEET), _stripped(once)}
    if words & _WORDS:
        return True
    digits = "".join(sign for sign in lowered if sign.isdecimal())
    letters = len(lowered) - len(digits)
    return letters <= 3 and (digits in _ROWS[0] or digits in _ROWS[0][::-1] or len(set(digits)) <= 2)


def _stripped(lowered: str) -> str:
    """The letters, without digits and signs at either end."""
    return _EDGES.sub("", lowered)
