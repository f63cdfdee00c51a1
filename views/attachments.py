"""Files put with a relation: uploading one, and taking it away with a reason."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app import clock
from app.documents.uploads import NewUpload, attachment_record, remove, upload
from app.errors import Missing
from app.events import Subject
from app.organisations.queries import relation_record
from app.transaction import transaction
from models.organisations import Membership
from views.base import ACCEPTED, text_of
from views.framework.database import db, files, scanner
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import instant, size


class UploadForm(HouseForm):
    file = FileField(
        _l("File"),
        description=_l("PDF, Word, JPEG or PNG, at most 10 MB. Without macros, scripts or a password."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ACCEPTED},
    )


class RemoveForm(HouseForm):
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Stays in the history of the relation."),
        validators=[
            InputRequired(_l("Say why the file is removed.")),
            Length(max=500, message=_l("Keep the reason under 500 characters.")),
        ],
    )


def subject_of(relation: Membership) -> Subject:
    """The relation as documents and events know it."""
    return Subject("relation", relation.id, relation.organisation_id, relation.person_id)


class RelationFileScreen(Screen):
    """For local administrators; others see the files on the record of the relation, or not at all."""

    route_base = "/relation-files"

    @expose("/add/<int:relation_id>", methods=["GET", "POST"])
    @has_access
    def add(self, relation_id: int) -> Response:
        relation = relation_record(db(), identity(), relation_id)
        form = UploadForm()
        if form.validate_on_submit():
            database, sent = db(), form.file.data

            def act() -> Any:
                new = NewUpload(sent.filename or "", subject_of(relation))
                return upload(database, files(), scanner(), identity(), new, sent.stream, clock.now())

            with transaction(database):
                made = attempt(form, act)
            if made is not None:
                return after(
                    url_for("RelationScreen.show", pk=relation.id, _anchor="files"),
                    gettext("Uploaded: %(name)s.", name=made.name),
                )
        return self.page(
            "documents/upload.html",
            gettext("Add a file"),
            422 if request.method == "POST" else 200,
            form=form,
            relation=relation,
        )

    @expose("/remove/<int:pk>", methods=["GET", "POST"])
    @has_access
    def remove(self, pk: int) -> Response:
        document = attachment_record(db(), identity(), pk)
        if document.subject_kind != "relation" or document.subject_id is None:
            raise Missing("document", pk)
        form = RemoveForm()
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                gone = attempt(form, lambda: remove(database, identity(), pk, text_of(form.reason), clock.now()))
            if gone is not None:
                return after(
                    url_for("RelationScreen.show", pk=document.subject_id, _anchor="files"),
                    gettext("Removed: %(name)s.", name=document.name),
                )
        return self.page(
            "documents/remove.html",
            gettext("Remove this file"),
            422 if request.method == "POST" else 200,
            form=form,
            document=document,
            told=f"{size(document.size)}, {instant(document.made_at)}",
        )
