"""What tests of syndics stand on: associations in the business register, syndics, what a complete case says, and
cases in each state; made by direct rows, as what stood there before. In office scope."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import day_of
from app.demo.enterprises import CO_OWNERS, COMPANY, number_of
from app.policy import Identity, Role
from app.syndics.rules.deadline import last_day_of
from app.syndics.rules.pages import pages_of
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import Cost, lines_of_charge, lines_of_money_in
from models import keyring
from models.accounts import Accreditation, Person
from models.documents import Document
from models.organisations import Business, BusinessAddress, BusinessName
from models.rights import Tool
from models.syndics import Case, CaseFile, CaseStep, Fee, MandateRow, RepresentativeRow
from models.values import LedgerAccount, NationalNumber, TransactionKind, euro
from models.values.mandates import (
    AT_THE_COUNTER,
    AppointedBy,
    Association,
    CaseDetails,
    CaseEvidence,
    CaseForm,
    CaseState,
    Ending,
    Home,
    Mandate,
    PersonTold,
    Reach,
    RepresentativeTold,
    StepKind,
    Syndic,
    SyndicCapacity,
    SyndicKind,
)
from tests.app.wallet.offices import NOW, account
from tests.stories.cast import national_number

_NUMBERS = count(1)
FEE = "112.50"
STARTS = date(2027, 2, 1)
DECIDED = date(2026, 11, 20)

LINDEN = Association(
    number_of(9996001).digits, "VME Residentie De Linden", Home("Zeedijk 105", "8400", "Oostende")
)
PARC = Association(number_of(9996002).digits, "ACP Résidence du Parc", Home("Rue du Parc 3", "5000", "Namur"))
NEW_ONE = Association(
    name="VME Residentie De Nieuwe Dokken", home=Home("Nieuwe Dokken 1", "9000", "Gent"), unregistered=True
)
WIM = PersonTold("Wim", "Verlinden", national_number(date(1968, 5, 14), 21).digits)
NORA = PersonTold("Nora", "Haddad", national_number(date(1981, 9, 3), 44).digits)
STRANGER = PersonTold("Jonas", "Andersen", "", none=True)
CO_OWNER = Syndic(
    SyndicKind.PERSON, WIM, profession="Leraar", home=Home("Zeedijk 105", "8400", "Oostende"), co_owner=True
)
AGENT = replace(CO_OWNER, co_owner=False, capacity=SyndicCapacity.ESTATE_AGENT, accreditation="505.101")
NOBODY_YET = replace(CO_OWNER, co_owner=False)
"""Neither co-owner nor of a profession that may."""
BARE_COMPANY = Syndic(
    SyndicKind.COMPANY, legal_form="BV", name="Syndic Lambert", enterprise_number=number_of(9996101).digits,
    home=Home("Avenue de l’Exemple 33", "5000", "Namur"), co_owner=False, capacity=SyndicCapacity.ESTATE_AGENT,
)  # fmt: skip
"""Without an accreditation of its own."""
BIV_COMPANY = replace(
    BARE_COMPANY, name="Vastgoed Claes", enterprise_number=number_of(9996102).digits, accreditation="700.202"
)
NAMED = RepresentativeTold(True, NORA, SyndicCapacity.ESTATE_AGENT, "506.202")
UNNAMED = RepresentativeTold(False)
MANDATE = Mandate(AppointedBy.ASSEMBLY, False, DECIDED, STARTS)
ENDING = Ending("Syndic Lambert BV", BARE_COMPANY.enterprise_number, AppointedBy.ASSEMBLY, DECIDED, STARTS)
REACH = Reach("applicant@example.be", "+32 470 00 00 01", "Zeedijk 105, 8400 Oostende")
WHOLE = {
    CaseForm.START: CaseDetails(LINDEN, MANDATE, syndic=CO_OWNER, reach=REACH),
    CaseForm.END: CaseDetails(LINDEN, ending=ENDING, reach=REACH),
    CaseForm.END_START: CaseDetails(LINDEN, MANDATE, ENDING, CO_OWNER, reach=REACH),
    CaseForm.CHANGE: CaseDetails(LINDEN, syndic=CO_OWNER, changes_on=STARTS, reach=REACH),
    CaseForm.REPRESENTATIVE: CaseDetails(
        LINDEN, syndic=BARE_COMPANY, representative=NAMED, changes_on=STARTS, reach=REACH
    ),
}
"""Of each form, what nothing lacks in."""
PROOF = {
    CaseForm.START: (CaseEvidence.MINUTES,),
    CaseForm.END: (CaseEvidence.DISMISSAL,),
    CaseForm.END_START: (CaseEvidence.MINUTES, CaseEvidence.DISMISSAL),
    CaseForm.CHANGE: (CaseEvidence.OTHER,),
    CaseForm.REPRESENTATIVE: (CaseEvidence.MINUTES,),
}


def told(form: CaseForm = CaseForm.START, **changed: object) -> CaseDetails:
    """What a whole case of that form says, but for what is changed."""
    return replace(WHOLE[form], **changed)  # type: ignore[arg-type]


def fresh_association(name: str = "VME Residentie De Linden") -> Association:
    """Another one, with a number of its own; it isn't in the register until `registered` puts it there."""
    return replace(LINDEN, number=number_of(9_970_000 + next(_NUMBERS)).digits, name=name)


def registered(
    session: Session, number: str, name: str, home: Home = LINDEN.home, form: str = CO_OWNERS,
    gone_on: date | None = None,
) -> str:  # fmt: skip
    """In the business register from here on; gives the number."""
    session.add_all(
        [
            Business(number=number, is_person=False, situation="000", form=form, gone_on=gone_on),
            BusinessName(number=number, kind="001", language="2", name=name),
            BusinessAddress(
                number=number, postal_code=home.postal_code, place_nl=home.place, place_fr=home.place,
                street_nl=home.street, street_fr=home.street, house_number="", box="",
            ),
        ]
    )  # fmt: skip
    session.flush()
    return number


def everybody_registered(session: Session) -> None:
    """The associations and companies of this page."""
    for one in (LINDEN, PARC):
        registered(session, one.number, one.name, one.home)
    for company in (BARE_COMPANY, BIV_COMPANY):
        registered(session, company.enterprise_number, company.name, company.home, COMPANY)


def accredited(session: Session, holder: str, number: str, register: str = "biv") -> None:
    """A person by his national number, or an enterprise by its number, in a register of a profession."""
    is_person = len(holder) == 11
    session.add(
        Accreditation(
            register=register, number=number, first_day=date(2010, 1, 1),
            holder_hash=keyring.installed().lookup_hash(holder) if is_person else None,
            enterprise_number=None if is_person else holder,
        )
    )  # fmt: skip
    session.flush()


def known_person(session: Session, who: PersonTold) -> int:
    """A person of that name and number."""
    number = NationalNumber.parse(who.number)
    made = Person(
        number=number.digits, number_hash=keyring.installed().lookup_hash(number.digits),
        masked_number=number.masked(), family_name=who.family_name, given_names=who.given_names,
        birth_date=date(1970, 1, 1), sex=str(number.sex), source="register", created_at=NOW,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return int(made.id)


def applicant(session: Session, who: PersonTold | None = WIM) -> Identity:
    """Somebody who acts for himself, with a key of level high; None: his eID isn't linked."""
    person_id = known_person(session, who) if who else None
    roles = frozenset({Role.PERSON})
    return Identity(account(session, "wim"), person_id, roles, key_level="high", session_reference="syndic01")


def counter(session: Session) -> Identity:
    """Ines, of the business counter."""
    return Identity(account(session, "ines"), None, frozenset({Role.PERSON, Role.COUNTER}), key_level="high")


def add_fee(session: Session, year: int = NOW.year, net: str = FEE) -> Fee:
    """What one act costs in that year."""
    session.add(made := Fee(year=year, net=Decimal(net), source="Test", set_at=NOW))
    session.flush()
    return made


def mandates_tool(session: Session) -> int:
    """The tool that charges registrations."""
    found = session.scalars(select(Tool).where(Tool.code == "office-mandates")).one_or_none()
    if found is None:
        names = {"name_nl": "Mandatenregister", "name_fr": "Registre des mandats", "name_en": "Mandates"}
        found = Tool(code="office-mandates", opened_by="manager", **names)
        session.add(found)
        session.flush()
    return found.id


def charged(
    session: Session, organisation_id: int, account_id: int, key: str, now: datetime = NOW, net: str = FEE
) -> int:
    """The fee, paid in and taken from that wallet."""
    held, amount = hold(session, organisation_id), euro(net)
    lines = lines_of_money_in(amount, held.owed, LedgerAccount.TRANSIT)
    paid_in = Posting(
        organisation_id, TransactionKind.TOP_UP, f"in:{key}", amount, lines, provider="practice_bank"
    )
    post(session, paid_in, now)
    cost = Cost(amount, 1, 0)
    return post(
        session,
        Posting(
            organisation_id, TransactionKind.CHARGE, key, amount, lines_of_charge(cost), account_id=account_id,
            tool_id=mandates_tool(session), product="registration_fee",
            named=("Inschrijvingsrecht", "Droit d’inscription", "Registration fee"), cost=cost,
        ),
        now,
    ).id  # fmt: skip


def add_case(
    session: Session,
    actor: Identity,
    state: CaseState = CaseState.DRAFT,
    form: CaseForm = CaseForm.START,
    details: CaseDetails | None = None,
    *,
    payer_id: int | None = None,
    mandate_id: int | None = None,
    now: datetime = NOW,
    files: tuple[CaseEvidence, ...] | None = None,
) -> Case:
    """A case of this actor in that state, with its files and the steps that led there; what was handed in is paid
    by `payer_id`, or by the organisation he acts for."""
    details = details or told(form)
    at_counter = state in AT_THE_COUNTER or state is CaseState.FILED
    handed_in = now if at_counter or state in (CaseState.ANNOUNCED, CaseState.REFUSED) else None
    key = f"{state} {next(_NUMBERS)}"
    payer = payer_id or actor.organisation_id if at_counter else None
    assert payer or not at_counter, "who pays?"
    case = Case(
        form=form, state=state, language="nl", account_id=actor.account_id,
        person_id=actor.person_id if actor.organisation_id is None else None,
        acting_for_id=actor.organisation_id, association_number=details.association.number or None,
        association_name=details.association.name, mandate_id=mandate_id, details=json.dumps(details.told()),
        page=pages_of(form, details.syndic.kind)[-1], decided_on=details.mandate.decided_on,
        starts_on=details.mandate.starts_on, ends_on=details.ending.ends_on,
        due_on=last_day_of(form, details) or day_of(now), begun_at=now - timedelta(days=2), changed_at=now,
        handed_in_at=handed_in, submitted_at=now if at_counter else None,
        ended_at=now if state in (CaseState.FILED, CaseState.REFUSED, CaseState.WITHDRAWN) else None,
        reference=f"KBO-{next(_NUMBERS):06}" if state is CaseState.FILED else "",
        payer_id=payer, charge_id=charged(session, payer, actor.account_id, key, now) if payer else None,
        form_key=key,
    )  # fmt: skip
    session.add(case)
    session.flush()
    for kind in PROOF[form] if files is None else files:
        add_file(session, case, kind, now=now)
    for step in _STEPS[state]:
        add_step(session, case, step, now=now)
    return case


_ON = (StepKind.BEGUN, StepKind.SUBMITTED, StepKind.TAKEN)
_STEPS = {
    CaseState.DRAFT: (StepKind.BEGUN,),
    CaseState.ANNOUNCED: (StepKind.BEGUN, StepKind.ANNOUNCED),
    CaseState.SUBMITTED: (StepKind.BEGUN, StepKind.SUBMITTED),
    CaseState.IN_TREATMENT: _ON,
    CaseState.QUESTION: (*_ON, StepKind.ASKED),
    CaseState.ANSWERED: (*_ON, StepKind.ASKED, StepKind.ANSWERED),
    CaseState.FILED: (*_ON, StepKind.FILED),
    CaseState.REFUSED: (StepKind.BEGUN, StepKind.REFUSED),
    CaseState.WITHDRAWN: (StepKind.BEGUN, StepKind.WITHDRAWN),
}
_OF_DESK = (StepKind.TAKEN, StepKind.ASKED, StepKind.FILED, StepKind.REFUSED, StepKind.NUMBERED)


def add_step(
    session: Session,
    case: Case,
    kind: StepKind,
    text: str = "",
    account_id: int | None = None,
    now: datetime = NOW,
) -> CaseStep:
    """One line of its timeline; a question keeps what the case said."""
    of_desk = kind in _OF_DESK
    made = CaseStep(
        case_id=case.id, kind=kind, account_id=account_id or (None if of_desk else case.account_id),
        of_desk=of_desk, text=text or ("Which floor?" if kind is StepKind.ASKED else ""),
        before=case.details if kind is StepKind.ASKED else None, at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def add_file(session: Session, case: Case, kind: CaseEvidence, name: str = "", now: datetime = NOW) -> CaseFile:
    """A file that proves something, of which no bytes were kept."""
    paper = Document(
        organisation_id=0, kind="mandate_proof", name=name or f"{kind}.pdf", media_type="application/pdf", size=8,
        sha256=bytes(32), file=f"syndic-{case.id}-{next(_NUMBERS)}", subject_kind="mandate_case",
        subject_id=case.id, person_id=case.person_id, account_id=case.account_id, made_at=now,
    )  # fmt: skip
    session.add(paper)
    session.flush()
    made = CaseFile(case_id=case.id, kind=kind, document_id=paper.id, added_by=case.account_id, added_at=now)
    session.add(made)
    session.flush()
    return made


def add_mandate(
    session: Session,
    association: Association = LINDEN,
    syndic: Syndic = BARE_COMPANY,
    first_day: date = date(2024, 1, 1),
    last_day: date | None = None,
    *,
    representative: PersonTold | None = None,
    syndic_id: int | None = None,
    person_id: int | None = None,
    source: str = "import",
    provisional: bool = False,
) -> MandateRow:
    """A mandate in the register, and who represents its company as long as it lasts."""
    made = MandateRow(
        association_number=association.number, association_name=association.name, syndic_kind=syndic.kind,
        syndic_name=syndic.called, syndic_number=syndic.enterprise_number or None, syndic_id=syndic_id,
        person_id=person_id, capacity=syndic.capacity, accreditation=syndic.accreditation,
        appointed_by=AppointedBy.ASSEMBLY, provisional=provisional, decided_on=first_day - timedelta(days=30),
        first_day=first_day, last_day=last_day, source=source, made_at=NOW,
    )  # fmt: skip
    session.add(made)
    session.flush()
    if representative is not None:
        told_number = representative.number
        session.add(
            RepresentativeRow(
                mandate_id=made.id, given_names=representative.given_names,
                family_name=representative.family_name, capacity=SyndicCapacity.ESTATE_AGENT,
                number_hash=keyring.installed().lookup_hash(told_number) if told_number else None,
                first_day=first_day, last_day=last_day, made_at=NOW,
            )
        )  # fmt: skip
        session.flush()
    return made
