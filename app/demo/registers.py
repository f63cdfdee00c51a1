"""What registers of professions delivered before the demo is opened: files, as the central team brings them in."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.accreditations_import import REGISTERS
from app.demo.cast import AN, BRAM, CHLOE, ELS, Member
from app.imports import doing, services
from app.imports.kinds import Kind
from app.policy import Identity
from app.transaction import Scope, enter, transaction
from models.values import AccreditationRegister, ImportMode

_HEADS = "Erkenningsnummer;Rijksregisternummer;Eerste dag;Laatste dag"
_BIV = ((AN, "500.101", date(2009, 9, 1)), (BRAM, "512.345", date(2019, 3, 1)), (ELS, "508.777", date(2014, 6, 1)))
_FUND = ((CHLOE, "323-0417", date(2021, 2, 1)),)
# Els left the profession between the two deliveries.
_DELIVERIES = (
    (40, AccreditationRegister.BIV, _BIV),
    (9, AccreditationRegister.BIV, _BIV[:2]),
    (9, AccreditationRegister.SF323, _FUND),
)


def deliver_registers(session: Session, central: Identity, now: datetime) -> None:
    """Two deliveries of one register, and one of another; three others never delivered."""
    enter(session, Scope.office())
    kinds = {kind.name: kind for kind in REGISTERS}
    for days, register, named in _DELIVERIES:
        _deliver(session, central, kinds[register], named, now - timedelta(days=days))


def _deliver(
    session: Session,
    central: Identity,
    kind: Kind,
    named: tuple[tuple[Member, str, date], ...],
    at: datetime,
) -> None:
    lines = [f"{number};{member.number};{first:%d/%m/%Y};" for member, number, first in named]
    content = "\n".join((_HEADS, *lines)).encode()
    upload = services.Upload(io.BytesIO(content), f"{kind.name}-{at:%Y-%m-%d}.csv", len(content))
    with transaction(session):
        run = services.receive(session, central, kind.name, upload, at)
        services.choose_columns(session, central, run.id, run.columns, at)
    with transaction(session):
        doing.check(session, central, run.id, at)
    with transaction(session):
        services.confirm(session, central, run.id, ImportMode.ALL_ROWS, at)
        doing.apply(session, central, run.id, at)
