"""For whom one acts, and a form that outlived its session."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, make_response, redirect, request, session, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import clock, events
from app.organisations.own import star_context
from app.transaction import Scope, transaction, within
from views.framework import kept
from views.framework.database import db
from views.framework.identity import OWN_CONTEXT, standing
from views.framework.screens import Screen, after
from views.labels import day, label_of


class ContextScreen(Screen):
    """For whom one acts: any organisation one belongs to, or the staff desk."""

    route_base = "/context"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        found = standing()
        if found is None:
            return make_response(redirect(url_for("SignInScreen.login")))
        known = {context.organisation_id: context for context in found.contexts}
        wanted = request.form.get("organisation_id", type=int)
        if request.method == "POST" and (wanted in known or wanted == OWN_CONTEXT):
            session["organisation_id"] = wanted
            account_id, database = found.identity.account_id, db()
            with transaction(database), within(database, Scope.office()):
                if "star" in request.form:
                    star_context(database, account_id, wanted or None)
                subject = events.Subject("account", account_id)
                facts = {"organisation_id": wanted, "starred": "star" in request.form}
                events.record(
                    database, events.Tag.CONTEXT_CHANGED, subject, found.identity, clock.now(), facts=facts
                )
            name = known[wanted].name if wanted in known else _own_name(staff=found.staff)
            return after(url_for("HomeScreen.index"), gettext("You now act for %(name)s.", name=name))
        return self.page(
            "accounts/context.html",
            gettext("For whom do you act?"),
            contexts=found.contexts,
            own_name=_own_name(staff=found.staff),
            himself=found.himself,
            staff=found.staff,
            current=found.identity.organisation_id or OWN_CONTEXT,
        )


def _own_name(*, staff: bool) -> str:
    return str(gettext("Staff desk") if staff else gettext("Myself"))


# What a kept form shows again; everything else in it is sent along unseen.
_NAMES: dict[str, Any] = {
    "number": _l("National number"),
    "family_name": _l("Name"),
    "given_names": _l("First names"),
    "birth_date": _l("Birth date"),
    "sex": _l("Sex"),
    "category": _l("Category"),
    "type": _l("Type"),
    "function": _l("Function"),
    "email": _l("Work e-mail"),
    "first_day": _l("First day"),
    "last_day": _l("Last day"),
    "reason": _l("Reason"),
}


def _read(value: str) -> str:
    """A value of a form as people read it: days as days, words of closed lists in the reader's language."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return label_of(value)


class KeptScreen(Screen):
    """The form that outlived its session, ready to be sent again."""

    route_base = "/kept"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        form = kept.kept_form()
        if form is None:
            return make_response(redirect(url_for("HomeScreen.index")))
        shown = [(str(_NAMES[name]), _read(value)) for name, value in form.fields if name in _NAMES and value]
        return self.page("accounts/kept.html", gettext("Your form was kept"), kept=form, shown=shown)

    @expose("/drop", methods=["POST"])
    @has_access
    def drop(self) -> Response:
        kept.forget()
        return after(url_for("HomeScreen.index"), gettext("The form was thrown away."), "info")
