"""The web server around the application: Gunicorn, told by us and by nobody else."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger


class _Words(Logger):
    """What Gunicorn has to say goes where all our logs go, and is told as they are."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        self.error_log.setLevel(logging.WARNING)
        self.error_log.propagate = True

    def access(self, *_: Any) -> None:
        """Ours has no addresses, queries or names in it."""


class _Server(BaseApplication):
    def __init__(self, build: Callable[[], Flask], told: dict[str, Any]) -> None:
        self.build, self.told = build, told
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.told.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.build()


def serve(build: Callable[[], Flask], addresses: list[str], *, workers: int, threads: int, seconds: int) -> None:
    """Serves at these addresses (host:port, unix:/path) until told to stop; `build` makes the application in each
    worker.

    Gunicorn believes no header of a proxy: that is ProxyFix's, by setting.
    """
    _Server(
        build,
        {
            "bind": addresses,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "timeout": seconds * 2,
            "graceful_timeout": 10,
            "control_socket_disable": True,
            "logger_class": _Words,
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
            "forwarder_headers": "",
            "proc_name": "sleutelbos web",
        },
    ).run()


def taken(host: str, port: int, seconds: float = 0) -> str | None:
    """Why this address can't be listened on, for so long; None when it can."""
    end = time.monotonic() + seconds
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind((host, port))
            except OSError as problem:
                if time.monotonic() >= end:
                    return problem.strerror or str(problem)
            else:
                return None
        time.sleep(0.2)
