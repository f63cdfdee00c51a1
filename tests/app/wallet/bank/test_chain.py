"""Statements follow each other, or the hole between them is told; the order in which they come doesn't matter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wallet.bank_files.chain import Hole, Link, holes
from app.wallet.bank_files.statement import money
from models.values import NOTHING, euro
from tests.app.wallet.bank.statements import entry, payment, statement

pytestmark = pytest.mark.trust("Bank file")

FIRST = Link(date(2027, 3, 15), 51, euro("1000.00"), euro("1100.00"))
SECOND = Link(date(2027, 3, 16), 52, euro("1100.00"), euro("1050.00"))
THIRD = Link(date(2027, 3, 17), 53, euro("1050.00"), euro("1051.00"))


def test_a_statement_gives_its_place_in_the_chain() -> None:
    told = statement([entry(1, payment("100.00"))])
    assert Link.of(told) == FIRST


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ((), ()),
        ((FIRST,), ()),
        ((THIRD, FIRST, SECOND, FIRST), ()),
        ((THIRD, FIRST), (Hole(FIRST, THIRD, euro("-50.00"), 1),)),
        (
            (FIRST, Link(date(2027, 3, 18), 54, euro("1100.00"), euro("1100.00"))),
            (Hole(FIRST, Link(date(2027, 3, 18), 54, euro("1100.00"), euro("1100.00")), NOTHING, 2),),
        ),
        ((FIRST, Link(date(2028, 1, 3), 1, euro("1100.00"), euro("1.00"))), ()),
        (
            (FIRST, Link(date(2027, 3, 16), None, euro("1099.00"), euro("1.00"))),
            (Hole(FIRST, Link(date(2027, 3, 16), None, euro("1099.00"), euro("1.00")), euro("-1.00"), None),),
        ),
    ],
)
def test_what_is_missing_between_statements_is_told(links: tuple[Link, ...], expected: tuple[Hole, ...]) -> None:
    assert holes(links) == expected


@given(st.lists(st.integers(-1000, 1000), min_size=3, max_size=12), st.randoms(), st.data())
def test_one_that_is_taken_out_is_one_hole_whatever_the_order(
    moves: list[int], chance, data: st.DataObject
) -> None:
    links, balance = [], 0
    for at, moved in enumerate(moves, 1):
        links.append(Link(date(2027, 1, 1) + timedelta(days=at), at, money(balance), money(balance + moved)))
        balance += moved
    shuffled = list(links)
    chance.shuffle(shuffled)
    assert holes(shuffled) == ()
    out = data.draw(st.integers(1, len(links) - 2))
    shuffled.remove(links[out])
    assert holes(shuffled) == (Hole(links[out - 1], links[out + 1], money(moves[out]), 1),)
