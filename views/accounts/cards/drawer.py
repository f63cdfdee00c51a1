"""The demonstration's drawer: which card is in the software reader, and which others there are."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.errors import Missing
from eid.virtual_drawer import PIN, Drawer, Kind
from views.accounts.cards.choosing import NextForm
from views.accounts.cards.outcome import ways
from views.framework.screens import Screen, after

KINDS: dict[Kind, Any] = {
    Kind.GOOD: _l("In order"),
    Kind.OLD: _l("In order; an older card, with RSA keys"),
    Kind.EXPIRED: _l("Its certificate is out of date"),
    Kind.REVOKED: _l("Reported lost: its certificate is withdrawn"),
    Kind.BLOCKED: _l("Blocked by three wrong PINs"),
    Kind.TAMPERED: _l("Somebody changed the name on it"),
    Kind.CHILD: _l("Of a child: without certificates"),
}


class SoftwareCardScreen(Screen):
    """There only where cards are software; production refuses to start with those."""

    route_base = "/demo/cards"

    @expose("/", methods=["GET", "POST"])
    def index(self) -> Response:
        drawer = _drawer()
        form = NextForm()
        if form.validate_on_submit():
            name = request.form.get("card", "")
            if name and name not in drawer.cards:
                raise Missing("card", "demo")
            drawer.insert(name)
            told = gettext("The card is in the reader. Its PIN is %(pin)s.", pin=PIN)
            return after(url_for("DeskEidScreen.index"), told if name else gettext("The reader is empty."), "info")
        return self.page(
            "accounts/cards/drawer.html",
            gettext("Cards of the demonstration"),
            422 if form.is_submitted() else 200,
            form=form,
            pin=PIN,
            inserted=drawer.inserted(),
            cards=[
                (one.name, f"{one.human.given_names} {one.human.family_name}", KINDS[one.kind])
                for one in drawer.cards.values()
            ],
        )


def _drawer() -> Drawer:
    found = ways().drawer
    if found is None:
        raise Missing("page", "demo")
    return found
