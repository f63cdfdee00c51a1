"""Kinds and answers of documents."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.documents.copies import Answer
from app.documents.issued import Series
from app.documents.kinds import FileKind
from app.documents.uploads import DocumentKind

LABELS: dict[Any, Any] = {
    DocumentKind.ATTACHMENT: _l("Attached file"),
    DocumentKind.EVIDENCE: _l("Evidence about a contact"),
    DocumentKind.AML_REGISTER: _l("File of a register against laundering"),
    DocumentKind.MANDATE_PROOF: _l("Evidence about a mandate"),
    DocumentKind.TAKEOVER_PROOF: _l("Proof for taking over an organisation"),
    DocumentKind.SIGNED_TERMS: _l("Signed terms of use"),
    DocumentKind.COUNCIL_MINUTES: _l("Minutes of the council"),
    DocumentKind.SCREENSHOT: _l("Picture of a page"),
    Series.RIGHT_STATEMENT: _l("Statement of a right"),
    Series.RIGHTS_OVERVIEW: _l("Overview of rights on a day"),
    FileKind.PDF: _l("PDF document"),
    FileKind.DOC: _l("document of an older Word (.doc)"),
    FileKind.DOCX: _l("Word document (.docx)"),
    FileKind.XLSX: _l("Excel spreadsheet (.xlsx)"),
    FileKind.CSV: _l("table as text (.csv)"),
    FileKind.TXT: _l("plain text (.txt)"),
    FileKind.JPEG: _l("JPEG picture"),
    FileKind.PNG: _l("PNG picture"),
    FileKind.XLS: _l("spreadsheet of an older Excel (.xls)"),
    FileKind.SLIDES: _l("presentation"),
    FileKind.OPEN_DOCUMENT: _l("OpenDocument file"),
    FileKind.RICH_TEXT: _l("rich text (.rtf)"),
    FileKind.ARCHIVE: _l("packed folder"),
    FileKind.PICTURE: _l("picture of another kind"),
    FileKind.WEB_PAGE: _l("web page"),
    FileKind.PROGRAM: _l("program"),
    FileKind.UNKNOWN: _l("file of an unknown kind"),
    Answer.ISSUED: _l("Unaltered"),
    Answer.ALTERED: _l("Altered"),
    Answer.NOT_KNOWN: _l("Not known here"),
}
