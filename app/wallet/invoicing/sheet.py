"""A document on paper: the same values as its file, which lies inside it. The same gives the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime, time

from babel.numbers import format_decimal

from app import pdf
from app.documents.checking import LOCALES
from app.wallet.invoicing import ubl
from app.wallet.invoicing.paper import Paper, Party, Row
from app.words import Words
from models.values import EnterpriseNumber, PaperKind

Blocks = list[pdf.Facts | pdf.Heading | pdf.Paragraph | pdf.Note | pdf.Table]


def sheet(_: Words, paper: Paper, file: bytes | None = None) -> pdf.Sheet:
    """The document in those words, dated at noon of its day; `file` is its file as it was issued.

    Without a file, one is written: the same values give the same file, as long as this program writes it.
    """
    return pdf.Sheet(
        title=kind_in(_, paper.kind),
        language=LOCALES[_.language],
        issuer=paper.seller.name,
        reference=_("No. %(number)s", number=paper.number),
        issued_at=datetime.combine(paper.issued_on, time(12), UTC),
        page_words=_("Page {page} of {pages}"),
        subject=paper.buyer.name,
        blocks=tuple(_blocks(_, paper)),
        attachments=(
            pdf.Attachment(
                name=f"{paper.number}.xml",
                media_type="application/xml",
                content=ubl.written(paper) if file is None else file,
                description=_("The same as a file for accounting programs (Peppol BIS Billing 3.0)"),
                relationship="Alternative",
            ),
        ),
    )


def kind_in(_: Words, kind: PaperKind) -> str:
    """What the document is, in those words."""
    return {
        PaperKind.INVOICE: _("Invoice"),
        PaperKind.FEES: _("Statement of statutory fees"),
        PaperKind.CREDIT_NOTE: _("Credit note"),
    }[kind]


def _blocks(_: Words, paper: Paper) -> Blocks:
    outside = not any(rate.percent for rate in paper.rates)
    blocks: Blocks = [
        pdf.Facts(_facts(_, paper, outside=outside)),
        _rows(_, paper, outside=outside),
        pdf.Facts(_sums(_, paper, outside=outside), figures=True),
    ]
    if not outside:
        blocks += [pdf.Heading(_("VAT per rate")), _rates(_, paper)]
    if outside:
        blocks.append(pdf.Paragraph(_("These are statutory fees: they are outside the scope of VAT.")))
    if paper.kind is PaperKind.CREDIT_NOTE:
        blocks.append(pdf.Paragraph(_("The amount was given back to the wallet.")))
        if paper.vat:
            blocks.append(pdf.Paragraph(f"{ubl.TO_THE_STATE[_.language]}."))
    else:
        blocks.append(pdf.Paragraph(_("Paid from the wallet: nothing is left to pay.")))
    if paper.rounding:
        blocks.append(
            pdf.Note(
                _(
                    "The wallet paid each purchase rounded to the cent, VAT is rounded once per rate: hence the"
                    " rounding."
                )
            )
        )
    blocks.append(pdf.Note(_("Inside this document is the same as a file, for accounting programs.")))
    return blocks


def _facts(_: Words, paper: Paper, *, outside: bool) -> list[tuple[str, str]]:
    first, last = _.day(paper.first_day), _.day(paper.last_day)
    credited = ""
    if paper.credits is not None:
        number, day = paper.credits
        credited = _("No. %(number)s of %(day)s", number=number, day=_.day(day))
    rows = (
        (_("Seller"), _party(_, paper.seller, outside=outside)),
        (_("Customer"), _party(_, paper.buyer, outside=outside)),
        (_("Number"), paper.number),
        (_("Date"), _.day(paper.issued_on)),
        (_("Period"), f"{first} – {last}"),
        (_("Your reference"), paper.buyer_reference),
        (_("It credits"), credited),
        (_("Reason"), paper.reason),
    )
    return [(label, value) for label, value in rows if value]


def _party(_: Words, one: Party, *, outside: bool) -> str:
    number = EnterpriseNumber(one.number)
    if one.vat_liable and not outside:
        numbered = _("VAT %(number)s", number=f"{one.country} {number}")
    else:
        numbered = _("Enterprise number %(number)s", number=number)
    place = (
        f"{one.country}-{one.postal_code} {one.place}" if one.country != "BE" else f"{one.postal_code} {one.place}"
    )
    return "\n".join(filter(None, (one.name, one.street, place, numbered, one.email)))


def _rows(_: Words, paper: Paper, *, outside: bool) -> pdf.Table:
    """The lines; of statutory fees without a column for VAT."""
    if outside:
        head = (_("Product"), _("Quantity"), _("Price of one"), _("Amount"))
        fees = [(row.name, _quantity(_, row), _.money(row.unit_net), _.money(row.net)) for row in paper.rows]
        return pdf.Table(head, fees, (4.6, 1.2, 1.6, 1.8), (1, 2, 3))
    return pdf.Table(
        (_("Product"), _("Quantity"), _("Price of one"), _("VAT"), _("Net")),
        [
            (row.name, _quantity(_, row), _.money(row.unit_net), f"{row.percent}\u00a0%", _.money(row.net))
            for row in paper.rows
        ],
        (4.2, 1.1, 1.6, 0.9, 1.8),
        (1, 2, 3, 4),
    )


def _quantity(_: Words, row: Row) -> str:
    return str(format_decimal(row.quantity, locale=_.language))


def _sums(_: Words, paper: Paper, *, outside: bool) -> list[tuple[str, str]]:
    sums = []
    if not outside:
        sums += [(_("Total without VAT"), _.money(paper.net)), (_("VAT"), _.money(paper.vat))]
    sums.append((_("Total"), _.money(paper.total)))
    if paper.rounding:
        sums.append((_("Rounding"), _.money(paper.rounding)))
    back = paper.kind is PaperKind.CREDIT_NOTE
    sums.append((_("Given back to the wallet") if back else _("Paid from the wallet"), _.money(paper.paid)))
    return sums


def _rates(_: Words, paper: Paper) -> pdf.Table:
    return pdf.Table(
        (_("Rate"), _("Net"), _("VAT"), _("Total")),
        [
            (f"{rate.percent}\u00a0%", _.money(rate.net), _.money(rate.vat), _.money(rate.net + rate.vat))
            for rate in paper.rates
        ],
        (1, 1, 1, 1),
        (1, 2, 3),
    )
