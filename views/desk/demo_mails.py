"""The demonstration's mails: codes and links that would have gone out, on a page for who tries the product.

There only where demonstration data stand and no mail server is set; production refuses to start with those.
"""

from __future__ import annotations

from flask import Response, current_app
from flask_appbuilder import expose
from flask_babel import gettext

from app import clock
from app.errors import Missing
from app.letters import SECRET
from app.mail.queries import letters_with_secrets
from app.transaction import Scope, within
from views.desk.mails import paragraphs
from views.framework.database import db
from views.framework.screens import Screen
from views.labels import instant


class DemoMailScreen(Screen):
    """Read without signing in, as one reads one's mail."""

    route_base = "/demo/mails"

    @expose("/")
    def index(self) -> Response:
        if not current_app.config["DEMO_MAILS"]:
            raise Missing("page", "demo")
        with within(db(), Scope.office()):
            letters = letters_with_secrets(db(), clock.now())
        return self.page(
            "mails/demo.html",
            gettext("Mails of the demonstration"),
            letters=[
                {
                    "subject": one.subject,
                    "address": one.address,
                    "written": instant(one.written_at),
                    "language": one.language,
                    "text": paragraphs(one.body.replace(SECRET, one.secret or SECRET)),
                }
                for one in letters
            ],
        )
