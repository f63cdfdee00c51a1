"""An organisation whose managers are gone: one of the central team asks on documents, another decides."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from app.demo.enterprises import PEETERS
from app.transaction import Scope
from app.transaction import enter as act_as
from models.accounts import StaffRole
from models.organisations import Member, Organisation
from tests.app.documents.making import pdf
from tests.stories.cast import Cast
from tests.stories.stage import MOMENT, Browser, Post, enter
from tests.stories.walker import Walker


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    """An office that An manages; Hugo is of the central team too, beside Greet."""
    with factory() as session:
        act_as(session, Scope.office())
        office = Organisation(
            kind="enterprise", name="Immo Peeters", enterprise_number=PEETERS.number.digits, created_at=MOMENT
        )
        session.add(office)
        session.flush()
        manager = Member(organisation_id=office.id, account_id=cast.accounts["An"], state="confirmed",
                         is_manager=True, first_day=date(2026, 1, 1), created_at=MOMENT)  # fmt: skip
        session.add(manager)
        hugo = StaffRole.account_id == cast.accounts["Hugo"]
        session.execute(update(StaffRole).where(hugo).values(role="central"))
        session.commit()


def _asked(browser: Browser, manager: str = "bram.claes") -> Walker:
    greet = enter(browser, "greet.desmet").follow("Organisations").follow("Immo Peeters").follow("Take over")
    greet.fill("Who is to manage it", manager).fill("Why", "De zaakvoerder is overleden.")
    return greet.tick("Who manages it now no longer does").attach("Document", pdf(), "akte.pdf").press("Ask")


def test_one_asks_another_decides_and_everybody_is_told(browser: Browser, post: Post, cast: Cast) -> None:
    greet = _asked(browser).reads("Asked. Another member of the central team decides.", "akte.pdf", "An Peeters")
    assert not greet.sees_button("Do it")
    hugo = enter(browser, "hugo.baert").follow("Organisations taken over").follow("Immo Peeters")
    hugo.reads("De zaakvoerder is overleden.").press("Do it").reads("Done: everybody concerned gets a mail.")
    hugo.reads("Bram Claes")
    an = enter(browser, "an.peeters")
    post(an)
    an.visit().follow("Mailbox").reads("You no longer manage Immo Peeters")
    enter(browser, "bram.claes").follow("Mailbox").reads("U beheert vanaf nu Immo Peeters")


def test_what_doesnt_fit_is_said(browser: Browser, cast: Cast) -> None:
    _asked(browser, "nobody@nowhere.be").reads("No active account has this username or e-mail address.")
    _asked(browser).reads("Asked.")
    _asked(browser).reads("Taking over this organisation was asked already.")
