"""My privacy: what is known of me to take along, my account at rest, my account deleted."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime
from typing import Any

from flask import Response, current_app, make_response, session, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock, events
from app.accounts.privacy import delete_account, has_activity, rest_account
from app.policy import Identity
from app.transaction import Scope, transaction, within
from views.accounts.confirming import ConfirmedForm, is_confirmed
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen, after
from views.framework.sessions import HouseSession
from views.framework.spreadsheets import safe


class PrivacyScreen(Screen):
    """For the holder of the account alone, and only from inside it."""

    route_base = "/privacy"

    @expose("/")
    @has_access
    def index(self) -> Response:
        return self.page("accounts/privacy.html", gettext("My privacy"))

    @expose("/data", methods=["POST"])
    @has_access
    def data(self) -> Response:
        """Everything that is known of whoever asks, as JSON and as CSV, in one file."""
        who, database = identity(), db()
        with transaction(database), within(database, Scope.office()):
            known = {one.name: one.read(database, who) for one in current_app.extensions["panels"].own}
            events.record(database, events.Tag.DATA_EXPORTED, _subject(who), who, clock.now())
        answer = make_response(_packed(known))
        answer.headers["Content-Type"] = "application/zip"
        answer.headers["Content-Disposition"] = "attachment; filename=sleutelbos.zip"
        return answer

    @expose("/rest", methods=["GET", "POST"])
    @has_access
    def rest(self) -> Response:
        form = ConfirmedForm()
        if form.validate_on_submit() and is_confirmed(form):
            database = db()
            with transaction(database), within(database, Scope.office()):
                rest_account(database, identity(), clock.now())
            _end_session()
            return after(url_for("SignInScreen.login"), gettext("Your account is at rest. Sign in to wake it."))
        return self.page(
            "accounts/rest.html",
            gettext("Put my account at rest"),
            422 if form.is_submitted() else 200,
            form=form,
        )

    @expose("/delete", methods=["GET", "POST"])
    @has_access
    def leave(self) -> Response:
        form, database, who = ConfirmedForm(), db(), identity()
        if form.validate_on_submit() and is_confirmed(form):
            with transaction(database), within(database, Scope.office(officer=True)):
                delete_account(database, who, clock.now())
            _end_session()
            return after(url_for("SignInScreen.login"), gettext("Your account is deleted."))
        with within(database, Scope.office(officer=True)):
            stays = has_activity(database, who.account_id)
        return self.page(
            "accounts/delete.html",
            gettext("Delete my account"),
            422 if form.is_submitted() else 200,
            form=form,
            stays=stays,
        )


def _subject(who: Identity) -> events.Subject:
    return events.Subject("account", who.account_id, person_id=who.person_id)


def _end_session() -> None:
    """The account's sessions are over; this browser goes on as a stranger's."""
    assert isinstance(session, HouseSession)  # noqa: S101 - the only session interface there is
    session.begin_anew()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _packed(known: dict[str, list[dict[str, Any]]]) -> bytes:
    """One JSON file of everything, and a CSV file for each part that has rows."""
    plain = {
        name: [{key: _plain(value) for key, value in row.items()} for row in rows] for name, rows in known.items()
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("sleutelbos.json", json.dumps(plain, ensure_ascii=False, indent=2))
        for name, rows in plain.items():
            if rows:
                text = io.StringIO()
                writer = csv.DictWriter(text, list(rows[0]))
                writer.writeheader()
                writer.writerows({k: safe(v) if isinstance(v, str) else v for k, v in row.items()} for row in rows)
                pack.writestr(f"{name.replace('.', '-')}.csv", "\ufeff" + text.getvalue())
    return made.getvalue()
