"""Files that tests of vigilance begin with: a person and an organisation about whom nothing is to be remarked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import models
from app.aml.vigilance.file import File, FoundHit, Given, Lists, Related, RelatedAs
from app.aml.vigilance.level import vigilance_of
from app.aml.vigilance.rule_set import RuleSet
from models.values import IdentifierKind, SubjectKind, Topic
from models.values.identified import (
    Dealing,
    EvidenceKind,
    FilePart,
    Holder,
    HolderKind,
    Holding,
    IdentityDocument,
    Meeting,
    OrganisationDetails,
    Ownership,
    PersonDetails,
    Place,
    Side,
)
from models.values.vigilance import AsksOf

Change = Callable[[File], File]
TODAY = date(2026, 11, 30)
TOLD: dict[str, Any] = json.loads(
    (Path(models.__file__).parent / "migrations" / "rules_1.json").read_text(encoding="utf-8")
)
FIRST = RuleSet.read(TOLD)
"""The first rules, as an office finds them."""
LISTS = Lists(high_risk=("LB", "VG"), tax=("PA", "RU"), edition=3)
DEALING = Dealing(FilePart.BUYER, Side.COUNTERPARTY, acts_for_other=False, meeting=Meeting.FACE_TO_FACE)
OWNER = Holder("P1", HolderKind.PERSON, "Casper Okafor", contact_id=7, country="BE")
PERSON = PersonDetails(
    family_name="Okafor",
    given_names="Casper",
    nationalities=("BE",),
    address=Place("Kerkstraat 1", "9300", "Aalst", "BE"),
    document=IdentityDocument(IdentifierKind.IDENTITY_CARD, "592-1234567-01", "BE", expires_on=TODAY),
    dealing=DEALING,
)
ORGANISATION = OrganisationDetails(
    name="Okafor Bouw",
    seat=Place("Kerkstraat 1", "9300", "Aalst", "BE"),
    number_country="BE",
    started_on=date(2015, 5, 4),
    ownership=Ownership((OWNER,), (Holding("P1", "", 10_000, 10_000),)),
    register_differs=False,
    funds_countries=("BE",),
    dealing=DEALING,
)


def quiet(asked_of: AsksOf = AsksOf.PERSON, rules: RuleSet = FIRST) -> File:
    """Everything is known, everything that is asked has the first answer that does nothing."""
    if asked_of is AsksOf.ORGANISATION:
        owner = Related(7, RelatedAs.OWNER, "Casper Okafor", residence="BE", nationalities=("BE",))
        papers = (EvidenceKind.ARTICLES, EvidenceKind.DIRECTORS, EvidenceKind.POWERS)
        file = File(
            SubjectKind.ORGANISATION,
            TODAY,
            organisation=ORGANISATION,
            evidence=papers,
            related=(owner,),
            lists=LISTS,
        )
    else:
        file = File(SubjectKind.PERSON, TODAY, person=PERSON, evidence=(EvidenceKind.IDENTITY_CARD,), lists=LISTS)
    return harmless(file, asked_of, rules)


def harmless(file: File, asked_of: AsksOf, rules: RuleSet = FIRST) -> File:
    """What is asked and has no answer yet gets the first one that does nothing."""
    found = dict(file.answers)
    for code in vigilance_of(rules, file, asked_of).asked:
        rule = rules.rule(code)
        assert rule is not None
        found.setdefault(code, Given(next(one.code for one in rule.options if not one.effects)))
    return replace(file, answers=found)


def said(code: str, option: str, note: str = "", cannot: str = "") -> Change:
    """Somebody answered."""
    return lambda file: replace(file, answers={**file.answers, code: Given(option, note, cannot)})


def known(**more: Any) -> Change:
    """Other details of the person or of the organisation."""

    def change(file: File) -> File:
        if file.person is not None:
            return replace(file, person=replace(file.person, **more))
        assert file.organisation is not None
        return replace(file, organisation=replace(file.organisation, **more))

    return change


def deals(**more: Any) -> Change:
    """Another way to deal with them."""
    return lambda file: known(dealing=replace(file.details.dealing, **more))(file)


def proven(*kinds: EvidenceKind) -> Change:
    """These files, and no other."""
    return lambda file: replace(file, evidence=kinds)


def beside(*others: Related) -> Change:
    """These other contacts, and no other."""
    return lambda file: replace(file, related=others)


def looks_like(state: str, *topics: Topic) -> Change:
    """A hit of the contact itself."""
    return lambda file: replace(file, hits=(*file.hits, hit(state, *topics)))


def hit(state: str, *topics: Topic) -> FoundHit:
    """An entry of a list."""
    return FoundHit("eu", "E0", topics, state, "0.910", "00" * 32)


def both(*changes: Change) -> Change:
    """One after the other."""

    def change(file: File) -> File:
        for one in changes:
            file = one(file)
        return file

    return change
