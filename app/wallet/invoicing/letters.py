"""The letter about a document that was issued: to the address for invoices, with the document enclosed.

An organisation without such an address has its managers told: a document must reach somebody.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.letters import About, Content, Reader
from app.mail.rules import usable
from app.organisations.member_letters import managers
from app.wallet.invoicing.settings import invoiced_as, invoicing_of
from app.words import Words
from models.events import Event
from models.organisations import Organisation
from models.values import Money, PaperKind
from models.wallet import Invoice, InvoicePaper


def address_for(session: Session, organisation_id: int) -> str:
    """Where an organisation's invoices are mailed to today; '' where none is known that can be used."""
    organisation = session.get_one(Organisation, organisation_id)
    return usable(invoiced_as(organisation, invoicing_of(session, organisation_id)).email)


def invoice_address(session: Session, event: Event) -> list[Reader]:
    """The address for invoices, in the organisation's language; its managers where there is none."""
    organisation = session.get_one(Organisation, event.organisation_id)
    address = address_for(session, event.organisation_id)
    own = Reader(None, organisation.name, organisation.language, address)
    return [own] if address else managers(session, event) or [own]


def invoice_issued(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """Which document it is, of which month, how much; that there is nothing to be paid."""
    one = session.scalars(
        select(Invoice).where(Invoice.organisation_id == event.organisation_id, Invoice.id == event.subject_id)
    ).one()
    organisation = session.get_one(Organisation, event.organisation_id)
    enclosed = session.scalars(
        select(InvoicePaper.document_id).where(
            InvoicePaper.organisation_id == one.organisation_id, InvoicePaper.invoice_id == one.id
        )
    ).one_or_none()
    kind, named = PaperKind(one.kind), {"number": one.reference, "organisation": organisation.name}
    credited = kind is PaperKind.CREDIT_NOTE
    back = _("Nothing is to be paid. The amount is in the wallet again, or settled what still had to be paid.")
    return Content(
        subject={
            PaperKind.INVOICE: _("Invoice %(number)s for %(organisation)s", **named),
            PaperKind.FEES: _("Statement of fees %(number)s for %(organisation)s", **named),
            PaperKind.CREDIT_NOTE: _("Credit note %(number)s for %(organisation)s", **named),
        }[kind],
        paragraphs=[
            _("The document is enclosed. Inside it is the same as a file, for accounting programs."),
            back if credited else _("Nothing is to be paid: it was paid from the wallet already."),
        ],
        facts=[
            (_("Number"), one.reference),
            (_("Month"), f"{one.month:%m/%Y}"),
            (_("Paid back") if credited else _("Paid from the wallet"), _.money(Money(one.paid))),
            (_("Reason"), one.reason),
        ],
        link=(_("See the document"), f"{site}/invoices/show/{one.id}"),
        about=About.WALLET,
        encloses=enclosed,
    )
