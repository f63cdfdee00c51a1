"""Papers of a wallet: the receipt of a transaction, and the account over a period. No invoice, either of them.

The same transaction gives the same receipt, to the byte, in the same language: it is dated when it happened.
"""

from __future__ import annotations

from datetime import datetime

from babel.numbers import format_currency

from app import pdf
from app.clock import BRUSSELS
from app.documents.checking import LOCALES
from app.wallet.queries import Account
from app.words import Words
from models.organisations import Organisation
from models.values import EnterpriseNumber, Money, TransactionKind
from models.wallet import Transaction

ISSUER = "Sleutelbos"


def euro_in(_: Words, amount: Money) -> str:
    """€ 1.234,50 in Dutch, 1 234,50 € in French."""
    return str(format_currency(amount.euro, "EUR", locale=_.language))


def kind_in(_: Words, kind: str) -> str:
    """What happened, in those words."""
    return {
        TransactionKind.TOP_UP: _("Top-up"),
        TransactionKind.CHARGE: _("Purchase"),
        TransactionKind.REVERSAL: _("Reversal"),
        TransactionKind.TAKEN_BACK: _("Taken back by the bank"),
        TransactionKind.GIVEN_BACK: _("Given back by the bank"),
        TransactionKind.CREDITED: _("Credit note"),
        TransactionKind.PARKED: _("Not assigned yet"),
        TransactionKind.RETURNED: _("Sent back to who paid"),
        TransactionKind.PAID_OUT: _("Paid out by the bank"),
        TransactionKind.ROUNDING: _("Rounding of VAT"),
    }[TransactionKind(kind)]


def sheet(_: Words, one: Transaction) -> pdf.Sheet:
    """The receipt of a completed transaction, read along with tool, member and organisation."""
    blocks: list[pdf.Facts | pdf.Heading | pdf.Paragraph | pdf.Note] = [pdf.Facts(_facts(_, one))]
    if one.kind == TransactionKind.CHARGE:
        blocks += [pdf.Heading(_("What was bought")), pdf.Facts(_bought(_, one))]
    if one.kind == TransactionKind.TOP_UP:
        blocks.append(
            pdf.Paragraph(
                _(
                    "To be booked as money held by a third party: it stays the organisation’s own until it is"
                    " spent on a service."
                )
            )
        )
    blocks.append(pdf.Note(_("This receipt is no invoice.")))
    return pdf.Sheet(
        title=_("Transaction receipt"),
        language=LOCALES[_.language],
        issuer=ISSUER,
        reference=_("No. %(number)s", number=one.receipt),
        issued_at=one.at,
        page_words=_("Page {page} of {pages}"),
        subject=one.organisation.name if one.organisation is not None else "",
        blocks=tuple(blocks),
    )


def _facts(_: Words, one: Transaction) -> list[tuple[str, str]]:
    assert one.balance is not None  # noqa: S101 - it is completed
    assert one.change is not None  # noqa: S101 - it is completed
    return _filled(
        (_("Receipt"), one.receipt),
        (_("Date and time"), instant_in(one.at)),
        (_("Type"), kind_in(_, one.kind)),
        *(_organisation(_, one.organisation) if one.organisation is not None else ()),
        (_("Member"), one.member.name if one.member is not None else ""),
        (_("Reference"), one.reference),
        (_("Reason"), one.reason),
        (_("Amount"), euro_in(_, Money(one.change))),
        (_("Balance after"), euro_in(_, Money(one.balance))),
    )


def _bought(_: Words, one: Transaction) -> list[tuple[str, str]]:
    assert one.unit_net is not None  # noqa: S101 - it is a purchase
    assert one.net is not None  # noqa: S101 - it is a purchase
    assert one.vat is not None  # noqa: S101 - it is a purchase
    return _filled(
        (_("Tool"), one.tool.named(_.language) if one.tool is not None else ""),
        (_("Product"), one.product_named(_.language)),
        (_("Quantity"), str(one.quantity)),
        (_("Price of one, excluding VAT"), euro_in(_, Money(one.unit_net))),
        (_("Net"), euro_in(_, Money(one.net))),
        (_("VAT %(percent)s %%", percent=one.vat_percent), euro_in(_, Money(one.vat))),
        (_("Total"), euro_in(_, Money(one.gross))),
    )


def account_sheet(_: Words, organisation: Organisation, account: Account, now: datetime) -> pdf.Sheet:
    """The account of a wallet over a period, as it stood at that moment."""
    first, last = _.day(account.first_day), _.day(account.last_day)
    heads = (_("Type"), _("How many"), _("Amount"))
    rows = [(kind_in(_, one.kind), str(one.count), euro_in(_, one.change)) for one in account.sums]
    owed = [(_("Owed after it"), euro_in(_, account.owed_after))] if account.owed_after else []
    return pdf.Sheet(
        title=_("Account of the wallet"),
        language=LOCALES[_.language],
        issuer=ISSUER,
        reference=f"{first} – {last}",
        issued_at=now,
        page_words=_("Page {page} of {pages}"),
        subject=organisation.name,
        blocks=(
            pdf.Facts([*_organisation(_, organisation), (_("Period"), f"{first} – {last}")]),
            pdf.Facts([(_("Balance before %(day)s", day=first), euro_in(_, account.before))]),
            *(
                [pdf.Table(heads, rows, (3, 1, 2))]
                if rows
                else [pdf.Paragraph(_("Nothing happened in this period."))]
            ),
            pdf.Facts([(_("Balance at the end of %(day)s", day=last), euro_in(_, account.after)), *owed]),
            pdf.Note(_("Made on %(moment)s. This is no invoice.", moment=instant_in(now))),
        ),
    )


def _organisation(_: Words, one: Organisation) -> tuple[tuple[str, str], tuple[str, str]]:
    number = str(EnterpriseNumber(one.enterprise_number)) if one.enterprise_number else ""
    return (_("Organisation"), one.name), (_("Enterprise number"), number)


def instant_in(at: datetime) -> str:
    """14/03/2027 09:05, Brussels time, in every language."""
    return f"{at.astimezone(BRUSSELS):%d/%m/%Y %H:%M}"


def _filled(*rows: tuple[str, str]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in rows if value]
