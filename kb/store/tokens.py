"""What the links are for that go out by mail: each is good once, and until it expires.

The row is no secret: what stands in the link beside its id is made from the installation's secret
(`web/people/links.py`).
Where a row says that there is nothing to open, its mail says so too:

- `sign_up` with a person: somebody signs up with an address that has an account already. The mail says that.
- `password` without a person: there is no such account, and no mail goes out. The row is there so that asking for an
  unknown address writes, and takes, what asking for a known one does.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kb.store.engine import Reads, Transaction, columns

Kind = Literal["sign_up", "password", "address", "invitation", "question"]

_HOUR: Final = 3_600_000
LASTS: Final[dict[Kind, int]] = {
    "sign_up": 24 * _HOUR, "password": _HOUR, "address": 24 * _HOUR, "invitation": 7 * 24 * _HOUR,
    "question": 7 * 24 * _HOUR,
}
"""Milliseconds that a link of each kind is good."""


@dataclass(frozen=True, slots=True)
class Token:
    """`email` is where the link goes, and what using it proves."""

    id: str
    site: str
    kind: Kind
    person: str | None
    email: str
    data: str
    created_at: int
    expires_at: int
    used_at: int | None

    @property
    def facts(self) -> dict[str, str]:
        """`language` always. For who signs up also `name`, `password` (a hash) and `then`, the page to go to; for who
        moves `old`, the address that is told of it; for who is invited `by`, the name of who does; for a guest
        `question`, its id, with its `title` and the guest's `name`."""
        found: dict[str, str] = json.loads(self.data)
        return found

    def opens(self, *, now: int) -> bool:
        return self.used_at is None and now < self.expires_at and (self.kind in ("sign_up", "question")) == (
            self.person is None
        )


_TOKEN: Final = f"SELECT {columns(Token)} FROM token"


def by_id(db: Reads, id: str) -> Token | None:
    return db.one(Token, f"{_TOKEN} WHERE id = :id", id=id)


def add(
    tx: Transaction, *, id: str, site: str, kind: Kind, person: str | None, email: str, facts: Mapping[str, str],
    now: int,
) -> None:
    tx.run(
        """INSERT INTO token (id, site, kind, person, email, data, created_at, expires_at, used_at)
           VALUES (:id, :site, :kind, :person, :email, :data, :now, :expires_at, NULL)""",
        id=id, site=site, kind=kind, person=person, email=email.lower(), now=now, expires_at=now + LASTS[kind],
        data=json.dumps(dict(facts), ensure_ascii=False),
    )


def use(tx: Transaction, id: str, *, now: int) -> int:
    """1 for whoever comes first; 0 once it was used or has expired. The hash of a password is not kept twice."""
    return tx.run(
        """UPDATE token SET used_at = :now, data = CASE WHEN kind = 'sign_up' THEN '{}' ELSE data END
            WHERE id = :id AND used_at IS NULL AND expires_at > :now""",
        id=id, now=now,
    )


def end_all(tx: Transaction, person: str) -> int:
    """No link opens anything of this person's any more."""
    return tx.run("DELETE FROM token WHERE person = :person", person=person)


def end_sign_ups(tx: Transaction, email: str, *, site: str) -> int:
    """Whoever else began to sign up with this address does not go on."""
    return tx.run(
        "DELETE FROM token WHERE site = :site AND email = :email AND kind = 'sign_up' AND used_at IS NULL",
        site=site, email=email.lower(),
    )


def sweep(tx: Transaction, *, before: int) -> int:
    """Takes away what had expired by then."""
    return tx.run("DELETE FROM token WHERE expires_at <= :before", before=before)
