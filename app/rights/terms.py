"""The terms of use a local government signs before its people come in, on paper."""

from __future__ import annotations

from datetime import datetime

from app import pdf
from app.words import Words
from models.rights import Registration
from models.values import EnterpriseNumber

# Changed words are new terms: who signed the earlier ones isn't bound by these.
EDITION = "2026.1"
_TAGS = {"nl": "nl-BE", "fr": "fr-BE", "en": "en"}


def articles(_: Words) -> list[str]:
    """What the government agrees to, article by article."""
    return [
        _("The government answers in law for how its people use Sleutelbos and the tools behind it."),
        _("It gives a right only to who needs it for the work, and for no longer than that work takes."),
        _("It revokes a right on the day on which the work for which it was given ends."),
        _("It appoints at least two local administrators, and lets none of them grant that role to himself."),
        _("Its people sign in with their own key only, and lend it to nobody."),
        _("It tells Sleutelbos within a day of any misuse it hears of, and of any key that got lost."),
        _("Every grant, change and revocation is recorded; the government may read what concerns it, always."),
        _("A new secretary or registrar signs these terms again, within a month of coming into office."),
    ]


def sheet(_: Words, one: Registration, capacity: str, now: datetime) -> pdf.Sheet:
    """The terms for this government, ready to be signed; `capacity` is the signer's, in words."""
    return pdf.Sheet(
        title=_("Terms of use for a local government"),
        language=_TAGS[_.language],
        issuer=one.name,
        reference=_("Edition %(edition)s", edition=EDITION),
        issued_at=now,
        page_words=_("Page {page} of {pages}"),
        subject=one.name,
        keywords="",
        blocks=(
            pdf.Facts(
                [
                    (_("Government"), one.name),
                    (_("Enterprise number"), str(EnterpriseNumber(one.enterprise_number))),
                    (_("Signed by"), one.person.name),
                    (_("As"), capacity),
                ]
            ),
            *(pdf.Paragraph(f"{number}. {text}") for number, text in enumerate(articles(_), 1)),
            pdf.Heading(_("Your signature")),
            pdf.Paragraph(_("Place and date:")),
            pdf.Paragraph(_("Name and signature:")),
            pdf.Note(_("Sign on paper and scan this page, or sign the file itself with your eID; then add it.")),
        ),
    )
