"""Whether these pages are open: the access decision is asked at each request, as any other tool does.

What a manager set puts the pages in the menu; a key that is too weak, an admission that ended or an accreditation
that was struck off closes them from the next click on. Who is kept out reads why, and what he can do about it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.aml.access import require_open
from app.cases.rules import IncidentKind
from app.errors import Forbidden, Refusal
from app.policy import Identity, Role
from app.rights.access import Check
from app.rights.access_facts import Answer
from app.rights.built_in import AML, answers_of
from app.transaction import Scope, within
from models.rights import ToolRole
from views.framework.database import db
from views.framework.identity import standing
from views.framework.incidents import happened
from views.framework.kept import to_a_stronger_key
from views.framework.screens import Screen
from views.labels import label_of, language
from views.rights.why_access import lines_of


class AmlScreen(Screen):
    """A page of the tool against laundering: whoever isn't let in by the access decision is told why."""

    def create_blueprint(self, *args: Any, **kwargs: Any) -> Any:
        made = super().create_blueprint(*args, **kwargs)
        made.before_request(self.kept_out)
        return made

    def kept_out(self) -> Response | None:
        """The page that says why not; None for who may come in, and for who has to sign in first.

        Staff come by their own roles, which the site map asks.
        """
        found = standing()
        if found is None or found.identity.is_staff:
            return None
        try:
            require_open(db(), found.identity, clock.today())
        except (Forbidden, Refusal):
            return self._said(found.identity)
        return None

    def _said(self, who: Identity) -> Response | None:
        """Why it isn't open; where nothing of his own stands in the way, the site map says no by itself."""
        answers = list(answers_of(db(), who, AML, clock.today()).values())
        if not answers or any(one.decision.allowed for one in answers):
            return None
        if any(one.decision.reasons == (Check.KEY,) for one in answers):
            return to_a_stronger_key(who.account_id)
        return self._closed(who, min(answers, key=lambda one: len(one.decision.reasons)))

    def _closed(self, who: Identity, answer: Answer) -> Response:
        """Who can put it right is named to colleagues."""
        with within(db(), Scope.office()):
            role = db().scalars(
                select(ToolRole).where(ToolRole.id == answer.role_id).options(joinedload(ToolRole.tool))
            ).one()  # fmt: skip
            lines = lines_of(db(), answer, role.tool, clock.today())
        name = role.tool.named(language())
        return self.page(
            "aml/closed.html",
            gettext("%(tool)s isn't open to you", tool=name),
            403,
            lines=[one if Role.MEMBER in who.roles else replace(one, who="") for one in lines if not one.met],
            who=" · ".join(filter(None, (who.organisation_name or gettext("Myself"), role.named(language())))),
            level=label_of(who.key_level),
            why_url=url_for("OurToolScreen.why", role_id=answer.role_id),
            reference=happened(IncidentKind.DECLINED, "rights.tool.not_open"),
        )
