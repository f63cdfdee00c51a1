"""What is wrong with somebody's card that was put in the reader to identify him, and what to do about it.

The reader's own troubles read as they do where one signs in; what differs is whose card it is.
"""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.cases.rules import IncidentKind
from eid.errors import EidError, Fault
from views.accounts.cards.outcome import Trouble, report_of
from views.accounts.cards.remedies import REMEDIES, Remedy
from views.framework.incidents import happened

_BY_HAND = _l("Ask for another identity document, and fill in the file by hand.")
_OF_OTHERS: dict[Fault, Remedy] = {
    Fault.CARD_EXPIRED: Remedy(
        _l("This card has expired, so nothing was taken from it: it no longer shows who somebody is."),
        (_l("Is there a newer card? Put that one in the reader."), _BY_HAND),
    ),
    Fault.DATA_TAMPERED: Remedy(
        _l("What stands on this card isn't what the National Register put there. It may be a forgery."),
        (
            _l("Nothing was taken from it. Don't copy anything from it either."),
            _l("Ask for another identity document, and tell your AML officer what you saw."),
        ),
    ),
    Fault.CERT_UNTRUSTED: Remedy(
        _l("We don't know who made this card, so what stands on it can't be checked."),
        (_l("Is it a test card, or one of another country? Then it can't be read here."), _BY_HAND),
    ),
    Fault.CERT_EXPIRED: Remedy(
        _l("The signature of the National Register on this card is out of date, so it can't be checked."),
        (
            _l("Is the date of your computer right? A wrong clock makes every certificate look out of date."),
            _BY_HAND,
        ),
    ),
    Fault.NOT_ACTIVATED: Remedy(_l("This card isn't activated yet."), (_BY_HAND,)),
}


def trouble_with(problem: EidError) -> Trouble:
    """The fault with its reference, and what the helpdesk may know of it."""
    reference = happened(IncidentKind.DECLINED, f"aml.card.{problem.fault}")
    report = report_of(reference, ((gettext("Cause"), str(problem.fault)),))
    return Trouble(problem.fault, _OF_OTHERS.get(problem.fault, REMEDIES[problem.fault]), reference, None, report)
