"""Words about mandates as the register has them: whether one runs, who appointed its syndic, its source."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _p

from models.syndics import MandateRow, RepresentativeRow
from models.values import EnterpriseNumber
from models.values.mandates import AppointedBy
from views.labels import day, until
from views.labels.mandates import APPOINTED_BY

RUNS, PROVISIONAL, COMES, OVER = "runs", "provisional", "comes", "over"
STANDINGS: dict[str, Any] = {
    RUNS: _l("Syndic now"),
    PROVISIONAL: _l("Provisional syndic now"),
    COMES: _l("Still to begin"),
    OVER: _p("syndics", "Ended"),
}
TONES = {RUNS: "good", PROVISIONAL: "soon", COMES: "wait", OVER: "off"}


def standings() -> list[tuple[str, str]]:
    """As choices of a filter."""
    return [(one, str(word)) for one, word in STANDINGS.items()]


def standing_of(mandate: MandateRow, today: date) -> str:
    """Whether it runs today, has yet to begin, or is over."""
    if mandate.first_day > today:
        return COMES
    if mandate.last_day is not None and mandate.last_day < today:
        return OVER
    return PROVISIONAL if mandate.provisional else RUNS


def association_shown(mandate: MandateRow) -> str:
    """The association's number as it is written."""
    return str(EnterpriseNumber(mandate.association_number))


def syndic_shown(mandate: MandateRow) -> str:
    """The enterprise number of a company; '' for a natural person, whose number nobody reads here."""
    return str(EnterpriseNumber(mandate.syndic_number)) if mandate.syndic_number else ""


def appointed_word(mandate: MandateRow) -> str:
    return str(APPOINTED_BY[AppointedBy(mandate.appointed_by)])


def source_word(mandate: MandateRow) -> str:
    """Where it came from: a case that was filed, by the reference it got, or a list of the syndic's own."""
    if mandate.source == "import":
        return str(gettext("Brought in by the syndic"))
    return str(gettext("Filed, reference %(reference)s", reference=mandate.reference))


def period(one: MandateRow | RepresentativeRow) -> str:
    """First and last day as one reads them."""
    return f"{day(one.first_day)} – {until(one.last_day)}"
