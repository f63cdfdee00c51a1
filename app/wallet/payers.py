"""Who may be charged when a program of a tool asks: somebody it knows, for an organisation where he may use it.

In office scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Missing, Refusal
from app.rights.access_facts import Asked, decided
from app.wallet.charging import Payer

_KNOWN = text(
    "select u.account_id, a.person_id, o.id as organisation_id,"
    " (select max(m.id) from organisation_membership m where m.organisation_id = o.id"
    " and m.account_id = u.account_id and m.state = 'confirmed') as membership_id,"
    " exists (select from wallet_transaction t where t.organisation_id = o.id and t.key = :key) as before"
    " from rights_tool_use u join ab_user a on a.id = u.account_id"
    " join organisation o on o.enterprise_number = :number"
    " where u.tool_id = :tool and u.subject = :subject"
)


@dataclass(frozen=True)
class Known:
    """Somebody a tool knows and an organisation that is here, whether they have to do with each other or not;
    `before`: the key was used for that organisation already."""

    payer: Payer
    before: bool


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
    asked = {"tool": tool_id, "subject": subject, "number": enterprise_number, "key": key}
    row = session.execute(_KNOWN, asked).one_or_none()
    if row is None:
        raise Missing("payer", subject)
    payer = Payer(row.organisation_id, row.account_id, tool_id, row.membership_id, row.person_id)
    return Known(payer, row.before)


def admit(session: Session, payer: Payer, day: date) -> None:
    """Nothing, where some role of the tool is open to him there on that day; one statement.

    Which key he would show isn't asked: he isn't here. Raises Refusal wallet.charge.not_open.
    """
    asked = Asked(organisation_id=payer.organisation_id, only=True, tool_id=payer.tool_id)
    if not any(one.decision.allowed for one in decided(session, [payer.account_id], asked, day)):
        raise Refusal("wallet.charge.not_open")
