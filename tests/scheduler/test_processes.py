"""The processes of one start live and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scheduler.processes import AlreadyRunning, Lock

ROOT = Path(__file__).resolve().parents[2]
# A parent of two children that write down when they begin; each child ends with it.
FAMILY = """
import sys, os
from pathlib import Path
from scheduler.processes import keep_running
folder = Path(sys.argv[1])
child = (sys.executable, "-c", sys.argv[2], str(os.getpid()))
died = keep_running(
    {"one": (*child, str(folder / "one")), "two": (*child, str(folder / "two"))},
    os.environ, begun=(folder / "one").exists, now_and_then=lambda: None)
print("died:", died)
"""
FAITHFUL = """
import sys, os, time
from scheduler.processes import end_with
end_with(int(sys.argv[1]))
with open(sys.argv[2], "a") as file:
    file.write(f"{os.getpid()}\\n")
time.sleep(60)
"""
SICKLY = "import sys; sys.exit(3)"


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    begun: list[subprocess.Popen[str]] = []

    def begin(child: str) -> subprocess.Popen[str]:
        told = (sys.executable, "-c", FAMILY, str(tmp_path), child)
        begun.append(subprocess.Popen(told, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return begun[-1]

    yield begin
    for one in begun:
        one.kill()
        one.communicate()


def _pids(folder: Path, name: str, count: int = 1) -> list[int]:
    """Those that began under that name, once there are so many."""
    file = folder / name
    _wait(lambda: file.exists() and len(file.read_text().splitlines()) >= count)
    return [int(line) for line in file.read_text().splitlines()]


def _lives(pid: int) -> bool:
    try:
        return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not until():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def test_a_child_that_dies_is_begun_again(tmp_path: Path, family: Callable[[str], subprocess.Popen[str]]) -> None:
    family(FAITHFUL)
    _pids(tmp_path, "two")
    os.kill(_pids(tmp_path, "one")[0], signal.SIGKILL)
    _, second = _pids(tmp_path, "one", 2)
    assert _lives(second)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_parent_ends_all(
    tmp_path: Path, family: Callable[[str], subprocess.Popen[str]], number: signal.Signals
) -> None:
    parent = family(FAITHFUL)
    children = [*_pids(tmp_path, "one"), *_pids(tmp_path, "two")]
    parent.send_signal(number)
    said, _ = parent.communicate(timeout=90)
    assert said == "died: None\n"
    assert not any(map(_lives, children))


def test_children_of_a_killed_parent_end(tmp_path: Path, family: Callable[[str], subprocess.Popen[str]]) -> None:
    parent = family(FAITHFUL)
    children = [*_pids(tmp_path, "one"), *_pids(tmp_path, "two")]
    parent.kill()
    _wait(lambda: not any(map(_lives, children)))


def test_a_child_that_keeps_dying_ends_the_whole_and_is_named(
    family: Callable[[str], subprocess.Popen[str]],
) -> None:
    parent = family(SICKLY)
    said, _ = parent.communicate(timeout=90)
    assert said.endswith("died: one\n")


def test_one_process_at_a_time_has_the_installation(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    first.take()
    with pytest.raises(AlreadyRunning):
        second.take()
    assert not second.is_free()
    first.release()
    assert second.is_free()
    second.take()
