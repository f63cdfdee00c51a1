"""Files of banks, from their bytes to proved statements, against bare parses of the same bytes that prove nothing.

The bare parse is what one writes in ten lines: fields by their columns or paths, the amount a Decimal, days dates.
It leaves all that makes it worth something to us: communications with their check digits, leaves, reversals,
sequence, sums, balances, limits, hostile files. Beside it stands, as the floor that no reader can go below: CODA's
records only sliced, entries of camt.053 only counted as lxml's own stream gives them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lxml import etree

from app.wallet.bank_files import BankEntry, BankFormat, BankPayment, BankStatement, read_bank_file
from app.wallet.bank_files.statement import money
from benchmarks.measure import Job, Times, interleaved, main
from models.values import StructuredReference
from tests.app.wallet.bank import writer
from tests.app.wallet.bank.statements import DAY, statement

JOBS = (
    Job("CODA file", "bare parse", 4.0, growth=12.0),
    Job("CODA file, floor", "records sliced"),
    Job("camt.053 file", "bare parse by lxml", 3.0, growth=12.0),
    Job("camt.053 file, floor", "lxml, only counted"),
)
SIZES = (2_000, 20_000)
_21 = [
    slice(*one)
    for one in ((2, 6), (6, 10), (10, 31), (31, 32), (32, 47), (47, 53), (53, 61), (61, 62), (62, 115), (115, 121))
]
_22 = [slice(*one) for one in ((2, 6), (6, 10), (10, 63), (63, 98), (98, 109), (112, 113), (113, 117))]
_23 = [slice(*one) for one in ((2, 6), (6, 10), (10, 44), (44, 47), (47, 82), (82, 125))]
_FIELDS = {"21": _21, "22": _22, "23": _23}


def _told(size: int, kind: BankFormat) -> BankStatement:
    """As many transfers in our favour: two in three by structured communication, each from another account."""
    code = "00150000" if kind is BankFormat.CODA else "PMNT/RCDT/ESCT"
    entries = []
    for at in range(1, size + 1):
        reference = StructuredReference.make(at * 7)
        whole = BankPayment(
            0,
            money(5_000 + at),
            reference if at % 3 else None,
            "" if at % 3 else f"opladen portefeuille {reference}",
            f"Vastgoedkantoor {at} BV",
            f"BE{at % 97 + 1:02}{at:012}",
            f"REF{at:010}",
        )
        entries.append(BankEntry(at, whole, DAY, DAY, code))
    return statement(entries, kind=kind)


def _sliced(content: bytes) -> int:
    seen = 0
    for line in content.decode("ascii").split("\r\n"):
        if fields := _FIELDS.get(line[:2]):
            seen += len([line[one] for one in fields])
    return seen


def _parsed(content: bytes) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for line in content.decode("ascii").split("\r\n"):
        kind = line[:2]
        if kind == "21":
            amount = Decimal(line[32:47]) / 1000
            found.append(
                {
                    "sequence": line[2:6],
                    "reference": line[10:31].rstrip(),
                    "amount": -amount if line[31] == "1" else amount,
                    "value_day": _day(line[47:53]),
                    "code": line[53:61],
                    "text": line[61:115],
                    "entry_day": _day(line[115:121]),
                }
            )
        elif kind == "22":
            found[-1]["text"] = f"{found[-1]['text']}{line[10:63]}"
        elif kind == "23":
            found[-1]["account"], found[-1]["name"] = line[10:44].rstrip(), line[47:82].rstrip()
            found[-1]["text"] = f"{found[-1]['text']}{line[82:125]}".rstrip()
    return found


def _day(text: str) -> date:
    return date(2000 + int(text[4:]), int(text[2:4]), int(text[:2]))


_PATHS = {
    "reference": "AcctSvcrRef",
    "code": "BkTxCd/Domn/Fmly/SubFmlyCd",
    "name": "NtryDtls/TxDtls/RltdPties/Dbtr/Nm",
    "account": "NtryDtls/TxDtls/RltdPties/DbtrAcct/Id/IBAN",
    "structured": "NtryDtls/TxDtls/RmtInf/Strd/CdtrRefInf/Ref",
    "text": "NtryDtls/TxDtls/RmtInf/Ustrd",
}


def _found(content: bytes) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    space = f"{{{writer.LAYOUT_OF_CAMT}02}}"
    paths = {name: "/".join(space + step for step in path.split("/")) for name, path in _PATHS.items()}
    for _, element in etree.iterparse(io.BytesIO(content), tag=f"{space}Ntry", resolve_entities=False):
        told: dict[str, object] = {name: element.findtext(path) for name, path in paths.items()}
        amount = Decimal(element.findtext(f"{space}Amt") or "0")
        told["amount"] = -amount if element.findtext(f"{space}CdtDbtInd") == "DBIT" else amount
        for day in ("BookgDt", "ValDt"):
            told[day] = date.fromisoformat(element.findtext(f"{space}{day}/{space}Dt") or "")
        found.append(told)
        element.clear()
    return found


def _counted(content: bytes) -> int:
    seen = 0
    for _, element in etree.iterparse(io.BytesIO(content), tag=("{*}Ntry", "{*}Stmt"), resolve_entities=False):
        seen += 1
        element.clear()
    return seen


def measured(size: int, rounds: int) -> Iterator[Times]:
    files = {
        "coda": writer.coda([_told(size, BankFormat.CODA)]),
        "camt": writer.camt([_told(size, BankFormat.CAMT)]),
    }

    def ours(name: str) -> None:
        (found,) = read_bank_file(files[name])
        assert len(found.entries) == size

    times = interleaved(
        {
            "coda": lambda: ours("coda"),
            "parsed": lambda: _parsed(files["coda"]),
            "sliced": lambda: _sliced(files["coda"]),
            "camt": lambda: ours("camt"),
            "found": lambda: _found(files["camt"]),
            "counted": lambda: _counted(files["camt"]),
        },
        rounds,
    )
    yield Times("CODA file", times["coda"], times["parsed"], note=_speed(size, times["coda"], files["coda"]))
    yield Times("CODA file, floor", times["coda"], times["sliced"])
    yield Times("camt.053 file", times["camt"], times["found"], note=_speed(size, times["camt"], files["camt"]))
    yield Times("camt.053 file, floor", times["camt"], times["counted"])


def _speed(size: int, milliseconds: float, content: bytes) -> str:
    megabytes = len(content) / 1_000_000
    return f"{size / milliseconds:.0f}k entries/s, {megabytes / milliseconds * 1000:.0f} MB/s"


if __name__ == "__main__":
    main(__file__)
