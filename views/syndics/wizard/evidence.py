"""The evidence of a case: what is asked, what is there, and one more."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField

from app import clock
from app.syndics.case_files import Proof, add_file, files_of, is_handed_in
from app.syndics.cases import save_page
from app.syndics.rules.evidence import Wanted, evidence_wanted, unidentified
from app.transaction import transaction
from models.syndics import Case
from models.values.mandates import CaseDetails, CaseEvidence, CaseForm, CasePage
from views.framework.database import db, files, scanner
from views.framework.identity import identity
from views.framework.screens import after, attempt
from views.labels import day, size
from views.labels.mandates import EVIDENCE
from views.syndics.wizard.page import Page, PageForm

ACCEPTED = ".pdf,.doc,.docx"
_EITHER = 2


class EvidenceForm(PageForm):
    kind = SelectField(_l("What it proves"))
    file = FileField(
        _l("File"),
        description=_l("PDF or Word (.doc, .docx), at most 10 MB. Without macros, scripts or a password."),
        render_kw={"accept": ACCEPTED},
    )


class EvidencePage(Page):
    name = CasePage.EVIDENCE
    template = "syndics/pages/evidence.html"
    form = EvidenceForm

    def respond(self, screen: Any, case: Case, details: CaseDetails) -> Response:
        """The list with its form. A chosen file is kept whichever button was pressed; *Upload* stays here."""
        there, wanted = files_of(db(), case), all_wanted(case, details)
        form = EvidenceForm(data={"version": str(case.version), "kind": _first(wanted, there)})
        kinds = dict.fromkeys((*(kind for one in wanted for kind in one.kinds), *CaseEvidence))
        form.kind.choices = [(str(one), str(EVIDENCE[one])) for one in kinds]
        if form.validate_on_submit():
            made = self._kept(screen, case, form)
            if made is not None:
                return made
            case, details = screen.again(case)
            form.version.data = str(case.version)
            there = files_of(db(), case)
        status = 422 if form.is_submitted() else 200
        answer: Response = screen.show(self, case, details, status, form=form, **_shown(case, wanted, there))
        return answer

    def _kept(self, screen: Any, case: Case, form: EvidenceForm) -> Response | None:
        """On to where the button leads; None where it was refused."""
        database, sent, now, added = db(), form.file.data, clock.now(), None
        if not sent and "upload" in request.form:
            form.file.errors = [gettext("Choose a file: a PDF or a Word document.")]
            return None

        def act() -> tuple[Proof | None, Case]:
            proof = None
            if sent:
                kind = CaseEvidence(form.kind.data)
                proof = add_file(
                    database, files(), scanner(), identity(), case.id, kind, sent.filename or "", sent.stream, now
                )
            if "upload" in request.form:
                return proof, case
            kept = save_page(database, identity(), case.id, self.name, lambda told: told, form.version.number, now)
            return proof, kept

        with transaction(database):
            added = attempt(form, act)
        if added is None:
            return None
        proof, kept = added
        if "upload" not in request.form:
            onward: Response = screen.onward(self, kept, form)
            return onward
        return after(screen.url(case, self.name), gettext("Uploaded: %(name)s.", name=proof.document.name))


def all_wanted(case: Case, details: CaseDetails) -> tuple[Wanted, ...]:
    """What is asked of this case, with what identifies who has no number."""
    form = CaseForm(case.form)
    identity_papers = (Wanted((CaseEvidence.IDENTITY,)),) if unidentified(form, details) else ()
    return (*evidence_wanted(form, details), *identity_papers)


def is_proven(case: Case, details: CaseDetails, there: list[Proof]) -> bool:
    """Whether each thing that is asked is there."""
    kinds = {one.kind for one in there}
    return all(one.is_given(kinds) for one in all_wanted(case, details))


def _first(wanted: tuple[Wanted, ...], there: list[Proof]) -> str:
    """What the form proposes: what a link asked for, else the first thing that isn't there."""
    told = request.args.get("kind", "")
    if told in tuple(CaseEvidence):
        return told
    kinds = {one.kind for one in there}
    return str(next((one.kinds[0] for one in wanted if not one.is_given(kinds)), CaseEvidence.OTHER))


def _shown(case: Case, wanted: tuple[Wanted, ...], there: list[Proof]) -> dict[str, Any]:
    """Each thing that is asked with its files, then the files nobody asked for."""
    shown = []
    for one in wanted:
        mine = [_file(case, proof) for proof in there if proof.kind in one.kinds]
        shown.append({"kind": str(one.kinds[0]), "label": _called(one), "files": mine})
    asked = {kind for one in wanted for kind in one.kinds}
    others = [proof for proof in there if proof.kind not in asked]
    return {"lines": shown, "others": [_file(case, one) | {"kind": str(EVIDENCE[one.kind])} for one in others]}


def _called(one: Wanted) -> str:
    """What will do, in words; where nearly any file will, that it has to show the change."""
    labels = [str(EVIDENCE[kind]) for kind in one.kinds]
    if len(labels) == 1:
        return labels[0]
    if len(labels) == _EITHER:
        return str(gettext("%(one)s, or %(other)s", one=labels[0], other=labels[1][0].lower() + labels[1][1:]))
    return str(gettext("The decision, or what else proves the change"))


def _file(case: Case, one: Proof) -> dict[str, str]:
    return {
        "name": one.document.name,
        "told": f"{size(one.document.size)} · {day(clock.day_of(one.file.added_at))}",
        "url": f"/mandate-case/file/{case.id}/{one.file.id}",
        "remove_url": "" if is_handed_in(case, one) else f"/mandate-case/remove-file/{case.id}/{one.file.id}",
    }
