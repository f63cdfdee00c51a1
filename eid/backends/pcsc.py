"""Cards in readers of this machine, through the smart-card service (PC/SC).

Each visit shares the card with other programs and shuts them out only while it lasts, in a transaction; it leaves
the card powered, so that nobody else's session is reset. The extra `eid` brings pyscard; where it lacks, a fault
says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from eid.errors import EidError, Fault

_FAULTS = {
    0x8010001D: Fault.SERVICE_DOWN,
    0x8010001E: Fault.SERVICE_DOWN,
    0x8010006A: Fault.ACCESS_DENIED,
    0x8010002E: Fault.NO_READER,
    0x80100009: Fault.NO_READER,
    0x80100017: Fault.NO_READER,
    0x8010000C: Fault.NO_CARD,
    0x80100066: Fault.CARD_MUTE,
    0x80100067: Fault.CARD_MUTE,
    0x80100016: Fault.CARD_REMOVED,
    0x80100069: Fault.CARD_REMOVED,
    0x8010000B: Fault.BUSY,
    0x80100068: Fault.BUSY,
}


def _service() -> ModuleType:
    try:
        from smartcard import scard
    except ImportError:
        raise EidError(Fault.SUPPORT_MISSING, "pyscard isn't installed") from None
    found: ModuleType = scard
    return found


def _check(result: int, what: str) -> None:
    if result != 0:
        code = result & 0xFFFFFFFF
        raise EidError(_FAULTS.get(code, Fault.UNREADABLE), f"{what} said {code:08X}")


@contextmanager
def _context(service: ModuleType) -> Iterator[Any]:
    result, context = service.SCardEstablishContext(service.SCARD_SCOPE_USER)
    _check(result, "the service")
    try:
        yield context
    finally:
        service.SCardReleaseContext(context)


def readers() -> list[str]:
    """The readers of this machine, in no order. Raises EidError support_missing, service_down, access_denied."""
    service = _service()
    with _context(service) as context:
        result, found = service.SCardListReaders(context, [])
        if result & 0xFFFFFFFF in (0x8010002E, 0x80100017):
            return []
        _check(result, "listing readers")
        return list(found)


class _Card:
    """A connection to the card in a reader, as `eid.apdu.Connection` has it."""

    def __init__(self, service: ModuleType, handle: Any, protocol: int) -> None:
        self._service, self._handle = service, handle
        self._protocol = service.SCARD_PCI_T0 if protocol == service.SCARD_PROTOCOL_T0 else service.SCARD_PCI_T1

    def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]:
        result, answer = self._service.SCardTransmit(self._handle, self._protocol, apdu)
        _check(result, "the card")
        if len(answer) < 2:
            raise EidError(Fault.CARD_MUTE, "an answer without status")
        return list(answer[:-2]), answer[-2], answer[-1]


@contextmanager
def card_in(reader: str) -> Iterator[_Card]:
    """The card in that reader, for us alone as long as the context lasts.

    Raises EidError no_reader, no_card, card_mute, card_removed, busy, and what `readers` raises.
    """
    service = _service()
    with _context(service) as context:
        protocols = service.SCARD_PROTOCOL_T0 | service.SCARD_PROTOCOL_T1
        result, handle, protocol = service.SCardConnect(context, reader, service.SCARD_SHARE_SHARED, protocols)
        _check(result, "the reader")
        try:
            _check(service.SCardBeginTransaction(handle), "the card")
            try:
                yield _Card(service, handle, protocol)
            finally:
                service.SCardEndTransaction(handle, service.SCARD_LEAVE_CARD)
        finally:
            service.SCardDisconnect(handle, service.SCARD_LEAVE_CARD)


@contextmanager
def card_there() -> Iterator[_Card]:
    """The card in the first reader that has one. Raises what `reader_with_card` and `card_in` raise."""
    with card_in(reader_with_card()) as card:
        yield card


def reader_with_card() -> str:
    """The first reader with a card in it. Raises EidError no_reader, no_card, card_mute, and as `readers` does."""
    service, found = _service(), readers()
    if not found:
        raise EidError(Fault.NO_READER)
    with _context(service) as context:
        asked = [(reader, service.SCARD_STATE_UNAWARE) for reader in found]
        result, told = service.SCardGetStatusChange(context, 0, asked)
        _check(result, "the readers")
    for reader, state, _ in told:
        if state & service.SCARD_STATE_PRESENT:
            if state & service.SCARD_STATE_MUTE:
                raise EidError(Fault.CARD_MUTE)
            return str(reader)
    raise EidError(Fault.NO_CARD)
