"""camt.053, the statement of ISO 20022, of any version (.02 to .08 and on): read as a stream, believed little.

Convention: elements are known by their name without namespace, and unknown ones are passed over, since real files
seldom follow their schema; amounts are whole cents until a statement is proved. Definitions, entities and anything
from outside are refused: a bank's file has none. Only booked entries count; the closing booked balance leaves
pending ones out too.

Source: ISO 20022 camt.053.001.02/.08; Febelfin, XML message for statement (structured communication: SCOR by BBA).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.wallet.bank_files.markup import (
    Children,
    Element,
    cents_in,
    children,
    code_in,
    day_of,
    elements,
    name_of,
    refuse_hostile,
    text_of,
)
from app.wallet.bank_files.statement import (
    EURO,
    LONGEST_NAME,
    BankEntry,
    BankFileProblem,
    BankFormat,
    BankPayment,
    BankStatement,
    iban_of,
    line,
    money,
    prove,
    reference_of,
)
from models.values import Iban, Money, StructuredReference

_OPENINGS, _CLOSINGS = ("OPBD", "PRCD", "ITBD"), ("CLBD", "ITBD")


def read_camt(content: bytes) -> list[BankStatement]:
    """The statements of a camt.053 file, in its order; raises BankFileProblem."""
    refuse_hostile(content)
    if b"BkToCstmrStmt" not in content:
        raise BankFileProblem("wallet.bank_file.not_a_statement")
    found: list[BankStatement] = []
    current = _Statement()
    for element in elements(content):
        if name_of(element) == "Ntry":
            current.entry(element)
            _forget(element)
        else:
            found.append(current.proved(element))
            current = _Statement()
            element.clear()
    if not found:
        raise BankFileProblem("wallet.bank_file.not_a_statement")
    return found


def _forget(element: Element) -> None:
    """What was read is let go, so that a long statement costs no more memory than a short one."""
    element.clear()
    before, parent = element.getprevious(), element.getparent()
    if before is not None and parent is not None and name_of(before) == "Ntry":
        parent.remove(before)


class _Statement:
    """A statement as it is read: its entries come before what it says of itself is known."""

    def __init__(self) -> None:
        self.entries: list[BankEntry] = []
        self.undated: list[int] = []
        self.currencies: set[str] = set()
        self.total = 0

    def entry(self, element: Element) -> None:
        told = children(element)
        if code_in(told.get("Sts")) not in ("", "BOOK"):
            return
        sequence = len(self.entries) + 1
        cents, currency = _signed(told, sequence)
        self.currencies.add(currency)
        self.total += cents
        entry_day = day_of(told.get("BookgDt"), sequence)
        if entry_day is None:
            self.undated.append(sequence - 1)
        undone = text_of(told.get("RvslInd")) in ("true", "1")
        note = text_of(told.get("AddtlNtryInf"))
        reference = text_of(told.get("AcctSvcrRef"))
        parts = _parts(element)
        leaves: tuple[BankPayment, ...] = ()
        off: Money | None = None
        if len(parts) == 1:
            whole = _payment(0, parts[0], cents, undone, note, reference)
        else:
            whole = BankPayment(0, money(cents), None, line(note), "", "", reference, undone)
            leaves, off = _leaves(parts, cents, currency, undone)
        self.entries.append(
            BankEntry(
                sequence,
                whole,
                entry_day or date.min,
                day_of(told.get("ValDt"), sequence),
                _kind(told.get("BkTxCd")),
                None,
                leaves,
                off,
            )
        )

    def proved(self, element: Element) -> BankStatement:
        """The statement, when its entries make its closing balance."""
        told = children(element)
        account = children(told.get("Acct"))
        number = _iban(account.get("Id"))
        opening, first_day, opened_in = _balance(element, _OPENINGS)
        closing, last_day, closed_in = _balance(element, _CLOSINGS, last=True)
        currency = text_of(account.get("Ccy")) or closed_in or EURO
        for other in (currency, opened_in, closed_in, *sorted(self.currencies)):
            if other not in ("", currency) or not (
                len(currency) == 3 and currency.isascii() and currency.isalpha()
            ):
                raise BankFileProblem("wallet.bank_file.wrong_currency", found=line(other, 10))
        prove(opening, (self.total,), closing)
        for place in self.undated:
            self.entries[place] = replace(self.entries[place], entry_day=last_day)
        if currency != EURO:
            self.entries = [replace(one, currency=currency) for one in self.entries]
        return BankStatement(
            BankFormat.CAMT,
            number,
            currency,
            _number(told),
            line(text_of(told.get("Id")), LONGEST_NAME),
            min(first_day, last_day),
            last_day,
            money(opening),
            money(closing),
            tuple(self.entries),
        )


def _parts(entry: Element) -> list[Children]:
    """The transactions an entry is made of."""
    return [
        children(part)
        for details in entry
        if name_of(details) == "NtryDtls"
        for part in details
        if name_of(part) == "TxDtls"
    ]


def _leaves(
    parts: list[Children], cents: int, currency: str, undone: bool
) -> tuple[tuple[BankPayment, ...], Money | None]:
    """The payments of a globalised entry, when they make it; else by how much they don't."""
    if not parts:
        return (), None
    amounts = [_amount_of_part(part, cents, currency) for part in parts]
    off = cents - sum(one for one in amounts if one is not None)
    if off or None in amounts:
        return (), money(off)
    leaves = (
        _payment(number, part, amount or 0, undone, "", "")
        for number, (part, amount) in enumerate(zip(parts, amounts, strict=True), 1)
    )
    return tuple(leaves), None


def _amount_of_part(part: Children, entry: int, currency: str) -> int | None:
    """What a transaction adds to its entry, None when it isn't told in the entry's currency."""
    details = children(part.get("AmtDtls"))
    for place in (part, children(details.get("TxAmt")), children(details.get("InstdAmt"))):
        element = place.get("Amt")
        if element is None or element.get("Ccy", currency) != currency:
            continue
        if (cents := cents_in(element)) is not None:
            sign = text_of(part.get("CdtDbtInd")) or ("CRDT" if entry >= 0 else "DBIT")
            return -cents if sign == "DBIT" else cents
    return None


def _payment(number: int, part: Children, cents: int, undone: bool, note: str, reference: str) -> BankPayment:
    structured, text = _remittance(part.get("RmtInf"))
    if structured is None and not text:
        text = text_of(part.get("AddtlTxInf")) or note
    parties = children(part.get("RltdPties"))
    undone = undone or "RtrInf" in part
    side = "Dbtr" if (cents >= 0) is not undone else "Cdtr"
    named = parties.get(side)
    if named is None:
        named = parties.get(f"Ultmt{side}")
    return BankPayment(
        number,
        money(cents),
        structured,
        line(text),
        line(_party(named), LONGEST_NAME),
        _account(parties.get(f"{side}Acct")),
        line(text_of(children(part.get("Refs")).get("AcctSvcrRef")) or reference, LONGEST_NAME),
        undone,
    )


def _remittance(element: Element | None) -> tuple[StructuredReference | None, str]:
    """The communication in its field, if just one right one stands there; and all that was told besides."""
    structured: dict[StructuredReference, None] = {}
    texts: list[str] = []
    for child in element if element is not None else ():
        if name_of(child) == "Ustrd":
            texts.append(text_of(child))
        elif name_of(child) == "Strd":
            told = children(child)
            creditor = children(told.get("CdtrRefInf"))
            kind = children(creditor.get("Tp"))
            if written := text_of(creditor.get("Ref")):
                known = None if text_of(kind.get("Issr")) == "ISO" else reference_of(written)
                if known is None:
                    texts.append(written)
                else:
                    structured[known] = None
            texts.append(text_of(told.get("AddtlRmtInf")))
    if len(structured) > 1:
        return None, " ".join([*map(str, structured), *texts])
    return next(iter(structured), None), " ".join(texts)


def _balance(statement: Element, kinds: tuple[str, ...], last: bool = False) -> tuple[int, date, str]:
    """Cents, day and currency of the first (or last) balance of the best kind."""
    found: dict[str, Children] = {}
    for child in statement:
        if name_of(child) != "Bal":
            continue
        told = children(child)
        kind = code_in(children(told.get("Tp")).get("CdOrPrtry"))
        if last or kind not in found:
            found[kind] = told
    for kind in kinds:
        if kind in found:
            cents, currency = _signed(found[kind], 0)
            if (day := day_of(found[kind].get("Dt"), 0)) is None:
                break
            return cents, day, currency
    raise BankFileProblem("wallet.bank_file.no_balance")


def _signed(told: Children, at: int) -> tuple[int, str]:
    """Signed cents and currency of an entry or a balance."""
    element, sign = told.get("Amt"), text_of(told.get("CdtDbtInd"))
    cents = None if element is None else cents_in(element)
    if element is None or cents is None or sign not in ("CRDT", "DBIT"):
        raise BankFileProblem("wallet.bank_file.bad_amount", place=at or "–")
    return (cents if sign == "CRDT" else -cents), element.get("Ccy", "").strip()


def _number(told: Children) -> int | None:
    for name in ("ElctrncSeqNb", "LglSeqNb"):
        written = text_of(told.get(name))
        if written.isascii() and written.isdigit() and len(written) <= 18 and int(written):
            return int(written)
    return None


def _iban(identification: Element | None) -> Iban:
    if (found := iban_of(_identified(identification))) is None:
        raise BankFileProblem("wallet.bank_file.account")
    return found


def _account(element: Element | None) -> str:
    return "".join(line(_identified(children(element).get("Id")), 40).split())[:34]


def _identified(identification: Element | None) -> str:
    told = children(identification)
    return text_of(told.get("IBAN")) or text_of(children(told.get("Othr")).get("Id"))


def _party(element: Element | None) -> str:
    """A name; from version .08 on, it stands a level deeper."""
    told = children(element)
    return text_of(told.get("Nm")) or text_of(children(told.get("Pty")).get("Nm"))


def _kind(element: Element | None) -> str:
    """The bank's kind of movement: domain/family/subfamily, else its own code."""
    told = children(element)
    domain = children(told.get("Domn"))
    family = children(domain.get("Fmly"))
    codes = (text_of(domain.get("Cd")), text_of(family.get("Cd")), text_of(family.get("SubFmlyCd")))
    return line("/".join(filter(None, codes)) or text_of(children(told.get("Prtry")).get("Cd")), 35)
