"""What the office knows of a matter, read for a report. National numbers are decrypted for the file alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, undefer

from app import clock
from app.aml.assessing import details_of
from app.aml.goaml.gathered import HELD, Gathered, Involved, ReportedDeal, Reporter
from app.aml.matters import matter_in
from app.errors import Missing
from models.accounts import Account
from models.aml import Contact, Deal, DealParty, FiuReport, RiskProfile
from models.columns import among
from models.values.dealt import DealDetails, DealKind
from models.values.fiu import ReportKind
from models.values.identified import FilePart, OrganisationDetails, PersonDetails
from models.values.matters import MatterKind
from models.values.vigilance import ContactState

PRINCIPAL = "principal"
"""The role of whom somebody acts for."""
_NEVER_READ = (ContactState.REPLACED, ContactState.DROPPED)


def gathered(
    session: Session,
    report: FiuReport,
    account_id: int,
    now: datetime,
    *,
    reference: str = "",
    numbers: bool = False,
) -> Gathered:
    """What the report is made of now. `account_id`: who makes it; `numbers`: with national numbers, which the
    caller records. Raises Missing where what it is about is gone."""
    matter = matter_in(report)
    deal, roles = None, list[tuple[int, str]]()
    if matter.kind is MatterKind.DEAL:
        deal = _deal(session, report.organisation_id, matter.id)
        roles = _parties(session, report.organisation_id, matter.id)
    elif matter.kind is MatterKind.PROFILE:
        mine = (RiskProfile.organisation_id == report.organisation_id, RiskProfile.id == matter.id)
        roles = [(session.scalars(select(RiskProfile.root_id).where(*mine)).one(), "")]
    else:
        roles = [(matter.id, "")]
    contacts = _newest(session, report.organisation_id, {root for root, _ in roles}, numbers=numbers)
    beside = _newest(
        session,
        report.organisation_id,
        {root for one in contacts.values() for root in _beside(one)} - set(contacts),
        numbers=numbers,
    )
    known = {**contacts, **beside}
    account = session.get_one(Account, account_id)
    return Gathered(
        report_id=report.id,
        kind=ReportKind(report.kind),
        reference=reference or str(report.number),
        at=now,
        today=clock.day_of(now),
        reporter=Reporter(account.first_name or "", account.last_name or "", account.email or ""),
        parties=tuple(_involved(roles, known)),
        deal=deal,
    )


def _involved(roles: list[tuple[int, str]], known: dict[int, Involved]) -> Iterable[Involved]:
    """Whoever has a part, then who stands behind them and has none himself."""
    named = {root for root, _ in roles}
    more = dict[int, str]()
    for root, role in roles:
        one = known.get(root)
        if one is None:
            continue
        details = one.details
        head = known.get(details.representative_id or 0) if isinstance(details, OrganisationDetails) else None
        part = details.dealing.part
        yield replace(one, role=role or (str(part) if part is not None else ""), representative=head)
        for other, as_what in _behind(one):
            more.setdefault(other, as_what)
    for root, as_what in more.items():
        if root not in named and root in known:
            yield replace(known[root], role=as_what)


def _behind(one: Involved) -> Iterable[tuple[int, str]]:
    details = one.details
    if details.dealing.acts_for_other and details.dealing.principal_id is not None:
        yield details.dealing.principal_id, PRINCIPAL
    if isinstance(details, OrganisationDetails):
        owners = (holder.contact_id for holder in details.ownership.holders)
        yield from ((root, str(FilePart.BENEFICIAL_OWNER)) for root in owners if root is not None)


def _beside(one: Involved) -> set[int]:
    found = {root for root, _ in _behind(one)}
    if isinstance(one.details, OrganisationDetails) and one.details.representative_id is not None:
        found.add(one.details.representative_id)
    return found


def _newest(session: Session, organisation_id: int, roots: set[int], *, numbers: bool) -> dict[int, Involved]:
    """Each contact in its newest version, one that is being changed included: what was just put right counts."""
    if not roots:
        return {}
    rows = session.execute(
        select(Contact, Contact.national_number.is_not(None))
        .where(Contact.organisation_id == organisation_id, among(Contact.root_id, roots))
        .order_by(Contact.root_id, Contact.state.not_in(_NEVER_READ), Contact.number)
        .options(undefer(Contact.national_number) if numbers else defer(Contact.national_number, raiseload=True))
        .execution_options(populate_existing=True)
    )
    found = {}
    for contact, has_number in rows:
        details = details_of(contact)
        number = ""
        if has_number and isinstance(details, PersonDetails):
            number = str(contact.national_number) if numbers else HELD
        found[contact.root_id] = Involved(
            root_id=contact.root_id,
            contact_id=contact.id,
            name=contact.name,
            role="",
            details=details,
            number=number,
            is_draft=contact.state == ContactState.DRAFT,
        )
    return found


def _deal(session: Session, organisation_id: int, deal_id: int) -> ReportedDeal:
    found = session.scalars(
        select(Deal)
        .where(Deal.organisation_id == organisation_id, Deal.id == deal_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("deal", deal_id)
    details = DealDetails.read(found.details)
    return ReportedDeal(found.id, found.reference, DealKind(found.kind), found.price, details)


def _parties(session: Session, organisation_id: int, deal_id: int) -> list[tuple[int, str]]:
    rows = session.execute(
        select(DealParty.root_id, DealParty.role)
        .where(
            DealParty.organisation_id == organisation_id,
            DealParty.deal_id == deal_id,
            DealParty.removed_at.is_(None),
        )
        .order_by(DealParty.id)
    )
    return [(row.root_id, row.role) for row in rows]
