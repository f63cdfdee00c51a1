"""A piece of evidence: its file handed out to who works in the tool, and taking it away with a reason."""

from __future__ import annotations

from flask import Response
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from app import clock
from app.aml.evidence import evidence_record, remove_evidence
from app.aml.pages import PageName
from app.errors import Missing
from app.transaction import transaction
from models.values.identified import EvidenceKind
from views.aml.access import AmlScreen
from views.aml.wizard.screen import ContactFileScreen
from views.base import text_of
from views.framework.database import db
from views.framework.downloads import handed_out
from views.framework.identity import identity
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import instant, size
from views.labels.aml_file import EVIDENCE


class RemoveEvidenceForm(HouseForm):
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Stays in the history of the contact."),
        validators=[Length(max=2000, message=_l("At most 2,000 characters."))],
        render_kw={"rows": 3},
    )
    version = VersionField()


class EvidenceScreen(AmlScreen):
    """For whoever works in the tool for this office, and nobody else."""

    route_base = "/contact-evidence"

    @expose("/<int:pk>", methods=["GET"])
    @has_access
    def hand_out(self, pk: int) -> Response:
        """The file, of a version that is worked on or was decided."""
        return handed_out(evidence_record(db(), identity(), pk).document)

    @expose("/remove/<int:pk>", methods=["GET", "POST"])
    @has_access
    def remove(self, pk: int) -> Response:
        """Asks why, and takes it out of the file."""
        found = evidence_record(db(), identity(), pk)
        contact, document = found.contact, found.document
        if contact.state != "draft":
            raise Missing("evidence", pk)
        back_url = f"{ContactFileScreen.route_base}/{PageName.EVIDENCE}/{contact.id}"
        form = RemoveEvidenceForm(version=str(contact.version))
        if form.validate_on_submit():
            database, version = db(), form.version.number
            with transaction(database):
                gone = attempt(
                    form,
                    lambda: remove_evidence(database, identity(), pk, text_of(form.reason), version, clock.now()),
                )
            if gone is not None:
                return after(back_url, gettext("Removed: %(name)s.", name=gone.document.name))
            database.expire_all()
            found = evidence_record(database, identity(), pk)
            contact, document = found.contact, found.document
            form.version.data = str(contact.version)
        return self.page(
            "aml/evidence_remove.html",
            gettext("Remove this file"),
            422 if form.is_submitted() else 200,
            form=form,
            contact=contact,
            document=document,
            kind=str(EVIDENCE[EvidenceKind(found.kind)]),
            told=f"{size(document.size)}, {instant(document.made_at)}",
            back_url=back_url,
        )
