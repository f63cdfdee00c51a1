"""An association that isn't in the business register: announced in time, numbered by the counter, then paid with
€ 37 more, and submitted; the day it was announced counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.values.mandates import CaseState
from models.wallet import Transaction
from tests.app.syndics.stage import LINDEN, NEW_ONE
from tests.stories import syndics
from tests.stories.stage import Browser, Post, Time, enter
from tests.stories.syndics import DUTCH, FRENCH, Said

# The decision came late: eight working days after it is the last day.
DECIDED, STARTS = date(2027, 3, 8), date(2027, 3, 17)


@pytest.fixture
def settings(state: Path) -> dict[str, str]:
    return syndics.at_home(state)


@pytest.mark.parametrize("said", [DUTCH, FRENCH], ids=lambda said: said.language)
def test_it_is_announced_numbered_paid_with_37_more_and_in_time(
    browser: Browser, said: Said, factory: sessionmaker[Session], post: Post, time: Time
) -> None:
    syndics.furnished(factory, LINDEN)
    joris = syndics.himself(browser, said).follow(said("Register a syndic"))
    joris.choose(said("What do you want to register?"), said("Start of a mandate")).press(said("Begin"))
    joris.tick(said("The association has no enterprise number yet"))
    joris.fill(said("Name of the association"), NEW_ONE.name).fill(said("Street and number"), "Nieuwe Dokken 1")
    joris.fill(said("Postal code"), "9000").fill(said("Place"), "Gent").press(said("Save and go on"))
    syndics.appointed(joris, said, DECIDED, STARTS).press(said("Save and go on"))
    syndics.is_syndic_himself(joris, said)
    syndics.reached(joris, said)
    syndics.uploaded(joris, said, "notulen.pdf").press(said("Save and go on"))
    joris.reads(syndics.money(said, "157.27")).press(said("Announce to the business counter"))
    made = syndics.case_of(factory)
    assert (made.state, made.due_on, made.charge_id) == (CaseState.ANNOUNCED, date(2027, 3, 18), None)
    time.passes(days=7)  # past the last day
    ines = enter(browser, "ines.lemaire").follow("Counter desk").follow(NEW_ONE.name).follow("Fill in the number")
    ines.fill("Enterprise number", LINDEN.number).press("Compare").reads(LINDEN.name).press("Fill in")
    post(ines)
    joris = syndics.himself(browser, said)
    joris.typed_address(syndics.way_on(syndics.last_letter(factory, "joris.vandamme@example.be")))
    joris.typed_address("/mandate-submit/1")
    submit = said("Submit and pay %(gross)s", gross=syndics.money(said, "157.27"))
    syndics.paid_in(joris, said).press(submit)
    joris.reads(said("Submitted and paid, in time. The proof of submission stands below."))
    made = syndics.case_of(factory)
    assert (made.state, made.due_on, made.association_number) == ("submitted", date(2027, 3, 18), LINDEN.number)
    with factory() as session:
        act_in(session, Scope.office())
        charges = session.execute(
            select(Transaction.product, Transaction.gross, Transaction.vat_percent)
            .where(Transaction.kind == "charge")
            .order_by(Transaction.id)
        ).all()
    assert [tuple(one) for one in charges] == [
        ("registration_fee", Decimal("112.50"), 0), ("association_registration", Decimal("44.77"), 21),
    ]  # fmt: skip
