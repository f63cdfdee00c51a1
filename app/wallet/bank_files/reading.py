"""The way in: which format a file is, by its bytes and never by its name, and what no file may be.

Nothing is unpacked: a packed file is refused, whatever is in it.
"""

from __future__ import annotations

from typing import IO

from app.wallet.bank_files.camt import read_camt
from app.wallet.bank_files.coda import looks_like_coda, read_coda
from app.wallet.bank_files.markup import looks_like_xml
from app.wallet.bank_files.statement import BankFileProblem, BankStatement

MOST_BYTES = 20 * 1024 * 1024
MOST_PAYMENTS = 100_000
_PACKED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)


def read_bank_file(content: bytes | IO[bytes]) -> list[BankStatement]:
    """The statements of a bank's file, CODA 2 or camt.053, in its order, each once and each proved complete.

    Raises BankFileProblem: `too_large`, `too_many`, `packed`, `empty`, `not_a_statement`, `encoding`,
    `number_twice`, and what the formats refuse.
    """
    if not isinstance(content, bytes):
        content = content.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BankFileProblem("wallet.bank_file.too_large", most=MOST_BYTES // 1024 // 1024)
    if not content.strip(b"\0 \t\r\n\x1a"):
        raise BankFileProblem("wallet.bank_file.empty")
    if content.startswith(_PACKED):
        raise BankFileProblem("wallet.bank_file.packed")
    found = _by_format(content)
    if sum(len(entry.leaves) or 1 for one in found for entry in one.entries) > MOST_PAYMENTS:
        raise BankFileProblem("wallet.bank_file.too_many", most=MOST_PAYMENTS)
    return _once(found)


def _by_format(content: bytes) -> list[BankStatement]:
    beginning = content[:400]
    if looks_like_xml(beginning):
        return read_camt(content)
    if looks_like_coda(beginning):
        return read_coda(content)
    if b"\0" in beginning:
        raise BankFileProblem("wallet.bank_file.encoding")
    raise BankFileProblem("wallet.bank_file.not_a_statement")


def _once(statements: list[BankStatement]) -> list[BankStatement]:
    """Each once; two that differ under one name can't both be right."""
    seen: dict[tuple[str, str], BankStatement] = {}
    for one in statements:
        first = seen.setdefault((one.account.digits, one.key), one)
        if first is not one and first != one:
            raise BankFileProblem("wallet.bank_file.number_twice", number=one.key)
    return list(seen.values())
