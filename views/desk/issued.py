"""Issued documents: the register by number, and each one's record with its file and what the trail says of it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from app.chain import Hold
from app.documents.issued import Series, visible_to
from app.policy import Identity
from models.issued import Issued
from views.desk.copies import trail_of
from views.framework.filters import Filter, instants_within, words_of
from views.framework.history import Told
from views.framework.register import Column, Fact, Interface, Register
from views.labels import instant, label_of

_TONES = {Hold.SEALED: "good", Hold.WAITS: "wait", Hold.BROKEN: "bad"}
_LANGUAGES = {"nl": _l("Dutch"), "fr": _l("French"), "en": _l("English")}


class IssuedScreen(Register):
    """What one's organisation issued; for the central team, everybody's."""

    route_base = "/issued"
    datamodel = Interface(Issued)
    page_title = _l("Issued documents")
    one_line = _l(
        "Every document that got a number. Numbers follow each other without gaps; nothing here changes."
    )
    options = (joinedload(Issued.document), joinedload(Issued.issuer), joinedload(Issued.person))
    list_options = (joinedload(Issued.issuer), joinedload(Issued.person))
    orders = {"issued": Issued.issued_at, "number": Issued.reference}
    first_order = "issued"
    first_descending = True
    columns = (
        Column("number", _l("Number"), lambda item: item.reference, "number"),
        Column("series", _l("Kind"), lambda item: label_of(item.series)),
        Column("person", _l("Person"), lambda item: item.person.name if item.person else ""),
        Column("issued", _l("Issued"), lambda item: item.issued_at, "issued"),
        Column("by", _l("By"), lambda item: item.issuer.username),
        Column("language", _l("Language"), lambda item: str(_LANGUAGES[item.language]), shown=False),
        Column("fingerprint", _l("Fingerprint (SHA-256)"), lambda item: item.sha256.hex(), shown=False),
    )
    filters = (
        Filter("number", _l("Number"), "text", lambda text: Issued.reference.startswith(text, autoescape=True)),
        Filter("kind", _l("Kind"), "choices", Issued.series.in_, words_of(Series)),
        Filter("issued", _l("Issued"), "days", instants_within(Issued.issued_at)),
    )
    empty_text = _l("Nothing was issued yet. Open a right and make a statement of it: it appears here.")
    record_template = "documents/issued.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return visible_to(who)

    def title_of(self, item: Any) -> str:
        return f"{label_of(item.series)} {item.reference}"

    def describe(self, item: Any) -> dict[str, Any]:
        held = trail_of(item.organisation_id, item.id, item.sha256)
        return {
            "facts": [
                Fact(gettext("Person"), item.person.name if item.person else ""),
                Fact(gettext("Issued"), instant(item.issued_at), item.issuer.username),
                Fact(gettext("Language"), str(_LANGUAGES[item.language])),
                Fact(gettext("Audit trail"), label_of(held)),
                Fact(gettext("Fingerprint (SHA-256)"), item.sha256.hex()),
            ],
            "state": _TONES[held],
            "state_word": label_of(held),
            "download_url": url_for("DocumentScreen.hand_out", pk=item.document_id)
            if item.document.file
            else None,
            "subject_url": url_for("RightScreen.show", pk=item.subject_id)
            if item.subject_kind == "right"
            else None,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("issued", item.id, item.organisation_id)
