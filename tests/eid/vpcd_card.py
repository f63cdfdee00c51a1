"""`python -m tests.eid.vpcd_card SOFTWARE PORT`: the software card in vpcd's virtual reader, until it is ended.

vpcd asks in messages that begin with their length, two bytes; one of a single byte switches the card, or asks who
it is.
"""

from __future__ import annotations

import socket
import sys
import time
from datetime import UTC, datetime

from eid.virtual import SoftwareCard
from eid.virtual_people import card_of
from tests.eid.people import NORA

ATRS = {"1.7": "3B9813400AA503010101AD1311", "1.8": "3B7F96000080318065B085040120120FFF829000"}
_WHO = 4


def _received(connection: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        # Without it each command waits some forty milliseconds for a packet that isn't coming.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = connection.recv(count - len(found))
        if not part:
            raise EOFError
        found += part
    return found


def _reader(port: int) -> socket.socket:
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        except OSError:
            time.sleep(0.1)
    raise SystemExit("no virtual reader came up")


def main(software: str, port: int) -> None:
    """Puts the card in and answers what it is asked."""
    card = SoftwareCard(card_of(NORA, datetime.now(UTC), has_curve=software == "1.8"))
    atr = bytes.fromhex(ATRS[software])
    connection = _reader(port)
    connection.settimeout(None)
    while True:
        message = _received(connection, int.from_bytes(_received(connection, 2), "big"))
        if len(message) == 1:
            answer = atr if message[0] == _WHO else b""
            if not answer:
                continue
        else:
            data, first, second = card.transmit(list(message))
            answer = bytes((*data, first, second))
        connection.sendall(len(answer).to_bytes(2, "big") + answer)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
