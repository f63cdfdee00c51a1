"""A card in a reader of the machine this runs on: here, and nowhere else in this house, a PIN is typed."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import InputRequired

from app import clock
from app.accounts.desk_reading import holder_at_desk, holder_of_token
from app.accounts.rules import Way
from eid.errors import EidError
from views.accounts.cards.outcome import Trouble, came_with, purpose, trouble_of, ways
from views.framework.database import db
from views.framework.screens import HouseForm, Screen


class PinForm(HouseForm):
    pin = PasswordField(
        _l("PIN of your eID"),
        description=_l("4 to 12 digits. It goes to the card and is kept nowhere."),
        validators=[InputRequired(_l("Fill in the PIN of your eID."))],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )


class ModulePinForm(HouseForm):
    """Where a module stands between us and the card, it may ask for the PIN in a window of its own."""

    pin = PasswordField(
        _l("PIN of your eID"),
        description=_l("Leave it empty where a window, or the reader itself, asks for it."),
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )


class DeskEidScreen(Screen):
    """There only where a reader stands at the machine, and for who sits at it."""

    route_base = "/eid/desk"

    @expose("/", methods=["GET", "POST"])
    def index(self) -> Response:
        found, address = ways(), request.remote_addr or ""
        if not found.at_desk(address):
            return make_response(redirect(url_for("EidScreen.index", next=request.args.get("next"))))
        form, trouble = (PinForm if found.desk is not None else ModulePinForm)(), None
        if form.validate_on_submit():
            pin, form.pin.data = form.pin.data or "", ""
            try:
                desk, database, now = found.desk_for(address), db(), clock.now()
                if desk is not None:
                    holder = holder_at_desk(database, found, desk, pin, now)
                else:
                    holder = holder_of_token(database, found, pin, now)
                return came_with(self, holder, request.args.get("next"))
            except EidError as problem:
                trouble = trouble_of(problem, Way.DESK_READER)
        return self._asked(form, trouble)

    def _asked(self, form: HouseForm, trouble: Trouble | None) -> Response:
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
            purpose=purpose(),
            onward=request.args.get("next"),
        )
