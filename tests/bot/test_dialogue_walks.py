"""Whatever customers do, the dialogue goes on to an answer or to a person."""

import random
from typing import get_args

import pytest

from bot import dialogue, sentences
from bot.dialogue import NONE, Answer, Candidate, Heard, Offer, Policy, Say, State, Trouble
from bot.wishes import Wish

POLICY = Policy()


@pytest.mark.parametrize("seed", range(200))
def test_every_walk_ends_in_an_answer_or_with_a_person(seed: int) -> None:
    chance = random.Random(seed)
    titles = ["Reset a password", "Change a PIN", "Use dark mode", "Export a list", "Close an account"]
    texts = ["reset password", "change pin", "dark mode", "1", "2", "none", "yes", "no", "export", "gizmo", "", "???"]
    state, shown, without_answer, misses = State(), set[str](), 0, 0
    for _ in range(80):
        wish = chance.choices(list(Wish), weights=[1 if wish is not Wish.question else 40 for wish in Wish])[0]
        candidates = sorted(
            (
                Candidate(str(number), titles[number], round(chance.random() ** 1.5, 2))
                for number in chance.sample(range(5), chance.randint(0, 5))
            ),
            key=lambda candidate: -candidate.confidence,
        )
        offered = [NONE, *(choice.id for choice in state.offered)]
        heard = Heard(
            wish,
            chance.choice(texts),
            choice=chance.choice(offered) if wish is Wish.question and chance.random() < 0.1 else None,
            candidates=tuple(candidates),
            trouble=chance.choice(get_args(Trouble)) if chance.random() < 0.02 else None,
        )
        turn = dialogue.decide(state, heard, POLICY)

        assert turn.parts or turn.handoff, "silence"
        assert not (turn.parts and turn.handoff)
        for part in turn.parts:
            match part:
                case Answer(article):
                    assert article not in shown, "the same article twice"
                    shown.add(article)
                    without_answer, misses = 0, 0
                case Offer(choices, asking, declining):
                    assert 1 <= len(choices) <= POLICY.choices
                    assert not shown & {choice.article for choice in choices}
                    assert {asking, declining} <= set(sentences.SENTENCES)
                    without_answer += 1
                case Say(key):
                    assert key in sentences.SENTENCES
                    without_answer += key == "rephrase"
                    misses += key == "rephrase"
        assert misses <= POLICY.misses
        assert without_answer <= POLICY.misses + POLICY.offers
        if turn.handoff:
            assert turn.handoff in get_args(dialogue.Reason)
            assert f"because_{turn.handoff}" in sentences.SENTENCES
        if turn.handoff or turn.outcome:
            assert turn.state == State()
            shown, without_answer, misses = set(), 0, 0
        assert State.from_json(turn.state.to_json()) == turn.state
        state = turn.state
