import pytest

from kb import standing
from kb.standing import DEEDS, PRESETS, RULES, Standing, rules

DAY = 86_400_000
NOW = 1_750_000_000_000


def person(role: str = "member", *, reputation: int = 0, shown: int = 5, bad: int = 0, days: int = 30) -> Standing:
    return Standing(role, reputation, NOW - days * DAY, None, shown, bad)


@pytest.mark.parametrize("preset", PRESETS)
def test_each_step_opens_at_its_points_and_not_before(preset: str) -> None:
    site = rules(preset, {})
    for deed in DEEDS:
        step = site.steps[deed]
        assert standing.missing(deed, person(reputation=step), site) == 0
        if step:
            assert standing.missing(deed, person(reputation=step - 1), site) == 1
            assert standing.missing(deed, person(reputation=-50), site) == step


def test_steps_come_in_order_and_grow_from_preset_to_preset() -> None:
    ladder = ("comment", "vote_up", "vote_down", "edit", "review")
    for preset in PRESETS:
        steps = [RULES[preset].steps[deed] for deed in ladder]
        assert steps == sorted(steps)
    for deed in DEEDS:
        assert RULES["open"].steps[deed] <= RULES["usual"].steps[deed] <= RULES["careful"].steps[deed]


@pytest.mark.parametrize("role", ["agent", "moderator", "supervisor", "administrator"])
def test_roles_need_no_reputation(role: str) -> None:
    site = rules("careful", {})
    assert [missing for _, _, missing in standing.opened(person(role, shown=0), site)] == [0] * len(DEEDS)
    assert standing.arrival(person(role, shown=0), site) == "shown"


def test_administrators_move_a_step() -> None:
    site = rules("usual", {"vote_up": 3})
    assert site.steps["vote_up"] == 3
    assert site.steps["vote_down"] == RULES["usual"].steps["vote_down"]
    assert rules("", {}) == rules("nothing known", {}) == RULES["usual"]


@pytest.mark.parametrize(
    ("preset", "shown", "bad", "arrives"),
    [
        ("open", 0, 0, "shown"), ("open", 0, 1, "shown"),
        ("usual", 0, 0, "shown_with_review"), ("usual", 1, 0, "shown_with_review"), ("usual", 2, 0, "shown"),
        ("usual", 2, 2, "shown_with_review"), ("usual", 5, 1, "shown"),
        ("careful", 2, 0, "in_review"), ("careful", 3, 0, "shown"), ("careful", 3, 3, "in_review"),
    ],
)
def test_first_posts_are_looked_at(preset: str, shown: int, bad: int, arrives: str) -> None:
    assert standing.arrival(person(shown=shown, bad=bad), rules(preset, {})) == arrives


def test_who_is_known_may_do_more_in_an_hour() -> None:
    new, seen, trusted = person(shown=0, days=0), person(reputation=10), person(reputation=500)
    for deed in DEEDS:
        new_most, seen_most, most = (standing.per_hour(deed, one, now=NOW) for one in (new, seen, trusted))
        assert 0 < new_most < seen_most < most
    assert standing.most_links(new, now=NOW) < standing.most_links(seen, now=NOW)
    assert standing.per_hour("ask", person(shown=2), now=NOW) == standing.per_hour("ask", seen, now=NOW)
    assert standing.per_hour("ask", person(reputation=90, bad=1), now=NOW) == standing.per_hour("ask", new, now=NOW)
