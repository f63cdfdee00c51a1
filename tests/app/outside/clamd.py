"""A small server that speaks clamd's protocol, with the moods a real one has; bounded in time and connections."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.app.documents.corpus import EICAR

ANSWERS = {"clean": b"stream: OK\0", "full": b"INSTREAM size limit exceeded. ERROR\0", "odd": b"hello\0"}


class Server:
    """One address. `mood`: clean, honest (finds the test file), full, odd, silent, slow, rude (hangs up)."""

    def __init__(self, listener: socket.socket, mood: str) -> None:
        self.listener, self.mood = listener, mood
        self.seen: list[bytes] = []

    def run(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            line.settimeout(60)
            with line, suppress(OSError):
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        if self.mood == "rude":
            return
        if self._exactly(line, 10) != b"zINSTREAM\0":
            line.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!I", self._exactly(line, 4))[0]:
            content += self._exactly(line, size)
        self.seen.append(content)
        if self.mood in ("silent", "slow"):
            time.sleep(0.6)
            if self.mood == "silent":
                return
        answer = ANSWERS.get(self.mood)
        if answer is None:
            answer = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else ANSWERS["clean"]
        line.sendall(answer[:5])
        line.sendall(answer[5:])

    @staticmethod
    def _exactly(line: socket.socket, count: int) -> bytes:
        read = b""
        while len(read) < count and (more := line.recv(count - len(read))):
            read += more
        return read


@contextmanager
def clamd(mood: str = "honest", path: Path | None = None) -> Iterator[tuple[str, Server]]:
    """The address of a server in that mood, on this machine only, and the server itself."""
    if path is None:
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen()
        address = f"unix://{path}"
    server = Server(listener, mood)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield address, server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
