"""Notifications of the demonstration: one waits, one is asked back about, one is closed."""

from __future__ import annotations

from sqlalchemy import select

from app.demo.notifications import add_notifications
from app.transaction import Scope, enter
from models.aml import Notification
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
