"""The letters about money: who gets them, in which language, and with which figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app import notices
from app.errors import Missing
from app.policy import Identity
from app.wallet.charging import Wanted, charge, reverse
from app.wallet.limits import set_threshold
from models.accounts import Account, StaffRole
from models.mail import Letter
from models.organisations import Member
from models.values import euro
from tests.app.wallet.offices import NOW, Office, filled, finance, office
from tests.app.wallet.test_settling import PAID, asked, back, says, told

SITE = "https://rechten.example.be"


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    session.commit()
    return made


@pytest.fixture
def hugo(session: Session, one: Office) -> Identity:
    """Of finance, who reads French."""
    who = finance(session)
    session.add(StaffRole(account_id=who.account_id, role="finance", first_day=date(2026, 1, 1)))
    session.execute(update(Account).where(Account.id == who.account_id).values(language="fr"))
    session.flush()
    return who


def written(session: Session, one: Office, tag: str) -> list[Letter]:
    """The letters about the last event of that kind, by who reads them; told twice, they are the same."""
    event_id = session.execute(text("select max(id) from event where tag = :tag"), {"tag": tag}).scalar_one()
    for _ in range(2):
        notices.notify(session, one.id, event_id, SITE, NOW)
    return list(
        session.scalars(select(Letter).where(Letter.event_id == event_id).order_by(Letter.account_id, Letter.id))
    )


def plain(letter: Letter) -> str:
    return letter.subject.replace("\xa0", " ") + "\n" + letter.body.replace("\xa0", " ").replace("\u202f", " ")


def test_who_topped_up_reads_amount_receipt_balance_and_where_it_stands(session: Session, one: Office) -> None:
    made = asked(session, one, "1234.50")
    told(session, made, says(made))
    (letter,) = written(session, one, "wallet.top_up.paid")
    assert (letter.account_id, letter.language) == (one.bram.account_id, "nl")
    for words in (
        "€ 1.234,50 werd toegevoegd aan de portefeuille van Immo",
        "Bedrag: € 1.234,50\nTransactiebon: 2026-000001\nSaldo erna: € 1.234,50",
        f"De transactie bekijken\n{SITE}/transactions/show/{made.transaction_id}",
        "Dit bericht werd automatisch verstuurd omdat er iets is met een portefeuille.",
    ):
        assert words in plain(letter)
    assert "vereffende" not in letter.body


def test_who_left_meanwhile_reads_it_at_his_own_address(session: Session, one: Office) -> None:
    made = asked(session, one)
    bram = session.get_one(Member, one.bram.membership_id)
    bram.state, bram.ended_on, bram.email = "ended", NOW.date(), "bram@werk.example"
    session.flush()
    told(session, made, says(made))
    (letter,) = written(session, one, "wallet.top_up.paid")
    assert letter.account_id == one.bram.account_id
    assert letter.address != "bram@werk.example"


def test_what_it_settled_is_said(session: Session, one: Office) -> None:
    first = asked(session, one)
    told(session, first, says(first))
    charge(session, one.bram, Wanted("search", 10), "spent", NOW)
    told(session, first, says(first, PAID, back("100")))
    later = asked(session, one, payment="tb_2")
    told(session, later, says(later))
    (letter,) = written(session, one, "wallet.top_up.paid")
    assert "€ 54,45 daarvan vereffende wat nog betaald moest worden." in plain(letter)
    assert "Saldo erna: € 45,55" in plain(letter)


@pytest.mark.trust("Top-up")
def test_managers_and_finance_read_of_a_chargeback_with_what_to_do(
    session: Session, one: Office, hugo: Identity
) -> None:
    made = asked(session, one)
    told(session, made, says(made))
    charge(session, one.bram, Wanted("search", 10), "spent", NOW)
    told(session, made, says(made, PAID, back("100")))
    an, of_hugo = written(session, one, "wallet.money.taken_back")
    assert (an.account_id, of_hugo.account_id, of_hugo.language) == (one.an.account_id, hugo.account_id, "fr")
    for words in (
        "Een bank nam € 100,00 terug van Immo",
        "Teruggenomen: € 100,00\nUit de portefeuille genomen: € 45,55\nNog te betalen: € 54,45\n",
        "Laad de portefeuille op: wat nog betaald moet worden, wordt eerst vereffend.",
    ):
        assert words in plain(an)
    assert "Reste à payer : 54,45 €" in plain(of_hugo)


def test_when_the_wallet_held_enough_nothing_is_to_be_paid(session: Session, one: Office, hugo: Identity) -> None:
    made = asked(session, one)
    told(session, made, says(made, PAID, back("40")))
    an, _ = written(session, one, "wallet.money.taken_back")
    assert "Er zat genoeg in de portefeuille." in plain(an)
    assert "Nog te betalen" not in an.body


def test_what_came_again_is_told_to_the_same(session: Session, one: Office, hugo: Identity) -> None:
    made = asked(session, one)
    told(session, made, says(made, PAID, back("40", given_back_at=NOW)))
    an, of_hugo = written(session, one, "wallet.money.given_back")
    assert "Toegevoegd aan de portefeuille: € 40,00" in plain(an)
    assert "U hoeft niets te doen." in plain(an)
    assert of_hugo.account_id == hugo.account_id


def test_who_was_of_finance_and_who_is_closed_get_none(session: Session, one: Office, hugo: Identity) -> None:
    gone, shut = finance(session), finance(session)
    last = NOW.date() - timedelta(days=1)
    session.add(StaffRole(account_id=gone.account_id, role="finance", first_day=date(2026, 1, 1), last_day=last))
    session.add(StaffRole(account_id=shut.account_id, role="finance", first_day=date(2026, 1, 1)))
    session.execute(update(Account).where(Account.id == shut.account_id).values(active=False))
    session.add(StaffRole(account_id=hugo.account_id, role="finance", first_day=date(2026, 2, 1)))
    made = asked(session, one)
    told(session, made, says(made, PAID, back("40")))
    readers = [letter.account_id for letter in written(session, one, "wallet.money.taken_back")]
    assert readers == [one.an.account_id, hugo.account_id]


def test_managers_read_what_was_reversed_and_why(session: Session, one: Office, hugo: Identity) -> None:
    filled(session, one, "100")
    made = charge(session, one.bram, Wanted("search", 2, "Dossier 12"), "a", NOW)
    reverse(session, hugo, one.id, made.id, "Twee keer gevraagd", NOW)
    (letter,) = written(session, one, "wallet.charge.reversed")
    assert letter.account_id == one.an.account_id
    for words in (
        "€ 10,89 werd teruggestort in de portefeuille van Immo",
        "Product: Opzoeking\n",
        "Dossier 12",
        "Twee keer gevraagd",
        "Saldo erna: € 100,00",
    ):
        assert words in plain(letter)


def test_managers_read_that_the_balance_is_low_once(session: Session, one: Office) -> None:
    filled(session, one, "100")
    set_threshold(session, one.manager, euro("98"), 1, NOW)
    for key in ("a", "b"):
        charge(session, one.bram, Wanted("search"), key, NOW)
    (letter,) = written(session, one, "wallet.balance.low")
    assert letter.account_id == one.an.account_id
    for words in ("is bijna leeg", "Saldo: € 94,55\nDrempel: € 98,00", f"Opladen\n{SITE}/top-up/"):
        assert words in plain(letter)


def test_an_event_that_isn_t_there_is_missing(session: Session, one: Office) -> None:
    with pytest.raises(Missing):
        notices.notify(session, one.id, 0, SITE, NOW)
