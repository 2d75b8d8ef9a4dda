"""How much reputation opens what on a site's board: a preset, and the steps that an administrator set otherwise."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class Step:
    deed: str
    points: int


def preset(db: Reads, *, site: str) -> str | None:
    """None where nobody has chosen one."""
    found: str | None = db.value("SELECT preset FROM board WHERE site = :site", site=site)
    return found


def steps(db: Reads, *, site: str) -> list[Step]:
    """Those that differ from the preset."""
    return db.all(Step, "SELECT deed, points FROM privilege WHERE site = :site ORDER BY deed", site=site)


def set_preset(tx: Transaction, *, site: str, preset: str, now: int) -> None:
    tx.run(
        """INSERT INTO board (site, preset, updated_at) VALUES (:site, :preset, :now)
           ON CONFLICT (site) DO UPDATE SET preset = excluded.preset, updated_at = excluded.updated_at""",
        site=site, preset=preset, now=now,
    )


def set_step(tx: Transaction, *, site: str, deed: str, points: int) -> None:
    tx.run(
        """INSERT INTO privilege (site, deed, points) VALUES (:site, :deed, :points)
           ON CONFLICT (site, deed) DO UPDATE SET points = excluded.points""",
        site=site, deed=deed, points=points,
    )


def clear_steps(tx: Transaction, *, site: str) -> int:
    return tx.run("DELETE FROM privilege WHERE site = :site", site=site)
