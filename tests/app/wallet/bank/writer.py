"""Files as banks write them, made from the statements they should be read as; for tests and the demo.

Convention: a `Dialect` says where banks differ, never what is told: `read_bank_file(write(x)) == x` in each. A
field of CODA holds what fits in it; what doesn't is the test's mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from app.wallet.bank_files import BankEntry, BankPayment, BankStatement
from models.values import NOTHING, Money

LAYOUT_OF_CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."


@dataclass(frozen=True)
class Dialect:
    """How a bank writes CODA; `explains`: it tells the other's whole name in records 31 and 32."""

    end: str = "\r\n"
    encoding: str = "ascii"
    trimmed: bool = False
    explains: bool = False
    paper_number: bool = False
    free_record: bool = False
    last_end: bool = True


DIALECTS = {
    "plain": Dialect(),
    "unix": Dialect(end="\n", explains=True),
    "trimmed": Dialect(trimmed=True, last_end=False),
    "no ends": Dialect(end=""),
    "old mac": Dialect(end="\r", free_record=True),
    "windows": Dialect(encoding="cp1252"),
    "dos": Dialect(encoding="cp850", explains=True),
    "modern": Dialect(end="\n", encoding="utf-8"),
    "by paper": Dialect(paper_number=True),
}


def coda(statements: Sequence[BankStatement], dialect: Dialect = DIALECTS["plain"]) -> bytes:
    """A CODA 2 file of these statements."""
    lines = [
        line
        for place, statement in enumerate(statements, 1)
        for line in _statement(statement, dialect, place == len(statements))
    ]
    wrong = [line for line in lines if len(line) != 128]
    assert not wrong, wrong[0]
    if dialect.trimmed:
        lines = [line.rstrip() for line in lines]
    return (dialect.end.join(lines) + dialect.end * dialect.last_end).encode(dialect.encoding)


def _statement(told: BankStatement, dialect: Dialect, is_last: bool) -> Iterator[str]:
    number = f"{told.number or 0:03}"
    paper, coded = (number, "000") if dialect.paper_number else ("000", number)
    account = f"{told.account.digits:<34}{told.currency}"
    kind = "2" if told.account.country == "BE" else "3"
    body = [
        f"1{kind}{paper}{account}{_signed(told.opening)}{told.first_day:%d%m%y}{'SLEUTELBOS':<26}{'':35}{coded}",
        *(line for entry in told.entries for line in _entry(entry, dialect)),
        f"8{paper}{account}{_signed(told.closing)}{told.last_day:%d%m%y}{'':64}0",
    ]
    bank = f"{'SLEUTELBOS':<26}{'GEBABEBB':<11}"
    yield f"00000{told.last_day:%d%m%y}30005{'':18}{bank}{'0':0<11} 00000{'':39}2"
    yield from body
    if dialect.free_record:
        yield f"4 00010000{'':22}{'GOED NIEUWS VAN UW BANK':<80}{'':15}0"
    out = sum((-one.amount for one in told.entries if one.amount < NOTHING), NOTHING)
    come = sum((one.amount for one in told.entries if one.amount > NOTHING), NOTHING)
    yield f"9{'':15}{len(body):06}{_digits(out)}{_digits(come)}{'':75}{2 if is_last else 1}"


def _entry(entry: BankEntry, dialect: Dialect) -> Iterator[str]:
    code = entry.code
    kind = ("1" if entry.leaves else "0") if not code else code[0]
    code = code or f"{kind}0150000"
    place = 0
    for line in _movement(entry.sequence, place, entry.whole, entry, code, dialect):
        place += line.startswith(("21", "31"))
        yield line
    detail = {"1": "5", "2": "6"}.get(code[0], "5") + code[1:]
    for leaf in entry.leaves:
        for line in _movement(entry.sequence, place, leaf, entry, detail, dialect):
            place += line.startswith(("21", "31"))
            yield line


def _movement(
    sequence: int, place: int, payment: BankPayment, entry: BankEntry, code: str, dialect: Dialect
) -> Iterator[str]:
    identity = f"{sequence % 10_000:04}{place % 10_000:04}"
    zone = payment.text if payment.structured is None else f"101{payment.structured.digits}{payment.text}"
    flag = "0" if payment.structured is None else "1"
    value = f"{entry.value_day:%d%m%y}" if entry.value_day else "000000"
    returned = payment.is_reversal and code[3:5] not in ("49", "99")
    third = bool(payment.name or payment.account or len(zone) > 106)
    second = third or len(zone) > 53 or returned
    explained = dialect.explains and bool(payment.name)
    yield (
        f"21{identity}{payment.bank_reference:<21}{_signed(payment.amount)}{value}{code}{flag}{zone[:53]:<53}"
        f"{entry.entry_day:%d%m%y}0000{int(second)} {int(explained)}"
    )
    if second:
        yield (
            f"22{identity}{zone[53:106]:<53}{'':35}{'GEBABEBB':<11}{'':3}{'2AC04' if returned else '':<5}{'':8}"
            f"{int(third)} 0"
        )
    if third:
        name = payment.name[:10] if explained else payment.name
        yield f"23{identity}{payment.account:<37}{name:<35}{zone[106:149]:<43}0 {int(explained)}"
    if explained:
        identity = f"{sequence % 10_000:04}{(place + 1) % 10_000:04}"
        yield f"31{identity}{payment.bank_reference:<21}{code}1001{payment.name:<70}{'':12}1 0"
        yield f"32{identity}{'GROTE MARKT 1':<35}{'1000 BRUSSEL':<70}{'':10}0 0"


def _digits(amount: Money) -> str:
    return f"{int(abs(amount).euro * 1000):015}"


def _signed(amount: Money) -> str:
    return f"{int(amount < NOTHING)}{_digits(amount)}"


def camt(statements: Sequence[BankStatement], version: str = "02", encoding: str = "utf-8") -> bytes:
    """A camt.053 file of these statements: as version 02 wrote, or as 08 and later do."""
    new = version >= "08"
    body = "".join(_camt_statement(one, new) for one in statements)
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<Document xmlns="{LAYOUT_OF_CAMT}{version}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M1</MsgId><CreDtTm>2027-03-16T06:00:00</CreDtTm></GrpHdr>{body}</BkToCstmrStmt></Document>"
    ).encode(encoding, "xmlcharrefreplace")


def _camt_statement(told: BankStatement, new: bool) -> str:
    number = f"<ElctrncSeqNb>{told.number}</ElctrncSeqNb>" if told.number is not None else ""
    return (
        f"<Stmt><Id>{escape(told.bank_id)}</Id>{number}<CreDtTm>2027-03-16T06:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{told.account.digits}</IBAN></Id><Ccy>{told.currency}</Ccy></Acct>"
        f"{_balance('OPBD', told.opening, told.currency, told.first_day)}"
        f"{_balance('CLBD', told.closing, told.currency, told.last_day)}"
        f"{''.join(_ntry(entry, told.currency, new) for entry in told.entries)}</Stmt>"
    )


def _balance(kind: str, amount: Money, currency: str, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(amount, currency)}"
        f"<Dt><Dt>{day.isoformat()}</Dt></Dt></Bal>"
    )


def _amount(amount: Money, currency: str) -> str:
    sign = "DBIT" if amount < NOTHING else "CRDT"
    return f'<Amt Ccy="{currency}">{abs(amount)}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'


def _ntry(entry: BankEntry, currency: str, new: bool) -> str:
    parts = entry.leaves or (() if _is_bare(entry.whole) else (entry.whole,))
    domain, _, rest = entry.code.partition("/")
    family, _, inner = rest.partition("/")
    code = f"<Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{inner}</SubFmlyCd></Fmly></Domn>"
    value = f"<ValDt><Dt>{entry.value_day.isoformat()}</Dt></ValDt>" if entry.value_day else ""
    undone = "<RvslInd>true</RvslInd>" if entry.whole.is_reversal else ""
    note = f"<AddtlNtryInf>{escape(entry.whole.text)}</AddtlNtryInf>" if len(parts) != 1 else ""
    details = "".join(_transaction(one, currency, new, bool(entry.leaves)) for one in parts)
    return (
        f"<Ntry>{_amount(entry.amount, currency)}{undone}<Sts>{'<Cd>BOOK</Cd>' if new else 'BOOK'}</Sts>"
        f"<BookgDt><Dt>{entry.entry_day.isoformat()}</Dt></BookgDt>{value}"
        f"<AcctSvcrRef>{escape(entry.whole.bank_reference)}</AcctSvcrRef>"
        f"<BkTxCd>{code if entry.code else ''}</BkTxCd><NtryDtls>{details}</NtryDtls>{note}</Ntry>"
    )


def _is_bare(payment: BankPayment) -> bool:
    return payment.structured is None and not payment.text and not payment.name and not payment.account


def _transaction(one: BankPayment, currency: str, new: bool, told: bool) -> str:
    amount = _amount(one.amount, currency) if new else ""
    if not new and told:
        sign = "DBIT" if one.amount < NOTHING else "CRDT"
        amount = (
            f'<AmtDtls><TxAmt><Amt Ccy="{currency}">{abs(one.amount)}</Amt></TxAmt></AmtDtls>'
            f"<CdtDbtInd>{sign}</CdtDbtInd>"
        )
    side = "Dbtr" if (one.amount >= NOTHING) is not one.is_reversal else "Cdtr"
    name = f"<Nm>{escape(one.name)}</Nm>"
    name = f"<Pty>{name}</Pty>" if new else name
    structured = ""
    if one.structured is not None:
        structured = (
            "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp>"
            f"<Ref>{one.structured.digits}</Ref></CdtrRefInf></Strd>"
        )
    free = f"<Ustrd>{escape(one.text)}</Ustrd>" if one.text else ""
    return (
        f"<TxDtls><Refs><AcctSvcrRef>{escape(one.bank_reference)}</AcctSvcrRef><EndToEndId>E2E</EndToEndId></Refs>"
        f"{amount}<RltdPties><{side}>{name}</{side}><{side}Acct><Id>{_identified(one.account)}</Id></{side}Acct>"
        f"</RltdPties><RmtInf>{free}{structured}</RmtInf></TxDtls>"
    )


def _identified(account: str) -> str:
    if account[:2].isalpha():
        return f"<IBAN>{account}</IBAN>"
    return f"<Othr><Id>{escape(account)}</Id></Othr>"
