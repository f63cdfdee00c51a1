"""CODA 2, the coded statement of Belgian banks: records of 128 columns, read by our own hand.

Convention: amounts are whole thousandths until a statement is proved; columns are those of coda_fields.py.
`febelfin-coda` 0.5.0 was tried first. It believes what it reads: it takes no file of lines without their trailing
spaces or line ends, stops at a blank line, falls over the details of details (type 9), joins any digits in any
script, proves nothing without a trailer, and says what is wrong by `assert`, which Python may leave out.

Banks differ, and this is lenient where money can't get lost: line ends, encodings, old account numbers, the order
of information records. It is strict where it can: each statement from header to trailer, movements in sequence,
the trailer's count and sums, and opening plus movements is closing.

Source: Febelfin, Coded statement of account (CODA) 2.6; globalisation: types 1 and 2 of the transaction code are
totals of details 5, 6 and 7, which are payments; details 8 of type 3, and 9 of 7, say how one payment was made up.
"""

from __future__ import annotations

import re
from datetime import date

from app.wallet.bank_files.coda_fields import (
    account_in,
    bad_amount,
    bad_line,
    currency_in,
    day_in,
    records,
    signed,
    whole,
)
from app.wallet.bank_files.statement import (
    EURO,
    LONGEST_NAME,
    LONGEST_TEXT,
    BankEntry,
    BankFileProblem,
    BankFormat,
    BankPayment,
    BankStatement,
    line,
    money,
    prove,
    reference_of,
)
from models.values import Iban, Money, StructuredReference

_LOOKS_LIKE = re.compile(rb"(?:\xef\xbb\xbf)?\s*0[0 ]{4}[0-9]{6}[0-9 ]{3}")
_TOTALS, _PAYMENTS = "12", "567"
_REVERSALS = ("49", "99")
_TOPS = tuple(f"0000{kind}" for kind in "0123")


def looks_like_coda(beginning: bytes) -> bool:
    """Whether the bytes begin as a header record does."""
    return _LOOKS_LIKE.match(beginning) is not None


def read_coda(content: bytes) -> list[BankStatement]:
    """The statements of a CODA file, in its order; raises BankFileProblem."""
    found: list[BankStatement] = []
    current: _Statement | None = None
    for at, text in enumerate(records(content), 1):
        if not text:
            continue
        kind = text[0]
        if kind == "0":
            if current is not None:
                raise BankFileProblem("wallet.bank_file.truncated")
            current = _Statement(at, text)
        elif current is None:
            raise bad_line(at)
        elif kind == "2":
            current.movement(at, text)
        elif kind == "3":
            current.information(at, text)
        elif kind == "1":
            current.old_balance(at, text)
        elif kind == "8":
            current.new_balance(at, text)
        elif kind == "9":
            found.append(current.proved(at, text))
            current = None
        elif kind != "4":
            raise bad_line(at)
    if current is not None or not found:
        raise BankFileProblem("wallet.bank_file.truncated")
    return found


class _Movement:
    """A record 21 with what continues it, as text; a detail is one as well."""

    __slots__ = (
        "account",
        "article",
        "details",
        "entry_day",
        "first",
        "info",
        "name",
        "notes",
        "returned",
        "thousandths",
        "value_day",
        "zone",
    )

    def __init__(self, at: int, first: str) -> None:
        self.first = first
        self.thousandths = signed(first[31:47], at)
        if self.thousandths % 10:
            raise bad_amount(at)
        self.value_day = day_in(first[47:53], at)
        self.entry_day = day_in(first[115:121], at)
        self.zone = first[62:115]
        self.name = self.account = self.notes = ""
        self.returned = self.info = False
        self.details: list[_Movement] = []
        self.article = "1"

    def continued(self, at: int, text: str) -> None:
        """A record 22 or 23, each once and in that order."""
        if text[1] <= self.article or text[2:10] != self.first[2:10]:
            raise bad_line(at)
        self.article = text[1]
        if text[1] == "2":
            self.zone += text[10:63]
            self.returned = text[112] in "12345" and not text[109:112].strip()
        else:
            self.account = line(text[10:44]).replace(" ", "")
            self.name = text[47:82]
            self.zone += text[82:125]

    def explained(self, text: str) -> None:
        """A record 31 to 33: the whole name of the other, or more of what was told."""
        article = text[1]
        if article == "1":
            self.info = text[39] != "1"
            if self.info and len(self.notes) < LONGEST_TEXT:
                self.notes += f" {text[40:113]}"
            elif text[39:43] == "1001":
                self.name = text[43:113]
        elif self.info and len(self.notes) < LONGEST_TEXT:
            self.notes += text[10:115] if article == "2" else text[10:100]

    def payment(self, number: int) -> BankPayment:
        told, structured = self._told()
        return BankPayment(
            number,
            money(self.thousandths // 10),
            structured,
            line(told + self.notes),
            line(self.name, LONGEST_NAME),
            self.account,
            line(self.first[10:31]),
            self.returned or self.first[56:58] in _REVERSALS,
        )

    def _told(self) -> tuple[str, StructuredReference | None]:
        if self.first[61] != "1":
            return self.zone, None
        if self.zone[:3] in ("101", "102") and (structured := reference_of(self.zone[3:15])) is not None:
            return self.zone[15:], structured
        return self.zone[3:], None

    def entry(self, sequence: int, currency: str, otherwise: date) -> BankEntry:
        leaves, off = self._leaves() if self.details else ((), None)
        return BankEntry(
            sequence,
            self.payment(0),
            self.entry_day or otherwise,
            self.value_day,
            line(self.first[53:61]),
            None if currency == EURO else currency,
            leaves,
            off,
        )

    def _leaves(self) -> tuple[tuple[BankPayment, ...], Money | None]:
        kind = self.first[53]
        parts = [one for one in self.details if kind in _TOTALS and one.first[53] in _PAYMENTS]
        if parts and (off := self.thousandths - sum(one.thousandths for one in parts)):
            return (), money(off // 10)
        return tuple(one.payment(number) for number, one in enumerate(parts, 1)), None


class _Statement:
    """Header to trailer, as it is read."""

    def __init__(self, at: int, header: str) -> None:
        if header[127] != "2":
            raise BankFileProblem("wallet.bank_file.version", found=line(header[127]) or "–")
        if header[83:88].strip(" 0"):
            raise BankFileProblem("wallet.bank_file.separate")
        self.count = 0
        self.opened = self.closed = ""
        self.opening = self.closing = 0
        self.account: Iban | None = None
        self.first_day: date | None = None
        self.last_day: date | None = None
        self.movements: list[_Movement] = []
        self.last: _Movement | None = None

    def old_balance(self, at: int, text: str) -> None:
        if self.opened:
            raise bad_line(at)
        self.opened = text
        self.count += 1
        self.account = account_in(text[1], text[5:42], at)
        self.opening = signed(text[42:58], at)
        self.first_day = day_in(text[58:64], at)

    def movement(self, at: int, text: str) -> None:
        if not self.opened or self.closed or text[1] not in "123":
            raise bad_line(at)
        self.count += 1
        if text[1] != "1":
            if self.last is None:
                raise bad_line(at)
            self.last.continued(at, text)
            return
        self.last = made = _Movement(at, text)
        expected = f"{(len(self.movements) + 1) % 10_000:04}"
        if text[6:10] == "0000" and text[2:6] == expected:
            self.movements.append(made)
        elif self.movements and text[2:6] == self.movements[-1].first[2:6] and text[6:10] + text[53] not in _TOPS:
            self.movements[-1].details.append(made)
        else:
            raise BankFileProblem(
                "wallet.bank_file.sequence_hole", line=at, expected=expected, found=line(text[2:6]) or "–"
            )

    def information(self, at: int, text: str) -> None:
        if self.last is None or text[1] not in "123" or text[2:6] != self.last.first[2:6]:
            raise bad_line(at)
        self.count += 1
        self.last.explained(text)

    def new_balance(self, at: int, text: str) -> None:
        if not self.opened or self.closed:
            raise bad_line(at)
        self.closed = text
        self.count += 1
        self.closing = signed(text[41:57], at)
        self.last_day = day_in(text[57:63], at)
        if account_in(self.opened[1], text[4:41], at) != self.account:
            raise BankFileProblem("wallet.bank_file.account")

    def proved(self, at: int, trailer: str) -> BankStatement:
        """The statement, when everything that the file says of itself is so."""
        if not self.opened or self.account is None or (self.movements and not self.closed):
            raise BankFileProblem("wallet.bank_file.truncated")
        self._agree(at, trailer)
        if not self.closed:
            self.closing, self.last_day = self.opening, self.first_day
        last_day = self.last_day
        if last_day is None:
            raise BankFileProblem("wallet.bank_file.bad_date", place=at or "–")
        if self.opening % 10 or self.closing % 10:
            raise bad_amount(at)
        prove(self.opening // 10, (one.thousandths // 10 for one in self.movements), self.closing // 10)
        currency = currency_in(self.opened[1], self.opened[5:42])
        return BankStatement(
            BankFormat.CODA,
            self.account,
            currency,
            self._number(),
            "",
            min(self.first_day or last_day, last_day),
            last_day,
            money(self.opening // 10),
            money(self.closing // 10),
            tuple(one.entry(sequence, currency, last_day) for sequence, one in enumerate(self.movements, start=1)),
        )

    def _agree(self, at: int, trailer: str) -> None:
        if (told := whole(trailer[16:22], at)) != self.count:
            raise BankFileProblem("wallet.bank_file.count_off", expected=told, found=self.count)
        for columns, sign in ((slice(22, 37), -1), (slice(37, 52), 1)):
            sums = sum(one.thousandths * sign for one in self.movements if one.thousandths * sign > 0)
            if off := whole(trailer[columns], at) - sums:
                raise BankFileProblem("wallet.bank_file.totals_off", difference=money(off // 10))

    def _number(self) -> int | None:
        """The coded statement's number, else that of the paper one; zeros are none."""
        for told in (self.opened[125:128], self.closed[1:4], self.opened[2:5]):
            if told.isascii() and told.isdigit() and int(told):
                return int(told)
        return None
