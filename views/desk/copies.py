"""Is this copy the one that was issued? For everybody who can sign in; the answer names number, issuer and date.

Not for the whole world: looking through files is work, and who may ask is known. Every sign-in will do, a password
too, since who asks holds the copy already and learns no more than what its head says.
"""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from sqlalchemy import select

from app import clock, events
from app.chain import Hold, holds
from app.documents.content import ISSUED_COPY, size_of
from app.documents.copies import Answer, Origin, origin_of_bytes, origin_of_code
from app.documents.issued import visible_to
from app.errors import Refusal
from app.events import Subject, Tag
from app.policy import Permission, may
from app.transaction import Scope, transaction, within
from models.issued import Issued
from views.framework.database import db
from views.framework.identity import identity
from views.framework.register import Fact
from views.framework.screens import HouseForm, Screen, attempt
from views.labels import instant, label_of

_TONES = {Answer.ISSUED: "good", Answer.ALTERED: "bad", Answer.NOT_KNOWN: "off"}
_CODE = 40
_DOUBT = _l(
    "This file is known here, but the audit trail doesn't confirm that it was issued: don't rely on it,"
    " and tell the"
    " central team."
)


class CopyForm(HouseForm):
    file = FileField(
        _l("The copy you have"),
        description=_l("The PDF as you received it, at most 10 MB. It is compared and not kept."),
        validators=[FileRequired(_l("Choose the file."))],
        render_kw={"accept": ".pdf"},
    )


def trail_of(organisation_id: int, issued_id: int, sha256: bytes) -> Hold:
    """What the trail says of an issued document, whosoever it is."""
    subject = Subject("issued", issued_id, organisation_id)
    with within(db(), Scope.office()):
        return holds(db(), subject, Tag.DOCUMENT_ISSUED, {"sha256": sha256.hex()})


class CopyScreen(Screen):
    """A file in, an answer out; nothing of the file is kept."""

    route_base = "/copies"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """Where the code on a paper leads to: it says what it belongs to, and asks for the file."""
        origin = origin_of_code(db(), request.args.get("code", "").strip().upper()[:_CODE])
        return self._page(CopyForm(), 200, origin=origin, asked="code" in request.args)

    @expose("/", methods=["POST"])
    @has_access
    def check(self) -> Response:
        form = CopyForm()
        if not form.validate_on_submit():
            return self._page(form, 422)
        sent = form.file.data.stream
        found = attempt(form, lambda: self._answered(sent))
        if found is None:
            return self._page(form, 422)
        answer, origin = found
        with transaction(db()):
            self._record(answer, origin, sent)
        return self._page(CopyForm(formdata=None), 200, origin=origin, answer=answer)

    @staticmethod
    def _answered(sent: Any) -> tuple[Answer, Origin | None]:
        size = size_of(sent)
        if not size:
            raise Refusal("documents.file.empty", field="file")
        if size > ISSUED_COPY.most_bytes:
            raise Refusal("documents.file.too_big", field="file", most=ISSUED_COPY.most_bytes >> 20)
        return origin_of_bytes(db(), sent)

    @staticmethod
    def _record(answer: Answer, origin: Origin | None, sent: Any) -> None:
        sent.seek(0)
        facts = {"answer": answer, "sha256": hashlib.file_digest(sent, "sha256").hexdigest()}
        subject = Subject("copy", origin.id if origin else 0)
        events.record(db(), Tag.COPY_CHECKED, subject, identity(), clock.now(), facts=facts)

    def _page(
        self,
        form: CopyForm,
        status: int,
        *,
        origin: Origin | None = None,
        answer: Answer | None = None,
        asked: bool = False,
    ) -> Response:
        held = trail_of(origin.organisation_id, origin.id, origin.sha256) if origin else None
        doubtful = answer is Answer.ISSUED and held is Hold.BROKEN
        return self.page(
            "documents/copy.html",
            gettext("Is this copy the one that was issued?"),
            status,
            form=form,
            answer=answer,
            tone="bad" if doubtful else _TONES[answer] if answer else "off",
            word=label_of(answer) if answer else "",
            said=_DOUBT if doubtful else _said(answer, origin, asked),
            facts=_facts(origin, held) if origin and held else [],
            record_url=_record_url(origin) if origin else None,
        )


def _said(answer: Answer | None, origin: Origin | None, asked: bool) -> str:
    if answer is Answer.ISSUED and origin is not None:
        return str(
            gettext("This file is exactly the one that was issued, to the last byte.")
            if origin.current
            else gettext(
                "This file is exactly the one that was issued, but a newer one was issued about the same since."
            )
        )
    if answer is Answer.ALTERED:
        return str(
            gettext(
                "This file bears the mark of the document below, but it isn't the one that was issued:"
                " don't rely on it."
            )
        )
    if answer is Answer.NOT_KNOWN:
        return str(
            gettext(
                "No document with this content was issued here. A printed and scanned copy, or one"
                " saved anew, isn't"
                " the same file: ask for the file as it was issued."
            )
        )
    if asked and origin is not None:
        return str(
            gettext(
                "The code belongs to the document below. Compare number, issuer and date with your paper; only the"
                " file itself shows that nothing was altered."
            )
        )
    if asked:
        return str(gettext("This code belongs to no document that was issued here."))
    return ""


def _facts(origin: Origin, held: Hold) -> list[Fact]:
    return [
        Fact(gettext("Number"), origin.reference, label_of(origin.series)),
        Fact(gettext("Issued by"), origin.issuer or gettext("the central team")),
        Fact(gettext("Issued"), instant(origin.issued_at)),
        Fact(gettext("Still the latest"), gettext("yes") if origin.current else gettext("no")),
        Fact(gettext("Audit trail"), label_of(held)),
    ]


def _record_url(origin: Origin) -> str | None:
    """Where whoever may see the document itself finds it."""
    if not may(identity(), Permission.DOCUMENT_SEE):
        return None
    seen = select(Issued.id).where(Issued.id == origin.id, visible_to(identity()))
    return url_for("IssuedScreen.show", pk=origin.id) if db().scalar(seen) else None
