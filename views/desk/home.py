"""The home page: what waits for this reader."""

from __future__ import annotations

from flask import Response, make_response, redirect, url_for
from flask_appbuilder import expose
from flask_babel import gettext

from app import clock
from app.policy import Permission, may
from app.rights.queries import expiring_soon, own_rights
from app.rights.rules import state_of
from views.framework.database import db
from views.framework.identity import standing
from views.framework.screens import Screen
from views.labels import day, language

SHOWN = 5


class HomeScreen(Screen):
    """Worklists for administrators; one's own rights for everybody else."""

    route_base = ""

    @expose("/")
    def index(self) -> Response:
        found = standing()
        if found is None:
            return make_response(redirect(url_for("SignInScreen.login")))
        who, today = found.identity, clock.today()
        if may(who, Permission.RIGHT_GRANT):
            waiting, count = expiring_soon(db(), who, today, SHOWN)
            return self.page(
                "desk/home.html",
                gettext("Good day, %(name)s", name=who.name),
                expiring=[
                    (
                        url_for("RightScreen.show", pk=right.id),
                        right.person.name,
                        right.kind.named(language()),
                        day(right.last_day),
                        (right.last_day - today).days,
                    )
                    for right in waiting
                ],
                expiring_count=count,
                administers=True,
            )
        own = own_rights(db(), who.person_id) if who.person_id is not None and not who.is_staff else []
        return self.page(
            "desk/home.html",
            gettext("Good day, %(name)s", name=who.name),
            own=[
                (
                    right,
                    right.kind.named(language()),
                    right.kind.tool.named(language()),
                    right.organisation.name,
                    state_of(right.first_day, right.last_day, right.revoked_on, today),
                )
                for right in own
            ],
            administers=False,
            staff=who.is_staff,
        )
