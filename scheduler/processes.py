"""The processes of one start: begun together, begun again when one dies, ended together.

Each child ends by itself when its parent is gone, however that went: a port is never left taken by an orphan.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

import structlog

log = structlog.get_logger("processes")

_BREATH = 0.2
_LOOK_EVERY = 5.0
_PATIENCE = 15.0
_DEATHS, _WITHIN = 4, 60.0
_PR_SET_PDEATHSIG = 1


class AlreadyRunning(Exception):
    """Another process has this installation for itself."""


class Lock:
    """One process at a time, by a file; gone with the process that holds it, however that ends."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._held: TextIO | None = None

    def take(self) -> None:
        """Raises AlreadyRunning."""
        held = self.file.open("a")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            raise AlreadyRunning from None
        self._held = held

    def is_free(self) -> bool:
        try:
            self.take()
        except AlreadyRunning:
            return False
        self.release()
        return True

    def release(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None


def end_with(parent: int) -> None:
    """This process is told to end (SIGTERM) when that parent does; called first of all. Linux."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # gone before we asked
        sys.exit(0)


def keep_running(
    commands: Mapping[str, Sequence[str]],
    environment: Mapping[str, str],
    *,
    begun: Callable[[], bool],
    now_and_then: Callable[[], None],
) -> str | None:
    """Runs the commands as children until this process is told to stop, then ends them all. In the main thread.

    The first has the machine to itself until `begun` says yes. `now_and_then` is called every five seconds.
    Returns None when told to stop, or the name of the child that died too often to go on.
    """
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _: told.append(number))
    children: dict[str, subprocess.Popen[bytes]] = {}
    deaths: dict[str, deque[float]] = {name: deque(maxlen=_DEATHS) for name in commands}
    looked, started = time.monotonic(), False
    try:
        while not told:
            for name, command in list(commands.items())[: None if started else 1]:
                child = children.get(name)
                if child is not None and child.poll() is None:
                    continue
                if child is not None:
                    log.warning("process died", name=name, status=child.returncode)
                    deaths[name].append(time.monotonic())
                    if len(deaths[name]) == _DEATHS and deaths[name][-1] - deaths[name][0] < _WITHIN:
                        return name
                # In a session of its own: Ctrl-C comes to us, and we tell the children.
                children[name] = subprocess.Popen(command, env=dict(environment), start_new_session=True)  # noqa: S603
            started = started or begun()
            if time.monotonic() - looked > _LOOK_EVERY:
                now_and_then()
                looked = time.monotonic()
            time.sleep(_BREATH)
    finally:
        _end(list(children.values()))
    return None


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    end = time.monotonic() + _PATIENCE
    for child in children:
        try:
            child.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
