"""Notifications of the demonstration: one waits, one is asked back about, one is closed; and its registers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.breaches import add_breaches
from app.demo.notifications import add_notifications
from app.transaction import Scope, enter
from models.aml import Atypical, CashBreach, Discrepancy, Notification
from tests.app.demo.conftest import NOW, Played


def test_one_waits_one_is_asked_back_about_and_one_is_closed(played: Played) -> None:
    with played.sessions() as session:
        enter(session, Scope.office())
        assert add_notifications(session, NOW) == 3
        about_contacts = select(Notification).where(Notification.contact_id.is_not(None))
        found = session.scalars(about_contacts.order_by(Notification.sent_at)).all()
        assert [one.state for one in found] == ["closed", "asked_back", "waiting"]
        assert len({one.contact_id for one in found}) == 3
        assert add_notifications(session, NOW) == 0
        _and_registers(session)


def _and_registers(session: Session) -> None:
    """Of those notifications and of contacts and deals that are there: what came to its end, and what did not."""
    assert add_breaches(session, NOW) == 5
    cash = session.scalars(select(CashBreach)).one()
    assert cash.deal_id is not None
    assert cash.root_id is not None
    differences = session.scalars(select(Discrepancy).order_by(Discrepancy.id)).all()
    assert [bool(one.settled_on) for one in differences] == [True, False]
    operations = session.scalars(select(Atypical).order_by(Atypical.id)).all()
    assert [one.conclusion for one in operations] == ["unsuspicious", None]
    assert all(one.notification_id is not None and one.why_atypical for one in operations)
    assert add_breaches(session, NOW) == 0
