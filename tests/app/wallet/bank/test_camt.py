"""camt.053 by hand: what banks write where, and everything a file can be refused for."""

from __future__ import annotations

from datetime import date

import pytest

from app.wallet.bank_files import BankEntry, BankFileProblem, BankStatement, credits_of, read_bank_file
from models.values import StructuredReference, euro
from tests.app.wallet.bank.statements import OURS, REFERENCE

pytestmark = pytest.mark.trust("Bank file")

ACCOUNT = "<Acct><Id><IBAN>BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>"
OPENED = (
    '<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt>'
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2027-03-14</Dt></Dt></Bal>"
)
CLOSED = (
    '<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1100.50</Amt>'
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2027-03-15</Dt></Dt></Bal>"
)
PAID = """
  <Ntry><Amt Ccy="EUR">100.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
  <BookgDt><Dt>2027-03-15</Dt></BookgDt><ValDt><DtTm>2027-03-16T00:30:00+01:00</DtTm></ValDt>
  <AcctSvcrRef>BANKREF1</AcctSvcrRef>
  <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
  <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
  <RltdPties><Dbtr><Nm>Janssens &amp; Zn</Nm></Dbtr><DbtrAcct><Id><IBAN>BE71096123456769</IBAN></Id></DbtrAcct>
  <Cdtr><Nm>Sleutelbos</Nm></Cdtr></RltdPties>
  <RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp>
  <Ref>010806817183</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>
"""
INNER = f"<Id>STMT-51</Id><ElctrncSeqNb>51</ElctrncSeqNb>{ACCOUNT}{OPENED}{CLOSED}{PAID}"


def document(inner: str = INNER, namespace: str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{namespace}"><BkToCstmrStmt><GrpHdr/>'
        f"<Stmt>{inner}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def read(old: str = "", new: str = "", inner: str = INNER) -> BankStatement:
    """The statement, with one piece of it changed."""
    assert old in inner
    (found,) = read_bank_file(document(inner.replace(old, new, 1) if old else inner))
    return found


def moved(old: str = "", new: str = "") -> BankEntry:
    (found,) = read(old, new).entries
    return found


def refused(content: bytes) -> BankFileProblem:
    with pytest.raises(BankFileProblem) as caught:
        read_bank_file(content)
    return caught.value


def test_a_statement_is_read_element_by_element() -> None:
    found = read()
    assert (found.account, found.currency, found.number, found.bank_id) == (OURS, "EUR", 51, "STMT-51")
    assert (found.opening, found.closing, found.key) == (euro("1000.00"), euro("1100.50"), "2027-03-15/51")
    (entry,) = found.entries
    assert (entry.entry_day, entry.value_day) == (date(2027, 3, 15), date(2027, 3, 16))
    assert (entry.code, entry.amount, entry.whole.structured) == ("PMNT/RCDT/ESCT", euro("100.50"), REFERENCE)
    assert (entry.whole.name, entry.whole.account) == ("Janssens & Zn", "BE71096123456769")
    assert entry.whole.bank_reference == "BANKREF1"


@pytest.mark.parametrize("namespace", ["urn:iso:std:iso:20022:tech:xsd:camt.053.001.14", "urn:of-a-bank", ""])
def test_any_version_is_read(namespace: str) -> None:
    assert len(read_bank_file(document(namespace=namespace))) == 1


@pytest.mark.parametrize(
    ("written", "structured", "text"),
    [
        ("<Ustrd>+++010/8068/17183+++</Ustrd>", None, "+++010/8068/17183+++"),
        ("<Ustrd>bedankt</Ustrd><Ustrd>010/8068/17183</Ustrd>", None, "bedankt 010/8068/17183"),
        ("<Strd><CdtrRefInf><Ref>+++010/8068/17183+++</Ref></CdtrRefInf></Strd>", REFERENCE, ""),
        (
            "<Strd><CdtrRefInf><Tp><Issr>ISO</Issr></Tp><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>",
            None,
            "RF18539007547034",
        ),
        ("<Strd><CdtrRefInf><Ref>010806817184</Ref></CdtrRefInf></Strd>", None, "010806817184"),
        (
            "<Strd><CdtrRefInf><Ref>010806817183</Ref></CdtrRefInf></Strd>"
            "<Strd><CdtrRefInf><Ref>000000000101</Ref></CdtrRefInf></Strd>",
            None,
            "+++010/8068/17183+++ +++000/0000/00101+++",
        ),
        ("", None, ""),
    ],
)
def test_a_communication_is_found_where_banks_put_it(
    written: str, structured: StructuredReference | None, text: str
) -> None:
    begin = PAID.index("<RmtInf>") + len("<RmtInf>")
    told = moved(PAID[begin : PAID.index("</RmtInf>")], written)
    assert (told.whole.structured, told.whole.text) == (structured, text)


def test_two_communications_in_one_payment_credit_nobody() -> None:
    begin = PAID.index("<Strd>")
    told = moved(PAID[begin : PAID.index("</RmtInf>")], "<Ustrd>010806817183 of 000000000101</Ustrd>")
    assert credits_of(told)[0][1] is None


@pytest.mark.parametrize("status", ["PDNG", "<Cd>PDNG</Cd>", "INFO"])
def test_what_is_only_announced_doesnt_count(status: str) -> None:
    pending = PAID.replace("<Sts>BOOK</Sts>", f"<Sts>{status}</Sts>")
    found = read(PAID, pending + PAID + pending)
    assert [one.sequence for one in found.entries] == [1]


def test_a_reversal_is_told_apart_and_names_who_had_paid() -> None:
    undone = PAID.replace("CRDT</CdtDbtInd>", "DBIT</CdtDbtInd><RvslInd>true</RvslInd>")
    found = read(PAID, PAID + undone, INNER.replace("1100.50", "1000.00"))
    second = found.entries[1]
    assert (second.amount, second.whole.is_reversal) == (euro("-100.50"), True)
    assert second.whole.name == "Janssens & Zn"
    assert [credits_of(one)[0][1] for one in found.entries] == [REFERENCE, None]


def test_a_returned_transfer_is_no_payment() -> None:
    told = moved("<RmtInf>", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf><RmtInf>")
    assert credits_of(told)[0][1] is None


BATCH = (
    "<TxDtls><AmtDtls><TxAmt><Amt Ccy='EUR'>60.50</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>een</Ustrd></RmtInf>"
    "</TxDtls>"
    "<TxDtls><Amt Ccy='EUR'>40</Amt><RmtInf><Strd><CdtrRefInf><Ref>010806817183</Ref></CdtrRefInf></Strd></RmtInf>"
    "</TxDtls>"
)
SINGLE = PAID[PAID.index("<TxDtls>") : PAID.index("</NtryDtls>")]


def test_leaves_of_a_batch_are_the_payments() -> None:
    told = moved(SINGLE, BATCH)
    assert [(one.number, one.amount, one.text) for one in told.payments] == [
        (1, euro("60.50"), "een"),
        (2, euro("40.00"), ""),
    ]
    assert [known for _, known in credits_of(told)] == [None, REFERENCE]


@pytest.mark.parametrize(
    ("batch", "off"),
    [
        (BATCH.replace("60.50", "60.40"), "0.10"),
        (BATCH.replace("'EUR'>60.50", "'USD'>60.50"), "60.50"),
        (BATCH.replace("<Amt Ccy='EUR'>40</Amt>", ""), "40.00"),
        (BATCH.replace(">40<", ">40.0012<"), "40.00"),
    ],
)
def test_a_batch_whose_details_dont_make_it_stays_whole(batch: str, off: str) -> None:
    told = moved(SINGLE, batch)
    assert (told.leaves, told.leaves_off) == ((), euro(off))
    assert credits_of(told) == ((told.whole, None),)


def test_an_entry_without_a_day_has_the_statements() -> None:
    assert moved("<BookgDt><Dt>2027-03-15</Dt></BookgDt>", "").entry_day == date(2027, 3, 15)


def test_the_previous_closing_balance_opens_where_there_is_no_other() -> None:
    assert read("OPBD", "PRCD").opening == euro("1000.00")


def test_pages_of_a_statement_have_interim_balances() -> None:
    inner = INNER.replace("OPBD", "ITBD").replace("CLBD", "ITBD")
    found = read(inner=inner)
    assert (found.opening, found.closing) == (euro("1000.00"), euro("1100.50"))


def test_a_statement_in_another_currency_is_read_and_its_entries_say_so() -> None:
    found = read(inner=INNER.replace("EUR", "USD"))
    assert (found.currency, found.entries[0].currency) == ("USD", "USD")
    assert credits_of(found.entries[0])[0][1] is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("1100.50", "1100.51", "balance_off"),
        (PAID, "", "balance_off"),
        (PAID, PAID + PAID, "balance_off"),
        ("OPBD", "OPAV", "no_balance"),
        ("CLBD", "CLAV", "no_balance"),
        ("<Dt><Dt>2027-03-15</Dt></Dt></Bal>", "</Bal>", "no_balance"),
        ("<Dt><Dt>2027-03-14", "<Dt><Dt>14-03-2027", "bad_date"),
        ("2027-03-15</Dt></BookgDt>", "2027-02-30</Dt></BookgDt>", "bad_date"),
        (">100.50<", ">100,50<", "bad_amount"),
        (">100.50<", ">-100.50<", "bad_amount"),
        (">100.50<", ">100.505<", "bad_amount"),
        (">100.50<", "><", "bad_amount"),
        (">100.50<", ">1e2<", "bad_amount"),
        (">1000.00<", ">99999999999999.00<", "bad_amount"),
        ("CRDT</CdtDbtInd><Sts>", "CRED</CdtDbtInd><Sts>", "bad_amount"),
        ('<Ntry><Amt Ccy="EUR"', '<Ntry><Amt Ccy="USD"', "wrong_currency"),
        ("BE68539007547034", "BE69539007547034", "account"),
        ("<IBAN>BE68539007547034</IBAN>", "", "account"),
    ],
)
def test_a_statement_that_contradicts_itself_is_refused(old: str, new: str, code: str) -> None:
    assert old in INNER
    assert refused(document(INNER.replace(old, new, 1))).code == f"wallet.bank_file.{code}"


def test_two_statements_that_differ_cant_have_one_number() -> None:
    twice = document().replace(b"</Stmt>", b"</Stmt><Stmt>" + INNER.encode() + b"</Stmt>")
    assert len(read_bank_file(twice)) == 1
    first, second, third = twice.partition(b"</Stmt>")
    other = first + second + third.replace(b"BANKREF1", b"BANKREF2")
    assert refused(other).code == "wallet.bank_file.number_twice"
