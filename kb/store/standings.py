"""What is known of somebody when they want to do something on the board, in one row."""

from dataclasses import dataclass

from kb.store.engine import Reads


@dataclass(frozen=True, slots=True)
class Known:
    """`suspended_until` is None for who is not suspended. `shown` counts the person's shown posts up to 5, `bad` those
    that moderators or flags took away, also up to 5. `preset` is the site's, '' where nobody chose one."""

    person: str
    site: str
    name: str
    role: str
    state: str
    reputation: int
    created_at: int
    suspended_until: int | None
    shown: int
    bad: int
    preset: str


def of(db: Reads, person: str, *, now: int) -> Known | None:
    return db.one(
        Known,
        """SELECT p.id AS person, p.site, p.name, p.role, p.state, p.reputation, p.created_at,
                  (SELECT s.until FROM suspension s WHERE s.person = p.id AND s.lifted_at IS NULL AND s.until > :now)
                      AS suspended_until,
                  (SELECT COUNT(*) FROM (SELECT 1 FROM post o WHERE o.author = p.id AND o.state = 'shown' LIMIT 5) g)
                      AS shown,
                  (SELECT COUNT(*) FROM (SELECT 1 FROM post o WHERE o.author = p.id AND o.state IN ('hidden', 'removed')
                                            AND o.why IN ('spam', 'flags', 'moderator') LIMIT 5) b) AS bad,
                  COALESCE((SELECT b.preset FROM board b WHERE b.site = p.site), '') AS preset
             FROM person p WHERE p.id = :person""",
        person=person, now=now,
    )
