"""Which files a case needs, by who appointed the syndic; and by what a syndic may be it.

Source: docs/mandates.md.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.errors import Refusal
from app.syndics.rules.facts import Known
from app.syndics.rules.pages import pages_of
from app.syndics.rules.representative import is_entitled, is_told, own_biv
from models.values.mandates import (
    AppointedBy,
    CaseDetails,
    CaseEvidence,
    CaseForm,
    CasePage,
    PersonTold,
    SyndicCapacity,
    SyndicKind,
)

OF_APPOINTMENT = {
    AppointedBy.ASSEMBLY: (CaseEvidence.MINUTES, CaseEvidence.DEED),
    AppointedBy.JUDGE: (CaseEvidence.JUDGMENT,),
    AppointedBy.BY_LAWS: (CaseEvidence.BY_LAWS,),
}
OF_REPRESENTATIVE = tuple(one for one in CaseEvidence if one is not CaseEvidence.IDENTITY)
_STARTS = frozenset({CaseForm.START, CaseForm.END_START})
_ENDS = frozenset({CaseForm.END, CaseForm.END_START})


@dataclass(frozen=True)
class Wanted:
    """A proof that a case needs: one file of any of these kinds."""

    kinds: tuple[CaseEvidence, ...]

    def is_given(self, kinds_of_files: Collection[CaseEvidence]) -> bool:
        return any(one in kinds_of_files for one in self.kinds)


def evidence_wanted(form: CaseForm, details: CaseDetails) -> tuple[Wanted, ...]:
    """What has to be proved, one file each; nothing of an appointment as long as nobody said who appointed."""
    found = []
    if form in _ENDS:
        found.append(Wanted((CaseEvidence.DISMISSAL,)))
    if form in _STARTS and details.mandate.appointed_by is not None:
        found.append(Wanted(OF_APPOINTMENT[details.mandate.appointed_by]))
    if form is CaseForm.REPRESENTATIVE:
        found.append(Wanted(OF_REPRESENTATIVE))
    return tuple(found)


def evidence_missing(
    form: CaseForm, details: CaseDetails, kinds_of_files: Collection[CaseEvidence]
) -> tuple[Wanted, ...]:
    """What isn't proved by the files that are there."""
    return tuple(one for one in evidence_wanted(form, details) if not one.is_given(kinds_of_files))


def unidentified(form: CaseForm, details: CaseDetails) -> tuple[PersonTold, ...]:
    """Who has neither a national nor a BIS number: documents have to identify him beyond doubt."""
    syndic, pages = details.syndic, pages_of(form, details.syndic.kind)
    people = []
    if CasePage.SYNDIC in pages and syndic.kind is SyndicKind.PERSON:
        people.append(syndic.person)
    if CasePage.REPRESENTATIVE in pages and is_told(details.representative):
        people.append(details.representative.person)
    return tuple(one for one in people if one.none and not one.number)


def capacity_refusal(form: CaseForm, details: CaseDetails, known: Known) -> Refusal | None:
    """Why this syndic can't be one: no co-owner, and without a capacity. A company may be it by who represents
    it. None where he may, where it wasn't said yet, and where no mandate starts."""
    syndic, told = details.syndic, details.representative
    if form not in _STARTS or syndic.kind is None or syndic.co_owner is not False:
        return None
    found = known.company_accredited if syndic.kind is SyndicKind.COMPANY else known.syndic_accredited
    if is_entitled(syndic.capacity, syndic.accreditation, found):
        return None
    if syndic.kind is SyndicKind.COMPANY:
        by_whom = is_entitled(told.capacity, told.accreditation, known.representative_accredited)
        if own_biv(syndic, known) or (is_told(told) and by_whom):
            return None
    if syndic.capacity is SyndicCapacity.ESTATE_AGENT:
        return Refusal("syndics.syndic.no_biv_number", who=syndic.called)
    return Refusal("syndics.syndic.no_capacity", who=syndic.called)
