"""Where an organisation wants its invoices and what stands on them; what isn't set is the organisation's own."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import events
from app.errors import Refusal, Stale, refuse
from app.mail.rules import usable
from app.policy import Identity, Permission, require
from app.queue import enqueue
from app.wallet.invoicing.ubl import plain
from models.organisations import Organisation
from models.wallet import Invoicing

LEFT_JOB = "issue_left"
_LENGTHS = {"email": 320, "street": 200, "place": 100, "reference": 100}
_POSTAL_CODE = re.compile(r"[1-9][0-9]{3}", re.ASCII)


@dataclass(frozen=True)
class InvoicingDetails:
    """What its managers set; '' and None: as the organisation. `reference`: what an invoice must say for them."""

    email: str = ""
    street: str = ""
    postal_code: str = ""
    place: str = ""
    reference: str = ""
    vat_liable: bool | None = None


@dataclass(frozen=True)
class InvoicedAs:
    """To whom an organisation's invoices go now, its own details filled in; `complete`: an invoice can be made."""

    email: str
    street: str
    postal_code: str
    place: str
    reference: str
    vat_liable: bool

    @property
    def complete(self) -> bool:
        return bool(self.street and self.postal_code and self.place)


def invoicing_of(session: Session, organisation_id: int) -> Invoicing:
    """What was set; an empty one, which isn't kept, where nothing was."""
    found = session.get(Invoicing, organisation_id, populate_existing=True)
    return found or Invoicing(
        organisation_id=organisation_id, email="", street="", postal_code="", place="", reference="", version=0
    )


def invoiced_as(organisation: Organisation, one: Invoicing) -> InvoicedAs:
    """To whom the next invoice would go."""
    own = organisation if not one.street else one
    liable = one.vat_liable if one.vat_liable is not None else organisation.kind == "enterprise"
    email = one.email or organisation.email
    return InvoicedAs(email, own.street, own.postal_code, own.place, one.reference, liable)


def details_refusals(new: InvoicingDetails) -> tuple[Refusal, ...]:
    """What can't be so; nothing for what can."""
    found = [
        Refusal("wallet.invoicing.too_long", field=name, most=most)
        for name, most in _LENGTHS.items()
        if len(getattr(new, name)) > most
    ]
    if new.email and not usable(new.email):
        found.append(Refusal("wallet.invoicing.email", field="email", email=new.email[:100]))
    if any((new.street, new.postal_code, new.place)) and not all((new.street, new.postal_code, new.place)):
        empty = next(name for name in ("street", "postal_code", "place") if not getattr(new, name))
        found.append(Refusal("wallet.invoicing.half_an_address", field=empty))
    if new.postal_code and not _POSTAL_CODE.fullmatch(new.postal_code):
        found.append(
            Refusal("wallet.invoicing.postal_code", field="postal_code", postal_code=new.postal_code[:20])
        )
    return tuple(found)


def set_invoicing(
    session: Session, actor: Identity, new: InvoicingDetails, version: int, now: datetime
) -> Invoicing:
    """Sets them for the organisation one acts for, without what can't be seen, as documents leave it out too; what
    couldn't be invoiced before is invoiced now.

    Raises Forbidden, Stale, Refusal wallet.invoicing.too_long, .email, .half_an_address, .postal_code.
    """
    require(actor, Permission.WALLET_SET)
    assert actor.organisation_id is not None  # noqa: S101 - a manager acts for one
    new = replace(new, street=plain(new.street), place=plain(new.place), reference=plain(new.reference))
    refuse(details_refusals(new))
    own = select(Invoicing).where(Invoicing.organisation_id == actor.organisation_id)
    own = own.with_for_update().execution_options(populate_existing=True)
    one = session.scalars(own).one_or_none()
    if (one.version if one is not None else 0) != version:
        raise Stale("invoicing", actor.organisation_id)
    if one is None:
        empty = insert(Invoicing).values(organisation_id=actor.organisation_id).on_conflict_do_nothing()
        if session.scalar(empty.returning(Invoicing.organisation_id)) is None:  # another was first
            raise Stale("invoicing", actor.organisation_id)
        one = session.scalars(own).one()
    told = asdict(new)
    changed = sorted(name for name, value in told.items() if getattr(one, name) != value)
    for name in changed:
        setattr(one, name, told[name])
    session.flush()
    if changed:
        subject = events.Subject("invoicing", one.organisation_id, one.organisation_id)
        events.record(
            session,
            events.Tag.INVOICING_SET,
            subject,
            actor,
            now,
            facts={"changed": changed, "vat_liable": new.vat_liable},
            personal={"after": {name: told[name] for name in changed if name != "vat_liable"}},
        )
        enqueue(session, LEFT_JOB, key=f"{LEFT_JOB}:{one.organisation_id}", organisation_id=one.organisation_id)
    return one
