"""Papers of a wallet: what a receipt and an account say, in three languages, whatever people typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app import pdf
from app.policy import Role
from app.wallet import queries, receipts
from app.wallet.charging import Wanted, charge, reverse
from app.words import words_in
from models.accounts import Profile
from models.organisations import Organisation
from models.wallet import Transaction
from tests.app.pdf.test_paper import words
from tests.app.wallet.offices import NOW, Office, filled, finance, office


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    named = Profile(
        account_id=made.bram.account_id, given_names="Bram", family_name="Claes", terms="2026-11", terms_at=NOW
    )
    session.add(named)
    session.get_one(Organisation, made.id).name = "Immo Peeters"
    session.commit()
    return made


def read(session: Session, one: Office, number: int) -> Transaction:
    session.expire_all()
    return queries.transaction_record(session, one.manager, number)


def bought(session: Session, one: Office, reference: str = "Dossier 7") -> Transaction:
    filled(session, one, "100", NOW - timedelta(hours=1))
    made = charge(session, one.bram, Wanted("search", 3, reference), "k", NOW)
    return read(session, one, made.id)


@pytest.mark.trust("Invoices, receipts")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Transaction receipt", "30/11/2026 10:30", "Purchase", "Bram Claes", "Cadastre", "Search",
                "€13.50", "VAT 21 %", "€2.84", "€16.34", "€83.66", "This receipt is no invoice."]),
        ("nl", ["Transactiebon", "Aankoop", "Kadaster", "Opzoeking", "€ 13,50", "Btw 21 %", "€ 16,34",
                "€ 83,66", "Deze transactiebon is geen factuur."]),
        ("fr", ["Reçu de transaction", "Achat", "Cadastre", "Recherche", "13,50 €", "TVA 21 %", "16,34 €",
                "Ce reçu de transaction n’est pas une facture."]),
    ],
)  # fmt: skip
def test_a_receipt_says_what_was_bought_by_whom_and_what_it_cost(
    session: Session, one: Office, language: str, said: list[str]
) -> None:
    item = bought(session, one)
    told = " ".join(words(pdf.made(receipts.sheet(words_in(language), item))).replace("\u00a0", " ").split())
    for sentence in (*said, "2026-000002", "Immo Peeters", "Dossier 7"):
        assert sentence in told, told


@pytest.mark.trust("Invoices, receipts")
def test_a_receipt_of_a_top_up_says_how_to_book_it(session: Session, one: Office) -> None:
    paid = filled(session, one, "100")
    told = " ".join(words(pdf.made(receipts.sheet(words_in("en"), read(session, one, paid.id)))).split())
    assert "To be booked as money held by a third party" in told
    assert "VAT" not in told
    assert "What was bought" not in told


@pytest.mark.trust("Invoices, receipts")
def test_a_receipt_of_a_reversal_says_why(session: Session, one: Office) -> None:
    item = bought(session, one)
    made = reverse(session, finance(session), one.id, item.id, "The search gave nothing", NOW)
    told = words(pdf.made(receipts.sheet(words_in("en"), read(session, one, made.id))))
    assert "The search gave nothing" in told
    assert "Reversal" in told


@pytest.mark.trust("Invoices, receipts")
def test_the_same_transaction_gives_the_same_receipt_to_the_byte(session: Session, one: Office) -> None:
    item = bought(session, one)
    first = pdf.made(receipts.sheet(words_in("nl"), item))
    again = pdf.made(receipts.sheet(words_in("nl"), read(session, one, item.id)))
    assert first == again
    assert first != pdf.made(receipts.sheet(words_in("fr"), item))
    # Undoing it makes another transaction; the receipt of this one stays what it was.
    reverse(session, finance(session), one.id, item.id, "wrong", NOW)
    assert pdf.made(receipts.sheet(words_in("nl"), read(session, one, item.id))) == first


@pytest.mark.parametrize(
    "reference",
    ["\x00\x07\x1b[31m"[1:], "\u202egpj.exe", "<b>%(number)s</b> {page}", "x" * 200, "𝔘😀" * 50, "a\r\nb", " "],
)
def test_whatever_was_typed_stays_text(session: Session, one: Office, reference: str) -> None:
    item = bought(session, one, reference)
    assert pdf.made(receipts.sheet(words_in("fr"), item)).startswith(b"%PDF-")


def test_a_name_of_ten_thousand_letters_fits_on_paper(session: Session, one: Office) -> None:
    item = bought(session, one)
    named = session.get_one(Organisation, one.id)
    with session.no_autoflush:
        named.name = "Immo " + "é" * 10_000
        made = pdf.made(receipts.sheet(words_in("nl"), item))
        session.expire(named)
    assert made.startswith(b"%PDF-")
    assert len(made) < 200_000


def test_an_account_on_paper_says_the_same_as_the_page(session: Session, one: Office) -> None:
    bought(session, one)
    account = queries.account_over(session, one.id, date(2026, 11, 1), date(2026, 11, 30))
    named = session.get_one(Organisation, one.id)
    moment = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    made = pdf.made(receipts.account_sheet(words_in("nl"), named, account, moment))
    told = " ".join(words(made).replace("\u00a0", " ").split())
    for sentence in ("Rekening van de portefeuille", "01/11/2026 – 30/11/2026", "Oplading", "€ 100,00", "Aankoop",
                     "€ -16,34", "€ 83,66", "Opgemaakt op 01/12/2026 09:00"):  # fmt: skip
        assert sentence in told, told
    quiet = queries.account_over(session, one.id, date(2026, 10, 1), date(2026, 10, 31))
    assert "Nothing happened" in words(pdf.made(receipts.account_sheet(words_in("en"), named, quiet, moment)))


def test_staff_read_receipts_of_everybody(session: Session, one: Office) -> None:
    item = bought(session, one)
    hugo = finance(session)
    assert Role.FINANCE in hugo.roles
    assert queries.transaction_record(session, hugo, item.id).receipt == item.receipt
