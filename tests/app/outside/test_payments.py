"""What every payment provider promises us, asked of Mollie's adapter and of the practice bank alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.errors import Outage
from app.outside.mollie import Mollie
from app.outside.payments import NewPayment, PaymentMethod, Payments, PaymentState
from app.outside.practice_bank import PracticeBank
from models.values import NOTHING, euro
from tests.app.outside.mollie_server import KEY, MollieServer, serving
from tests.stories.stage import MOMENT, Time

FIFTY = NewPayment(
    key="first",
    gross=euro("50.00"),
    described="Opwaardering Voorbeeldegem – € 50",
    method=PaymentMethod.BANCONTACT,
    language="nl",
    note="top-up 1",
    back_url="https://rechten.example.be/wallet/back",
)
Act = Callable[[str], object]


@dataclass
class Played:
    """A provider, and the hands of those who pay there, or don't."""

    payments: Payments
    pay: Act
    fail: Act
    expire: Act
    take_back: Act
    give_back: Act


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture(params=["mollie", "practice bank"])
def played(request: pytest.FixtureRequest, tmp_path: Path, clock: Time) -> Iterator[Played]:
    if request.param == "mollie":
        with serving(MollieServer(clock)) as there:
            ours = Mollie(KEY, endpoint=there.url)
            take = lambda reference: there.charge_back(reference, "50.00")  # noqa: E731
            yield Played(ours, there.pay, there.fail, there.expire, take, there.reverse_chargeback)
    else:
        bank = PracticeBank(tmp_path / "bank", "http://localhost:8080", now=clock)
        yield Played(
            bank,
            bank.pay,
            bank.fail,
            bank.expire,
            lambda reference: bank.take_back(reference, clock()),
            lambda reference: bank.give_back(reference, clock()),
        )


def _state(played: Played, reference: str) -> PaymentState:
    found = played.payments.look(reference)
    assert found is not None
    return found.state


def test_a_payment_begins_with_a_page_to_pay_it_on_and_is_open(played: Played) -> None:
    begun = played.payments.begin(FIFTY)
    assert begun.checkout_url.startswith("http")
    assert begun.reference in begun.checkout_url
    found = played.payments.look(begun.reference)
    assert found is not None
    assert (found.reference, found.state, found.paid) == (begun.reference, PaymentState.OPEN, NOTHING)


@pytest.mark.trust("Top-up")
def test_a_paid_payment_says_how_much_and_which_of_ours_it_is(played: Played) -> None:
    reference = played.payments.begin(FIFTY).reference
    played.pay(reference)
    found = played.payments.look(reference)
    assert found is not None
    assert (found.state, found.paid, found.note, found.taken_back) == (
        PaymentState.PAID,
        euro("50.00"),
        "top-up 1",
        (),
    )


@pytest.mark.trust("Top-up")
@pytest.mark.parametrize(("act", "state"), [("fail", PaymentState.FAILED), ("expire", PaymentState.EXPIRED)])
def test_a_payment_that_came_to_nothing_says_so_and_took_nothing(
    played: Played, act: str, state: PaymentState
) -> None:
    reference = played.payments.begin(FIFTY).reference
    getattr(played, act)(reference)
    found = played.payments.look(reference)
    assert found is not None
    assert (found.state, found.paid) == (state, NOTHING)


@pytest.mark.trust("Top-up")
def test_the_same_key_asked_twice_is_one_payment(played: Played) -> None:
    begun = played.payments.begin(FIFTY)
    assert played.payments.begin(FIFTY) == begun
    assert played.payments.begin(replace(FIFTY, key="second")).reference != begun.reference


@pytest.mark.parametrize("method", list(PaymentMethod))
@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_every_method_and_language_begins(played: Played, method: PaymentMethod, language: str) -> None:
    begun = played.payments.begin(replace(FIFTY, method=method, language=language))
    assert _state(played, begun.reference) is PaymentState.OPEN


def test_a_method_that_is_not_offered_is_not_asked_for(played: Played) -> None:
    played.payments.methods = (PaymentMethod.DEBIT_CARD,)
    with pytest.raises(Outage):
        played.payments.begin(FIFTY)


@pytest.mark.trust("Top-up")
@pytest.mark.parametrize("amount", ["0.01", "50", "4999.99", "5000"])
def test_an_amount_comes_back_to_the_cent(played: Played, amount: str) -> None:
    reference = played.payments.begin(replace(FIFTY, gross=euro(amount))).reference
    played.pay(reference)
    found = played.payments.look(reference)
    assert found is not None
    assert found.paid == euro(amount)


@pytest.mark.trust("Top-up")
def test_money_that_the_bank_took_back_is_told_and_that_it_came_again(played: Played, clock: Time) -> None:
    reference = played.payments.begin(FIFTY).reference
    played.pay(reference)
    clock.passes(days=40)
    played.take_back(reference)
    taken = played.payments.look(reference)
    assert taken is not None
    assert taken.state is PaymentState.PAID
    (one,) = taken.taken_back
    assert (one.gross, one.taken_at, one.given_back_at) == (euro("50.00"), clock(), None)
    clock.passes(days=2)
    played.give_back(reference)
    given = played.payments.look(reference)
    assert given is not None
    assert given.taken_back == (replace(one, given_back_at=clock()),)
    assert one.taken_at > MOMENT


@pytest.mark.trust("Top-up")
@pytest.mark.parametrize(
    "reference",
    [
        "",
        "tr_0",
        "tb_" + "0" * 32,
        "../first",
        "tr_../../v2/payments",
        "tr_1?embed=x",
        "tr_1\n",
        "tr_١",
        "tr_" + "x" * 500,
        "lock",
        "tb_\x00",
    ],
)
def test_a_reference_that_was_made_up_is_no_payment(played: Played, reference: str) -> None:
    played.payments.begin(FIFTY)
    assert played.payments.look(reference) is None
