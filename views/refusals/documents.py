"""Refusals of files that are handed in and documents that are issued, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "documents.file.empty": _l("This file is empty. Choose another one."),
    "documents.file.too_big": _l(
        "This file is larger than %(most)s MB. Make it smaller, or split it, and try again."
    ),
    "documents.file.not_taken": _l(
        "Files with this ending aren't taken here. Save it as one of these and try again: %(kinds)s."
    ),
    "documents.file.not_what_it_says": _l(
        "The name says “%(said)s”, but the content is “%(found)s”. Save it anew as what its name says, or give it"
        " the name that fits."
    ),
    "documents.file.damaged": _l(
        "This file is damaged or incomplete. Open it in the program it comes from, save it again, and"
        " try with that."
    ),
    "documents.file.strange": _l(
        "This file isn't put together as its program would do it, so we can't see what is in it. Open"
        " it, save it as a new file, and try with that."
    ),
    "documents.file.bomb": _l(
        "Unpacked, this file becomes far larger than any document. It wasn't taken. Save it anew in the program it"
        " comes from."
    ),
    "documents.file.encrypted": _l(
        "This file is locked with a password. Save it without one and try again; here only those who"
        " may see it can open it."
    ),
    "documents.file.macros": _l(
        "This file contains macros: small programs that run when somebody opens it. Save it as .docx, .xlsx or PDF"
        " without macros, and try again."
    ),
    "documents.file.active": _l(
        "This file does something by itself when it is opened: a script, a form that sends, or a link"
        " that fetches. Print it to a PDF and try with that."
    ),
    "documents.file.embedded": _l(
        "Another file is hidden in this one. Take it out and send it apart, or print the document to a PDF."
    ),
    "documents.file.too_many_pixels": _l(
        "This picture has more than %(most)s million points. Make it smaller and try again."
    ),
    "documents.file.virus": _l(
        "The virus scanner found something in this file, so it wasn't taken. Warn your IT department before you"
        " open it again."
    ),
    "documents.upload.too_many_here": _l(
        "There are %(most)s files here already. Remove one that is no longer needed first."
    ),
    "documents.upload.too_much_today": _l(
        "You uploaded as much today as anybody may in one day. Go on tomorrow, or ask the helpdesk."
    ),
    "documents.issued.sent_twice": _l(
        "This form was sent before; the document is issued once. Look at the list of issued documents."
    ),
}
