"""The short form of `make bench-chat`: a real server, a hundred chats, and nothing lost or doubled."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.chat.checks import Chat, End, Verdict, compare, judge, marked

ROOT = Path(__file__).parent.parent.parent


def test_a_hundred_chats_lose_and_double_nothing() -> None:
    command = [sys.executable, "-m", "bench.chat"]
    environment = {**os.environ, "SHORT": "1", "CHATS": "100"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["chats"], found["lost"], found["doubled"]) == (100, 0, 0)
    assert found["p50_ms"] > 0


def test_what_comes_to_both_ends_once_in_order_is_well() -> None:
    assert judge([chat([2, 3], [2, 3])]) == Verdict(2, lost=0, doubled=0, disordered=0)


def test_what_one_end_misses_is_lost() -> None:
    assert judge([chat([2, 3], [2])]).lost == 1


def test_another_message_under_the_acknowledged_number_is_a_loss() -> None:
    found = chat([2, 3], [2])
    found.agent.hear(3, marked("m9"))
    assert judge([found]).lost == 1


def test_what_comes_twice_is_doubled_also_under_another_number() -> None:
    found = chat([2, 3], [2, 3])
    found.customer.hear(3, marked("m3"))
    found.agent.hear(4, marked("m3"))
    assert judge([found]).doubled == 2


def test_what_comes_late_is_out_of_order() -> None:
    assert judge([chat([3, 2], [2, 3])]).disordered == 1


def test_what_was_read_after_a_reconnect_may_come_on_the_stream_as_well() -> None:
    found = chat([2, 3], [2, 3])
    found.agent.read_up_to = 3
    found.agent.hear(3, marked("m3"))
    assert judge([found]).doubled == 0


def test_the_record_is_held_against_what_was_acknowledged() -> None:
    found = chat([2, 3], [2, 3])
    assert compare(found, [(1, "Welcome"), (2, marked("m2")), (3, marked("m3"))]) == (0, 0)
    assert compare(found, [(1, "Welcome"), (2, marked("m2"))]) == (1, 0)
    assert compare(found, [(2, marked("m2")), (3, marked("m3")), (4, marked("m3"))]) == (0, 1)


def chat(customer: list[int], agent: list[int]) -> Chat:
    """Messages 2 and 3 were acknowledged; these came to the two ends."""
    found = Chat(End(lambda *_: None), End(lambda *_: None), {"m2": 2, "m3": 3})
    for end, numbers in ((found.customer, customer), (found.agent, agent)):
        for number in numbers:
            end.hear(number, marked(f"m{number}"))
    return found
