"""What each process last said of itself."""

from dataclasses import dataclass

from kb.store.engine import Reads, Transaction


@dataclass(frozen=True, slots=True)
class Heartbeat:
    process: str
    state: str
    detail: str
    at: int


def all_of(db: Reads) -> list[Heartbeat]:
    return db.all(Heartbeat, "SELECT process, state, detail, at FROM heartbeat ORDER BY process")


def beat(tx: Transaction, heartbeat: Heartbeat) -> None:
    tx.run(
        """INSERT INTO heartbeat (process, state, detail, at) VALUES (:process, :state, :detail, :at)
           ON CONFLICT (process) DO UPDATE
              SET state = excluded.state, detail = excluded.detail, at = excluded.at""",
        process=heartbeat.process, state=heartbeat.state, detail=heartbeat.detail, at=heartbeat.at,
    )
