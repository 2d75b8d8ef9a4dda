"""`firstline person`: who may sign in, as what."""

import sys
from argparse import Namespace
from getpass import getpass

from desk import staffing
from kb.joining import AddressTaken
from kb.languages import LANGUAGES
from kb.store import people, sites
from kb.store.engine import Database
from kb.store.people import Person
from web.chat import returning
from web.clock import now
from web.commands import Refused, demo, opened
from web.config import Settings
from web.people import passwords


def add(settings: Settings, arguments: Namespace) -> int:
    if "@" not in arguments.email.strip("@") or len(arguments.email.split()) != 1:
        raise Refused(f"{arguments.email!r} is not a mail address.")
    if arguments.language not in LANGUAGES:
        raise Refused(f"{arguments.language!r} is not a language of Firstline; these are: {', '.join(LANGUAGES)}.")
    with opened(settings) as db:
        password = _password(arguments)
        try:
            staffing.add(
                db, site=sites.MAIN, email=arguments.email, name=arguments.name or arguments.email.split("@")[0],
                role=arguments.role, origin="real", password=passwords.hash(password), language=arguments.language,
                now=now(),
            )
        except AddressTaken as error:
            raise Refused(f"{arguments.email} is there already.") from error
    print(f"Added {arguments.email} as {arguments.role}.")
    return _show(arguments, password)


def role(settings: Settings, arguments: Namespace) -> int:
    with opened(settings) as db:
        staffing.set_role(db, _person(db, arguments.email), role=arguments.role, words=returning.words(), now=now())
    print(f"{arguments.email} is {arguments.role} now and signs in again.")
    return 0


def password(settings: Settings, arguments: Namespace) -> int:
    with opened(settings) as db:
        person = _person(db, arguments.email)
        chosen = _password(arguments)
        staffing.set_password(db, person, password=passwords.hash(chosen), now=now())
    print(f"{arguments.email} has a new password; earlier sign-ins have ended.")
    return _show(arguments, chosen)


def deactivate(settings: Settings, arguments: Namespace) -> int:
    with opened(settings) as db:
        leaving = people.active_demo(db) if arguments.demo else [_person(db, arguments.email)]
        for person in leaving:
            returned = staffing.deactivate(db, person, words=returning.words(), now=now())
            print(f"{person.email} can no longer sign in.{f' Back in the queue: {returned}.' if returned else ''}")
        if arguments.demo:
            demo.file_of(settings).unlink(missing_ok=True)
    return 0


def activate(settings: Settings, arguments: Namespace) -> int:
    with opened(settings) as db:
        staffing.activate(db, _person(db, arguments.email), now=now())
    print(f"{arguments.email} may sign in again.")
    return 0


def show_all(settings: Settings, _arguments: Namespace) -> int:
    with opened(settings) as db:
        for person in people.everybody(db, site=sites.MAIN):
            print(f"{person.email:<32} {person.role:<14} {person.standing:<12} {person.name}".rstrip())
    return 0


def _person(db: Database, email: str) -> Person:
    person = people.by_email(db, email, site=sites.MAIN)
    if person is None:
        raise Refused(f"There is nobody with the address {email}; `firstline person list` shows who there is.")
    return person


def _password(arguments: Namespace) -> str:
    """One made here, or, with --ask, typed at the terminal or read from a pipe; never taken from the command line."""
    if not arguments.ask:
        return passwords.invent()
    if sys.stdin.isatty():
        chosen = getpass("New password: ")
        if chosen != getpass("Once more: "):
            raise Refused("The two passwords differ.")
    else:
        chosen = sys.stdin.readline().rstrip("\r\n")
    if len(chosen) < passwords.SHORTEST:
        raise Refused(f"A password needs at least {passwords.SHORTEST} characters.")
    return chosen


def _show(arguments: Namespace, password: str) -> int:
    if not arguments.ask:
        print(f"Password: {password}")
    return 0
