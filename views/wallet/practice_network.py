"""The page of the practice network: what was handed over, who can be reached, and a receiver who sends back."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, current_app, request, send_file, url_for
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from app.errors import Missing
from app.outside.access_point import Fate
from app.outside.practice_network import Carried, PracticeNetwork
from models.values import EnterpriseNumber
from views.base import EnterpriseField
from views.framework.screens import HouseForm, Screen, after
from views.labels import instant


class NetworkForm(HouseForm):
    """Who leaves the network; the other buttons of the page need no field."""

    receiver = EnterpriseField(_l("Enterprise number"), [InputRequired(_l("Fill in an enterprise number."))])


class ButtonForm(HouseForm):
    """Buttons only."""


class PracticeNetworkScreen(Screen):
    """There only where no real access point is set up; production refuses to start with it. It asks for no
    sign-in: what stands here is invented, as is who sends it."""

    route_base = "/demo/network"

    @expose("/", methods=["GET", "POST"])
    def index(self) -> Response:
        network, form, here = _network(), NetworkForm(), url_for("PracticeNetworkScreen.index")
        act, whom = request.form.get("act", ""), request.form.get("of", "")
        if act == "join" and ButtonForm().validate_on_submit():
            network.join(whom)
            return after(here, gettext("It can be reached in this network again."))
        if act == "send_back" and ButtonForm().validate_on_submit():
            network.send_back(whom)
            return after(here, gettext("The receiver sent the document back."))
        if form.validate_on_submit() and form.receiver.number is not None:
            network.leave(form.receiver.number.digits)
            return after(here, gettext("From now on it can't be reached in this network."))
        return self.page(
            "wallet/practice_network.html",
            gettext("Practice network"),
            422 if form.is_submitted() else 200,
            form=form,
            messages=[_shown(network, one) for one in network.latest()],
            absent=[(one, str(EnterpriseNumber(one))) for one in network.absent()],
        )

    @expose("/document/<reference>")
    def document(self, reference: str) -> Response:
        """What was handed over, to the byte."""
        found, network = _network().find(reference), _network()
        content = io.BytesIO(network.document(reference))
        return send_file(content, "application/xml", as_attachment=True, download_name=f"{found.number}.xml")


def _network() -> PracticeNetwork:
    found = current_app.extensions["network"]
    if not isinstance(found, PracticeNetwork):
        raise Missing("page", "demo")
    return found


def _shown(network: PracticeNetwork, one: Carried) -> dict[str, Any]:
    fate = one.fate(network.now())
    words = {
        Fate.ON_ITS_WAY: ("wait", gettext("On its way")),
        Fate.DELIVERED: ("good", gettext("Delivered")),
        Fate.REFUSED: ("bad", gettext("Sent back")),
    }
    tone, word = words[fate]
    return {
        "reference": one.reference,
        "number": one.number,
        "kind": gettext("Credit note") if one.credit_note else gettext("Invoice"),
        "receiver": str(EnterpriseNumber(one.receiver)),
        "taken": instant(one.taken_at),
        "tone": tone,
        "word": word,
        "open": fate is not Fate.REFUSED,
    }
