"""Incidents: written apart from the request's own work, so that no rollback loses them; forgotten in ninety days.

Nothing that was typed is kept: a kind, a code or the kind of an error, the page by its route.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import Session

from app.cases.rules import HOUR, INCIDENTS_KEPT, INCIDENTS_PER_HOUR, IncidentKind
from app.transaction import quick_rows
from models import keyring
from models.cases import Incident

BATCH = 500
# The count and the row in one statement: what is over the limit is not written, and nobody waits for it.
_NOTE = """
insert into case_incident (reference, kind, code, status, method, endpoint, page, visitor_hash, account_id,
    person_id, acting_for_id, session_reference, happened_at)
select %(reference)s, %(kind)s, %(code)s, %(status)s, %(method)s, %(endpoint)s, %(page)s, %(visitor)s,
    %(account_id)s, %(person_id)s, %(acting_for_id)s, %(session_reference)s, %(now)s
where (select count(*) from case_incident where visitor_hash = %(visitor)s and happened_at > %(since)s) < %(most)s
"""


@dataclass(frozen=True)
class Happened:
    """What happened to whom on which page; `code` is a refusal's, a permission's, or the kind of an error."""

    reference: str
    kind: IncidentKind
    status: int
    code: str = ""
    method: str = ""
    endpoint: str = ""
    page: str = ""
    account_id: int | None = None
    person_id: int | None = None
    acting_for_id: int | None = None
    session_reference: str = ""


def note(connection: Connection, happened: Happened, address: str, now: datetime) -> None:
    """Writes it, on a connection that commits by itself; of one session, or address, sixty an hour at most."""
    whose = f"session:{happened.session_reference}" if happened.account_id else f"address:{address}"
    quick_rows(
        connection,
        _NOTE,
        {
            "reference": happened.reference,
            "kind": happened.kind.value,
            "code": happened.code[:80],
            "status": happened.status,
            "method": happened.method[:8],
            "endpoint": happened.endpoint[:80],
            "page": happened.page[:200],
            "visitor": keyring.installed().lookup_hash(whose),
            "account_id": happened.account_id,
            "person_id": happened.person_id,
            "acting_for_id": happened.acting_for_id,
            "session_reference": happened.session_reference,
            "now": now,
            "since": now - HOUR,
            "most": INCIDENTS_PER_HOUR,
        },
    )


def forget_incidents(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Removes up to `limit` incidents of more than ninety days ago; returns how many. In office scope."""
    old = (
        select(Incident.id)
        .where(Incident.happened_at < now - INCIDENTS_KEPT)
        .order_by(Incident.happened_at, Incident.id)
        .limit(limit)
    )
    return len(session.scalars(delete(Incident).where(Incident.id.in_(old)).returning(Incident.id)).all())
