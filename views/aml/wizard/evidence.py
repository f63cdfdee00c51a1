"""The evidence of a file: what is asked, what is there, one more, and taking one away."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField

from app import clock
from app.aml.evidence import Added, add_evidence, evidence_of
from app.aml.evidence_asked import asked_evidence
from app.aml.identifying import pass_page
from app.aml.pages import PageName
from app.transaction import transaction
from models.aml import Contact, Evidence
from models.values.identified import Details, EvidenceKind
from views.aml.wizard.page import Book, Page, PageForm
from views.framework.database import db, files, scanner
from views.framework.identity import identity
from views.framework.screens import after, attempt
from views.labels import day, size
from views.labels.aml_file import EVIDENCE

ACCEPTED = ".pdf,.doc,.docx"


class EvidenceForm(PageForm):
    kind = SelectField(_l("What it proves"))
    file = FileField(
        _l("File"),
        description=_l("PDF or Word (.doc, .docx), at most 10 MB. Without macros, scripts or a password."),
        render_kw={"accept": ACCEPTED},
    )


class EvidencePage(Page):
    name = PageName.EVIDENCE
    template = "aml/pages/evidence.html"

    def respond(self, screen: Book, contact: Contact, details: Details) -> Response:
        """The list with its form. A chosen file is kept whichever button was pressed; *Upload* stays here."""
        there = evidence_of(db(), contact)
        asked = asked_evidence(details)
        form = EvidenceForm(data={"version": str(contact.version), "kind": _first_wanted(asked, there)})
        form.kind.choices = [(str(one), str(EVIDENCE[one])) for one in dict.fromkeys((*asked, *EvidenceKind))]
        if form.validate_on_submit():
            made = self._kept(screen, contact, form)
            if made is not None:
                return made
            db().expire_all()
            form.version.data = str(contact.version)
            there = evidence_of(db(), contact)
        status = 422 if form.is_submitted() else 200
        return screen.show(self, contact, details, status, form=form, **_shown(asked, there))

    def _kept(self, screen: Book, contact: Contact, form: EvidenceForm) -> Response | None:
        """On to where the button leads; None where it was refused."""
        database, version, sent, now = db(), form.version.number, form.file.data, clock.now()
        if not sent:
            if "upload" in request.form:
                form.file.errors = [gettext("Choose a file: a PDF or a Word document.")]
                return None
            with transaction(database):
                passed = attempt(
                    form, lambda: pass_page(database, identity(), contact.id, self.name, version, now)
                )
            return screen.onward(self, passed) if passed is not None else None

        def act() -> Added:
            kind = EvidenceKind(form.kind.data)
            return add_evidence(
                database, files(), scanner(), identity(), contact.id, kind, sent.filename or "", sent.stream,
                version, now,
            )  # fmt: skip

        with transaction(database):
            added: Added | None = attempt(form, act)
        if added is None:
            return None
        if "upload" not in request.form:
            return screen.onward(self, contact)
        return after(screen.url(contact, self.name), _told(added), "info" if added.twin else "success")


def _told(added: Added) -> str:
    said = str(gettext("Uploaded: %(name)s.", name=added.document.name))
    if added.twin is None:
        return said
    same = gettext(
        "The same file stood here already as “%(name)s” (%(kind)s).",
        name=added.twin.document.name,
        kind=str(EVIDENCE[EvidenceKind(added.twin.kind)]),
    )
    return f"{said} {same}"


def _first_wanted(asked: tuple[EvidenceKind, ...], there: list[Evidence]) -> str:
    """What the form proposes: what a link asked for, else the first thing that isn't there."""
    told = request.args.get("kind", "")
    if told in tuple(EvidenceKind):
        return told
    kinds = {one.kind for one in there}
    return str(next((one for one in asked if one not in kinds), EvidenceKind.OTHER))


def _shown(asked: tuple[EvidenceKind, ...], there: list[Evidence]) -> dict[str, Any]:
    """Each kind that is asked or there, with its files."""
    kinds = dict.fromkeys((*asked, *(EvidenceKind(one.kind) for one in there)))
    return {
        "lines": [
            {
                "kind": str(kind),
                "label": str(EVIDENCE[kind]),
                "asked": kind in asked,
                "files": [_file(one) for one in there if one.kind == kind],
            }
            for kind in kinds
        ]
    }


def _file(one: Evidence) -> dict[str, str]:
    return {
        "name": one.document.name,
        "told": f"{size(one.document.size)} · {day(clock.day_of(one.added_at))}",
        "url": url_for("EvidenceScreen.hand_out", pk=one.id),
        "remove_url": url_for("EvidenceScreen.remove", pk=one.id),
    }
