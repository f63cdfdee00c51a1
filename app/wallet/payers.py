"""Who may be charged when a program of a tool asks: somebody it knows, for an organisation where he may use it.

In office scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.errors import Missing, Refusal
from app.rights.access_facts import Asked, decided
from app.wallet.charging import Payer
from models.accounts import Account
from models.organisations import Member, Organisation
from models.rights import ToolUse
from models.wallet import Transaction


@dataclass(frozen=True)
class Known:
    """Somebody a tool knows and an organisation that is here, whether they have to do with each other or not;
    `before`: the transaction of that organisation that has the key already."""

    payer: Payer
    before: Transaction | None


def payer_of(session: Session, tool_id: int, subject: str, enterprise_number: str, day: date) -> Payer:
    """Who pays, where the access decision opens the tool to him for that organisation on that day; two statements.

    Raises Missing, Refusal wallet.charge.not_open.
    """
    known = known_to(session, tool_id, subject, enterprise_number)
    admit(session, known.payer, day)
    return known.payer


def known_to(session: Session, tool_id: int, subject: str, enterprise_number: str, key: str = "") -> Known:
    """Whom the tool means by this subject, and which organisation; one statement.

    Raises Missing for somebody it doesn't know as for an organisation that isn't here.
    """
    membership = (
        select(func.max(Member.id))
        .where(
            Member.organisation_id == Organisation.id,
            Member.account_id == ToolUse.account_id,
            Member.state == "confirmed",
        )
        .correlate(Organisation, ToolUse)
        .scalar_subquery()
    )
    row = session.execute(
        select(ToolUse.account_id, Organisation.id, membership, Account.person_id, Transaction)
        .select_from(ToolUse)
        .join(Account, Account.id == ToolUse.account_id)
        .join(Organisation, Organisation.enterprise_number == enterprise_number)
        .outerjoin(Transaction, and_(Transaction.organisation_id == Organisation.id, Transaction.key == key))
        .where(ToolUse.tool_id == tool_id, ToolUse.subject == subject)
    ).one_or_none()
    if row is None:
        raise Missing("payer", subject)
    account_id, organisation_id, membership_id, person_id, before = row
    return Known(Payer(organisation_id, account_id, tool_id, membership_id, person_id), before)


def admit(session: Session, payer: Payer, day: date) -> None:
    """Nothing, where some role of the tool is open to him there on that day; one statement.

    Which key he would show isn't asked: he isn't here. Raises Refusal wallet.charge.not_open.
    """
    asked = Asked(organisation_id=payer.organisation_id, only=True, tool_id=payer.tool_id)
    if not any(one.decision.allowed for one in decided(session, [payer.account_id], asked, day)):
        raise Refusal("wallet.charge.not_open")
