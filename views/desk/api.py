"""What programs of the makers of tools can ask us, of every domain: described for them and shown to people."""

from __future__ import annotations

from flask import Response
from flask_appbuilder import expose
from flask_babel import gettext

from views.desk.api_document import document
from views.desk.api_page import shown
from views.framework.database import address
from views.framework.problems import KINDS
from views.framework.screens import Screen
from views.labels import LANGUAGES
from views.rights import api_examples as rights_examples
from views.rights import api_shapes as rights
from views.rights.api_door import answered
from views.wallet import api_examples as wallet_examples
from views.wallet import api_shapes as wallet

ENDPOINTS = (*rights.ENDPOINTS, *wallet.ENDPOINTS)


class OpenApiScreen(Screen):
    """The description for programs."""

    route_base = "/api/v1"
    default_view = "openapi"

    @expose("/openapi.json", methods=["GET"])
    def openapi(self) -> Response:
        """All of it, for whoever asks."""
        return answered(document(ENDPOINTS, address()))


class ApiPageScreen(Screen):
    """The same for people: every address, with an example."""

    route_base = "/api"

    @expose("/", methods=["GET"])
    def index(self) -> Response:
        examples = rights_examples.examples() | wallet_examples.examples()
        return self.page(
            "desk/api.html",
            gettext("For programs of the makers of tools"),
            endpoints=[shown(one, examples[one.name], address()) for one in ENDPOINTS],
            kinds=[(status, one) for status, one in KINDS.items()],
            address=address(),
            bearer="Authorization: Bearer …",
            spoken=f"Accept-Language: {', '.join(LANGUAGES)}",
        )
