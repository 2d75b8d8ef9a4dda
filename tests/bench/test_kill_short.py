"""The short form of `make bench-kill`, five kills on both engines; and that its judge sees what is wrong."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.kill.checks import Edited, Kept, Message, Shelved, Told, Verdict, judge, judge_articles, unequal

ROOT = Path(__file__).parent.parent.parent

GREETING = Message(1, "bot", "Hello", None, 1, 10)
QUESTION = Message(2, "customer", "[m1] How?", "m1", 2, 20)
ANSWER = Message(3, "bot", "So.", None, 2, 20)
CALL = Message(4, "customer", "A person, please", "m2", 4, 30)
HANDED_OVER = Message(5, "bot", "Somebody comes.", None, 4, 30, "handed_over")
MORE = Message(6, "customer", "[m3] Are you there?", "m3", 6, 40)
REPLY = Message(7, "agent", "[m4] Yes.", "m4", 7, 50)
ALL = (GREETING, QUESTION, ANSWER, CALL, HANDED_OVER, MORE, REPLY)
KEPT = Kept("claimed", 7, ALL, handoffs=("claimed",))
ASKED = Kept("bot", 3, ALL[:3])
"""A question and its answer, and nobody else."""


def test_five_kills_lose_and_double_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.kill"], cwd=ROOT, env={**os.environ, "SHORT": "1"}, capture_output=True,
        text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["kills"], found["lost"], found["doubled"], found["stuck_turns"]) == (5, 0, 0, 0)
    assert found["index_equal"]
    assert found["acknowledged"] > 100


def test_what_is_kept_as_it_was_told_is_well() -> None:
    assert judge({"c": KEPT}, ends()) == Verdict(acknowledged=4)
    assert judge({"c": KEPT}, ends()).is_well()


@pytest.mark.parametrize(
    ("kept", "wrong"),
    [
        pytest.param(None, {"lost": 14}, id="the conversation is gone"),
        pytest.param(
            replace(KEPT, last_number=6, messages=ALL[:6]), {"lost": 2}, id="the last message is gone from both ends"
        ),
        pytest.param(
            replace(KEPT, messages=(*ALL[:5], REPLY)), {"lost": 2, "disordered": 1}, id="one in the middle is gone"
        ),
        pytest.param(
            replace(KEPT, messages=(*ALL[:6], replace(REPLY, text="[m4] No."))), {"lost": 2}, id="another text"
        ),
        pytest.param(
            replace(KEPT, messages=(*ALL[:6], replace(REPLY, key="m3"))), {"lost": 2, "doubled": 1}, id="another's key"
        ),
        pytest.param(
            replace(KEPT, last_number=8, messages=(*ALL, replace(REPLY, number=8, key="m5", turn=8))),
            {"unseen": 2, "doubled": 2}, id="a reply is there twice, under a key that nobody sent",
        ),
        pytest.param(
            replace(KEPT, last_number=8, messages=(*ALL, replace(ANSWER, number=8))),
            {"unseen": 2, "doubled": 1}, id="the same answer again in the same write",
        ),
        pytest.param(
            replace(KEPT, last_number=8, messages=(*ALL, replace(ANSWER, number=8, text="Or so.", at=90))),
            {"unseen": 2, "doubled": 1}, id="a second answer",
        ),
        pytest.param(replace(KEPT, last_number=6), {"disordered": 1}, id="more messages than were counted"),
        pytest.param(replace(KEPT, last_number=8), {"disordered": 1}, id="fewer messages than were counted"),
        pytest.param(replace(KEPT, due=frozenset({2})), {"stuck": 1}, id="an answer is still due"),
        pytest.param(replace(KEPT, handoffs=("resolved",)), {"stuck": 1}, id="claimed by nobody"),
        pytest.param(replace(KEPT, state="waiting"), {"stuck": 1}, id="it waits, and is in no queue"),
    ],
)  # fmt: skip
def test_a_record_that_is_not_right_is_seen(kept: Kept | None, wrong: dict[str, int]) -> None:
    found = judge({"c": kept} if kept else {}, ends())
    assert found == Verdict(acknowledged=4, **wrong)
    assert not found.is_well()


SECOND = Message(4, "customer", "[m5] And then?", "m5", 4, 25)
PERSON = replace(CALL, number=5), replace(HANDED_OVER, number=6, turn=5)
SOLVED = replace(CALL, number=5), Message(6, "bot", "Good.", None, 5, 30, "confirmed")


@pytest.mark.parametrize(
    ("messages", "owed", "stuck"),
    [
        pytest.param((SECOND,), frozenset(), 1, id="no answer"),
        pytest.param((SECOND, replace(ANSWER, number=5, turn=4)), frozenset(), 0, id="an answer"),
        pytest.param((SECOND,), frozenset({4}), 1, id="an answer that was owed and never came"),
        pytest.param((SECOND, *PERSON), frozenset({4}), 0, id="owed, then a person"),
        pytest.param((SECOND, *SOLVED), frozenset({4}), 0, id="owed, then solved"),
        pytest.param((SECOND, *SOLVED), frozenset(), 1, id="no answer, and solved by chance"),
        pytest.param((SECOND, *PERSON), frozenset(), 1, id="no answer, and a person by chance"),
        pytest.param((CALL, HANDED_OVER, replace(SECOND, number=6)), frozenset(), 0, id="a person has it"),
    ],
)
def test_a_question_needs_an_answer_or_a_person(
    messages: tuple[Message, ...], owed: frozenset[int], stuck: int
) -> None:
    kept = replace(ASKED, last_number=3 + len(messages), messages=(*ASKED.messages, *messages), owed=owed)
    end = Told("c", said={"m1", "m2", "m5"}, shown={message.number: message for message in kept.messages})
    assert judge({"c": kept}, [end]) == Verdict(stuck=stuck)


def test_what_an_end_has_not_seen_is_seen() -> None:
    customer, agent = ends()
    del agent.shown[6]
    assert judge({"c": KEPT}, [customer, agent]) == Verdict(acknowledged=4, unseen=1)


def test_what_was_shown_in_two_ways_is_lost() -> None:
    customer, agent = ends()
    customer.show(replace(ANSWER, text="Or so."))
    assert judge({"c": KEPT}, [customer, agent]) == Verdict(acknowledged=4, lost=1)


def test_a_stream_brings_each_message_once_and_in_order() -> None:
    end = Told("c")
    end.begin_stream(after=1)
    assert [end.hear(message) for message in (QUESTION, ANSWER)] == [False, False]
    assert end.hear(HANDED_OVER)  # one is missing: read
    assert (end.doubled, end.disordered, end.skipped) == (0, 0, 1)
    end.hear(CALL)
    end.hear(CALL)
    assert (end.doubled, end.disordered) == (1, 1)
    end.begin_stream(after=5)
    assert not end.hear(MORE)
    assert (end.doubled, end.disordered) == (1, 1)


def test_where_a_stream_goes_on_is_before_the_first_that_is_missing() -> None:
    end = Told("c")
    for message in (GREETING, QUESTION, CALL):
        end.show(message)
    assert end.last == 2


@pytest.mark.parametrize(
    ("kept", "wrong"),
    [
        pytest.param(Shelved(4, "published", ("One", "Two")), {}, id="as it was read"),
        pytest.param(Shelved(5, "archived", ("One", "Two", "Three")), {}, id="an edit whose answer was lost"),
        pytest.param(None, {"lost": 3}, id="gone"),
        pytest.param(Shelved(4, "published", ("One",)), {"lost": 1}, id="a text is gone"),
        pytest.param(Shelved(4, "draft", ("One", "Two")), {"lost": 1}, id="not published after all"),
        pytest.param(Shelved(3, "published", ("One", "Two")), {"lost": 1}, id="an earlier state"),
        pytest.param(Shelved(4, "published", ("One", "Two", "Two")), {"doubled": 1}, id="a text is there twice"),
    ],
)
def test_edits_that_were_acknowledged_are_there_once(kept: Shelved | None, wrong: dict[str, int]) -> None:
    edited = [Edited("a", ["One", "Two"], version=4, state="published")]
    assert judge_articles({"a": kept} if kept else {}, edited) == Verdict(acknowledged=2, **wrong)


@pytest.mark.parametrize(
    ("indexed", "documents", "differing"),
    [
        pytest.param({"a": "1", "b": "2"}, 2, 0, id="equal"),
        pytest.param({"a": "1"}, 1, 1, id="one is missing"),
        pytest.param({"a": "1", "b": "1"}, 2, 1, id="one is old"),
        pytest.param({"a": "1", "b": "2", "c": "1"}, 3, 1, id="one was archived"),
        pytest.param({"a": "1", "b": "2"}, 3, 1, id="one is there twice"),
    ],
)
def test_an_index_that_is_not_equal_is_seen(indexed: dict[str, str], documents: int, differing: int) -> None:
    assert unequal(indexed=indexed, documents=documents, stored={"a": 1, "b": 2}) == differing


def ends() -> list[Told]:
    """What customer and agent know when all went well."""
    customer, agent = Told("c", said={"m1", "m2", "m3"}), Told("c", said={"m4"})
    customer.acknowledged.update({"m1": 2, "m2": 4, "m3": 6})
    agent.acknowledged["m4"] = 7
    for end in (customer, agent):
        for message in ALL:
            end.show(message)
    return [customer, agent]
