"""What a case says from its beginning, by the mandate of the register that it is about."""

from __future__ import annotations

from models.syndics import MandateRow
from models.values.mandates import Association, CaseDetails, CaseForm, Ending, Syndic, SyndicCapacity, SyndicKind


def told_by(form: CaseForm, about: MandateRow) -> CaseDetails:
    """The association; of an end who was syndic, of a change or another representative the syndic as he stands."""
    association = Association(number=about.association_number, name=about.association_name)
    details = CaseDetails(association=association)
    if form in (CaseForm.END, CaseForm.END_START):
        return CaseDetails(association=association, ending=ending_of(about))
    if form in (CaseForm.CHANGE, CaseForm.REPRESENTATIVE):
        return CaseDetails(association=association, syndic=syndic_of(about))
    return details


def ending_of(about: MandateRow) -> Ending:
    """Whose mandate it is, and his enterprise number where he has one."""
    return Ending(syndic_name=about.syndic_name, syndic_number=about.syndic_number or "")


def syndic_of(about: MandateRow) -> Syndic:
    """The syndic as the register has him; a person's names stand there as one and aren't taken apart."""
    capacity = SyndicCapacity(about.capacity) if about.capacity else None
    kind = SyndicKind(about.syndic_kind)
    return Syndic(
        kind=kind,
        name=about.syndic_name if kind is SyndicKind.COMPANY else "",
        enterprise_number=about.syndic_number or "",
        co_owner=capacity is SyndicCapacity.CO_OWNER if capacity is not None else None,
        capacity=capacity if capacity is not SyndicCapacity.CO_OWNER else None,
        accreditation=about.accreditation,
    )
