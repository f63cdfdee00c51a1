"""Everything that can go wrong with an eID, and what to do about each: one page, to read, to search, to send."""

from __future__ import annotations

from flask import Response, request
from flask_appbuilder import expose
from flask_babel import gettext

from views.accounts.cards.outcome import offered
from views.accounts.cards.remedies import GROUPS, REMEDIES, TOPICS
from views.framework.screens import Screen


class TroubleScreen(Screen):
    """Open to everybody: who can't sign in has no other page."""

    route_base = "/eid/trouble"

    @expose("/")
    def index(self) -> Response:
        return self.page(
            "accounts/cards/trouble.html",
            gettext("When your eID doesn't work"),
            groups=[
                (name, label, [(str(one), REMEDIES[one]) for one in faults]) for name, label, faults in GROUPS
            ],
            topics=TOPICS.items(),
            ways=offered(),
            onward=request.args.get("next"),
        )
