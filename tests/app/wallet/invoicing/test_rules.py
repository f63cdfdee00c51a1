"""What a credit note takes back: by the piece, to the cent, and never beyond what is left."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wallet.invoicing.paper import Row, rates_of
from app.wallet.invoicing.rules import Left, credit_of, credit_refusals, shared_out
from models.values import NOTHING, Money, euro, vat_of

PRICES = st.integers(1, 50_000).map(lambda cents: Money(Decimal(cents) / 100))
ROWS = st.lists(st.tuples(PRICES, st.integers(1, 30), st.sampled_from([21, 12, 6])), min_size=1, max_size=5)


def left_of(bought: list[tuple[Money, int, int]]) -> Left:
    rows = tuple(
        Row(place, "x", quantity, unit, unit * quantity, percent)
        for place, (unit, quantity, percent) in enumerate(bought, 1)
    )
    rates = rates_of(rows)
    # The wallet paid piece by piece, each rounded by itself.
    paid = sum(
        ((row.unit_net + vat_of(row.unit_net, Decimal(row.percent))) * row.quantity for row in rows), NOTHING
    )
    return Left(rows, rates, paid)


@pytest.mark.trust("Invoices, receipts")
@given(ROWS, st.data())
def test_in_however_many_steps_no_more_goes_back_than_was_invoiced(
    bought: list[tuple[Money, int, int]], data: st.DataObject
) -> None:
    left = whole = left_of(bought)
    net = vat = paid = NOTHING
    while any(row.quantity for row in left.rows):
        wanted = {row.number: data.draw(st.integers(0, row.quantity)) for row in left.rows}
        if not any(wanted.values()):
            wanted = {row.number: row.quantity for row in left.rows}
        assert credit_refusals(left, wanted, "x") == ()
        credit = credit_of(left, wanted)
        assert sum(credit.shares, NOTHING) == credit.paid
        assert all(share >= row.net for share, row in zip(credit.shares, credit.rows, strict=True))
        net += sum((rate.net for rate in credit.rates), NOTHING)
        vat += sum((rate.vat for rate in credit.rates), NOTHING)
        paid += credit.paid
        taken = {rate.percent: rate for rate in credit.rates}
        left = Left(
            tuple(
                Row(row.number, "x", row.quantity - wanted[row.number], row.unit_net,
                    row.unit_net * (row.quantity - wanted[row.number]), row.percent)
                for row in left.rows
            ),
            tuple(
                type(rate)(rate.percent, rate.net - taken[rate.percent].net, rate.vat - taken[rate.percent].vat)
                if rate.percent in taken else rate
                for rate in left.rates
            ),
            left.paid - credit.paid,
        )  # fmt: skip
        assert all(rate.vat >= NOTHING for rate in left.rates)
    assert (net, paid) == (sum((rate.net for rate in whole.rates), NOTHING), whole.paid)
    assert vat == sum((rate.vat for rate in whole.rates), NOTHING)


@pytest.mark.trust("Invoices, receipts")
@pytest.mark.parametrize(
    ("price", "percent"), [("0.02", 21), ("0.04", 12), ("0.08", 6), ("0.03", 21), ("0.07", 12)]
)
def test_vat_of_pieces_that_bear_less_than_half_a_cent_each_doesnt_pile_up_on_the_last(
    price: str, percent: int
) -> None:
    left = left_of([(euro(price), 1000, percent)])
    (bore,) = left.rates
    vat = NOTHING
    for _ in range(1000):
        credit = credit_of(left, {1: 1})
        (rate,), (row,) = credit.rates, left.rows
        # BR-CO-17 and BR-S-09 leave room for less than a euro.
        assert abs((rate.vat - vat_of(rate.net, Decimal(percent))).euro) < 1
        vat += rate.vat
        rest = Row(1, "x", row.quantity - 1, row.unit_net, row.unit_net * (row.quantity - 1), percent)
        left = Left((rest,), (type(bore)(percent, rest.net, bore.vat - vat),), left.paid - credit.paid)
    assert vat == bore.vat


@pytest.mark.parametrize(
    ("whole", "weights", "shares"),
    [
        ("0.10", [1, 1, 1], ["0.04", "0.03", "0.03"]),
        ("0.02", [1, 200], ["0.00", "0.02"]),
        ("10.89", [1, 1], ["5.45", "5.44"]),
        ("0.00", [1, 2], ["0.00", "0.00"]),
        ("0.00", [0, 0], ["0.00", "0.00"]),
        ("1.00", [5], ["1.00"]),
    ],
)
def test_cents_go_where_most_was_cut_off(whole: str, weights: list[int], shares: list[str]) -> None:
    assert [str(one) for one in shared_out(euro(whole), [Decimal(one) for one in weights])] == shares
