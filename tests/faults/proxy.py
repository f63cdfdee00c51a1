"""A wire that misbehaves: a TCP door on this machine before a server, and a hand on the wire.

`silent` swallows what is sent, both ways, and lets new callers in without a word; `reset` hangs up on everybody,
`slow` delays each piece, `flaky` hangs up now and then by a seed, `cut` lets some answers through and hangs up
in the middle of the next one, `hush` falls silent after some answers. `pass_on` is a sound wire.
"""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
import time
from pathlib import Path

PIECE = 64 * 1024
_HANG_UP = struct.pack("ii", 1, 0)


class Wire:
    """The door listens on `port` until `close()`; `target` is a Unix socket's path, or host and port."""

    def __init__(self, target: Path | tuple[str, int], seed: int = 1) -> None:
        self.target = target
        self.mode = "pass"
        self.delay = 0.0
        self.answers = 0  # still let through, under `cut` and `hush`
        self.chance = random.Random(seed)  # noqa: S311 - faults, not secrets
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._one = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._let_in, daemon=True).start()

    def pass_on(self) -> None:
        """Sound again, for new callers; whoever was kept waiting in silence is hung up on."""
        was, self.mode, self.delay = self.mode, "pass", 0.0
        if was in ("silent", "hush"):
            self.hang_up()

    def silent(self) -> None:
        self.mode = "silent"

    def reset(self) -> None:
        self.mode = "reset"
        self.hang_up()

    def slow(self, seconds: float) -> None:
        self.mode, self.delay = "pass", seconds

    def flaky(self) -> None:
        self.mode = "flaky"

    def cut(self, answers: int) -> None:
        self.mode, self.answers = "cut", answers

    def hush(self, answers: int) -> None:
        self.mode, self.answers = "hush", answers

    def hang_up(self) -> None:
        """On everybody, without goodbye."""
        with self._one:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            for end in pair:
                _drop(end)

    def close(self) -> None:
        self._door.close()
        self.hang_up()

    def _let_in(self) -> None:
        while True:
            try:
                caller, _ = self._door.accept()
            except OSError:
                return
            if self.mode == "reset":
                _drop(caller)
                continue
            threading.Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller: socket.socket) -> None:
        try:
            if isinstance(self.target, Path):
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self.target))
            else:
                server = socket.create_connection(self.target, timeout=5)
                server.settimeout(None)
        except OSError:
            _drop(caller)
            return
        pair = (caller, server)
        with self._one:
            self._pairs.add(pair)
        for source, sink, answers in ((caller, server, False), (server, caller, True)):
            threading.Thread(target=self._carry, args=(pair, source, sink, answers), daemon=True).start()

    def _carry(
        self, pair: tuple[socket.socket, socket.socket], source: socket.socket, sink: socket.socket, answers: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                if not self._carried(sink, piece, answers):
                    break
        with self._one:
            self._pairs.discard(pair)
        for end in pair:
            _drop(end)

    def _carried(self, sink: socket.socket, piece: bytes, answers: bool) -> bool:
        """Whether the piece went on, or was swallowed; no: hang up."""
        if self.delay:
            time.sleep(self.delay)
        if answers and self.mode in ("cut", "hush"):
            if self.answers > 0:
                self.answers -= 1
            elif self.mode == "cut":
                sink.sendall(piece[: len(piece) // 2])
                return False
            else:
                self.mode = "silent"
        if self.mode == "reset" or (self.mode == "flaky" and self.chance.random() < 0.05):
            return False
        if self.mode != "silent":
            sink.sendall(piece)
        return True


def _drop(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _HANG_UP)
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
