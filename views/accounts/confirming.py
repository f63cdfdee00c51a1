"""Showing once more that it is oneself, by the password or the code of the app."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import InputRequired

from app import clock
from app.accounts.signing_in import SignIn, confirm_code, confirm_password
from app.transaction import transaction
from views.accounts.door import CodeForm, visitor
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm


class ConfirmedForm(HouseForm):
    """A form that counts for nothing without the password one signs in with."""

    current = PasswordField(
        _l("Current password"),
        description=_l("So that nobody else does this while you are away from your screen."),
        validators=[InputRequired(_l("Fill in the password you sign in with now."))],
        render_kw={"autocomplete": "current-password"},
    )


def is_confirmed(form: ConfirmedForm) -> bool:
    """Whether the password is right; the guess counts among those at the door, whatever becomes of the rest."""
    database = db()
    with transaction(database):
        came = confirm_password(database, identity().account_id, form.current.data or "", visitor(), clock.now())
    return _told(form, came)


def is_shown(form: CodeForm) -> bool:
    """Whether the code of the app is right; the guess counts likewise."""
    database = db()
    with transaction(database):
        came = confirm_code(database, identity().account_id, text_of(form.code), visitor(), clock.now())
    return _told(form, came)


def _told(form: HouseForm, came: SignIn) -> bool:
    if came.refusal is not None:
        form.refuse(came.refusal)
    return came.account is not None
