"""Why somebody doesn't have a right: one page for the administrator and the helpdesk, with one cause."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.errors import Missing
from app.organisations.queries import relation_record
from app.policy import Permission, may
from app.rights.missing import Explained, WhyNot, explain
from views.base import shown_number
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen
from views.labels import day, label_of, language, until
from views.rights.searches import kinds


class MissingScreen(Screen):
    """Asks which right is missing, then says why."""

    route_base = "/why-not"

    @expose("/<int:relation_id>", methods=["GET"])
    @has_access
    def index(self, relation_id: int) -> Response:
        relation = relation_record(db(), identity(), relation_id)
        asked = request.args.get("kind", "")
        found = next((one for one in kinds() if str(one.id) == asked), None)
        if asked and found is None:
            raise Missing("kind", asked)
        told = explain(db(), identity(), relation_id, found, clock.today()) if found is not None else None
        choices = sorted(
            (f"{one.named(language())} · {one.tool.named(language())}", str(one.id)) for one in kinds()
        )
        return self.page(
            "rights/missing.html",
            gettext("Why doesn't %(name)s have a right?", name=relation.person.name),
            number=shown_number(relation.person),
            choices=choices,
            asked=asked,
            has_it=told is not None and told.cause is WhyNot.HAS_IT,
            condition=_condition(told) if told is not None else None,
            title_of_card=_title(told) if told is not None else "",
            back_url=url_for("RelationScreen.show", pk=relation.id),
        )


def _title(told: Explained) -> str:
    right, name = told.kind.named(language()), told.relation.person.name
    if told.cause is WhyNot.HAS_IT:
        return str(gettext("%(name)s has “%(right)s” today", name=name, right=right))
    return str(gettext("Why %(name)s doesn't have “%(right)s” today", name=name, right=right))


def _condition(told: Explained) -> dict[str, Any]:
    """The cause as a line of the explain card: what holds or doesn't, its evidence, who can put it right."""
    relation, right, kind = told.relation, told.right, told.kind
    administrator = gettext("a local administrator of %(organisation)s", organisation=relation.organisation.name)
    owner = gettext("the owner of %(tool)s", tool=kind.tool.named(language()))
    period = f"{day(right.first_day)} – {day(right.last_day)}" if right is not None else ""
    text, evidence, who = {
        WhyNot.HAS_IT: (gettext("The right is in force."), period, ""),
        WhyNot.RELATION: (
            gettext("The relation with %(organisation)s isn't in force.", organisation=relation.organisation.name),
            f"{day(relation.first_day)} – {until(relation.last_day)}",
            administrator,
        ),
        WhyNot.PENDING: (gettext("The right hasn't begun yet."), period, administrator),
        WhyNot.REVOKED: (
            gettext("The right was revoked."),
            gettext("On %(day)s", day=day(right.revoked_on)) if right is not None else "",
            administrator,
        ),
        WhyNot.EXPIRED: (gettext("The right is over."), period, administrator),
        WhyNot.WITHDRAWN: (
            gettext("Nobody ever granted it, and it is no longer offered."),
            gettext("The application owner withdrew it."),
            owner,
        ),
        WhyNot.GOVERNMENT: (
            gettext("This kind of right isn't offered to such an organisation."),
            label_of(relation.organisation.government_kind or relation.organisation.kind),
            owner,
        ),
        WhyNot.CATEGORY: (
            gettext("This kind of right isn't meant for such a relation."),
            f"{label_of(relation.category)}, {label_of(relation.type)}",
            gettext("%(first)s, or %(second)s", first=administrator, second=owner),
        ),
        WhyNot.NEVER_GRANTED: (gettext("Nobody ever granted it."), "", administrator),
    }[told.cause]
    return {
        "met": told.cause is WhyNot.HAS_IT,
        "text": text,
        "evidence": evidence,
        "who": who,
        **_remedy(told),
    }


def _remedy(told: Explained) -> dict[str, str]:
    """What one can do from here, for who may."""
    mine = may(identity(), Permission.RIGHT_GRANT, told.relation)
    if told.right is not None and told.cause in (WhyNot.HAS_IT, WhyNot.PENDING):
        return {"remedy": gettext("To the right"), "url": url_for("RightScreen.show", pk=told.right.id)}
    if mine and told.cause in (WhyNot.REVOKED, WhyNot.EXPIRED, WhyNot.NEVER_GRANTED):
        address = url_for("GrantScreen.days", relation_id=told.relation.id, kind_id=told.kind.id)
        return {"remedy": gettext("Grant it now"), "url": address}
    if mine and told.cause is WhyNot.RELATION:
        address = url_for("RelationChangeScreen.again", pk=told.relation.id)
        return {"remedy": gettext("Start the relation again"), "url": address}
    return {}
