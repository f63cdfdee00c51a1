"""What isn't invoiced yet, who can't be, and what months and documents come to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import clock
from app.errors import Forbidden, Missing, Refusal
from app.wallet.charging import charge, reverse
from app.wallet.invoicing import queries
from app.wallet.invoicing.crediting import credit_lines, left_of
from app.wallet.invoicing.months import ask_month
from app.wallet.invoicing.seller import DEMO
from app.wallet.invoicing.waiting import cant_be_invoiced, still_to_invoice
from models.values import NOTHING, euro
from models.wallet import Invoice
from tests.app.wallet.invoicing.invoices import FIRST, MONTH, SEARCH, issued, whole
from tests.app.wallet.offices import NOW, Office, balance, filled, finance, office

pytestmark = pytest.mark.trust("Invoices, receipts")


def _spent(session: Session, *, has_address: bool = True, many: int = 1) -> Office:
    one = office(session)
    if has_address:
        whole(session, one)
    else:
        filled(session, one, "500")
    for place in range(many):
        charge(session, one.bram, SEARCH, f"k{place}", NOW)
    return one


def test_what_is_still_to_be_invoiced_is_counted_with_and_without_an_address(session: Session) -> None:
    hugo = finance(session)
    before = still_to_invoice(session, hugo, MONTH)
    assert (before.organisations, before.blocked, before.paid) == (0, 0, NOTHING)
    one, without = _spent(session, many=2), _spent(session, has_address=False)
    found = still_to_invoice(session, hugo, MONTH)
    assert (found.organisations, found.paid) == (1, euro("10.90"))
    assert (found.blocked, found.blocked_paid) == (1, euro("5.45"))
    issued(session, one, without)
    found = still_to_invoice(session, hugo, MONTH)
    assert (found.organisations, found.paid, found.blocked) == (0, NOTHING, 1)
    with pytest.raises(Forbidden):
        still_to_invoice(session, one.manager, MONTH)


def test_who_cant_be_invoiced_is_known_once_the_month_is_over(session: Session) -> None:
    one, _ = _spent(session, has_address=False), _spent(session)
    assert cant_be_invoiced(session, NOW, 3) == (0, [])
    count, found = cant_be_invoiced(session, FIRST, 3)
    assert (count, [item.id for item in found]) == (1, [one.id])
    assert cant_be_invoiced(session, FIRST, 3, one.id)[0] == 1
    assert cant_be_invoiced(session, FIRST, 3, one.id + 1)[0] == 0
    told = {"id": one.id}
    session.execute(
        text("insert into wallet_invoicing (organisation_id, street, postal_code, place)"
             " values (:id, 'Markt 1', '9300', 'Aalst')"), told
    )  # fmt: skip
    assert cant_be_invoiced(session, FIRST, 3) == (0, [])


def test_who_got_it_all_back_waits_for_no_address(session: Session) -> None:
    one, hugo = office(session), finance(session)
    filled(session, one, "500")
    made = charge(session, one.bram, SEARCH, "k", NOW)
    reverse(session, hugo, one.id, made.id, "Fout", NOW + timedelta(minutes=1))
    assert cant_be_invoiced(session, FIRST, 3) == (0, [])


def test_months_add_up_with_credit_notes_apart_and_how_far_a_run_is(session: Session) -> None:
    one, hugo = _spent(session, many=3), finance(session)
    (made,) = issued(session, one)
    later = FIRST + timedelta(days=10)
    credit_lines(session, hugo, made.id, {1: 1}, "Fout", "form", later)
    december, november, october = queries.months_until(session, hugo, date(2026, 12, 1), 3)
    assert (november.documents, november.paid, november.notes) == (1, made.paper.paid, 0)
    assert (november.net + november.vat, november.declared_at) == (made.paper.total, None)
    assert (december.documents, december.notes, december.returned) == (0, 1, euro("5.45"))
    assert (october.documents, october.progress) == (0, None)
    run = ask_month(session, hugo, MONTH, DEMO, later)
    (november,) = queries.months_until(session, hugo, MONTH, 1)
    assert november.progress is not None
    assert (november.progress.run.id, november.progress.over) == (run.id, False)
    with pytest.raises(Forbidden):
        queries.months_until(session, one.manager, MONTH)


def test_what_crediting_would_do_is_what_it_does(session: Session) -> None:
    one, hugo = _spent(session, many=3), finance(session)
    (made,) = issued(session, one)
    invoice, later = queries.invoice_record(session, one.member, made.id), FIRST + timedelta(days=10)
    left = left_of(session, invoice)
    foreseen = queries.foresee(session, hugo, invoice, left, {1: 2}, "Fout")
    note = credit_lines(session, hugo, made.id, {1: 2}, "Fout", "form", later)
    assert (foreseen.credit.paid, foreseen.credit.rates) == (note.paper.paid, note.paper.rates)
    assert (foreseen.after, foreseen.settled) == (balance(session, one), NOTHING)
    found = queries.note_of_form(session, invoice, "form")
    assert found is not None
    assert found.id == note.id
    assert queries.note_of_form(session, invoice, "another") is None
    assert queries.credited_of(session, [invoice, found]) == {invoice.id: note.paper.paid}
    assert [item.id for item in queries.notes_of(session, invoice)] == [note.id]
    with pytest.raises(Refusal) as refused:
        queries.foresee(session, hugo, invoice, left_of(session, invoice), {1: 2}, "Fout")
    assert refused.value.code == "wallet.credit.more_than_left"
    with pytest.raises(Refusal) as refused:
        queries.foresee(session, hugo, found, left, {1: 1}, "Fout")
    assert refused.value.code == "wallet.credit.of_credit_note"
    with pytest.raises(Forbidden):
        queries.foresee(session, one.manager, invoice, left, {1: 1}, "Fout")


def test_a_document_of_another_isnt_there(session: Session) -> None:
    one, other = _spent(session), _spent(session)
    (made, _) = issued(session, one, other)
    assert queries.invoice_record(session, one.member, made.id).organisation.id == one.id
    with pytest.raises(Missing):
        queries.invoice_record(session, other.manager, made.id)
    assert session.get_one(Invoice, made.id).month == clock.day_of(NOW).replace(day=1)
