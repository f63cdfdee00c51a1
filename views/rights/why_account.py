"""What is open to the holder of an account, and why not, on any day: for the helpdesk and the central team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.queries import names_of
from app.errors import Missing
from app.policy import Permission, require
from app.rights.access_facts import Answer, Asked, decided
from models.accounts import Account
from models.organisations import Organisation
from models.rights import ToolRole
from views.base import DayField
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen
from views.labels import label_of, language
from views.rights.why_access import lines_of


class OnForm(HouseForm):
    on = DayField(_l("On which day?"))


@dataclass(frozen=True)
class Row:
    """One role of a tool in one context."""

    tool: str
    role: str
    open: bool
    reason: str
    url: str


class WhyAccountScreen(Screen):
    """The same decision as its holder's own pages, without a key: nobody is signed in for him."""

    route_base = "/why-access"

    @expose("/of/<int:account_id>", methods=["GET"])
    @has_access
    def index(self, account_id: int) -> Response:
        """Every context of that account on that day, with every tool and role."""
        require(identity(), Permission.ACCOUNT_SEE)
        account, on = self._account(account_id), _day()
        told = decided(db(), [account_id], Asked(oneself=True), on)
        roles = _roles()
        ids = {one.organisation_id for one in told if one.organisation_id is not None}
        names = {one.id: one.name for one in db().scalars(select(Organisation).where(Organisation.id.in_(ids)))}
        contexts: dict[int | None, list[Row]] = {}
        for one in told:
            contexts.setdefault(one.organisation_id, []).append(_row(one, roles[one.role_id], on))
        return self.page(
            "rights/why_account.html",
            gettext(
                "What is open to %(name)s",
                name=" ".join(names_of(db(), account_id)).strip() or account.username,
            ),
            account=account,
            on=on,
            contexts=[
                (names.get(key, "") if key is not None else gettext("As himself or herself"), _sorted(rows))
                for key, rows in sorted(
                    contexts.items(), key=lambda one: (one[0] is None, names.get(one[0] or 0, ""))
                )
            ],
        )

    @expose("/one/<int:account_id>/<int:organisation_id>/<int:role_id>", methods=["GET"])
    @has_access
    def person(self, account_id: int, organisation_id: int, role_id: int) -> Response:
        """Each condition with its evidence; organisation 0 is himself."""
        require(identity(), Permission.ACCOUNT_SEE)
        account, on = self._account(account_id), _day()
        role = _roles().get(role_id)
        if role is None:
            raise Missing("tool_role", role_id)
        where = organisation_id or None
        asked = Asked(organisation_id=where, only=True, oneself=where is None, role_id=role_id)
        (answer,) = decided(db(), [account_id], asked, on)
        organisation = db().get(Organisation, organisation_id) if where is not None else None
        if where is not None and organisation is None:
            raise Missing("organisation", organisation_id)
        return self.page(
            "rights/why_access.html",
            gettext("Why %(tool)s is open or not", tool=role.tool.named(language())),
            role=role.named(language()),
            allowed=answer.decision.allowed,
            lines=lines_of(db(), answer, role.tool, on),
            name=account.username,
            organisation=organisation.name if organisation is not None else gettext("As himself or herself"),
            member=None,
            today=on == clock.today(),
            on=on,
        )

    def _account(self, account_id: int) -> Account:
        account = db().get(Account, account_id)
        if account is None:
            raise Missing("account", account_id)
        return account


def _day() -> date:
    form = OnForm(request.args, meta={"csrf": False})
    asked: date | None = form.on.data
    return asked if asked is not None and form.validate() else clock.today()


def _roles() -> dict[int, ToolRole]:
    return {one.id: one for one in db().scalars(select(ToolRole).options(joinedload(ToolRole.tool)))}


def _row(one: Answer, role: ToolRole, on: date) -> Row:
    reasons = one.decision.reasons
    return Row(
        role.tool.named(language()),
        role.named(language()),
        one.decision.allowed,
        label_of(reasons[0]) if reasons else "",
        url_for(
            "WhyAccountScreen.person",
            account_id=one.account_id,
            organisation_id=one.organisation_id or 0,
            role_id=role.id,
            on=on.isoformat(),
        ),
    )


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (not row.open, row.tool, row.role))
