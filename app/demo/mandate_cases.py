"""What is registered at the business counter in the demonstration: one case in each state, and whose they are.

Days are told from the day a case is begun. An and Bram act for Immo Peeters; Joris and Chloé for themselves, as
syndics who are no company.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.demo.associations import Building, building
from app.demo.cast import AN, BRAM, CHLOE, JORIS, Member
from app.demo.enterprises import number_of
from app.demo.governments import IMMO_PEETERS
from app.demo.mandates import ACCREDITED, LAMBERT, TAKEN_OVER
from models.values import EnterpriseNumber
from models.values.mandates import (
    AppointedBy,
    Association,
    CaseDetails,
    CaseEvidence,
    CaseForm,
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

Change = Callable[[CaseDetails], CaseDetails]
_ASSEMBLY = AppointedBy.ASSEMBLY
_OFFICE = Home("Stationsstraat 48", "9200", "Dendermonde")


@dataclass(frozen=True)
class Then:
    """What happened next, so many days later: by its applicant, or by Ines; `changed`: what he changed before."""

    after: int
    kind: StepKind
    words: str = ""
    changed: Change | None = None


@dataclass(frozen=True)
class CaseScript:
    """One case. `ago`: begun so many days ago; `proofs`: files it has; `then`: what came after it was begun, the
    first of which hands it in. `of_office`: for Immo Peeters, not for himself; `about`: the mandate of that
    association is what it is about; `own_wallet`: the association pays, of which its applicant is manager."""

    name: str
    by: Member
    form: CaseForm
    ago: int
    details: Callable[[date], CaseDetails]
    proofs: tuple[CaseEvidence, ...] = ()
    then: tuple[Then, ...] = ()
    of_office: bool = False
    about: bool = False
    own_wallet: bool = False


def told(who: Member) -> PersonTold:
    """A person of the cast as a case tells him."""
    return PersonTold(who.given_names, who.family_name, who.number.digits)


def association(one: Building) -> Association:
    """The building's association, as its applicant tells it."""
    home = Home(f"{one.street} {one.house_number}", one.postal_code, one.place)
    return Association(number_of(one.base).digits, one.name, home)


def _reach(who: Member, consult_at: str) -> Reach:
    return Reach(who.email, "+32 470 00 00 00", consult_at)


def _joris(where: Home, co_owner: bool = True) -> Syndic:
    return Syndic(SyndicKind.PERSON, told(JORIS), "Informaticus", home=where, co_owner=co_owner)


_CHLOE = Syndic(
    SyndicKind.PERSON, told(CHLOE), "Comptable", home=Home("Rue de la Gare 14", "5000", "Namur"), co_owner=False,
    capacity=SyndicCapacity.ACCOUNTANT, accreditation="10.999.417",
)  # fmt: skip
_COMPANY = Syndic(
    SyndicKind.COMPANY, legal_form="BV", name=IMMO_PEETERS.name, home=_OFFICE, co_owner=False,
    enterprise_number=EnterpriseNumber.parse(IMMO_PEETERS.number).digits, capacity=SyndicCapacity.ESTATE_AGENT,
)  # fmt: skip


def _represents(who: Member, named: bool = True) -> RepresentativeTold:
    return RepresentativeTold(named, told(who), SyndicCapacity.ESTATE_AGENT, ACCREDITED[who])


def _start(name: str, syndic: Syndic, by: Member, decided: int, starts: int) -> Callable[[date], CaseDetails]:
    """Decided and begun so many days from the day the case is."""

    def details(day: date) -> CaseDetails:
        one = association(building(name))
        mandate = Mandate(_ASSEMBLY, False, day + timedelta(days=decided), day + timedelta(days=starts))
        represented = _represents(by) if syndic.kind is SyndicKind.COMPANY else RepresentativeTold()
        consult = f"{one.home.street}, {one.home.postal_code} {one.home.place}"
        return CaseDetails(one, mandate, syndic=syndic, representative=represented, reach=_reach(by, consult))

    return details


def _taken_over(day: date) -> CaseDetails:
    """Immo Peeters follows on Syndic Lambert."""
    details = _start(TAKEN_OVER, _COMPANY, AN, -12, 24)(day)
    starts = day + timedelta(days=24)
    return replace(details, ending=Ending(*LAMBERT, _ASSEMBLY, day - timedelta(days=12), starts))


def _not_in_the_register(day: date) -> CaseDetails:
    home = Home("Nieuwe Dokken 1", "9000", "Gent")
    one = Association("", "VME Residentie De Nieuwe Dokken", home, unregistered=True)
    return replace(_start("Het Anker", _joris(home), JORIS, -6, 20)(day), association=one)


def _half_filled(day: date) -> CaseDetails:
    """As far as the page about the mandate."""
    whole = _start("De Kleine Ark", _COMPANY, BRAM, -9, 5)(day)
    return CaseDetails(whole.association, whole.mandate)


def _barely_begun(day: date) -> CaseDetails:
    whole = _start("Les Bords de Meuse", _CHLOE, CHLOE, -4, 6)(day)
    return CaseDetails(whole.association, replace(whole.mandate, provisional=None), syndic=whole.syndic)


def _bram_for_els(day: date) -> CaseDetails:
    return CaseDetails(
        association(building("De Garnaalvisser")), syndic=_COMPANY, representative=_represents(BRAM),
        changes_on=day + timedelta(days=21), reach=_reach(AN, "Stationsstraat 48, 9200 Dendermonde"),
        remarks="Els verliet het kantoor.",
    )  # fmt: skip


def _given_back(day: date) -> CaseDetails:
    ends = day + timedelta(days=35)
    number = EnterpriseNumber.parse(IMMO_PEETERS.number).digits
    ending = Ending(f"{IMMO_PEETERS.name} BV", number, _ASSEMBLY, day - timedelta(days=4), ends)
    return CaseDetails(
        association(building("Boskant")), ending=ending, reach=_reach(AN, "Bosstraat 45, 9255 Buggenhout")
    )


def _moved(day: date) -> CaseDetails:
    whole = _start("Het Anker", _joris(Home("Havenstraat 5", "8400", "Oostende")), JORIS, 0, 0)(day)
    return replace(whole, mandate=Mandate(), changes_on=day + timedelta(days=15))


_NEW_BOX = Home("Havenstraat 5 bus 3", "8400", "Oostende")
_MINUTES, _DISMISSAL, _OTHER = (CaseEvidence.MINUTES,), CaseEvidence.DISMISSAL, CaseEvidence.OTHER
_HANDED_IN = Then(0, StepKind.SUBMITTED)
SCRIPTS = (
    CaseScript(
        "Het Anker", JORIS, CaseForm.START, 95,
        _start("Het Anker", _joris(Home("Havenstraat 5", "8400", "Oostende")), JORIS, -10, 22), _MINUTES,
        (_HANDED_IN, Then(1, StepKind.TAKEN), Then(1, StepKind.FILED)),
    ),
    CaseScript(
        TAKEN_OVER, AN, CaseForm.END_START, 60, _taken_over, (*_MINUTES, _DISMISSAL),
        (_HANDED_IN, Then(2, StepKind.TAKEN), Then(2, StepKind.FILED)), of_office=True, own_wallet=True,
    ),
    CaseScript(
        "La Citadelle", CHLOE, CaseForm.START, 30, _start("La Citadelle", _CHLOE, CHLOE, -3, 25), _MINUTES,
        (_HANDED_IN, Then(1, StepKind.TAKEN),
         Then(2, StepKind.REFUSED, "Le procès-verbal nomme un autre syndic. Déposez celui de votre propre"
              " nomination dans un nouveau dossier.")),
    ),
    CaseScript(
        "Outremeuse", CHLOE, CaseForm.START, 13, _start("Outremeuse", _CHLOE, CHLOE, -5, 30), _MINUTES,
        (_HANDED_IN, Then(1, StepKind.WITHDRAWN)),
    ),
    CaseScript(
        "Het Anker", JORIS, CaseForm.CHANGE, 9, _moved, (_OTHER,),
        (_HANDED_IN, Then(1, StepKind.TAKEN),
         Then(2, StepKind.ASKED, "Welke bus hoort bij het nieuwe adres? De stad kent er vier."),
         Then(2, StepKind.ANSWERED, "Bus 3; ik heb het aangepast.",
              lambda one: replace(one, syndic=replace(one.syndic, home=_NEW_BOX)))),
        own_wallet=True,
    ),
    CaseScript(
        "Clair Matin", CHLOE, CaseForm.START, 8, _start("Clair Matin", _CHLOE, CHLOE, -2, 26), _MINUTES,
        (_HANDED_IN, Then(1, StepKind.TAKEN),
         Then(1, StepKind.MESSAGE, "Bonjour, je suis joignable tous les matins pour d’éventuelles questions."),
         Then(2, StepKind.ASKED, "La dernière page du procès-verbal n’est pas signée par le président de"
              " l’assemblée. Pouvez-vous ajouter la version signée ?")),
    ),
    CaseScript(
        "De Garnaalvisser", AN, CaseForm.REPRESENTATIVE, 6, _bram_for_els, _MINUTES,
        (_HANDED_IN, Then(2, StepKind.TAKEN)), of_office=True, about=True, own_wallet=True,
    ),
    CaseScript(
        "De Nieuwe Dokken", JORIS, CaseForm.START, 4, _not_in_the_register, _MINUTES,
        (Then(0, StepKind.ANNOUNCED),),
    ),
    CaseScript(
        "Le Tilleul", CHLOE, CaseForm.START, 3, _start("Le Tilleul", _CHLOE, CHLOE, -40, -12), _MINUTES,
        (_HANDED_IN,),
    ),
    CaseScript(
        "Boskant", AN, CaseForm.END, 0, _given_back, (_DISMISSAL,), (_HANDED_IN,), of_office=True, about=True,
    ),
    CaseScript("De Kleine Ark", BRAM, CaseForm.START, 2, _half_filled, of_office=True),
    CaseScript("Les Bords de Meuse", CHLOE, CaseForm.START, 1, _barely_begun, _MINUTES),
)  # fmt: skip
