"""A syndic who is no company registers the start of his mandate: saved, gone on with from a mail, paid, submitted,
asked about, answered and filed; from then on he manages the association."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.organisations import Member, Organisation
from models.wallet import Transaction
from tests.app.syndics.stage import LINDEN
from tests.stories import syndics
from tests.stories.stage import Browser, Post, Time
from tests.stories.syndics import DUTCH, FRENCH, Said
from tests.stories.walker import Walker

MINUTES_LACK = (
    "Add the signed minutes of the general assembly, or an extract of the deed of appointment: another kind of"
    " document doesn’t prove that the assembly appointed."
)
WHICH_BOX = "Which box is yours? There are four at that address."
DECIDED, STARTS = date(2027, 3, 12), date(2027, 4, 12)
JORIS = "joris.vandamme@example.be"


@pytest.fixture
def settings(state: Path) -> dict[str, str]:
    return syndics.at_home(state)


@pytest.mark.parametrize("said", [DUTCH, FRENCH], ids=lambda said: said.language)
def test_he_begins_goes_on_from_the_mail_submits_answers_and_is_syndic(
    browser: Browser, said: Said, factory: sessionmaker[Session], post: Post, time: Time
) -> None:
    syndics.furnished(factory, LINDEN)
    joris = syndics.begun(syndics.himself(browser, said), said, "Start of a mandate", LINDEN)
    syndics.appointed(joris, said, DECIDED, STARTS).press(said("Save and continue later"))
    joris.reads(said("Saved. You get a mail with a link to go on whenever you like."))
    post(joris)
    time.passes(days=2)
    way = syndics.way_on(syndics.last_letter(factory, JORIS))
    for _ in range(2):  # the link works as often as he likes, also where he signs in anew
        joris = syndics.himself(browser, said).typed_address(way)
        assert joris.value(said("First day of the mandate")) == "2027-04-12"
    joris.press(said("Save and go on"))
    syndics.is_syndic_himself(joris, said)
    syndics.reached(joris, said)
    _paid_and_submitted(joris, said)
    time.passes(days=1)
    ines = syndics.at_the_desk(browser, LINDEN).follow("Take up").press("Take up").follow("Ask the applicant")
    ines.fill("Your question", WHICH_BOX).press("Ask")
    post(ines)
    time.passes(days=1)
    joris = syndics.himself(browser, said)
    _answered(joris.typed_address(syndics.way_on(syndics.last_letter(factory, JORIS))), said)
    ines = syndics.at_the_desk(browser, LINDEN).reads("Changed since the question", "Zeedijk 105 bus 3")
    assert "12/04/2027" not in ines.part("Answer to your question"), "what stayed as it was isn't shown"
    syndics.filed(ines, "KBO 2027/0412")
    post(ines)
    # He may act for the association from here on, and still comes in as himself, where his case is.
    joris.visit().follow(said("Cases about syndics")).reads(LINDEN.name)
    joris.follow(said("change")).reads(LINDEN.name)
    joris.typed_address(syndics.way_on(syndics.last_letter(factory, JORIS)))
    joris.reads(said("Filed in the business register"), "KBO 2027/0412")
    time.passes(days=26)
    joris = syndics.himself(browser, said).follow(said("Who is syndic"))
    joris.follow(LINDEN.name).reads("Joris Van Damme", "12/04/2027")
    with factory() as session:
        act_in(session, Scope.office())
        charges = session.scalars(select(Transaction.gross).where(Transaction.kind == "charge")).all()
        assert charges == [syndics.FEE], "a double click pays once"
        managed = session.execute(select(Member.organisation_id, Member.is_manager, Member.state)).all()
        assert [tuple(row)[1:] for row in managed if row.organisation_id == _association(session)] == [
            (True, "confirmed")
        ]


def _paid_and_submitted(joris: Walker, said: Said) -> None:
    """From the page of evidence to the proof of submission; without the minutes he can't."""
    submit = said("Submit and pay %(gross)s", gross=syndics.money(said, "112.50"))
    joris.follow(said("Check and submit")).reads(said(MINUTES_LACK))
    assert not joris.sees_button(submit)
    joris.back()
    syndics.uploaded(joris, said, "notulen.pdf").press(said("Save and go on"))
    joris.reads(said("Submit on %(day)s at the latest, Brussels time: then it is in time.", day="09/04/2027"))
    syndics.paid_in(joris, said, "120").press(submit, times=2)
    joris.reads(said("This case was submitted already. Nothing was taken again."))
    assert joris.download(said("Proof of submission (PDF)")).startswith(b"%PDF")


def _answered(joris: Walker, said: Said) -> None:
    """He reads the question, changes his address and hands the case back."""
    joris.reads(WHICH_BOX).follow(said("Change the case")).follow(said.here("Syndic"))
    joris.fill(said("Street and number"), "Zeedijk 105 bus 3").press(said("Save and go on"))
    joris.follow(said("Question to you")).reads("Zeedijk 105 bus 3").press(said("Answer the question"))
    joris.reads(said("Answered. The business counter goes on with your case."))


def _association(session: Session) -> int:
    """The organisation that the association became."""
    wanted = Organisation.enterprise_number == LINDEN.number
    return session.scalars(select(Organisation.id).where(wanted)).one()
