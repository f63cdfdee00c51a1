"""Who gets a mail about what was handed to the officer, and what doesn't make one; and what is refused of a
blocked contact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.aml.deciding import refuse_contact
from app.aml.handing import hand_over
from app.aml.hits import clear_hit
from app.aml.holding import hold, release
from app.aml.identifying import pass_page
from app.aml.matters import matter_of
from app.aml.notifications import ask_back
from app.aml.officer_deciding import decide_matter
from app.aml.pages import PageName
from app.aml.shelf import Shelf
from app.aml.versions import begin_version, drop_version
from app.errors import Refusal
from app.transaction import Scope, enter
from models.aml import Hit
from models.mail import Letter
from models.values.matters import Wish
from models.values.vigilance import Verdict
from tests.app.aml import with_officer
from tests.app.aml.complete_files import add_complete, complete_person
from tests.app.aml.lists_of_today import AmlOffice, entry, load, person
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_notifications import Give, letters
from tests.app.aml.test_notifications import give as give
from tests.app.aml.test_notifications import one as one
from tests.app.wallet.offices import NOW

WHY = "Seen with the notary, and explained."
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def rules(session: Session, one: AmlOffice) -> None:
    publish(session, EACH)
    load(session, "eu", [entry("E1", person("Wim Verlinden", "1990-02-01", "BE"))])
    enter(session, Scope.organisation(one.id, officer=True))


@pytest.mark.trust("AML")
@pytest.mark.parametrize("kind", ["profile", "deal"])
def test_officers_hear_of_what_is_raised_and_handed_and_who_handed_it_of_the_answer(
    session: Session, one: AmlOffice, give: Give, kind: str
) -> None:
    give(one.an, "officer")
    give(one.bram, "member")
    an, bram = one.an.account_id, one.bram.account_id
    of = with_officer.contact(session, one.bram, NOW, raised=True)
    row = (with_officer.profile if kind == "profile" else with_officer.deal)(session, one.bram, of, NOW)
    assert letters(session, one) == [(an, "raised")]
    found = with_officer.handed(session, one.bram, row, NOW)
    assert letters(session, one) == [(an, "handed")]
    enter(session, Scope.organisation(one.id, officer=True))
    ask_back(session, one.an, found.id, WHY, found.version, LATER)
    assert letters(session, one) == [(bram, "asked_back")]
    written = len(_letters(session))
    enter(session, Scope.organisation(one.id, officer=True))
    hold(session, one.an, matter_of(row), WHY, LATER)
    release(session, one.an, matter_of(row), WHY, LATER)
    assert letters(session, one) == [(bram, "asked_back")]
    assert len(_letters(session)) == written
    enter(session, Scope.organisation(one.id, officer=True))
    decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER)
    assert letters(session, one) == [(bram, "decided")]
    assert WHY not in "".join(of.body for of in _letters(session))


def _letters(session: Session) -> list[Letter]:
    enter(session, Scope.office())
    return list(session.scalars(select(Letter)))


def test_of_a_raised_profile_that_was_refused_officers_read_that_it_is_final(
    session: Session, one: AmlOffice, give: Give
) -> None:
    give(one.an, "officer")
    of = with_officer.contact(session, one.bram, NOW, raised=True)
    row = with_officer.profile(session, one.bram, of, NOW)
    hand_over(session, one.bram, row, Wish.REFUSE, WHY, NOW)
    assert letters(session, one) == [(one.an.account_id, "handed")]
    assert "refused a file with raised vigilance" in _letters(session)[-1].subject


def test_nobody_hears_of_a_hold_and_its_event_has_no_notice(session: Session, one: AmlOffice) -> None:
    made = with_officer.contact(session, one.bram, NOW)
    hold(session, one.an, matter_of(made), WHY, NOW)
    queued = text("select count(*) from procrastinate_jobs where task_name = 'notify'")
    enter(session, Scope.office())
    before = session.execute(queued).scalar_one()
    enter(session, Scope.organisation(one.id, officer=True))
    release(session, one.an, matter_of(made), WHY, LATER)
    enter(session, Scope.office())
    assert session.execute(queued).scalar_one() == before


@pytest.mark.trust("AML")
def test_nothing_is_done_with_a_blocked_contact_until_it_is_free(session: Session, one: AmlOffice) -> None:
    made = add_complete(session, one.bram, NOW, complete_person())
    hit = session.scalars(select(Hit).where(Hit.contact_id == made.id)).first()
    hold(session, one.an, matter_of(made), WHY, NOW)
    doing: list[Callable[[], object]] = [
        lambda: pass_page(session, one.bram, made.id, PageName.LISTS, made.version, LATER),
        lambda: refuse_contact(session, one.bram, made.id, made.version, WHY, LATER),
        lambda: begin_version(session, one.bram, Shelf(None), made.id, LATER),
        lambda: drop_version(session, one.bram, made.id, made.version, LATER),
        lambda: refuse_contact(session, one.an, made.id, made.version, WHY, LATER),
    ]
    if hit is not None:
        doing.append(lambda: clear_hit(session, one.bram, hit.id, WHY, hit.version, LATER))
    for act in doing:
        with pytest.raises(Refusal) as found, session.begin_nested():
            act()
        assert found.value.code == "aml.matter.blocked"
    if hit is not None:
        clear_hit(session, one.an, hit.id, WHY, hit.version, LATER)
    release(session, one.an, matter_of(made), WHY, LATER)
    refuse_contact(session, one.bram, made.id, made.version, WHY, LATER)
