"""What an office bought in February, and that February is invoiced: what stories of invoices begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.queue import enqueue
from app.wallet.charging import Payer, Wanted, charge
from models.organisations import Member, Organisation
from models.rights import Price, Tool, ToolRegistration
from tests.app.wallet.offices import Office, filled, price
from tests.stories.cast import Cast
from tests.stories.office import changed
from tests.stories.stage import worked_off

FEBRUARY = datetime(2027, 2, 10, 9, 0, tzinfo=UTC)
ADDRESS = {"street": "Stationsstraat 12", "postal_code": "8400", "place": "Oostende"}


@dataclass(frozen=True)
class Bought:
    """Of a product: its code, net price of one, rate of VAT, how many."""

    code: str
    net: str
    percent: int
    many: int


# 21 % of € 4.55 and of € 9.10 are rounded each: 0.96 + 1.91 = 2.87, and once on the invoice: 2.87 of 13.65.
BOUGHT = (Bought("search", "4.55", 21, 1), Bought("search", "4.55", 21, 2), Bought("fee", "30.00", 0, 1))
NAMES = {"search": ("Opzoeking", "Recherche", "Search"), "fee": ("Retributie", "Redevance", "Statutory fee")}


def bought_in_february(
    factory: sessionmaker[Session], cast: Cast, *, whole: bool = True, some: tuple[Bought, ...] = BOUGHT
) -> None:
    """Bram bought these in the diary; without `whole` the office has no address."""

    def begins(session: Session) -> None:
        office = session.scalars(select(Organisation).where(Organisation.name == "Immo Peeters")).one()
        if whole:
            for name, value in ADDRESS.items():
                setattr(office, name, value)
        tool_id = session.scalars(select(Tool.id).where(Tool.code == "diary")).one()
        session.add(
            ToolRegistration(
                organisation_id=office.id, tool_id=tool_id, registered_on=date(2026, 6, 1),
                registered_by=cast.accounts["An"],
            )
        )  # fmt: skip
        for code in sorted({one.code for one in some}):
            found = next(one for one in some if one.code == code)
            made: Price = price(tool_id, found.net, found.percent, date(2026, 6, 1), code=code)
            made.name_nl, made.name_fr, made.name_en = NAMES[code]
            session.add(made)
        session.flush()
        bram = session.scalars(
            select(Member).where(Member.organisation_id == office.id, Member.account_id == cast.accounts["Bram"])
        ).one()
        payer = Payer(office.id, bram.account_id or 0, tool_id, bram.id)
        filled(session, Office(office.id, tool_id, payer, payer), "100", FEBRUARY - timedelta(days=1))
        for place, one in enumerate(some):
            at = FEBRUARY + timedelta(hours=place)
            charge(session, payer, Wanted(one.code, one.many, f"Dossier {place + 1}"), f"feb-{place}", at)

    changed(factory, begins)


def february_is_invoiced(app: Flask, factory: sessionmaker[Session], state: Path) -> None:
    """The clock's moment on the first of March, and the workers after it."""
    planned_at = (clock.start_of(date(2027, 3, 1)) + timedelta(hours=5, minutes=30)).isoformat()
    changed(factory, lambda session: enqueue(session, "invoice_month", planned_at=planned_at))
    worked_off(app, factory, state)
