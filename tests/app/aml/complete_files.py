"""Files of contacts in which nothing lacks: all that identification wants, every question answered so that it does
nothing, and the papers that go with it. What a test is about, it changes from there."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.aml.assessing import rules_in_force
from app.aml.contacts import add_contact
from app.aml.details import subject_of
from app.aml.identifying import answer, save_page
from app.aml.pages import PageName, pages_of
from app.aml.shelf import Shelf
from app.aml.vigilance.file import Given
from app.aml.vigilance.rule_set import Option, RuleSet
from app.policy import Identity
from models.aml import Contact, Evidence
from models.documents import Document
from models.values import IdentifierKind, NationalNumber, Sex, SubjectKind
from models.values.identified import (
    Dealing,
    Details,
    Director,
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
from models.values.vigilance import AsksOf, Effect

NUMBER = NationalNumber.parse("90.02.01-997-04")
PAPERS = (
    EvidenceKind.IDENTITY_CARD,
    EvidenceKind.ARTICLES,
    EvidenceKind.DIRECTORS,
    EvidenceKind.POWERS,
    EvidenceKind.OWNERS_EXTRACT,
    EvidenceKind.REPRESENTATIVE_IDENTITY,
    EvidenceKind.OWNER_IDENTITY,
)
_HOME = Place("Zavelstraat 12", "9300", "Aalst", "BE")
_DEALING = Dealing(
    part=FilePart.SELLER,
    side=Side.CLIENT,
    acts_for_other=False,
    meeting=Meeting.FACE_TO_FACE,
    purpose="Sells his house through us.",
    phone="+32 53 00 00 00",
    language="nl",
)
_WORST = (Effect.STOP, Effect.OFFICER, Effect.RAISED, Effect.DOCUMENT, Effect.WEAK, Effect.LOW)


def complete_person(family_name: str = "Verlinden", given_names: str = "Wim") -> PersonDetails:
    """A Belgian who sells his house, met in person, with a card that is valid for years."""
    return PersonDetails(
        family_name=family_name,
        given_names=given_names,
        birth_date=date(1990, 2, 1),
        birth_place="Aalst",
        sex=Sex.MALE,
        nationalities=("BE",),
        address=_HOME,
        document=IdentityDocument(
            IdentifierKind.IDENTITY_CARD, "592123456784", "BE", date(2024, 5, 1), date(2034, 5, 1)
        ),
        profession="Baker",
        sector="food",
        dealing=_DEALING,
    )


def complete_organisation(
    name: str = "Bakkerij Verlinden", representative_id: int | None = None, owner_id: int | None = None
) -> OrganisationDetails:
    """A bakery that exists for years, held by one person; whoever represents and holds it by root id."""
    wim = Holder("wim", HolderKind.PERSON, "Wim Verlinden", contact_id=owner_id, country="BE")
    return OrganisationDetails(
        name=name,
        legal_form="BV",
        number="0403170701",
        number_country="BE",
        seat=_HOME,
        started_on=date(2010, 3, 1),
        activity="Bakery",
        activity_code="10.711",
        directors=(Director("Wim Verlinden", "director", date(2010, 3, 1)),),
        powers="Each director alone.",
        representative_id=representative_id,
        ownership=Ownership((wim,), (Holding("wim", "", 10000, 10000),)),
        register_consulted_on=date(2026, 11, 2),
        register_differs=False,
        dealing=_DEALING,
    )


def harmless_answers(rules: RuleSet, kind: SubjectKind) -> dict[str, Given]:
    """To every question on such a contact the answer that does least, with a text beside it where it wants one."""
    of = AsksOf.PERSON if kind is SubjectKind.PERSON else AsksOf.ORGANISATION
    return {
        rule.code: _given(min(rule.options, key=_weight))
        for rule in rules.rules
        if rule.active and of in rule.on and rule.options
    }


def prove(session: Session, actor: Identity, contact: Contact, *kinds: EvidenceKind, now: datetime) -> None:
    """Papers of these kinds in the file, without their bytes."""
    for kind in kinds:
        told = f"{contact.id} {kind}"
        paper = Document(
            organisation_id=contact.organisation_id, kind="evidence", name=f"{kind}.pdf",
            media_type="application/pdf", size=10, sha256=hashlib.sha256(told.encode()).digest(),
            file=f"{contact.id}-{kind}-{contact.version}", subject_kind="contact", subject_id=contact.root_id,
            account_id=actor.account_id, made_at=now,
        )  # fmt: skip
        session.add(paper)
        session.flush()
        session.add(
            Evidence(
                organisation_id=contact.organisation_id,
                contact_id=contact.id,
                kind=str(kind),
                document_id=paper.id,
                added_by=actor.account_id,
                added_at=now,
            )
        )
    session.flush()


def add_complete(session: Session, actor: Identity, now: datetime, details: Details | None = None) -> Contact:
    """A contact of which everything is known, nothing was decided, and nothing raises vigilance; by default a
    person."""
    wanted = details or complete_person()
    return complete(session, actor, add_contact(session, actor, Shelf(None), subject_of(wanted), now), wanted, now)


def complete(session: Session, actor: Identity, contact: Contact, details: Details, now: datetime) -> Contact:
    """The same of a contact that is there as a draft."""
    number = NUMBER if isinstance(details, PersonDetails) else None
    save_page(
        session, actor, Shelf(None), contact.id, pages_of(details)[0], lambda _: details, contact.version, now,
        number,
    )  # fmt: skip
    contact.pages = [str(one) for one in pages_of(details) if one is not PageName.RESULT]
    session.flush()
    prove(session, actor, contact, *PAPERS, now=now)
    rules = rules_in_force(session).rules
    answer(session, actor, contact.id, harmless_answers(rules, SubjectKind(contact.kind)), contact.version, now)
    return contact


def add_complete_organisation(session: Session, actor: Identity, now: datetime) -> Contact:
    """An organisation with everything, and the contact who represents and holds it."""
    wim = add_complete(session, actor, now)
    return add_complete(
        session, actor, now, complete_organisation(representative_id=wim.root_id, owner_id=wim.root_id)
    )


def answered(session: Session, actor: Identity, contact: Contact, code: str, given: Given, now: datetime) -> None:
    """One question answered otherwise."""
    answer(session, actor, contact.id, {code: given}, contact.version, now)


def with_rule_answer(given: dict[str, Given], code: str, option: str, **beside: str) -> dict[str, Given]:
    """The same answers but for one."""
    return {**given, code: replace(Given(option), **beside)}


def _weight(option: Option) -> int:
    """How much an answer does: 0 for nothing."""
    heaviest = [len(_WORST) - _WORST.index(one) for one in option.effects]
    return max(heaviest, default=0)


def _given(option: Option) -> Given:
    wants = option.asks_text or Effect.DOCUMENT in option.effects
    return Given(option.code, "Seen and written down." if wants else "")
