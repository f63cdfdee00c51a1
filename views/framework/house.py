"""The application builder, without the framework's own pages: no user chart, role editor, API or back button."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder

from views.framework.security import HouseSecurity

# Flask's settings that are the same in every installation: our limits, and what the framework offers and this
# house does otherwise.
ALWAYS: dict[str, Any] = {
    "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
    "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
    "BABEL_DEFAULT_LOCALE": "nl",
    "LANGUAGES": {code: {"flag": code, "name": code} for code in ("nl", "fr", "en")},
    "FAB_UPDATE_PERMS": False,  # the site map says who opens what
    "FAB_CREATE_DB": False,
    "FAB_ADD_SECURITY_VIEWS": False,
    "FAB_ADD_SECURITY_API": False,
    "FAB_ADD_OPENAPI_VIEWS": False,
    "FAB_ADD_MENU_API": False,
    "AUTH_TYPE": 1,
    "RATELIMIT_ENABLED": False,  # sign-in is throttled over all ways in by app.accounts
    "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session, and the session has its own limits
}


class House(AppBuilder):
    """Registers the home screen and nothing else by itself; the roof hands in the other screens."""

    def __init__(self, app: Flask, sessions: Any, home: Any) -> None:
        super().__init__(app, sessions, indexview=home, security_manager_class=HouseSecurity)

    def _add_global_static(self) -> None:
        """None of the framework's own pages, styles or scripts can be asked for."""

    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)

    def _add_menu_permissions(self, update_perms: bool = False) -> None:
        """Menu entries need no permission rows: the site map says who sees them."""

    def add_permissions(self, update_perms: bool = False) -> None:
        """Nor do views."""
