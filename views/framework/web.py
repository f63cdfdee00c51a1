"""What every request passes: its reference, its language, CSRF, headers, and a plain page for each refusal."""

from __future__ import annotations

import secrets
import time

import structlog
from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError
from werkzeug.routing import IntegerConverter

from app.cases.rules import IncidentKind, kind_of_status
from app.errors import Forbidden, HouseError, Missing, Outage, Refusal, Stale
from app.log import told
from app.transaction import in_our_words
from views.framework import incidents, kept, viewing
from views.framework.database import db
from views.framework.problems import LONGEST_BODY, among_machines, language_of_machine, problem
from views.framework.sessions import HouseSession
from views.refusals import sentence

LANGUAGES = ("nl", "fr", "en")
LANGUAGE_COOKIE = "language"
_CSP = (
    "default-src 'self'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none';"
    " manifest-src 'self'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}
# Ways into a tool: asked anew after signing in, since they lead to where the page of a kept form mayn't lead.
_ASKED_ANEW = frozenset({"EnterScreen.index", "ProviderScreen.authorize"})
# These read what little they want themselves, and answer whatever was sent.
_AS_IT_COMES = frozenset({"PaymentNoticeScreen.told"})
Answer = tuple[str, int] | Response
log = structlog.get_logger("web")
protection = CSRFProtect()


def language_of_reader() -> str:
    """Account, then cookie, then what the browser asks for, then Dutch; of a program only what it asks for."""
    if (asked := language_of_machine(LANGUAGES)) is not None:
        return asked
    signed_in = session.signed_in if isinstance(session, HouseSession) else None
    if signed_in is not None:
        return signed_in.language
    cookie = request.cookies.get(LANGUAGE_COOKIE, "")
    if cookie in LANGUAGES:
        return cookie
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


class RowId(IntegerConverter):
    """A row's number in an address: plain digits, and no more of them than the database can hold."""

    regex = r"[0-9]{1,18}"


def guard(app: Flask) -> None:
    """Puts the whole of this page on the application; before any route is made."""
    app.url_map.converters["int"] = RowId
    app.before_request(_known)  # first, so that a form from elsewhere has its reference too
    app.before_request(_begin)
    viewing.guard(app)
    protection.init_app(app)
    app.after_request(_finish)
    app.register_error_handler(CSRFError, _unsent)
    app.register_error_handler(HouseError, _said_no)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, lambda _: _said_no(Outage("database")))
    app.register_error_handler(Exception, _bug)


def _known() -> None:
    """Before anything else: without the database it isn't known who asks, so nothing else is judged."""
    g.reference = secrets.token_hex(4)
    g.began = time.monotonic()
    if isinstance(session, HouseSession) and session.unread:
        raise Outage("database")


def _begin() -> None:
    if request.endpoint in _AS_IT_COMES:
        return
    if among_machines():
        request.max_content_length = LONGEST_BODY
        request.get_data()  # kept as it came: reading a form of it would leave nothing
    # Nobody can type this character, and no text in the database can hold it.
    if any("\x00" in name or "\x00" in value for name, value in request.values.items(multi=True)):
        abort(400)


def _finish(response: Response) -> Response:
    incidents.write(response.status_code)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    # A form of ours leads there, and a browser holds the address it is sent on to against the same list.
    leads = (*current_app.config["FORMS_LEAD_TO"], *g.get("forms_lead_to", ()))
    policy = _CSP.format(forms=" ".join(("'self'", *leads)))
    response.headers.setdefault("Content-Security-Policy", policy)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    log.info(
        "request",
        method=request.method,
        endpoint=request.endpoint,
        status=response.status_code,
        milliseconds=round((time.monotonic() - g.get("began", time.monotonic())) * 1000),
        reference=g.get("reference"),
        session=session.reference if isinstance(session, HouseSession) and session.signed_in else None,
    )
    return response


def page(
    status: int,
    message: str | None = None,
    retry_url: str | None = None,
    field: str | None = None,
    code: str | None = None,
) -> Answer:
    """The plain page of a refusal, with the reference the helpdesk asks for; a program gets it as a problem."""
    if status == 503:
        # Nothing more is asked of what doesn't answer: not whose page it is, not even a rollback.
        db().invalidate()
        g.standing = g.get("standing")
    else:
        db().rollback()
    if among_machines():
        return problem(status, message, field, code=code)
    return (
        render_template(
            "error.html",
            status=status,
            message=message,
            reference=g.get("reference"),
            retry_url=retry_url,
            home_url="/",
        ),
        status,
    )


def _unsent(error: CSRFError) -> Answer:
    """A form without a valid token: most often one that outlived its session. What was typed is kept."""
    if request.endpoint in _ASKED_ANEW and isinstance(session, HouseSession) and session.lapsed_account_id:
        return redirect(request.full_path, 303)  # type: ignore[return-value]
    if kept.keep(request):
        return redirect(url_for("SignInScreen.login", next=url_for("KeptScreen.index")))  # type: ignore[return-value]
    incidents.happened(IncidentKind.UNREAD, "form.token")
    return page(
        400,
        gettext(
            "This form was open for too long, or was sent from another page. Nothing was saved. Go back, reload"
            " the page and send it again; what you typed is still there."
        ),
        request.full_path.rstrip("?") if request.endpoint == "SignInScreen.login" else None,
    )


def _said_no(error: HouseError) -> Answer:
    if isinstance(error, Refusal):
        incidents.happened(IncidentKind.DECLINED, error.code)
        told = " ".join(sentence(one) for one in error.everything)
        return page(422, told, field=error.field, code=error.code)
    if isinstance(error, Forbidden):
        incidents.happened(IncidentKind.FORBIDDEN, error.permission)
        return page(403)
    if isinstance(error, Missing):
        incidents.happened(IncidentKind.MISSING, error.kind)
        return page(404)
    if isinstance(error, Stale):
        incidents.happened(IncidentKind.STALE, error.kind)
        return page(409, retry_url=request.path if request.method == "GET" else request.referrer)
    if isinstance(error, Outage):
        if _answers(error):
            incidents.happened(IncidentKind.OUTAGE, error.system)
        return page(503)
    return _bug(error)


def _http(error: HTTPException) -> Answer | HTTPException:
    origin = getattr(error, "original_exception", None)
    if isinstance(origin, DBAPIError):  # while the session was kept, after the page was made
        return _database(origin)
    if isinstance(error, SecurityError):  # another host's name: no page of ours can be addressed there
        return "", 400
    if error.code is None or error.code < 400:
        return error
    incidents.happened(kind_of_status(error.code))
    answer = page(error.code)
    if isinstance(answer, Response) and isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _answers(error: Outage) -> bool:
    """Whether the database can be told: busy it can, away it would only keep the visitor waiting once more."""
    state = getattr(getattr(error.__cause__, "orig", None), "sqlstate", None)
    return error.system != "database" or bool(state)


def _database(error: DBAPIError) -> Answer:
    spoken = in_our_words(error)
    if spoken is None:
        return _bug(error)
    spoken.__cause__ = error
    return _said_no(spoken)


def _bug(error: Exception) -> Answer:
    incidents.happened(IncidentKind.BUG, type(error).__name__)
    log.error("bug", reference=g.get("reference"), endpoint=request.endpoint, **told(error))
    return page(500)
