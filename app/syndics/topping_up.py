"""Paying in on the spot, from the page on which a case is paid for: into the wallet that pays, also by who is no
member of the association yet. What he pays in this way is his to spend there, and nobody else's.

The case stays as it is, so nothing typed is lost. The money goes the way of every top-up.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.errors import Missing, Refusal, refuse
from app.outside.payments import Payments
from app.policy import Identity
from app.syndics.associations import organisation_of
from app.syndics.cases import editable_case
from app.syndics.payers import Purse, purse_of
from app.transaction import Scope, within
from app.wallet.rules import LEAST_TOP_UP, LIVES, top_up_refusals, transfer_refusals
from app.wallet.top_ups import NewTopUp, Way, write_down
from app.wallet.transfers import as_transfer
from models.organisations import Organisation
from models.values import Money
from models.wallet import TopUp, Transaction
from models.wallet.top_up import BANK_TRANSFER


def proposed(purse: Purse | None, gross: Money) -> Money:
    """How much is proposed: what lacks, and no less than can be paid in online."""
    missing = purse.missing(gross) if purse is not None else gross
    return max(missing, LEAST_TOP_UP)


def ask_on_the_spot(
    session: Session,
    actor: Identity,
    case_id: int,
    payer_id: int | None,
    new: NewTopUp,
    payments: Payments,
    now: datetime,
) -> TopUp:
    """Writes down that whoever applies pays in online, into that wallet; None is the association's, which becomes
    an organisation by it where it isn't one. The same form sent again is the same one.

    Raises Forbidden, Missing, Refusal syndics.case.closed, .no_number, syndics.payer.not_yours,
    wallet.top_up.below_minimum, .above_maximum, .method.
    """
    refuse(top_up_refusals(new.gross))
    if new.method not in payments.methods:
        raise Refusal("wallet.top_up.method", field="method")
    way = Way(payments.name, new.method, LIVES)
    return _written_down(session, actor, case_id, payer_id, new.gross, new.form_key, way, now)


def transfer_on_the_spot(
    session: Session,
    actor: Identity,
    case_id: int,
    payer_id: int | None,
    gross: Money,
    form_key: str,
    now: datetime,
) -> TopUp:
    """The same by bank transfer, under a communication of its own: it takes a few days.

    Raises Forbidden, Missing, Refusal syndics.case.closed, .no_number, syndics.payer.not_yours,
    wallet.transfer.nothing, .above_maximum.
    """
    refuse(transfer_refusals(gross))
    return _written_down(session, actor, case_id, payer_id, gross, form_key, as_transfer(session), now)


def own_top_up(session: Session, actor: Identity, organisation_id: int, transaction_id: int) -> TopUp:
    """What he asked, into whichever wallet. Raises Missing for anybody else's."""
    with within(session, Scope.office()):
        found = session.scalars(
            select(TopUp)
            .where(TopUp.organisation_id == organisation_id, TopUp.transaction_id == transaction_id)
            .options(joinedload(TopUp.transaction))
            .execution_options(populate_existing=True)
        ).one_or_none()
    if found is None or found.transaction.account_id != actor.account_id:
        raise Missing("top_up", transaction_id)
    return found


def awaited(session: Session, actor: Identity, organisation_ids: Collection[int]) -> TopUp | None:
    """The last transfer into one of those wallets that he asked what to fill in for and that hasn't come in."""
    with within(session, Scope.office()):
        return session.scalars(
            select(TopUp)
            .join(TopUp.transaction)
            .where(
                TopUp.organisation_id.in_(organisation_ids),
                TopUp.method == BANK_TRANSFER,
                Transaction.account_id == actor.account_id,
                Transaction.state == "open",
            )
            .order_by(TopUp.transaction_id.desc())
            .limit(1)
            .options(contains_eager(TopUp.transaction))
        ).one_or_none()


def name_of(session: Session, organisation_id: int) -> str:
    """What the holder of that wallet is called."""
    with within(session, Scope.office()):
        return str(session.scalar(select(Organisation.name).where(Organisation.id == organisation_id)) or "")


def _written_down(
    session: Session,
    actor: Identity,
    case_id: int,
    payer_id: int | None,
    gross: Money,
    form_key: str,
    way: Way,
    now: datetime,
) -> TopUp:
    case = editable_case(session, actor, case_id)
    if payer_id is None:
        if case.acting_for_id is not None:
            raise Refusal("syndics.payer.not_yours")
        payer_id = organisation_of(session, case, now, actor).id
    purse_of(session, actor, case, payer_id)
    with within(session, Scope.office()):
        return write_down(session, replace(actor, organisation_id=payer_id), gross, form_key, way, now)
