"""A certificate that the browser shows while the connection is made, at a host of its own behind a proxy of ours.

The main host sends the browser there with something to bring back; there the certificate is checked, and the
browser returns with a ticket that opens in its own session alone. Nothing else is served at that host.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, Response, make_response, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext

from app import clock
from app.accounts import authorities, challenges
from app.accounts.key_holders import KeyHolder, from_certificate
from app.accounts.rules import Way
from app.transaction import transaction
from eid.errors import EidError, Fault
from eid.mtls import certificate_from
from views.accounts.cards.choosing import NextForm
from views.accounts.cards.outcome import came_with, purpose, trouble_of, ways
from views.framework.database import db
from views.framework.screens import Screen

_ASKED = "certificate_asked"
_THERE = frozenset({"CertificateScreen.shown", "CertificateScreen.unread"})


class CertificateScreen(Screen):
    """Leads to the host for certificates and back."""

    route_base = "/eid/certificate"

    @expose("/", methods=["GET", "POST"])
    def index(self) -> Response:
        found, form = ways(), NextForm()
        if not found.certificates:
            return make_response(redirect(url_for("EidScreen.index", next=request.args.get("next"))))
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                asked = challenges.ask(database, clock.now())
            test = "test" in request.form
            session[_ASKED] = {"asked": asked, "next": request.args.get("next"), "test": test}
            there = f"https://{found.certificate_host}{url_for('CertificateScreen.shown')}"
            return make_response(redirect(f"{there}?{urlencode({'asked': asked})}", code=303))
        return self._page(form, 422 if form.is_submitted() else 200, None)

    def _page(self, form: NextForm, status: int, trouble: object) -> Response:
        return self.page(
            "accounts/cards/certificate.html",
            gettext("Your eID by certificate"),
            status,
            form=form,
            trouble=trouble,
            purpose=purpose(),
            action=url_for("CertificateScreen.index", next=request.args.get("next")),
            onward=request.args.get("next"),
        )

    @expose("/shown", methods=["GET"])
    def shown(self) -> Response:
        """At the host for certificates: what the proxy tells is checked, the browser sent back with a ticket."""
        database, now, asked = db(), clock.now(), request.args.get("asked", "")
        try:
            with transaction(database):
                if not challenges.spend(database, asked, now):
                    raise EidError(Fault.CHALLENGE_FAILED, "nothing was asked, or too long ago")
            holder = _holder()
            with transaction(database):
                return _back(ticket=challenges.keep(database, holder, now, asked=asked))
        except EidError as problem:
            return _back(fault=problem.fault)

    @expose("/unread", methods=["GET"])
    def unread(self) -> Response:
        """Where the proxy leads who showed a certificate that it didn't accept itself."""
        try:
            _holder()
        except EidError as problem:
            return _back(fault=problem.fault)
        return _back(fault=Fault.CHALLENGE_FAILED)

    @expose("/back", methods=["GET"])
    def back(self) -> Response:
        """Back from there: the ticket opens for the browser that was sent, once."""
        waiting = session.pop(_ASKED, None)
        if waiting is None:
            return make_response(redirect(url_for("EidScreen.index")))
        database, told = db(), request.args.get("fault", "")
        try:
            if told:
                raise EidError(Fault(told) if told in set(Fault) else Fault.UNREADABLE)
            with transaction(database):
                ticket = request.args.get("ticket", "")
                holder = challenges.take(database, ticket, clock.now(), asked=waiting["asked"])
            if holder is None:
                raise EidError(Fault.CHALLENGE_FAILED, "another browser's ticket, or one used before")
            if waiting["test"]:
                return _tested("passed")
            return came_with(self, holder, waiting["next"])
        except EidError as problem:
            if waiting["test"]:
                return _tested(problem.fault)
            return self._page(NextForm(), 422, trouble_of(problem, Way.CERTIFICATE))


def _tested(outcome: str) -> Response:
    """Nobody is signed in by a test, whosever certificate it was."""
    return make_response(redirect(url_for("SelfTestScreen.index", certificate=outcome), code=303))


def _holder() -> KeyHolder:
    """Whom the certificate of this request names. Raises EidError."""
    found = ways()
    if found.proxy is None or not _is_at(found.certificate_host):
        raise EidError(Fault.PROXY_UNTRUSTED, "not at the host for certificates")
    before = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    certificate = certificate_from(request.environ, str(before.get("REMOTE_ADDR") or ""), found.proxy)

    def check() -> KeyHolder:
        return from_certificate(found.verifier.verify_certificate(certificate, clock.now()), Way.CERTIFICATE)

    return authorities.trying(db(), found, check, clock.now())


def _is_at(host: str) -> bool:
    """Whether this request names that host; through a proxy its port gets lost."""
    return request.host.partition(":")[0] == host.partition(":")[0]


def _back(**told: str) -> Response:
    return make_response(redirect(f"{ways().origin}{url_for('CertificateScreen.back')}?{urlencode(told)}"))


def keep_apart(app: Flask) -> None:
    """At the host for certificates nothing is served but what it is for; all else is sent to the main host."""
    host = app.config["CERTIFICATE_HOST"]

    def elsewhere() -> Response | None:
        if not _is_at(host) or request.endpoint in _THERE:
            return None
        return make_response(redirect(f"{ways().origin}/"))

    if host:
        app.before_request(elsewhere)
