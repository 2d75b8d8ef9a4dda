"""The rules of a site's board: administrators choose a preset, and move its steps."""

from collections.abc import Mapping

from kb import admitting, standing
from kb.admitting import Refused
from kb.fitting import Unfit
from kb.standing import Rules
from kb.store import events, privileges
from kb.store.engine import Database, Reads, Transaction


def of_site(db: Reads, *, site: str) -> Rules:
    """As they are now."""
    changed = {step.deed: step.points for step in privileges.steps(db, site=site)}
    return standing.rules(privileges.preset(db, site=site) or "", changed)


def choose(
    db: Database, *, site: str, preset: str, steps: Mapping[str, int], person: str, now: int
) -> Rules:
    """`steps` are those that differ from the preset. By administrators. Raises Unfit, Refused."""
    if preset not in standing.PRESETS:
        raise Unfit("name", "unknown")
    if any(deed not in standing.DEEDS or not 0 <= points <= standing.MOST_STEP for deed, points in steps.items()):
        raise Unfit("name", "unfit")

    def body(tx: Transaction) -> Rules:
        by = admitting.taking_part(tx, person, now=now)
        if by.known.role != "administrator" or by.known.site != site:
            raise Refused("role")
        privileges.set_preset(tx, site=site, preset=preset, now=now)
        privileges.clear_steps(tx, site=site)
        usual = standing.rules(preset, {}).steps
        for deed in standing.DEEDS:
            if steps.get(deed, usual[deed]) != usual[deed]:
                privileges.set_step(tx, site=site, deed=deed, points=steps[deed])
        events.append(tx, kind="board.ruled", topic=f"site:{site}", subject=site, site=site, now=now)
        return of_site(tx, site=site)

    return db.write(body)
