"""What an office knows, rich and minimal, to make reports of; what a test is about, it changes from there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from app.aml.goaml.composing import composed
from app.aml.goaml.elements import Element
from app.aml.goaml.gathered import Gathered, Involved, ReportedDeal, Reporter
from app.aml.goaml.profile import Profile
from app.aml.goaml.told import PartyTold, ReportDetails
from app.words import words_in
from models import migrations
from models.values.dealt import DealDetails, DealKind, FinancingKind, FinancingPart
from models.values.fiu import ReportKind
from models.values.identified import OrganisationDetails, PersonDetails, Place
from tests.app.aml.complete_files import NUMBER, complete_organisation, complete_person

PROFILE = Profile.read(json.loads((Path(migrations.__file__).parent / "goaml_1.json").read_text(encoding="utf-8")))
AT = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
SELLER = Involved(1, 11, "Wim Verlinden", "seller", complete_person(), NUMBER.digits)
HEAD = Involved(3, 13, "Rik Baele", "", complete_person("Baele", "Rik"), NUMBER.digits)
BUYER = Involved(
    2, 12, "Bakkerij Verlinden", "buyer", complete_organisation(representative_id=3), representative=HEAD
)
DEAL = ReportedDeal(
    7,
    "2026-014",
    DealKind.SALE,
    Decimal("425000.00"),
    DealDetails(
        property=Place("Kerkstraat 3", "9300", "Aalst", "BE"),
        cadastral="41002A0123/00B000",
        expected_on=date(2026, 12, 18),
        mandate_on=date(2026, 9, 1),
        financing=(
            FinancingPart(FinancingKind.LOAN, 30000000, "KBC"),
            FinancingPart(FinancingKind.OTHER, 12500000),
        ),
        account="BE68539007547034",
        account_holder="Bakkerij Verlinden",
        deposit_cents=4250000,
        notary="Meester Peeters, Aalst",
        remarks="Wants to pay in cash.",
    ),
)
TOLD = ReportDetails(
    language="en",
    rentity_id="4711",
    reason="He wants to pay half of the price in cash and won't say where it comes from.",
    action="The mandate was suspended.",
    location=Place("Markt 1", "9300", "Aalst", "BE"),
    transmode="CASH",
    transmode_comment="Half of the price in notes of 500 euro.",
    size="140 m²",
    indicators=("RE03", "RE04"),
    parties=(
        PartyTold(1, "seller", significance=2, reason="He sells."),
        PartyTold(2, "buyer", is_suspected=True, significance=9, reason="He pays.", comments="Came in person."),
    ),
)
STR = Gathered(
    5,
    ReportKind.STR,
    "12-1",
    AT,
    date(2026, 11, 30),
    Reporter("An", "Peeters", "an@x.example"),
    (SELLER, BUYER),
    DEAL,
)
SAR = replace(STR, kind=ReportKind.SAR, deal=None, parties=(SELLER,))
SAR_TOLD = replace(TOLD, transmode="", transmode_comment="", size="", parties=TOLD.parties[:1])
# Whatever may lack lacks.
BARE_PERSON = PersonDetails(family_name="Baele", given_names="Rik", birth_date=date(1980, 1, 1))
BARE_ORGANISATION = OrganisationDetails(name="Acme", number="123")
BARE_STR = replace(
    STR,
    reporter=Reporter("An", "", ""),
    parties=(
        Involved(1, 11, "Rik Baele", "landlord", BARE_PERSON),
        Involved(2, 12, "Acme", "tenant", BARE_ORGANISATION),
    ),
    deal=replace(
        DEAL,
        kind=DealKind.LETTING,
        details=DealDetails(property=Place("A 1", "", "Aalst", "BE"), expected_on=date(2026, 12, 1)),
    ),
)
BARE_SAR = replace(SAR, parties=(Involved(1, 11, "Rik Baele", "", BARE_PERSON),))
BARE_TOLD = ReportDetails(
    rentity_id="4711",
    reason="Cash.",
    transmode="CASH",
    indicators=("RE03",),
    parties=(PartyTold(1, reason="He pays."),),
)


def report_of(known: Gathered, told: ReportDetails, profile: Profile = PROFILE) -> Element:
    return composed(profile, known, told, words_in(told.language))
