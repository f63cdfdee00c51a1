"""The command line, as an operator meets it: real processes on an installation of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import run
from models import migrations
from tests.app.test_operation import prepared
from tests.database import TestServer

ROOT = Path(run.__file__).parent


class Operator:
    """Somebody at a shell, with settings of his own."""

    def __init__(self, state: Path) -> None:
        self.settings = {"STATE_DIR": str(state), "DEMO_DATA": "0", "PORT": str(_free_port())}
        self.begun: list[subprocess.Popen[str]] = []

    def _told(self, arguments: tuple[str, ...]) -> list[str]:
        return [sys.executable, str(ROOT / "run.py"), *arguments]

    def environment(self) -> dict[str, str]:
        return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | self.settings

    def runs(self, *arguments: str) -> tuple[int, str]:
        """The exit status, and everything said."""
        done = subprocess.run(
            self._told(arguments),
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout

    def starts(self) -> subprocess.Popen[str]:
        """Everything; returns once its address was printed."""
        process = subprocess.Popen(self._told(()), env=self.environment(), stdout=subprocess.PIPE, text=True)
        self.begun.append(process)
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Sleutelbos: http"):
                return process
        raise AssertionError("it ended without printing its address")

    def asks(self, path: str, **headers: str) -> tuple[int, str]:
        address = f"http://127.0.0.1:{self.settings['PORT']}{path}"
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=90) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _family_of(pid: int) -> dict[str, int]:
    """The children of a process, by the part they play."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            words = (process / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if parent == pid and "--parent" in words:
            found[words[words.index("--parent") - 1]] = int(process.name)
    return found


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 180
    while not until():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    at_work = Operator(tmp_path / "var")
    yield at_work
    for process in at_work.begun:
        if process.poll() is None:
            process.terminate()
            process.wait(120)


@pytest.fixture
def production(operator: Operator, server: TestServer) -> Iterator[Operator]:
    """Production on a prepared, empty database of the test run's server."""
    with prepared(server) as name:
        operator.settings |= {
            "PRODUCTION": "1",
            "DATABASE_URL": server.url("house_app", name),
            "DATABASE_OWNER_URL": server.url("house_owner", name),
            "TRUSTED_HOSTS": "rechten.example.be",
            "SMTP_URL": "smtp://localhost:9",
            "MAIL_FROM": "noreply@example.be",
        }
        operator.settings.pop("DEMO_DATA")
        yield operator


@pytest.mark.slow
def test_all_of_it_starts_survives_deaths_and_ends_without_leaving_a_process(operator: Operator) -> None:
    first = operator.starts()
    assert operator.asks("/health") == (200, '{"status":"ok"}\n')
    _wait(lambda: set(_family_of(first.pid)) == {"web", "clock", "worker"})

    other = Operator(Path(operator.settings["STATE_DIR"]))
    status, said = other.runs()
    assert status == 1
    assert "runs already" in said

    worker = _family_of(first.pid)["worker"]
    os.kill(worker, signal.SIGKILL)
    _wait(lambda: _family_of(first.pid).get("worker", worker) != worker)

    first.kill()
    first.wait()
    second = operator.starts()
    assert operator.asks("/health")[0] == 200
    assert operator.runs("verify-events") == (0, "The audit trail is whole.\n")
    second.terminate()
    assert second.wait(120) == 0
    data = Path(operator.settings["STATE_DIR"]) / "postgres" / "data"
    assert not (data / "postmaster.pid").exists()


@pytest.mark.slow
@pytest.mark.trust("6.4.1")
def test_production_is_initialised_once_and_its_first_member_gets_a_link(production: Operator) -> None:
    status, said = production.runs("web")
    assert (status, "Run: run.py init" in said) == (1, True)
    status, said = production.runs("init", "--username", "greet.desmet", "--email", "greet@example.be")
    assert status == 0
    assert "\nhttps://rechten.example.be/password/new/" in said
    status, said = production.runs("init", "--username", "els.wouters", "--email", "els@example.be")
    assert (status, "already" in said) == (1, True)
    assert production.runs("demo") == (1, "Demo data are refused in production.\n")


@pytest.mark.slow
def test_in_production_the_database_is_changed_by_upgrade_only(production: Operator) -> None:
    production.runs("init", "--username", "greet.desmet", "--email", "greet@example.be")
    owner = create_engine(production.settings["DATABASE_OWNER_URL"])
    migrations.downgrade_to(owner, "003")
    status, said = production.runs()
    assert (status, "Run: run.py upgrade" in said) == (1, True)
    status, said = production.runs("upgrade")
    assert (status, said.startswith("Upgraded from step 003")) == (0, True)
    with owner.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '999'"))
    owner.dispose()
    for command in ("web", "clock", "worker", "upgrade"):
        status, said = production.runs(command)
        assert (status, "belongs to a newer version" in said) == (1, True)


@pytest.mark.slow
@pytest.mark.trust("14.2.6")
def test_in_production_a_request_is_one_line_of_json_without_who_or_what(production: Operator) -> None:
    production.runs("init", "--username", "greet.desmet", "--email", "greet@example.be")
    log = Path(production.settings["STATE_DIR"]) / "said.log"
    with log.open("w") as file:
        web = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py"), "web"], env=production.environment(), stderr=file
        )
        try:
            _wait(lambda: "answers" in _answers(production))
            production.asks("/sign-in/?next=/persons/85073003328", Host="rechten.example.be")
            assert production.asks("/sign-in/", Host="evil.example")[0] == 400
        finally:
            web.terminate()
            web.wait(120)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    asked = [line for line in lines if line.get("endpoint") == "SignInScreen.login"]
    assert asked
    assert asked[0]["status"] == 200
    assert "85073003328" not in log.read_text()
    assert "127.0.0.1" not in log.read_text()


def _answers(operator: Operator) -> str:
    try:
        return "answers" if operator.asks("/health")[0] == 200 else ""
    except OSError:
        return ""


@pytest.mark.slow
def test_the_embedded_database_moves_to_a_server_and_stays_where_it_was(
    operator: Operator, server: TestServer
) -> None:
    operator.runs("init", "--username", "greet.desmet", "--email", "greet@example.be")
    with prepared(server) as name:
        there = {
            "DATABASE_URL": server.url("house_app", name),
            "DATABASE_OWNER_URL": server.url("house_owner", name),
        }
        operator.settings |= there
        status, said = operator.runs("move")
        assert (status, said.startswith("Moved ")) == (0, True)
        assert operator.runs("verify-events")[0] == 0
        status, said = operator.runs("move")
        assert (status, "Not moved; the old database is as it was" in said) == (1, True)
        for setting in there:
            del operator.settings[setting]
        assert operator.runs("verify-events")[0] == 0


@pytest.mark.slow
@pytest.mark.trust("Restore drill")
def test_a_backup_comes_back_in_another_place_with_its_keys(operator: Operator, tmp_path: Path) -> None:
    operator.runs("init", "--username", "greet.desmet", "--email", "greet@example.be")
    copy = tmp_path / "house.dump"
    assert operator.runs("backup", str(copy))[0] == 0
    elsewhere = Operator(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "elsewhere" / "keys.json").write_bytes((tmp_path / "var" / "keys.json").read_bytes())
    assert elsewhere.runs("restore", str(copy)) == (
        0,
        "Restored: rows, walls, audit trail and documents verify.\n",
    )
    status, said = elsewhere.runs("restore", str(copy))
    assert (status, "already holds tables" in said) == (1, True)
    assert elsewhere.runs("verify-events") == (0, "The audit trail is whole.\n")
    (tmp_path / "elsewhere" / "anchors.log").unlink()
    status, said = elsewhere.runs("verify-events")
    assert (status, "the file of anchors lacks 1 lines" in said) == (1, True)
    (tmp_path / "elsewhere" / "keys.json").unlink()
    status, said = elsewhere.runs("verify-events")
    assert (status, "was written with its keys: put it back" in said) == (1, True)


@pytest.mark.parametrize("command", sorted(set(run.COMMANDS) - {"all"}))
def test_every_command_says_what_it_does(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run.main([command, "--help"])
    assert ended.value.code == 0
    work = run.COMMANDS[command]
    assert work.__doc__
    assert command in capsys.readouterr().out


def test_unsafe_settings_are_told_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODUCTION", "1")
    monkeypatch.setenv("DEMO_DATA", "1")
    with pytest.raises(SystemExit, match=r"(?s)Not started.*\n- DEMO_DATA is on.*\n- DATABASE_URL is empty"):
        run.main(["web"])
