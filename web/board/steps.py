"""Administrators say how much reputation opens what: a preset, and each step by itself."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from kb import ruling, standing
from kb.fitting import Unfit
from kb.store import privileges, sites
from web.board import aftermath, members, refusals
from web.clock import now
from web.house import house
from web.manage.moderators import editor, place
from web.words import _

pages = place("board_steps", roles=("administrator",))


@pages.get("/board/steps")
def steps() -> str:
    preset = privileges.preset(house().db, site=sites.MAIN) or standing.DEFAULT
    rules = ruling.of_site(house().db, site=sites.MAIN)
    return _show(preset, {deed: str(points) for deed, points in rules.steps.items()}, {})


@pages.post("/board/steps")
def choose() -> ResponseReturnValue:
    """With `usual` as its deed, a preset as it ships; else what stands in the fields."""
    preset = request.form.get("preset", "")
    written = {deed: request.form.get(deed, "").strip()[:12] for deed in standing.DEEDS}
    problems = {
        deed: _("A number from 0 to %(most)s, please.", most=standing.MOST_STEP)
        for deed, text in written.items() if not _fits(text)
    }
    whole = request.form.get("deed") == "usual"
    if problems and not whole:
        return _show(preset, written, problems), 400
    changed = {} if whole else {deed: int(text) for deed, text in written.items()}
    try:
        ruling.choose(
            house().db, site=sites.MAIN, preset=preset, steps=changed, person=editor().id, now=now()
        )
    except Unfit:
        return _show(standing.DEFAULT, written, {"preset": _("Please choose one of these.")}), 400
    except refusals.CAUGHT as error:
        return _show(preset, written, {"preset": refusals.sentence(error)}), refusals.status(error)
    return aftermath.back("/manage/board/steps", "saved")


def _show(preset: str, written: dict[str, str], problems: dict[str, str]) -> str:
    return render_template(
        "manage/board_steps.html", preset=preset, steps=written, problems=problems, did=aftermath.did(),
        presets=_presets(), deeds=members.deed_words(), rules=standing.RULES, most=standing.MOST_STEP,
    )


def _presets() -> dict[str, tuple[str, str]]:
    return {
        "open": (_("Free for all"), _("Everybody does nearly everything at once. For a small or new community.")),
        "usual": (_("Usual"), _("Newcomers ask and answer; moderators look at their first two posts afterwards.")),
        "careful": (_("Careful"), _("A moderator looks at a newcomer's first three posts before anybody sees them.")),
    }


def _fits(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7 and int(text) <= standing.MOST_STEP
