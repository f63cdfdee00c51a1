"""A report to the FIU about a contact of a furnished organisation, with a file and what was done; its texts bear
marks, which nobody but an AML officer may ever read."""

from __future__ import annotations

import hashlib
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.transaction import Scope, within
from models.aml import Block, Contact, FiuFile, FiuReport, Hold, OfficerAct, ReportProfile
from tests.house.crowd import BEGAN, Ids


def reported(session: Session, contact_id: int, letter: str) -> Ids:
    """Opposed for a year; the contact is blocked since it was made, and held as well."""
    contact = session.get_one(Contact, contact_id)
    codes = session.scalars(select(ReportProfile.id)).one()
    organisation, by = contact.organisation_id, contact.made_by
    about = {"organisation_id": organisation, "root_id": contact.root_id}
    session.add(Block(**about, since=BEGAN))
    session.flush()
    with within(session, Scope.organisation(organisation, officer=True)):
        session.add(Hold(**about, why=f"zq{letter}hhold", held_by=by, held_at=BEGAN))
        made = FiuReport(
            **about,
            number=1,
            kind="SAR",
            state="opposed",
            details={"reason": f"zq{letter}rreason", "rentity_id": f"zq{letter}e1"},
            fiu_reference=f"zq{letter}fref",
            begun_by=by,
            begun_at=BEGAN,
            made_at=BEGAN,
            moved_at=BEGAN,
            opposed_until=date(2027, 6, 1),
        )
        session.add(made)
        session.flush()
        content = f"<report>zq{letter}xfile</report>"
        session.add(
            FiuFile(
                organisation_id=organisation,
                report_id=made.id,
                number=1,
                content=content,
                print=hashlib.sha256(content.encode()).digest(),
                report_profile_id=codes,
                made_by=by,
                made_at=BEGAN,
            )
        )
        session.add(
            OfficerAct(
                **about,
                report_id=made.id,
                kind="opposed",
                text=f"zq{letter}oopposed",
                until=date(2027, 6, 1),
                reference=f"zq{letter}fref",
                acted_by=by,
                acted_at=BEGAN,
            )
        )
        session.flush()
    return {"fiu_report": made.id, "reported_contact": contact.id}


def codes_kept(session: Session) -> Ids:
    return {"report_codes": session.scalars(select(ReportProfile.id)).one()}
