"""The transfer on paper: what to fill in at one's bank, and the code that does so by itself. No receipt."""

from __future__ import annotations

from app import pdf
from app.documents.checking import LOCALES
from app.wallet import epc
from app.wallet.transfers import HouseAccount
from app.words import Words
from models.organisations import Organisation
from models.values import EnterpriseNumber, Money, StructuredReference
from models.wallet import TopUp


def sheet(_: Words, made: TopUp, organisation: Organisation, account: HouseAccount) -> pdf.Sheet:
    """How to pay a transfer that was asked, read along with its transaction."""
    gross, reference = Money(made.transaction.gross), StructuredReference(made.reference or "")
    return pdf.Sheet(
        title=_("Top up by bank transfer"),
        language=LOCALES[_.language],
        issuer=account.name,
        reference=str(reference),
        issued_at=made.transaction.asked_at,
        page_words=_("Page {page} of {pages}"),
        subject=organisation.name,
        blocks=(
            pdf.Facts(
                [
                    (label, value)
                    for label, value in (
                        (_("Organisation"), organisation.name),
                        (_("Enterprise number"), str(EnterpriseNumber(organisation.enterprise_number))),
                        (_("Amount"), _.money(gross)),
                        (_("To account"), str(account.iban)),
                        (_("Bank code (BIC)"), account.bic),
                        (_("In the name of"), account.name),
                        (_("Structured communication"), str(reference)),
                    )
                    if value
                ]
            ),
            pdf.Heading(_("Pay with your telephone")),
            pdf.Code(
                epc.modules(epc.payload(account, gross, reference)),
                _(
                    "A payment code: %(amount)s to %(account)s with communication %(reference)s",
                    amount=_.money(gross),
                    account=str(account.iban),
                    reference=str(reference),
                ),
                _("Scan this code with the app of your bank: account, amount and communication are filled in."),
            ),
            pdf.Heading(_("What happens next")),
            pdf.Paragraph(
                "\n".join(
                    (
                        _("A transfer takes a few days. The wallet gets what comes in, whatever you announced."),
                        _(
                            "Only the structured communication says for whom it is. Fill it in exactly; without"
                            " it, somebody has to look for you."
                        ),
                    )
                )
            ),
            pdf.Note(_("This is no receipt: the receipt is there when the money came in.")),
        ),
    )
