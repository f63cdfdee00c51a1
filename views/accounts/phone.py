"""The demonstration's stand-in for itsme and for a government's access management: whose phone confirms?"""

from __future__ import annotations

from flask import Response, current_app, make_response, redirect, request
from flask_appbuilder import expose
from flask_babel import gettext

from app.accounts.gates import Gate
from app.errors import Missing
from app.outside.openid_stand_in import StandIn
from views.accounts.cards.outcome import ways
from views.framework.screens import HouseForm, Screen
from views.labels import label_of


class PhoneForm(HouseForm):
    """Buttons only."""


class PhoneScreen(Screen):
    """There only where the providers are stand-ins; production refuses to start with those."""

    route_base = "/demo/phone"

    @expose("/", methods=["GET", "POST"])
    def index(self) -> Response:
        gate, provider = _gate()
        drawer = ways().drawer
        people = {one.name: one.human for one in drawer.cards.values()} if drawer is not None else {}
        state, nonce, form = request.args.get("state", ""), request.args.get("nonce", ""), PhoneForm()
        if form.validate_on_submit():
            chosen = people.get(request.form.get("person", ""))
            if chosen is None:
                return make_response(redirect(provider.stopped(state), code=303))
            claims = {
                "sub": chosen.national_number[::-1],
                gate.number_claim: chosen.national_number,
                "given_name": chosen.given_names,
                "family_name": chosen.family_name,
                "acr": "urn:be:vlaanderen:authmech:itsme",
            }
            return make_response(redirect(provider.confirmed(state, nonce, claims), code=303))
        return self.page(
            "accounts/phone.html",
            gettext("Stand-in for %(gate)s", gate=label_of(gate.way)),
            422 if form.is_submitted() else 200,
            form=form,
            people=[(name, f"{one.given_names} {one.family_name}") for name, one in people.items()],
        )


def _gate() -> tuple[Gate, StandIn]:
    gates: dict[str, Gate] = current_app.extensions["gates"]
    found = gates.get(request.args.get("gate", ""))
    if found is None or not isinstance(found.provider, StandIn):
        raise Missing("page", "demo")
    return found, found.provider
