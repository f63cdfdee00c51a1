"""Documents as a register, and the one door through which their bytes leave: as attachment, after a row check."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app import clock
from app.documents.issued import Series
from app.documents.queries import OF_A_TOOL, document_record, visible_to
from app.documents.uploads import DocumentKind
from app.errors import Missing
from app.policy import Identity
from models.documents import Document
from models.values import WorkKind
from models.work import Work
from views import menu
from views.framework.database import db
from views.framework.downloads import handed_out
from views.framework.filters import Filter, instants_within
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.labels import instant, label_of, size


def _kinds() -> list[tuple[str, str]]:
    shown = (kind for kind in (*DocumentKind, *Series, *WorkKind) if kind not in OF_A_TOOL)
    return [(str(kind), label_of(kind)) for kind in shown]


class DocumentScreen(Register):
    """Documents of one's organisation, and what one made oneself."""

    route_base = "/documents"
    datamodel = Interface(Document)
    page_title = _l("Documents")
    one_line = _l("Files that were uploaded, issued, or made for you to download.")
    options = (joinedload(Document.account),)
    orders = {"made": Document.made_at}
    first_order = "made"
    first_descending = True
    columns = (
        Column("name", _l("Name"), lambda item: item.name),
        Column("kind", _l("Kind"), lambda item: label_of(item.kind)),
        Column("made", _l("Made"), lambda item: item.made_at, "made"),
        Column("size", _l("Size"), lambda item: size(item.size), numeric=True, plain=lambda item: item.size),
        Column("account", _l("By"), lambda item: item.account.username if item.account else "–"),
    )
    filters = (
        Filter("kind", _l("Kind"), "choices", Document.kind.in_, _kinds),
        Filter("made", _l("Made"), "days", instants_within(Document.made_at)),
    )
    empty_text = _l("No document yet. Exports and uploaded files appear here.")
    record_template = "desk/document.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return visible_to(who)

    def describe(self, item: Any) -> dict[str, Any]:
        over = item.file is None or (item.expires_at is not None and item.expires_at <= clock.now())
        return {
            "facts": [
                Fact(gettext("Kind"), label_of(item.kind)),
                Fact(gettext("Made"), instant(item.made_at), item.account.username if item.account else ""),
                Fact(gettext("Size"), size(item.size)),
                Fact(gettext("Kept until"), instant(item.expires_at) or gettext("until further notice")),
                Fact(gettext("Fingerprint (SHA-256)"), item.sha256.hex()),
            ],
            "download_url": None if over else url_for("DocumentScreen.hand_out", pk=item.id),
        }

    @expose("/file/<int:pk>", methods=["GET"])
    @has_access
    def hand_out(self, pk: int) -> Response:
        found = document_record(db(), identity(), pk, clock.now())
        if not reads_its_list(identity(), found):
            raise Missing("document", pk)
        return handed_out(found)


def reads_its_list(who: Identity, document: Document) -> bool:
    """Whether who asks for an export may still read the list it was made of: he may have left the tool since, or
    look along with who made it."""
    if document.subject_kind != "work" or document.subject_id is None:
        return True
    name = db().scalar(
        select(Work.facts["list"].as_string()).where(
            Work.organisation_id == document.organisation_id, Work.id == document.subject_id
        )
    )
    return name is None or menu.place_of(name) is None or menu.opens(who.roles, name, "can_list")
