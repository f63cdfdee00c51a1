"""What has been seen of a long list: a number of eight bytes for a number of eight bytes, 32 bytes of memory each.

A dict of Python's takes five times as much, and lists have more than a million keys.
"""

from __future__ import annotations

from array import array

_SMALLEST = 1 << 10
_WHOLE = (1 << 64) - 1


class Seen:
    """Numbers by numbers, such as `hash` gives; nothing is ever taken away."""

    def __init__(self) -> None:
        self._keys = array("Q", bytes(8 * _SMALLEST))
        self._values = array("Q", bytes(8 * _SMALLEST))
        self._count = 0

    def get(self, key: int) -> int | None:
        at = self._place(key & _WHOLE or 1)
        return self._values[at] if self._keys[at] else None

    def put(self, key: int, value: int) -> int | None:
        """Keeps it; returns what stood there before, None for nothing."""
        key = key & _WHOLE or 1
        at = self._place(key)
        before = self._values[at] if self._keys[at] else None
        self._keys[at], self._values[at] = key, value & _WHOLE
        if before is None:
            self._count += 1
            if 2 * self._count > len(self._keys):
                self._grow()
        return before

    def _place(self, key: int) -> int:
        keys, last = self._keys, len(self._keys) - 1
        at = key & last
        while keys[at] not in (0, key):
            at = (at + 1) & last
        return at

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        self._keys = array("Q", bytes(16 * len(keys)))
        self._values = array("Q", bytes(16 * len(keys)))
        for key, value in zip(keys, values, strict=True):
            if key:
                at = self._place(key)
                self._keys[at], self._values[at] = key, value
