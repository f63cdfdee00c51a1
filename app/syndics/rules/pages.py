"""Which pages a case has, by what is registered."""

from __future__ import annotations

from models.values.mandates import CaseForm, CasePage, SyndicKind

_ALWAYS_LAST = (CasePage.CONTACT, CasePage.EVIDENCE, CasePage.SUMMARY)
_PAGES = {
    CaseForm.START: (CasePage.ASSOCIATION, CasePage.MANDATE, CasePage.SYNDIC, CasePage.REPRESENTATIVE),
    CaseForm.END: (CasePage.ASSOCIATION, CasePage.ENDING),
    CaseForm.END_START: (
        CasePage.ASSOCIATION,
        CasePage.ENDING,
        CasePage.MANDATE,
        CasePage.SYNDIC,
        CasePage.REPRESENTATIVE,
    ),
    # A registration without representative is completed at its next occasion, and a change is one.
    CaseForm.CHANGE: (CasePage.ASSOCIATION, CasePage.SYNDIC, CasePage.REPRESENTATIVE),
    CaseForm.REPRESENTATIVE: (CasePage.ASSOCIATION, CasePage.REPRESENTATIVE),
}


def pages_of(form: CaseForm, syndic: SyndicKind | None = None) -> tuple[CasePage, ...]:
    """Its pages in their order; a natural person is represented by nobody."""
    told = (*_PAGES[form], *_ALWAYS_LAST)
    if syndic is SyndicKind.PERSON and form is not CaseForm.REPRESENTATIVE:
        return tuple(page for page in told if page is not CasePage.REPRESENTATIVE)
    return told
