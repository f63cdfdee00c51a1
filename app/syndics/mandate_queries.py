"""Reads of the register of mandates for lists: which mandates run, and which a syndic company has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.panels import words_in
from app.policy import Identity, Permission, Role, may
from app.syndics.queries import visible_to
from app.syndics.register import runs_on
from models.organisations import Organisation
from models.syndics import Case, MandateRow, RepresentativeRow
from models.values import EnterpriseNumber, SearchText, ValueProblem
from models.values.mandates import ENDED

_ENDED = [str(one) for one in ENDED]


def mandates_visible_to(who: Identity) -> ColumnElement[bool]:
    """Every mandate, for whoever signed in."""
    return true() if may(who, Permission.MANDATE_SEE) else false()


def portfolio_of(who: Identity) -> ColumnElement[bool]:
    """The mandates of the company this reader acts for as its member, by its enterprise number."""
    if who.organisation_id is None or Role.MEMBER not in who.roles or not may(who, Permission.PORTFOLIO_KEEP):
        return false()
    number = select(Organisation.enterprise_number).where(Organisation.id == who.organisation_id)
    return MandateRow.syndic_number == number.scalar_subquery()


def of_association(text: str) -> ColumnElement[bool]:
    """By a number as it is written, or by beginnings of words of the name."""
    number = _number_in(text)
    if number is not None:
        return MandateRow.association_number == number
    return _with_words(MandateRow.sort_name, text)


def of_syndic(text: str) -> ColumnElement[bool]:
    """By a company's number as it is written, or by beginnings of words of the syndic's name."""
    number = _number_in(text)
    if number is not None:
        return MandateRow.syndic_number == number
    return _with_words(MandateRow.syndic_name, text, folded=False)


def coming_after(day: date) -> ColumnElement[bool]:
    return MandateRow.first_day > day


def over_on(day: date) -> ColumnElement[bool]:
    return MandateRow.last_day < day


def represented_by(text: str, day: date) -> ColumnElement[bool]:
    """Represented on that day by somebody with each of these words in his names."""
    words = [word for word in text.split()[:6] if word]
    names = func.house_sort_name(RepresentativeRow.given_names + " " + RepresentativeRow.family_name)
    return _with_representative(
        day, *(names.like(func.house_sort_name("%" + _plain(word) + "%")) for word in words)
    )


def unrepresented(day: date) -> ColumnElement[bool]:
    """Of a company that nobody represents on that day."""
    return and_(MandateRow.syndic_kind == "company", ~_with_representative(day))


def with_open_case() -> ColumnElement[bool]:
    """About whose association the reader's scope shows a case that goes on."""
    return exists().where(Case.association_number == MandateRow.association_number, Case.state.not_in(_ENDED))


def open_cases(session: Session, who: Identity, numbers: Sequence[str]) -> dict[str, Case]:
    """By the number of its association, the case that goes on and that this reader may see; of several the one
    that is due first."""
    if not numbers:
        return {}
    found = session.scalars(
        select(Case)
        .where(Case.association_number.in_(numbers), Case.state.not_in(_ENDED), visible_to(who))
        .order_by(Case.due_on.desc(), Case.id.desc())
    )
    return {str(one.association_number): one for one in found}


def standing(chosen: str, day: date) -> ColumnElement[bool]:
    """The mandates that stand so on that day: `runs`, `provisional`, `comes` or `over`."""
    if chosen == "comes":
        return coming_after(day)
    if chosen == "over":
        return over_on(day)
    return and_(runs_on(day), MandateRow.provisional.is_(chosen == "provisional"))


def _with_representative(day: date, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    found = select(RepresentativeRow.id).where(
        RepresentativeRow.mandate_id == MandateRow.id,
        RepresentativeRow.first_day <= day,
        or_(RepresentativeRow.last_day.is_(None), RepresentativeRow.last_day >= day),
        *conditions,
    )
    # Asked of each mandate of the page, which the offset says: joined, everybody's representatives came first.
    return found.offset(0).exists()


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _with_words(column: InstrumentedAttribute[str], text: str, *, folded: bool = True) -> ColumnElement[bool]:
    """Nothing, where no word was typed: a number that is none, or signs."""
    sought = SearchText.read(text)
    return words_in(column, sought, folded=folded) if sought.words else false()


def _number_in(text: str) -> str | None:
    try:
        return EnterpriseNumber.parse(text).digits
    except ValueProblem:
        return None
