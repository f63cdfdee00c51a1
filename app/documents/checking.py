"""What every issued document ends with: how anybody checks that a copy is the one that was issued."""

from __future__ import annotations

from collections.abc import Sequence

from app import pdf
from app.pdf.codes import modules_of
from app.words import Words

LOCALES = {"nl": "nl-BE", "fr": "fr-BE", "en": "en"}


def how_to_check(_: Words, address: str, code: str) -> Sequence[pdf.Heading | pdf.Code]:
    """The heading, and the code that leads to the page where a copy is handed in; `address` is where people
    reach us."""
    page = f"{address}/copies/?code={code}"
    return (
        pdf.Heading(_("Is this copy the one that was issued?")),
        pdf.Code(
            modules_of(page),
            _("A code that leads to the page where a copy is checked: %(address)s", address=page),
            "\n".join(
                (
                    _("Scan the code, or go to %(address)s.", address=f"{address}/copies/"),
                    _("Hand in the file there: the page says whether it is unaltered, and who issued it when."),
                    code,
                )
            ),
        ),
    )
