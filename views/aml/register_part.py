"""What stands on the page of a contact or a transaction of the registers of cash and of differences with the UBO
register, for whoever works in the tool; and for officers alone the atypical operations about it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Numeric,
    String,
    and_,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.aml import atypical
from app.aml.vigilance.level import Assessment
from app.policy import Identity, Permission, may
from models.aml import Atypical, CashBreach, Contact, Deal, Discrepancy, RiskProfile
from models.values import Money, SubjectKind
from models.values.matters import MatterKind
from views.labels import day, money
from views.labels.aml_breaches import atypical_state, cash_state, discrepancy_state

_MOST = 10
_ATYPICAL = "atypical"


def register_part(session: Session, who: Identity, row: Contact | Deal) -> dict[str, Any]:
    """`entries`: the last noted first, each with its page; and where one is noted. The template is
    `aml/register_entries.html`. `atypical`: what officers alone read on the same page, in the same question."""
    if isinstance(row, Deal):
        links = [(url_for("CashBreachScreen.note_deal", deal_id=row.id), gettext("Note cash"))]
    else:
        links = [(url_for("CashBreachScreen.note_contact", contact_id=row.id), gettext("Note cash"))]
        if row.kind == SubjectKind.ORGANISATION:
            url = url_for("DiscrepancyScreen.note_contact", contact_id=row.id)
            links.append((url, gettext("Note a difference with the UBO register")))
    officer = may(who, Permission.ATYPICAL_KEEP, row)
    found = list(_found(session, row, officer=officer))
    return {
        "registers": {"entries": [_entry(one) for one in found if one.kind != _ATYPICAL][:_MOST], "links": links},
        "atypical": [_operation(one) for one in found if one.kind == _ATYPICAL][:_MOST],
    }


def atypical_part(session: Session, who: Identity, about: ColumnElement[bool], note_url: str) -> dict[str, Any]:
    """The atypical operations about it, and where one is noted; for officers."""
    found = atypical.noted_about(session, who, about)
    return {"atypical": [_operation(one) for one in found], "atypical_url": note_url}


def atypical_url(row: Contact | RiskProfile | Deal) -> str:
    """Where an operation about it is noted; of a risk profile about its contact."""
    if isinstance(row, Deal):
        return url_for("AtypicalScreen.note_about", kind=str(MatterKind.DEAL), pk=row.id)
    return url_for("AtypicalScreen.note_about", kind=str(MatterKind.CONTACT), pk=row.root_id)


def duty_links(found: Assessment, row: Contact | Deal) -> list[tuple[str, str]]:
    """Where what the law wants done at once is written down: cash at a transaction, another UBO register."""
    codes = {one.rule for one in found.reasons}
    if isinstance(row, Deal):
        url = url_for("CashBreachScreen.note_deal", deal_id=row.id)
        return [(url, gettext("Note the cash in the register"))] if "FIN2" in codes else []
    url = url_for("DiscrepancyScreen.note_contact", contact_id=row.id)
    return [(url, gettext("Note the difference with the UBO register"))] if "ORG3" in codes else []


def _found(session: Session, row: Contact | Deal, *, officer: bool) -> Any:
    """Of all these registers in one question, each with its last."""

    def about(table: Any) -> ColumnElement[bool]:
        mine = table.deal_id == row.id if isinstance(row, Deal) else table.root_id == row.root_id
        found: ColumnElement[bool] = and_(table.organisation_id == row.organisation_id, mine)
        return found

    no_day, no_text = cast(null(), Date), cast(null(), String)
    parts: list[Any] = [
        select(
            literal("cash").label("kind"),
            CashBreach.id,
            CashBreach.happened_on.label("day"),
            CashBreach.amount,
            no_day.label("reported_on"),
            no_day.label("settled_on"),
            CashBreach.withdrawn_at,
            no_text.label("title"),
            no_text.label("conclusion"),
        ).where(about(CashBreach))
    ]
    no_amount, no_instant = cast(null(), Numeric(14, 2)), cast(null(), DateTime(timezone=True))
    if isinstance(row, Contact):
        one = Discrepancy
        parts.append(
            select(
                literal("discrepancy"), one.id, one.noted_on, no_amount, one.reported_on, one.settled_on,
                one.withdrawn_at, no_text, no_text,
            ).where(about(one))
        )  # fmt: skip
    if officer:
        two = Atypical
        parts.append(
            select(
                literal(_ATYPICAL), two.id, two.noted_on, no_amount, no_day, no_day, no_instant, two.title,
                two.conclusion,
            ).where(about(two))
        )  # fmt: skip
    found = union_all(*parts).subquery("entry")
    return session.execute(select(found).order_by(found.c.day.desc(), found.c.id.desc()).limit(_MOST * 10))


def _operation(one: Any) -> dict[str, Any]:
    return {"url": url_for("AtypicalScreen.show", pk=one.id), "name": one.title, "state": atypical_state(one)}


def _entry(one: Any) -> dict[str, Any]:
    if one.kind == "cash":
        said = gettext("Cash: %(amount)s", amount=money(Money(one.amount)))
        return _line("CashBreachScreen.show", one, said, cash_state(one))
    return _line(
        "DiscrepancyScreen.show", one, gettext("Difference with the UBO register"), discrepancy_state(one)
    )


def _line(endpoint: str, one: Any, said: str, state: tuple[str, str]) -> dict[str, Any]:
    return {"url": url_for(endpoint, pk=one.id), "name": said, "day": day(one.day), "state": state}
