"""Paying in by transfer: what is asked, under which communication, and that it is over after sixty days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.errors import Forbidden, Refusal
from app.transaction import Scope, enter, transaction
from app.wallet.settling import due
from app.wallet.transfers import ask_transfer, reference_for
from models.values import StructuredReference, euro
from tests.app.wallet.bank_days import days, paid, states, taken, transfer
from tests.app.wallet.offices import NOW, Office, balance, finance, office

pytestmark = pytest.mark.trust("Bank file")


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    session.commit()
    return made


@given(st.integers(1, 10**10 - 1), st.integers(1, 10**10 - 1))
def test_each_number_has_a_communication_of_its_own_with_right_check_digits(one: int, other: int) -> None:
    first, second = reference_for(one), reference_for(other)
    assert (first == second) is (one == other)
    assert StructuredReference.parse(str(first)) == first


@given(st.integers(1, 10**10 - 2))
def test_neighbours_are_not_confused(number: int) -> None:
    one, next_one = reference_for(number).digits, reference_for(number + 1).digits
    assert sum(a != b for a, b in zip(one, next_one, strict=True)) > 3


@pytest.mark.parametrize(
    ("gross", "code"), [("0", "nothing"), ("-1", "nothing"), ("5000.01", "above_maximum")]
)  # fmt: skip
def test_amounts_outside_the_limits_are_refused(session: Session, one: Office, gross: str, code: str) -> None:
    with pytest.raises(Refusal) as refused, transaction(session):
        ask_transfer(session, one.member, euro(gross), "f", NOW)
    assert (refused.value.code, refused.value.field) == (f"wallet.transfer.{code}", "gross")


@pytest.mark.parametrize("gross", ["0.01", "49.99", "5000"])
def test_there_is_no_minimum(session: Session, one: Office, gross: str) -> None:
    made = ask_transfer(session, one.member, euro(gross), "f", NOW)
    assert made.transaction.state == "open"
    assert made.transaction.reference == str(StructuredReference(made.reference or ""))
    assert str(balance(session, one)) == "0.00"


def test_the_same_form_asks_once_and_another_form_again(session: Session, one: Office) -> None:
    enter(session, Scope.organisation(one.id))
    first, again, other = (transfer(session, one, form=form) for form in ("a", "a", "b"))
    assert first is again
    assert first.reference != other.reference


def test_the_same_form_with_another_amount_asks_for_another_transfer(session: Session, one: Office) -> None:
    made = [ask_transfer(session, one.member, euro(gross), "f", NOW) for gross in ("100", "120")]
    assert [str(euro(each.transaction.gross)) for each in made] == ["100.00", "120.00"]
    assert made[0].reference != made[1].reference


def test_who_is_no_member_asks_for_nothing(session: Session) -> None:
    with pytest.raises(Forbidden):
        ask_transfer(session, finance(session), euro("10"), "f", NOW)


def test_after_sixty_days_it_is_over_and_its_communication_still_credits(session: Session, one: Office) -> None:
    made = transfer(session, one)
    assert due(session, NOW + timedelta(days=59, hours=23)) == []
    assert made.transaction.state == "open"
    assert due(session, NOW + timedelta(days=60)) == []
    assert made.transaction.state == "expired"
    taken(session, *days([paid("12.50", made.reference)]))
    assert states(session) == ["credited"]
    assert str(balance(session, one)) == "12.50"
