"""The jobs behind documents on their way: one that can't be written about holds nobody up, and has an end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app import clock, notices
from app.transaction import Scope, enter
from scheduler.invoices_out import mail_invoices
from scheduler.workplace import Workplace
from tests.app.wallet.invoicing.invoices import FIRST
from tests.app.wallet.invoicing.sent import invoiced
from tests.scheduler.conftest import asked

pytestmark = pytest.mark.trust("Invoices, receipts")
_STATES = "select state, reason from wallet_delivery where channel = 'mail' order by id"


def test_a_letter_that_cant_be_written_holds_up_no_other_and_is_given_up_after_days(
    own_sessions: sessionmaker[Session], tmp_path: Path, admin: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = FIRST
    monkeypatch.setattr(clock, "now", lambda: moment)
    with own_sessions.begin() as session:
        enter(session, Scope.office())
        broken, _ = invoiced(session, email="kantoor@immo.example")
        invoiced(session, email="kantoor@immo.example")
    writes = notices.notify

    def breaks(on: Session, organisation_id: int, event_id: int, site: str, now: datetime) -> int:
        if organisation_id == broken.id:
            raise ValueError("no such letter")
        return writes(on, organisation_id, event_id, site, now)

    monkeypatch.setattr(notices, "notify", breaks)
    place = Workplace(own_sessions, tmp_path)
    assert mail_invoices(place).startswith("1 written")
    assert asked(admin, _STATES) == [("waiting", ""), ("handed_over", "")]
    for _ in range(12):
        moment += timedelta(days=1)
        mail_invoices(place)
    assert asked(admin, _STATES)[0] == ("refused", "bounced")
    assert asked(admin, "select count(*) from wallet_delivery where tries > 10") == [(0,)]
