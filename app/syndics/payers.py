"""Who may pay for a case: the organisation it is for, or the association whose mandate it is about.

Nobody spends what isn't his to spend. Who is a member of an association spends from its wallet as in any other
tool; who isn't one yet pays in on the spot, and spends of that wallet what he himself paid in and didn't spend,
which is reckoned while the wallet is held. In office scope, as most of these wallets are nobody's yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy import case as case_of
from sqlalchemy.orm import Session, aliased

from app import clock
from app.errors import Refusal, refuse
from app.policy import Identity, Permission, require
from app.syndics import tool
from app.syndics.rules.facts import ASSOCIATION_FORM
from app.transaction import Scope, within
from app.wallet.ledger import hold
from app.wallet.limits import limits_on
from app.wallet.rules import spending_refusals
from models.organisations import Business, Member, Organisation
from models.syndics import Case
from models.values import NOTHING, Money, OrganisationKind, TransactionKind
from models.wallet import SpendingLimit, Transaction, Wallet


@dataclass(frozen=True)
class Purse:
    """A wallet that may pay. `member_id`: the membership by which; None where he spends only what he paid in
    himself (`own_only`). `balance`: what is in it; `left`: what of it he may spend; `limited`: some limit on
    spending stands."""

    organisation_id: int
    name: str
    number: str
    member_id: int | None
    balance: Money
    owed: Money
    left: Money
    limited: bool

    @property
    def own_only(self) -> bool:
        return self.member_id is None

    def after(self, gross: Money) -> Money:
        """What he could still spend of it."""
        return self.left - gross

    def missing(self, gross: Money) -> Money:
        """How much has to be paid in before it can pay that."""
        return max(gross + self.owed - self.left, NOTHING)


def payers_for(session: Session, actor: Identity, case: Case) -> tuple[Purse, ...]:
    """The wallets that may pay for it, the one that is proposed first; none where he acts for himself and the
    association isn't an organisation here yet: paying in makes it one. Nothing is held; one statement."""
    require(actor, Permission.MANDATE_CASE_MAKE)
    wanted = []
    if case.association_number:
        # Whatever it called itself when it came here, the business register says what it is.
        registered = exists().where(Business.number == case.association_number, Business.form == ASSOCIATION_FORM)
        association = or_(Organisation.kind == OrganisationKind.OWNERS_ASSOCIATION, registered)
        wanted.append(and_(Organisation.enterprise_number == case.association_number, association))
    if case.acting_for_id is not None:
        wanted.append(Organisation.id == case.acting_for_id)
    if not wanted:
        return ()
    with within(session, Scope.office()):
        rows = session.execute(_purses(actor.account_id).where(or_(*wanted))).all()
    found = [_purse(row) for row in rows]
    if case.acting_for_id is None:
        return tuple(found)
    # An office spends its own money, or that of an association this member of it belongs to.
    found.sort(key=lambda one: one.organisation_id != case.acting_for_id)
    return tuple(one for one in found if one.member_id is not None)


def purse_of(session: Session, actor: Identity, case: Case, payer_id: int) -> Purse:
    """One of those. Raises Refusal syndics.payer.not_yours."""
    found = next((one for one in payers_for(session, actor, case) if one.organisation_id == payer_id), None)
    if found is None:
        raise Refusal("syndics.payer.not_yours")
    return found


def purse_at(session: Session, actor: Identity, organisation_id: int) -> Purse:
    """That wallet, as this actor may spend from it. Nothing is held or written. In office scope."""
    return _purse(session.execute(_purses(actor.account_id).where(Organisation.id == organisation_id)).one())


def refusals_of(session: Session, actor: Identity, purse: Purse, gross: Money, day: date) -> tuple[Refusal, ...]:
    """Why it can't pay that much now; nothing where it can. Asks only where it is limited. In office scope."""
    if not purse.limited:
        return spending_refusals(gross, purse.left, purse.owed, ())
    payer = tool.reader_of(session, purse.organisation_id, actor.account_id, purse.member_id)
    return spending_refusals(gross, purse.left, purse.owed, limits_on(session, payer, day))


def require_credit(session: Session, actor: Identity, purse: Purse, gross: Money, now: datetime) -> None:
    """The wallet is held from here on, and what he may spend of it is reckoned anew. In office scope.

    Raises Refusal wallet.charge.owed, .too_low, .over_limit_of_member, .over_limit_of_tool.
    """
    held = hold(session, purse.organisation_id)
    left = held.balance
    if purse.own_only:
        left = min(left, own_credit(session, purse.organisation_id, actor.account_id))
    now_held = replace(purse, balance=held.balance, owed=held.owed, left=left, limited=held.limited)
    refuse(refusals_of(session, actor, now_held, gross, clock.day_of(now)))


def own_credit(session: Session, organisation_id: int, account_id: int) -> Money:
    """What an account paid into a wallet itself and hasn't spent: what its own top-ups and purchases changed, but
    those of a member, and whatever undid one of those since. A fee that came back by a credit note isn't spent
    either. Never below nothing. In office scope, with the wallet held to rely on it."""
    asked = _own_changes(account_id).where(Transaction.organisation_id == organisation_id)
    return max(Money(session.scalar(asked) or Decimal(0)), NOTHING)


def _own_changes(account_id: int) -> Select[Any]:
    undone = aliased(Transaction)
    # What undoes something is whose that was, whoever undid it.
    whose = func.coalesce(undone.account_id, Transaction.account_id)
    # What a member pays in or spends is the association's, also once he is its member no more.
    as_member = case_of(
        (undone.id.is_not(None), undone.membership_id.is_not(None)), else_=Transaction.membership_id.is_not(None)
    )
    # What finance credits is under its own name, and of no charge: the case that got its money back by it tells.
    back, of_case = aliased(Transaction), Case.payer_id == Transaction.organisation_id
    credited = and_(
        exists().where(
            of_case,
            Case.refunded_at.is_not(None),
            or_(Case.charge_id == Transaction.id, Case.extra_charge_id == Transaction.id),
        ),
        ~exists().where(back.organisation_id == Transaction.organisation_id, back.reverses_id == Transaction.id),
    )
    own_kinds = Transaction.kind.in_([TransactionKind.TOP_UP, TransactionKind.CHARGE])
    return (
        select(func.coalesce(func.sum(Transaction.change), Decimal(0)))
        .select_from(Transaction)
        .outerjoin(
            undone,
            (undone.organisation_id == Transaction.organisation_id) & (undone.id == Transaction.reverses_id),
        )
        .where(
            Transaction.state == "completed",
            whose == account_id,
            ~as_member,
            or_(own_kinds, undone.id.is_not(None)),
            ~credited,
        )
    )


def _purses(account_id: int) -> Select[Any]:
    member = select(func.max(Member.id)).where(
        Member.organisation_id == Organisation.id, Member.account_id == account_id, Member.state == "confirmed"
    )
    own = _own_changes(account_id).where(Transaction.organisation_id == Organisation.id)
    limited = exists().where(SpendingLimit.organisation_id == Organisation.id)
    return (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.enterprise_number,
            Wallet.balance,
            Wallet.owed,
            member.correlate(Organisation).scalar_subquery().label("member"),
            own.correlate(Organisation).scalar_subquery().label("own"),
            limited.label("limited"),
        )
        .outerjoin(Wallet, Wallet.organisation_id == Organisation.id)
        .order_by(Organisation.id)
    )


def _purse(row: Any) -> Purse:
    balance, owed = Money(row.balance or Decimal(0)), Money(row.owed or Decimal(0))
    left = balance if row.member is not None else min(balance, max(Money(row.own), NOTHING))
    return Purse(row.id, row.name, row.enterprise_number, row.member, balance, owed, left, row.limited)
