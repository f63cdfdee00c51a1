"""What an AML officer does with a contact, a risk profile or a transaction: accept, refuse, hold, release. Each
asks first, and tells what it will do.

All of it goes through the same address: what an officer holds isn't told by where he was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.aml.holding import hold, release
from app.aml.officer_deciding import assessed_matter, decide_matter
from app.aml.officer_view import Around, around
from app.errors import Forbidden, Missing
from app.policy import Identity, Permission, may
from app.transaction import transaction
from models.aml import Contact
from models.values.matters import Matter, MatterKind
from models.values.vigilance import Verdict
from views.aml.access import AmlScreen
from views.aml.matter_forms import OfficerForm
from views.aml.matter_links import matter_url
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import after, attempt
from views.labels.aml_matters import MATTER_KINDS
from views.labels.aml_record import level_tone, level_word


class Act(StrEnum):
    """What is done, as the address says it."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    HOLD = "hold"
    RELEASE = "release"


_VERDICTS = {Act.ACCEPT: Verdict.ACCEPTED, Act.REFUSE: Verdict.REFUSED}


class MatterScreen(AmlScreen):
    """For AML officers; whoever else comes here is told that it isn't his."""

    route_base = "/matters"

    @expose("/contact/<int:pk>", methods=["GET", "POST"])
    @has_access
    def contact(self, pk: int) -> Response:
        """Holds or releases a contact, all versions of it."""
        return self._asked(MatterKind.CONTACT, pk)

    @expose("/profile/<int:pk>", methods=["GET", "POST"])
    @has_access
    def profile(self, pk: int) -> Response:
        """Decides of a risk profile, holds or releases it."""
        return self._asked(MatterKind.PROFILE, pk)

    @expose("/deal/<int:pk>", methods=["GET", "POST"])
    @has_access
    def deal(self, pk: int) -> Response:
        """Decides of a transaction, holds or releases it."""
        return self._asked(MatterKind.DEAL, pk)

    def _asked(self, kind: MatterKind, pk: int) -> Response:
        who, act = identity(), _act()
        if not may(who, Permission.MATTER_HOLD):
            raise Forbidden(Permission.MATTER_HOLD)
        matter = Matter(who.organisation_id or 0, kind, pk)
        found = around(db(), who, matter, clock.now())
        if kind is MatterKind.CONTACT and act in _VERDICTS:
            raise Missing("matter", pk)
        form, level = OfficerForm(), None
        if form.validate_on_submit():
            if (done := self._done(form, matter, act, found)) is not None:
                return done
            db().expire_all()
            found = around(db(), who, matter, clock.now())
        if act in _VERDICTS and not isinstance(found.row, Contact) and found.decidable:
            assessed = assessed_matter(db(), found.row, clock.now())
            level = assessed.found.level
            form.seen.data = assessed.print.hex()
        if not isinstance(found.row, Contact):
            form.version.data = str(found.row.version)
        return self.page(
            "aml/officer_act.html",
            _title(act, found),
            422 if form.is_submitted() else 200,
            form=form,
            verb=_verb(act),
            tone="danger" if act is Act.REFUSE else "primary",
            effects=_effects(act, found),
            possible=_is_possible(act, found),
            why_not=_why_not(act, found),
            level=(level_tone(str(level)), level_word(str(level))) if level else None,
            own=act in _VERDICTS and found.own and not found.others,
            back_url=_back(found),
            matter_url=matter_url(matter),
        )

    def _done(self, form: OfficerForm, matter: Matter, act: Act, found: Around) -> Response | None:
        """Back to where he came from; None where something is in the way, which the form tells."""
        database, version, seen = db(), form.version.number, form.print
        doing = _doing(act, matter, version, seen)
        with transaction(database):
            done = attempt(form, lambda: (doing(database, identity(), form.words, clock.now()), True))
        return after(_back(found), _said(act)) if done is not None else None


def _act() -> Act:
    told = request.args.get("act", "")
    if told not in {str(one) for one in Act}:
        raise Missing("act", told)
    return Act(told)


def _doing(
    act: Act, matter: Matter, version: int, seen: bytes
) -> Callable[[Session, Identity, str, datetime], Any]:
    if act in _VERDICTS:
        return lambda session, who, why, now: decide_matter(
            session, who, matter, _VERDICTS[act], why, version, now, seen=seen
        )
    doing = hold if act is Act.HOLD else release
    return lambda session, who, why, now: doing(session, who, matter, why, now)


def _is_possible(act: Act, found: Around) -> bool:
    if act in _VERDICTS:
        return found.decidable
    return (found.hold is None) is (act is Act.HOLD)


def _title(act: Act, found: Around) -> str:
    kind = str(MATTER_KINDS[found.matter.kind])
    return str(
        {
            Act.ACCEPT: gettext("Accept: %(kind)s, %(name)s", kind=kind, name=found.name),
            Act.REFUSE: gettext("Refuse: %(kind)s, %(name)s", kind=kind, name=found.name),
            Act.HOLD: gettext("Keep blocked: %(kind)s, %(name)s", kind=kind, name=found.name),
            Act.RELEASE: gettext("Hold no longer: %(kind)s, %(name)s", kind=kind, name=found.name),
        }[act]
    )


def _verb(act: Act) -> str:
    return str(
        {
            Act.ACCEPT: gettext("Accept it"),
            Act.REFUSE: gettext("Refuse it"),
            Act.HOLD: gettext("Keep it blocked"),
            Act.RELEASE: gettext("Hold it no longer"),
        }[act]
    )


def _said(act: Act) -> str:
    return str(
        {
            Act.ACCEPT: gettext("Accepted. Who handed it over is told."),
            Act.REFUSE: gettext("Refused. Who handed it over is told."),
            Act.HOLD: gettext("It is kept blocked. Members see only that it is blocked, and since when."),
            Act.RELEASE: gettext("You hold it no longer."),
        }[act]
    )


def _effects(act: Act, found: Around) -> list[str]:
    """What will happen."""
    if act is Act.HOLD:
        told = [
            gettext("Nobody can do anything with it until you release it or decide.")
            if found.blocked_since is None
            else gettext("It is blocked already, and stays so until you release it or decide."),
            gettext("Members see only that it is blocked, and since when. Only AML officers read your reason."),
        ]
    elif act is Act.RELEASE:
        told = [
            gettext("It stays blocked, as it waits for your decision.")
            if found.waits
            else gettext("It stays blocked, as a report about it isn’t ended.")
            if found.report is not None and found.report.state != "draft"
            else gettext("It is free again: colleagues can go on with it."),
            gettext("Only AML officers read your reason."),
        ]
    else:
        told = [
            gettext("It can be used from then on, and is blocked no longer.")
            if act is Act.ACCEPT
            else gettext("It is refused for good, and nothing more can be done with it."),
            gettext("This is final. It stands in the file with your name, the day, and all that it rests on."),
            gettext("Who handed it over reads your reason, and gets a mail that something was decided."),
        ]
        if found.hold is not None:
            told.append(gettext("You hold it no longer."))
        if found.report is not None and found.report.state != "draft":
            told.append(gettext("The report to the FIU about it is ended."))
    return [str(one) for one in told]


def _why_not(act: Act, found: Around) -> str:
    """Why it can't be done now; '' where it can."""
    if _is_possible(act, found):
        return ""
    if act is Act.HOLD:
        return str(gettext("It is kept blocked already."))
    if act is Act.RELEASE:
        return str(gettext("Nobody holds it."))
    if not found.waits:
        return str(gettext("It doesn’t wait for your decision: it wasn’t handed over, or it was decided."))
    if found.with_fiu:
        return str(gettext("A report about it is with the FIU. Note its answer first."))
    return str(
        gettext(
            "You handed this over yourself, and your office has another AML officer: %(who)s. He or she decides.",
            who=", ".join(found.others),
        )
    )


def _back(found: Around) -> str:
    if found.notification_id is not None:
        return url_for("NotificationScreen.show", pk=found.notification_id)
    return matter_url(found.matter)
