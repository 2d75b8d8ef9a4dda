"""The store in a process that runs greenlets, as the web's worker does: a real one, with everything patched."""

import json
import subprocess
import sys
import threading
import time

from web.serving.greenlets import Greenlets

COMMAND = [sys.executable, "-m", "gevent.monkey", "--module", "tests.web.serving.patched_process"]


def test_two_hundred_greenlets_write_while_the_others_go_on(dsn: str) -> None:
    ran = subprocess.run([*COMMAND, dsn], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout)
    assert seen["patched"]
    assert seen["sleeper"]
    assert seen["written"] == [[f"{writer}:{number}" for number in range(5)] for writer in range(200)]
    assert seen["stored"] == 1000
    assert seen["longest"] < 0.25
    assert seen["killed"] == 1000
    assert seen["own"]
    assert seen["other"]
    assert not seen["nothing"]
    assert seen["aside"] < 0.25
    assert seen["ids"] == 8 * 5_000


def test_a_signal_is_raised_by_a_native_thread_and_lowered_again() -> None:
    signal = Greenlets().signal()
    assert not signal.wait(0)
    threading.Timer(0.05, signal.set).start()
    assert signal.wait(5)
    assert signal.wait(0)
    signal.clear()
    started = time.monotonic()
    assert not signal.wait(0.05)
    assert time.monotonic() - started >= 0.05


def test_a_signal_that_is_up_already_is_not_waited_for() -> None:
    signal = Greenlets().signal()
    signal.set()
    assert signal.wait()
