"""Annual reports of Immo Peeters: that of last year, signed by An, and a draft of this year's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.aml.annual.reports import begin_report, save_text, sign_report
from app.aml.annual.texts import Text
from app.aml.officers import OFFICER, that_are
from app.clock import day_of
from app.demo.cast import AN
from app.demo.deals import officer_of
from app.demo.governments import IMMO_PEETERS
from app.demo.wallets import office_of
from app.transaction import Scope, enter, transaction
from models.aml import AnnualReport
from models.organisations import Member

_WROTE = {
    Text.RISK: "Het kantoor verkoopt en verhuurt woningen in en rond Dendermonde, aan cliënten die het meestal"
    " kent. Het risico zit bij kopers uit het buitenland en bij vennootschappen. Dat is niet veranderd.",
    Text.ACCEPTANCE: "Het beleid werkte zoals bedoeld. Wie zijn identiteit niet wil aantonen, wordt geen cliënt.",
    Text.TRAINING: "Iedereen kreeg uitleg over de vragen in het dossier. Bij uitbreiding van het team komt er een"
    " opleiding bij over uiteindelijke begunstigden.",
    Text.SHORTCOMINGS: "Bij een steekproef van twintig dossiers bleek van drie de identiteitskaart vervallen."
    " Eén herkomst van middelen was te kort toegelicht.",
    Text.PLAN: "1. Vervallen kaarten worden elke maand opgevraagd (Bram, vanaf februari).\n"
    "2. Bij eigen middelen boven 100.000 euro vragen we altijd een uittreksel (An, vanaf nu).",
}


def add_annual_reports(session: Session, now: datetime) -> int:
    """Makes them; returns how many, none where there are some already. In office scope, in which the session is
    again afterwards."""
    office = office_of(session, IMMO_PEETERS, (AN,))
    an, today = officer_of(office, AN), day_of(now)
    is_officer = that_are(office.organisation_id, OFFICER, today).where(Member.account_id == an.account_id)
    may_sign = session.scalars(is_officer).first() is not None
    enter(session, Scope.organisation(office.organisation_id, officer=True))
    try:
        if session.scalar(select(AnnualReport.id).limit(1)) is not None:
            return 0
        with events.quietly(session), transaction(session):
            last = begin_report(session, an, today.year - 1, now)
            for part, words in _WROTE.items():
                save_text(session, an, last.id, part, words, last.version, now)
            if may_sign:
                sign_report(session, an, last.id, last.year, "nl", last.version, now)
            this = begin_report(session, an, today.year, now)
            save_text(session, an, this.id, Text.RISK, _WROTE[Text.RISK], this.version, now)
    finally:
        enter(session, Scope.office())
    return 2
