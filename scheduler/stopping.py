"""How a child process of this room ends: it is told once, finishes what it holds, and is gone within a second."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

_SIGNALS = {signal.SIGTERM, signal.SIGINT}


def until_told(part: Callable[[threading.Event], None]) -> None:
    """Runs `part` until SIGTERM or SIGINT sets its event; what it raises is raised here. In the main thread.

    The signals are waited for, not handled: setting an event inside a handler can hang on the event's own lock.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    stop = threading.Event()
    try:
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(part, stop)
            while not running.done():
                if signal.sigtimedwait(_SIGNALS, 0.2) is not None:
                    stop.set()
                    break
            running.result()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
