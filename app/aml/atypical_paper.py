"""The written report on an atypical operation as a paper for the office's AML officers. It is made anew each time
and kept nowhere; what was concluded gives the same paper to the byte in one language."""

from __future__ import annotations

from collections.abc import Iterator

from app import pdf
from app.clock import BRUSSELS
from app.documents.checking import LOCALES
from app.words import Words
from models.aml import Atypical
from models.values.registers import Conclusion

_Blocks = Iterator[pdf.Heading | pdf.Facts | pdf.Paragraph | pdf.Note]


def sheet(_: Words, row: Atypical, office: str, about: str) -> pdf.Sheet:
    """The paper of an operation that was read along with who noted and who concluded it; `about`: the name of what
    it is about, '' for nothing of the office's own."""
    return pdf.Sheet(
        title=_("Report on an atypical operation"),
        language=LOCALES[_.language],
        issuer=office,
        reference=_("Atypical operation no. %(number)s", number=row.id),
        issued_at=row.concluded_at or row.changed_at,
        page_words=_("Page {page} of {pages}"),
        subject=row.title,
        blocks=tuple(_blocks(_, row, about)),
    )


def file_name(_: Words, row: Atypical) -> str:
    name = _("atypical-operation-%(number)s", number=row.id)
    return f"{name}.pdf"


def _blocks(_: Words, row: Atypical, about: str) -> _Blocks:
    yield pdf.Facts([(label, value) for label, value in _facts(_, row, about) if value])
    for title, text in (
        (_("What happened"), row.told),
        (_("What was looked at"), row.looked_at),
        (_("Why it is atypical"), row.why_atypical),
        (_("Conclusion"), row.analysis),
    ):
        yield pdf.Heading(title)
        yield pdf.Paragraph(text or _("Not written yet."))
    yield pdf.Note(
        _("For the AML officers of the office alone. The law forbids to tell the client or anybody else of it.")
    )


def _facts(_: Words, row: Atypical, about: str) -> list[tuple[str, str]]:
    concluded = {
        None: _("Not concluded yet"),
        Conclusion.UNSUSPICIOUS.value: _("Nothing suspicious"),
        Conclusion.SUSPICIOUS.value: _("Suspicious: to be reported"),
    }[row.conclusion]
    at = f"{row.concluded_at.astimezone(BRUSSELS):%d/%m/%Y %H:%M}" if row.concluded_at is not None else ""
    return [
        (_("In a few words"), row.title),
        (_("About"), about),
        (_("Noticed on"), _.day(row.noted_on)),
        (_("Noted by"), row.maker.username),
        (_("Conclusion"), concluded),
        (_("Concluded on"), at),
        (_("Concluded by"), row.concluder.username if row.concluder is not None else ""),
    ]
