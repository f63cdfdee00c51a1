"""A contact is added, looks like an entry of a list, and somebody decides: the hit's whole life."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml.contacts import add_contact
from app.aml.hits import clear_hit
from app.aml.rescreening import Rescreening
from app.aml.shelf import Shelf
from app.errors import HouseError
from app.transaction import Scope, enter
from models.aml import Hit
from tests.app.aml.lists_of_today import NOW, AmlOffice, Desk, aml_office, entry, load, person

CASPER = person("Casper Vandersmissen-Okafor", "1969-04-17")
LISTED = entry("EU.1", person("Casper Vandersmissen-Okafor", 1969))
OTHER = entry("EU.2", person("Zebedee Quillfeather", 1950))
WHY = "Born in another year, and our client never left Aalst."


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    load(session, "eu", [LISTED, OTHER])
    session.commit()
    return made


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(None)


def hits(session: Session) -> list[Hit]:
    session.expire_all()
    return list(session.scalars(select(Hit).order_by(Hit.id)))


def current(session: Session) -> list[Hit]:
    return [one for one in hits(session) if one.closed_at is None]


def rescreened(sessions: sessionmaker[Session], shelf: Shelf, session: Session) -> None:
    """All loads that wait are compared with all contacts."""
    session.commit()
    Rescreening(Desk(sessions), shelf, lambda: NOW).run()
    enter(session, Scope.office())
    session.expire_all()


def refused(act: Callable[[], object]) -> HouseError:
    with pytest.raises(HouseError) as found:
        act()
    return found.value


def test_the_whole_act_from_contact_to_decision(session: Session, one: AmlOffice, shelf: Shelf) -> None:
    contact = add_contact(session, one.bram, shelf, CASPER, NOW)
    (hit,) = current(session)
    assert (hit.key, hit.state, hit.contact_id) == ("EU.1", "open", contact.id)
    assert (hit.contact_print, hit.judged) == (contact.print, LISTED.judged)
    assert {one["code"] for one in hit.comparison["features"]} >= {"name_same", "birth_period"}
    assert contact.edition == hit.edition == 1
    cleared = clear_hit(session, one.bram, hit.id, WHY, hit.version, NOW)
    assert (cleared.state, cleared.reason, cleared.decided_by) == ("cleared", WHY, one.bram.account_id)
    tags = session.scalars(text("select tag from event where tag like 'aml.%' order by id")).all()
    assert tags == ["aml.contact.added", "aml.hit.cleared"]
