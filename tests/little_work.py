"""Reading a hostile file takes little work: told in time of the processor, which others on the machine don't use.

What is guarded against (squares of a size, a search that backtracks) takes minutes; the limit leaves room for a
slow machine and for memory being watched.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 10.0


@contextmanager
def little_work(seconds: float = SECONDS) -> Iterator[None]:
    """What is done within, by this thread, takes no more than so many seconds of the processor."""
    began = time.thread_time()
    yield
    took = time.thread_time() - began
    assert took < seconds, f"{took:.1f} s of the processor"
