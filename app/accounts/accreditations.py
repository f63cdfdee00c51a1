"""Which accreditations somebody has today, and why he lacks the others: worked out at each question, never stored.

He has those of his national number from the moment his eID is linked, while they run; nothing has to be attached,
and what ends, or is struck off, is gone at once. In office scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.accounts import Account, Accreditation, CardLink, Person, RegisterDelivery
from models.imports import ImportRow
from models.values import AccreditationRegister


class Lack(StrEnum):
    """Why somebody doesn't have an accreditation."""

    NO_CARD = "no_card_linked"
    NEVER_DELIVERED = "never_delivered"
    NOT_NAMED = "not_named_lately"
    ENDED = "period_over"
    STRUCK_OFF = "struck_off"
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True)
class Held:
    """One register, as it stands for somebody: the accreditation that counts, or why none does. `delivered_at` is
    when the register came last."""

    register: AccreditationRegister
    accreditation: Accreditation | None
    lack: Lack | None
    delivered_at: datetime | None


def in_force(accreditation: Accreditation, day: date) -> bool:
    """Whether it counts on that day; the day it is struck off it doesn't any more."""
    ends = accreditation.last_day is None or accreditation.last_day >= day
    return accreditation.first_day <= day and ends and not _is_struck(accreditation, day)


def _is_struck(accreditation: Accreditation, day: date) -> bool:
    return accreditation.struck_off_on is not None and accreditation.struck_off_on <= day


def held_by(session: Session, account_id: int, day: date) -> list[Held]:
    """Every register for that account, in the order of the registers; two statements."""
    mine = session.execute(
        select(CardLink.account_id, Accreditation)
        .select_from(CardLink)
        .join(Account, Account.id == CardLink.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(Accreditation, Accreditation.holder_hash == Person.number_hash, isouter=True)
        .where(CardLink.account_id == account_id)
        .order_by(Accreditation.first_day)
    ).all()
    latest = select(RegisterDelivery.register, func.max(RegisterDelivery.delivered_at))
    delivered = {str(name): at for name, at in session.execute(latest.group_by(RegisterDelivery.register))}
    theirs: dict[str, list[Accreditation]] = {}
    for _, one in mine:
        if one is not None:
            theirs.setdefault(one.register, []).append(one)
    return [
        _held(register, theirs.get(register, []), delivered.get(register), bool(mine), day)
        for register in AccreditationRegister
    ]


def _held(
    register: AccreditationRegister, found: list[Accreditation], delivered: datetime | None, card: bool, day: date
) -> Held:
    standing = [one for one in found if in_force(one, day)]
    if standing:
        return Held(register, standing[-1], None, delivered)
    if not card:
        lack = Lack.NO_CARD
    elif found:
        last = found[-1]
        lack = Lack.STRUCK_OFF if _is_struck(last, day) else Lack.NOT_BEGUN if last.first_day > day else Lack.ENDED
    else:
        lack = Lack.NEVER_DELIVERED if delivered is None else Lack.NOT_NAMED
    return Held(register, found[-1] if card and found else None, lack, delivered)


def left_out(session: Session, register: str, import_id: int, day: date) -> tuple[int, int]:
    """Of those that stand, how many a checked delivery doesn't name, and how many stand. In office scope."""
    stands = (
        Accreditation.register == register,
        Accreditation.struck_off_on.is_(None),
        or_(Accreditation.last_day.is_(None), Accreditation.last_day >= day),
    )
    named = select(ImportRow.subject_id).where(ImportRow.import_id == import_id, ImportRow.subject_id.is_not(None))
    missing = select(func.count()).select_from(Accreditation).where(*stands, Accreditation.id.not_in(named))
    every = select(func.count()).select_from(Accreditation).where(*stands)
    return session.scalar(missing) or 0, session.scalar(every) or 0
