"""A server over TLS that gives lists away as a test wants it to: whole, torn, slow, packed, or elsewhere."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class ListServer:
    """What stands at which path. `fault`: silent, slow, torn, packed, a number (that status); '' for none.

    `moved` has paths that lead elsewhere, `asked` the headers of each request by its path.
    """

    pages: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


class _Line(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    lists: ListServer

    def do_GET(self) -> None:
        self.lists.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        with suppress(OSError):
            self._answer()

    def _answer(self) -> None:
        fault, body = self.lists.fault, self.lists.pages.get(self.path)
        if self.path in self.lists.moved:
            self._head(302, 0, Location=self.lists.moved[self.path])
        elif fault == "silent":
            self.lists.ended.wait(10)
            self.close_connection = True
        elif fault.isdigit() or body is None:
            self._head(int(fault or 404), 4)
            self.wfile.write(b"no!\n")
        elif fault == "packed":
            packed = gzip.compress(body)
            self._head(200, len(packed), **{"Content-Encoding": "gzip"})
            self.wfile.write(packed)
        elif fault == "torn":
            self._head(200, len(body))
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif fault == "slow":
            self._head(200, len(body))
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                if self.lists.ended.wait(0.02):
                    return
        else:
            self._head(200, len(body))
            self.wfile.write(body)

    def _head(self, status: int, size: int, **more: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(size)} | more).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: tests are quiet."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Nothing: whoever asked hung up."""


@contextmanager
def serving(lists: ListServer, tls: ssl.SSLContext | None) -> Iterator[ListServer]:
    """The server on a port of this machine; without TLS only to see that nobody asks it."""
    server = _Quiet(("127.0.0.1", 0), type("Line", (_Line,), {"lists": lists}))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    lists.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield lists
    finally:
        lists.ended.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
