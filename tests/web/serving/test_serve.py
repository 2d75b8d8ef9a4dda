"""`firstline serve` as a whole: real processes, a real port, and what happens when one of them is killed."""

import dataclasses
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.web.processes import PATIENCE, Server, folder, running, serving, soon
from web import cli, config
from web.serving import serve

__all__ = ["folder"]  # the fixture


def refused(server: Server) -> str:
    """The one sentence of a server that does not start."""
    printed = server.process.communicate(timeout=PATIENCE)[0]
    assert server.process.returncode == 2
    assert printed.count("\n") == 1
    return printed


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as started:
        yield started


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_good_order_and_leaves_nobody_behind(server, number):
    family = server.family()
    assert len(family) >= 3  # gunicorn, its worker, work
    printed = server.end(number)
    assert server.process.returncode == 0
    assert not family & set(running())
    assert f"{server.url}/desk" in printed
    assert "Traceback" not in printed


def test_it_uses_the_folder_that_it_was_started_in(server, folder):
    assert (folder / "data" / "firstline.db").exists()
    assert [file.name for file in folder.iterdir() if file.name not in ("data", "web.py")] == []


@pytest.mark.parametrize("command", ["gunicorn", "web.serving.work"])
def test_a_killed_process_is_back_within_seconds(server, command):
    before = server.children(command)
    os.kill(before[0], signal.SIGKILL)
    killed = time.monotonic()
    assert soon(lambda: server.children(command) not in ([], before))
    assert server.answers()
    assert time.monotonic() - killed < 10


def test_a_killed_worker_is_back_within_seconds(server):
    main = server.children("gunicorn")[0]
    worker = next(pid for pid, (parent, _) in running().items() if parent == main)
    os.kill(worker, signal.SIGKILL)
    assert soon(lambda: any(parent == main and pid != worker for pid, (parent, _) in running().items()))
    assert server.answers()


def test_its_children_end_when_it_is_killed_outright(server):
    family = server.family()
    server.end(signal.SIGKILL)
    assert soon(lambda: not family & set(running()))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be told how long to wait")
def test_a_connection_whose_other_side_is_gone_ends_soon(folder):
    settings = config.read({"FIRSTLINE_DATA": str(folder), "FIRSTLINE_PORT": "1"})
    listener = serve.listen(dataclasses.replace(settings, port=0))
    with listener, socket.create_connection(listener.getsockname()), listener.accept()[0] as connection:
        patience = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert 20_000 < patience <= 60_000


def test_a_taken_port_is_one_sentence(server, folder):
    port = server.url.rsplit(":", 1)[1]
    (folder / "other").mkdir()
    shutil.copy(folder / "data" / "firstline.db", folder / "other")
    printed = refused(Server(folder, FIRSTLINE_PORT=port, FIRSTLINE_DATA="other"))
    assert port in printed
    assert "FIRSTLINE_PORT" in printed


def test_a_data_folder_has_one_server_at_a_time(server, folder):
    assert "FIRSTLINE_DATA" in refused(Server(folder))
    server.end(signal.SIGKILL)
    second = Server(folder)
    assert soon(second.answers)
    second.end(signal.SIGTERM)
    assert second.process.returncode == 0


def test_a_server_that_was_killed_outright_is_followed_by_another_once_its_children_have_ended(server, folder):
    main = server.children("gunicorn")[0]
    worker = next(pid for pid, (parent, _) in running().items() if parent == main)
    family = server.family()
    os.kill(worker, signal.SIGSTOP)  # it ends as slowly as one with much to finish
    server.process.kill()
    server.process.wait()
    second = Server(folder, FIRSTLINE_PORT=server.url.rsplit(":", 1)[1])
    second.url = server.url
    with suppress(subprocess.TimeoutExpired):
        second.process.wait(4)
    assert second.process.returncode is None
    os.kill(worker, signal.SIGCONT)
    assert soon(lambda: not family & set(running()))
    assert soon(second.answers)
    second.end(signal.SIGTERM)
    assert second.process.returncode == 0


def test_who_is_asked_to_stop_while_it_starts_stops_at_once(folder):
    server = Server(folder)
    assert soon(lambda: server.children("gunicorn"))
    main = server.children("gunicorn")[0]
    server.process.kill()
    killed = time.monotonic()
    assert soon(lambda: main not in running())
    assert time.monotonic() - killed < serve.GRACE
    server.process.communicate(timeout=PATIENCE)


def test_a_web_process_that_cannot_start_ends_the_server(folder):
    server = Server(folder, GUNICORN_CMD_ARGS="--nonsense")
    printed = server.process.communicate(timeout=PATIENCE)[0]
    assert server.process.returncode == 2
    assert "nonsense" in printed
    assert printed.splitlines()[-1].startswith("firstline: The web process ended before it could answer")


def test_a_web_process_that_is_killed_before_it_has_answered_is_started_again(folder):
    server = Server(folder)
    assert soon(lambda: server.children("gunicorn"))
    os.kill(server.children("gunicorn")[0], signal.SIGKILL)
    assert soon(server.answers)
    server.end(signal.SIGTERM)
    assert server.process.returncode == 0


def test_other_machines_cannot_reach_a_server_while_demo_people_are_active(folder, capsys, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_HOST", "192.0.2.1")  # an address for documentation: no machine has it
    assert cli.main(["seed", "--demo"]) == 0
    capsys.readouterr()
    assert cli.main(["serve"]) == 2
    assert "firstline person deactivate --demo" in capsys.readouterr().err
    assert cli.main(["person", "deactivate", "--demo"]) == 0
    capsys.readouterr()
    assert cli.main(["serve"]) == 2
    assert "cannot listen" in capsys.readouterr().err


def test_the_demo_sign_ins_are_kept_for_their_owner_and_printed_when_it_serves(folder, capsys):
    assert cli.main(["seed", "--demo"]) == 0
    printed = capsys.readouterr().out
    kept = folder / "data" / "demo-sign-ins.txt"
    assert kept.stat().st_mode & 0o777 == 0o600
    lines = kept.read_text().splitlines()
    assert len(lines) == 5
    assert str(kept) in printed
    assert cli.main(["seed", "--demo"]) == 0
    assert kept.read_text().splitlines() == lines
    server = Server(folder)
    assert soon(server.answers)
    served = server.end(signal.SIGTERM)
    for line in lines:
        assert line in served
