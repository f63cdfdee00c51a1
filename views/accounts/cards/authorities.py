"""Who issues cards, for the central team: learned from cards or put in by hand, and all of them as one file."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from sqlalchemy import ColumnElement, false, true

from app import clock
from app.accounts.authorities import LONGEST_UPLOAD, add_by_hand, bundle
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.accounts import CardAuthority
from views.accounts.cards.outcome import ways
from views.framework.database import db
from views.framework.filters import Filter, like_pattern
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, instant, label_of


class AuthorityForm(HouseForm):
    file = FileField(
        _l("Certificates"),
        description=_l("A file with one or more of them, PEM or DER, at most 1 MB."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".pem,.crt,.cer,.der"},
    )


class AuthorityScreen(Register):
    """Roots and authorities; nobody removes one by hand, it stops counting when it is out of date."""

    route_base = "/authorities"
    datamodel = Interface(CardAuthority)
    page_title = _l("Card authorities")
    one_line = _l(
        "Who issues eID cards, as far as we know. Each was vouched for by a root we know by fingerprint."
    )
    orders = {"subject": CardAuthority.subject}
    first_order = "subject"
    columns = (
        Column("subject", _l("Name"), lambda item: item.subject, "subject"),
        Column("kind", _l("Kind"), lambda item: _kind(item)),
        Column("until", _l("Valid until"), lambda item: item.ends_at),
        Column("source", _l("Learned from"), lambda item: label_of(item.source)),
    )
    filters = (Filter("name", _l("Name"), "text", lambda text: CardAuthority.subject.ilike(like_pattern(text))),)
    empty_text = _l(
        "None yet. They are learned from the first card at a desk; or add the files of the government."
    )
    record_template = "accounts/cards/authority.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.AUTHORITY_ADD) else false()

    def primary(self) -> tuple[str, str] | None:
        return str(gettext("Add authorities")), url_for("AuthorityScreen.add_file")

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(gettext("Name"), item.subject),
                Fact(gettext("Kind"), _kind(item)),
                Fact(gettext("Valid until"), day(item.ends_at.date())),
                Fact(gettext("Learned from"), label_of(item.source), instant(item.learned_at)),
                Fact(gettext("Fingerprint (SHA-256)"), item.fingerprint.hex()),
            ],
            "bundle_url": url_for("AuthorityScreen.hand_out"),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("authority", 0)

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add_file(self) -> Response:
        """The files of the government, for cards that were never at a desk of ours."""
        require(identity(), Permission.AUTHORITY_ADD)
        form, database = AuthorityForm(), db()
        if form.validate_on_submit():
            data = form.file.data.stream.read(LONGEST_UPLOAD + 1)
            with transaction(database):
                added = attempt(
                    form, lambda: add_by_hand(database, identity(), ways().verifier.store, data, clock.now())
                )
            if added is not None:
                told = ngettext("%(num)s authority was added.", "%(num)s authorities were added.", added)
                known = gettext("These authorities are known already.")
                return after(url_for("AuthorityScreen.list"), told if added else known)
        return self.page(
            "accounts/cards/add_authority.html",
            gettext("Add card authorities"),
            422 if form.is_submitted() else 200,
            form=form,
            bundle_url=url_for("AuthorityScreen.hand_out"),
        )

    @expose("/bundle", methods=["GET"])
    @has_access
    def hand_out(self) -> Response:
        """All of them in one file, for the proxy that asks for client certificates."""
        require(identity(), Permission.AUTHORITY_ADD)
        answer = Response(bundle(db()), mimetype="application/x-pem-file")
        answer.headers["Content-Disposition"] = "attachment; filename=authorities.pem"
        return answer


def _kind(item: CardAuthority) -> str:
    return str(gettext("Root")) if item.is_root else str(gettext("Issues cards"))
