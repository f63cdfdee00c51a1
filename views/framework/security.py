"""Flask-AppBuilder's security manager, reduced to one question: may these roles open this screen?

The answer comes from `views/menu.py`; the framework's permission tables stay empty, its log-in API, tokens,
role editor and registration are not there at all.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, abort, flash, make_response, redirect, request, session, url_for
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_babel import gettext
from flask_login import LoginManager

from app.policy import Role
from models.accounts import Account
from views import menu
from views.framework.identity import standing
from views.framework.kept import to_a_stronger_key
from views.framework.sessions import HouseSession, SignedIn


class HouseSecurity(SecurityManager):
    """Roles from the site map, users from the session row."""

    user_model = Account

    def register_views(self) -> None:
        """The house registers its own sign-in screen; none of the framework's."""

    def create_db(self) -> None:
        """Migrations make the tables."""

    def create_login_manager(self, app: Flask) -> LoginManager:
        manager = LoginManager(app)
        manager.session_protection = None  # the session's own token, version and time-outs protect it
        manager.user_loader(self.load_user)
        return manager

    def load_user(self, pk: Any) -> SignedIn | None:
        found = session.signed_in if isinstance(session, HouseSession) else None
        return found if found is not None and str(found.id) == str(pk) else None

    def has_access(self, permission_name: str, view_name: str) -> bool:
        found = standing()
        if found is None:
            abort(self._door())
        roles = found.identity.roles
        if menu.opens(roles, view_name, permission_name):
            return True
        if found.needs_high_key and menu.opens(roles | {Role.LOCAL_ADMINISTRATOR}, view_name, permission_name):
            abort(to_a_stronger_key(found.identity.account_id))
        return False

    def _door(self) -> Response:
        """To the sign-in page, and from there back to where one wanted to go."""
        if isinstance(session, HouseSession) and session.lapsed_account_id is not None:
            flash(gettext("You were signed out because nothing happened for a while. Sign in to go on."), "info")
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        return make_response(redirect(url_for("SignInScreen.login", next=here)))

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    def get_public_permissions(self) -> list[Any]:
        return []
