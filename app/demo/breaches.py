"""What stands in the registers of Immo Peeters of cash, of differences with the UBO register and of atypical
operations; about contacts, deals and notifications that are there already. All of it invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.aml.atypical import conclude_atypical, note_atypical, told_from, write_atypical
from app.aml.breach_rules import AtypicalTold, CashTold, DiscrepancyTold, Written
from app.aml.cash_breaches import note_cash_breach
from app.aml.discrepancies import note_discrepancy, report_discrepancy, settle_discrepancy
from app.clock import day_of
from app.demo.cast import AN, BRAM
from app.demo.deals import officer_of
from app.demo.governments import IMMO_PEETERS
from app.demo.plan import working_day
from app.demo.wallets import office_of
from app.policy import Identity
from app.transaction import Scope, enter, transaction
from models.aml import CashBreach, Contact, Deal, DealParty, Notification
from models.values.dealt import DealKind
from models.values.registers import Conclusion

_LETTING = CashTold(
    None,
    Decimal("4200.00"),
    "De huurder bood de waarborg en vier maanden huur contant aan, in een enveloppe.",
    "Niet aangenomen. De huurder schreef het bedrag de dag nadien over; uittreksel in het dossier.",
)
_DIFFERENCES = (
    ("Het register noemt nog de vorige zaakvoerder als enige uiteindelijke begunstigde.",
     "Volgens het aandelenregister bezitten twee broers elk de helft.", "UBO-2291",
     "De vennootschap zette het register recht; nieuw uittreksel in het dossier."),
    ("Het register meldt geen uiteindelijke begunstigde.",
     "De statuten en het aandelenregister noemen er een, met 60 % van de aandelen.", "", ""),
)  # fmt: skip
_HARMLESS = Written(
    "Voorschot in speciën gevraagd",
    "De koper vroeg of het voorschot van 15.000 euro in speciën kon. Bram weigerde; het werd overgeschreven.",
    "Het uittreksel van de rekening van de koper over drie maanden, en een gesprek met hem op kantoor.",
    "Een voorschot in speciën past niet bij een koper met een vast loon en een lening bij zijn bank.",
    "De koper had het geld van de verkoop van zijn auto; de verkoopovereenkomst en de storting zijn gezien. Niets"
    " wijst op witwassen.",
)
_SUSPICIOUS = Written(
    "Deel van de prijs buiten de akte",
    "De koper vroeg of een deel van de prijs buiten de akte kon worden betaald.",
    "De financiering, de eerdere verrichtingen van de koper en wat hij daarover aan Bram zei.",
    "De koper kan het verschil niet verklaren en drong aan op geheimhouding.",
    "Er is geen wettige reden om een deel buiten de akte te houden; de herkomst van dat geld blijft onbekend.",
)


def add_breaches(session: Session, now: datetime) -> int:
    """Notes them; returns how many, none where there are some already, or no contacts. Nobody gets a letter about
    it. It leaves the session in the scope of the office's officers."""
    enter(session, Scope.office())
    office = office_of(session, IMMO_PEETERS, (AN, BRAM))
    an, bram = (officer_of(office, one) for one in (AN, BRAM))
    session.rollback()
    enter(session, Scope.organisation(office.organisation_id, officer=True))
    if session.scalar(select(CashBreach.id).limit(1)) is not None:
        return 0
    with events.quietly(session), transaction(session):
        return _cash(session, bram, now) + _differences(session, bram, now) + _operations(session, an, now)


def _cash(session: Session, who: Identity, now: datetime) -> int:
    """At the last letting."""
    deal = session.scalars(
        select(Deal)
        .where(Deal.kind == DealKind.LETTING, Deal.state == "accepted")
        .order_by(Deal.id.desc())
        .limit(1)
    ).one_or_none()
    if deal is None:
        return 0
    tenant = select(DealParty.root_id).where(DealParty.deal_id == deal.id, DealParty.role == "tenant").limit(1)
    told = replace(_LETTING, happened_on=day_of(deal.made_at), deal_id=deal.id, root_id=session.scalar(tenant))
    note_cash_breach(session, who, told, now)
    return 1


def _differences(session: Session, who: Identity, now: datetime) -> int:
    """About the two firms that came last but one, and last; the first is settled."""
    firms = session.scalars(
        select(Contact)
        .where(Contact.head, Contact.kind == "organisation", Contact.state == "accepted")
        .order_by(Contact.id.desc())
        .limit(len(_DIFFERENCES))
    ).all()
    for firm, ago, (says, found, reference, outcome) in zip(firms, (40, 6), _DIFFERENCES, strict=False):
        on = _day(ago, now)
        made = note_discrepancy(session, who, DiscrepancyTold(firm.root_id, on, says, found), now)
        if reference:
            report_discrepancy(session, who, made.id, _day(ago - 2, now), reference, made.version, now)
            settle_discrepancy(session, who, made.id, _day(ago - 15, now), outcome, made.version, now)
    return len(firms)


def _operations(session: Session, who: Identity, now: datetime) -> int:
    """Of the first notification about a contact that was closed, and of the last one that waits."""
    count = 0
    for state, written, conclusion in (
        ("closed", _HARMLESS, Conclusion.UNSUSPICIOUS),
        ("waiting", _SUSPICIOUS, None),
    ):
        told = session.scalars(
            select(Notification)
            .where(Notification.state == state, Notification.contact_id.is_not(None), Notification.wish.is_(None))
            .order_by(Notification.sent_at.desc(), Notification.id.desc())
            .limit(1)
        ).one_or_none()
        if told is None:
            continue
        root_id, deal_id = told_from(told)
        noted = AtypicalTold(day_of(told.sent_at), written.title, written.told, root_id, deal_id, told.id)
        made = note_atypical(session, who, noted, now)
        begun = written if conclusion is not None else replace(written, analysis="")
        write_atypical(session, who, made.id, begun, made.version, now)
        if conclusion is not None:
            conclude_atypical(session, who, made.id, conclusion, made.version, now)
        count += 1
    return count


def _day(ago: int, now: datetime) -> date:
    """A working day so long ago. All is written down today: the trail of the office follows time."""
    return working_day(day_of(now) - timedelta(days=ago))
