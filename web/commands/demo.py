"""The demo people: someone for each role, with random passwords that lie in the data folder."""

import os
from pathlib import Path
from typing import Final

from desk import staffing
from kb.store import people, sites
from kb.store.engine import Database
from web.config import Settings
from web.people import passwords

CAST: Final = {
    "moderator@example.com": ("Moderator", "moderator"),
    "agent1@example.com": ("Agent One", "agent"),
    "agent2@example.com": ("Agent Two", "agent"),
    "supervisor@example.com": ("Supervisor", "supervisor"),
    "administrator@example.com": ("Administrator", "administrator"),
}


def file_of(settings: Settings) -> Path:
    return settings.data / "demo-sign-ins.txt"


def sign_ins(db: Database, settings: Settings) -> str:
    """A line for each demo person who can sign in; empty where there is none."""
    active = {person.email for person in people.active_demo(db)}
    file = file_of(settings)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return "\n".join(line for line in lines if line.split(" ", 1)[0] in active)


def add_people(db: Database, settings: Settings, *, now: int) -> None:
    """Adds who is missing, and gives a new password to whoever's has been lost with the file."""
    known = {line.split()[0]: line for line in sign_ins(db, settings).splitlines()}
    for email, (name, role) in CAST.items():
        person = people.by_email(db, email, site=sites.MAIN)
        if email in known or (person and (person.state != "active" or person.origin != "demo")):
            continue
        password = passwords.invent()
        if person:
            staffing.set_password(db, person, password=passwords.hash(password), now=now)
        else:
            staffing.add(
                db, site=sites.MAIN, email=email, name=name, role=role, origin="demo",
                password=passwords.hash(password), language="en", now=now,
            )
        known[email] = f"{email:<28}{password}"
        _keep(file_of(settings), known)


def _keep(file: Path, lines: dict[str, str]) -> None:
    """Writes the file anew in one step; only its owner may read it."""
    fresh = file.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        stream.write("".join(f"{line}\n" for line in lines.values()))
    fresh.replace(file)
