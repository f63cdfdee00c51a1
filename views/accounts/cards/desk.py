"""A card in a reader of the machine this runs on: here, and nowhere else in this house, a PIN is typed."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import InputRequired

from app import clock
from app.accounts import authorities
from app.accounts.card_holders import CardHolder, from_desk
from app.accounts.rules import Way
from app.transaction import transaction
from eid.card import Visit
from eid.errors import EidError
from eid.selftest import Reading
from eid.token import new_nonce
from views.accounts.cards.outcome import Trouble, came_with, trouble_of, ways
from views.framework.database import db
from views.framework.identity import standing
from views.framework.screens import HouseForm, Screen


class PinForm(HouseForm):
    pin = PasswordField(
        _l("PIN of your eID"),
        description=_l("4 to 12 digits. It goes to the card and is kept nowhere."),
        validators=[InputRequired(_l("Fill in the PIN of your eID."))],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )


class DeskEidScreen(Screen):
    """There only where a reader stands at the machine, and for who sits at it."""

    route_base = "/eid/desk"

    @expose("/", methods=["GET", "POST"])
    def index(self) -> Response:
        desk = ways().desk_for(request.remote_addr or "")
        if desk is None:
            return make_response(redirect(url_for("EidScreen.index", next=request.args.get("next"))))
        form, trouble = PinForm(), None
        if form.validate_on_submit():
            pin, form.pin.data = form.pin.data or "", ""
            try:
                return came_with(self, _read(desk, pin), request.args.get("next"))
            except EidError as problem:
                trouble = trouble_of(problem, Way.DESK_READER)
        return self._asked(form, trouble)

    def _asked(self, form: PinForm, trouble: Trouble | None) -> Response:
        drawer = ways().drawer
        inserted = drawer.inserted() if drawer is not None else ""
        return self.page(
            "accounts/cards/desk.html",
            gettext("Your eID in the reader of this computer"),
            422 if form.is_submitted() else 200,
            form=form,
            trouble=trouble,
            drawer=drawer is not None,
            inserted=drawer.cards[inserted].human if drawer is not None and inserted else None,
            signed_in=standing() is not None,
            onward=request.args.get("next"),
        )


def _read(desk: Reading, pin: str) -> CardHolder:
    """Whose card it is, once he signed something new with his PIN. Raises EidError."""
    found, database, now = ways(), db(), clock.now()
    known = len(found.verifier.store.believed())
    # The nonce never leaves this function, so nobody has to keep or to spend it.
    with desk.card() as connection, Visit(connection) as visit:
        signed_in = found.verifier.sign_in_at_desk(visit, pin, found.origin, new_nonce(), now)
    # Whom an invented card vouches for, nobody else has to know.
    if found.drawer is None and len(found.verifier.store.believed()) > known:
        with transaction(database):
            authorities.note(database, found.verifier.store, "card", now)
    return from_desk(signed_in)
