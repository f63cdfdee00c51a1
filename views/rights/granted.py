"""The register of granted rights: list, record with history and why-card, revoking."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session, joinedload, load_only
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from app import clock
from app.policy import Identity, Permission, may
from app.rights import queries
from app.rights.as_of import RightOn, stood_days
from app.rights.bulk import foretell_revocations, revoke_rights
from app.rights.extensions import extend_rights, foretell_extensions
from app.rights.merging import came_with
from app.rights.rules import Condition, WhyFacts, why
from app.rights.services import revoke_right
from app.rights.statements import Asked, issue_statement
from app.transaction import transaction
from models.accounts import Person
from models.rights import Merger, Right, RightKind, Tool
from models.values import RightState
from views.base import person_link, shown_number, text_of
from views.framework import asking
from views.framework.acting import Act, Acting
from views.framework.database import address, db, files
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import day, instant, label_of, language, until
from views.rights.searches import FILTERS


def _now(right: Right) -> RightOn:
    return RightOn(right, clock.today(), right.first_day, right.last_day)


def _tone(one: RightOn) -> str:
    return "expiring" if one.is_expiring else str(one.state)


def _named_with_tool(kind: RightKind) -> Markup:
    """The right, and quietly the tool it belongs to."""
    return Markup('{} <span class="quiet">{}</span>').format(kind.named(language()), kind.tool.named(language()))


class RevokeForm(HouseForm):
    version = VersionField()
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Optional. Seen by administrators, not by the person."),
        validators=[Length(max=500, message=_l("Keep the reason under 500 characters."))],
    )


class RevokeManyForm(HouseForm):
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Optional, the same for all. Seen by administrators, not by the persons."),
        validators=[Length(max=500, message=_l("Keep the reason under 500 characters."))],
    )


class StatementForm(HouseForm):
    form_key = HiddenField()
    language = RadioField(
        _l("In which language?"),
        choices=[("nl", _l("Dutch")), ("fr", _l("French")), ("en", _l("English"))],
        validators=[InputRequired(_l("Choose a language."))],
    )


class RightScreen(Acting):
    """All rights granted by one's own government; for staff, everywhere."""

    route_base = "/rights"
    datamodel = Interface(Right)
    page_title = _l("All rights")
    one_line = _l("Every right your organisation granted, with its period and state today.")
    one_line_staff = _l("Every right that any organisation granted, with its period and state today.")
    options = (
        joinedload(Right.person),
        joinedload(Right.organisation),
        joinedload(Right.membership),
        joinedload(Right.grantor),
        joinedload(Right.kind).joinedload(RightKind.tool),
        joinedload(Right.kind).joinedload(RightKind.role),
    )
    list_options = (
        load_only(
            Right.first_day,
            Right.last_day,
            Right.granted_at,
            Right.known_from,
            Right.revoked_on,
            Right.reason,
            Right.version,
        ),
        joinedload(Right.person, innerjoin=True).load_only(
            Person.given_names, Person.family_name, Person.masked_number
        ),
        joinedload(Right.kind, innerjoin=True)
        .load_only(RightKind.name_nl, RightKind.name_fr, RightKind.name_en)
        .joinedload(RightKind.tool, innerjoin=True)
        .load_only(Tool.name_nl, Tool.name_fr, Tool.name_en),
    )
    orders = {"until": Right.last_day, "from": Right.first_day, "granted": Right.granted_at}
    first_order = "granted"
    first_descending = True
    columns = (
        Column("person", _l("Person"), lambda one: one.right.person.name),
        Column(
            "kind",
            _l("Right"),
            lambda one: _named_with_tool(one.right.kind),
            plain=lambda one: one.right.kind.named(language()),
        ),
        Column("tool", _l("Tool"), lambda one: one.right.kind.tool.named(language()), shown=False),
        Column("number", _l("National number"), lambda one: shown_number(one.right.person), shown=False),
        Column("first_day", _l("From"), lambda one: one.first_day, "from"),
        Column("last_day", _l("Until"), lambda one: one.last_day, "until"),
        Column("granted_at", _l("Granted"), lambda one: clock.day_of(one.right.granted_at), "granted"),
        Column("revoked_on", _l("Revoked"), lambda one: one.revoked_on, shown=False),
        Column("reason", _l("Reason"), lambda one: one.right.reason, shown=False),
        Column("state", _l("State"), lambda one: label_of(one.state), tone=_tone),
    )
    filters = FILTERS
    acts = (
        Act(
            "extend",
            _l("Extend"),
            Permission.RIGHT_GRANT,
            foretell_extensions,
            extend_rights,
            lambda count: str(ngettext("%(num)s right extended", "%(num)s rights extended", count)),
            effects=(
                _l("Each right begins anew today and lasts as long as its kind allows, within the relation."),
                _l("The periods they had stay known. Each person is told today."),
            ),
            tone="primary",
        ),
        Act(
            "revoke",
            _l("Revoke"),
            Permission.RIGHT_REVOKE,
            foretell_revocations,
            revoke_rights,
            lambda count: str(ngettext("%(num)s right revoked", "%(num)s rights revoked", count)),
            RevokeManyForm,
            (
                _l("Each person loses the right at once."),
                _l("This can't be undone: a revoked right never comes back. You can grant it again."),
            ),
        ),
    )
    empty_text = _l("No right was granted yet. Grant the first one.")
    record_template = "rights/right.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: asking.Asked | None) -> Sequence[RightOn]:
        """The rights as they stood on the reference date; today's, without one."""
        on = asked.day("on") if asked is not None else None
        return [_now(right) for right in items] if on is None else stood_days(session, items, on)

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.RIGHT_GRANT):
            return gettext("Grant a right"), url_for("GrantScreen.person")
        return None

    def title_of(self, item: Any) -> str:
        return str(gettext("%(right)s for %(name)s", right=item.kind.named(language()), name=item.person.name))

    def describe(self, item: Any) -> dict[str, Any]:
        who = identity()
        now = _now(item)
        state = now.state
        facts = [
            Fact(gettext("Person"), person_link(item.person), shown_number(item.person)),
            Fact(gettext("Tool"), item.kind.tool.named(language()), item.kind.role.named(language())),
            Fact(gettext("Period"), f"{day(item.first_day)} – {day(item.last_day)}"),
            Fact(gettext("Granted"), instant(item.granted_at), item.grantor.username),
            Fact(gettext("Reason"), item.reason),
        ]
        if item.revoked_at is not None:
            facts.append(Fact(gettext("Revoked"), instant(item.revoked_at), item.revoke_reason))
        return {
            "facts": facts,
            "state": _tone(now),
            "state_word": label_of(state),
            "why": self._why(item),
            "why_title": self._why_title(item, state),
            "earlier": [f"{day(p.first_day)} – {day(p.last_day)}" for p in queries.earlier_periods(db(), item)],
            "can_revoke": state in (RightState.ACTIVE, RightState.PENDING)
            and may(who, Permission.RIGHT_REVOKE, item),
            "can_change": state in (RightState.ACTIVE, RightState.PENDING)
            and may(who, Permission.RIGHT_GRANT, item),
            "can_grant": may(who, Permission.RIGHT_GRANT, item),
            "can_issue": may(who, Permission.DOCUMENT_ISSUE, item),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("right", item.id, item.organisation_id)

    def _why_title(self, item: Right, state: RightState) -> str:
        name = item.person.name
        today = day(clock.today())
        if state is RightState.ACTIVE:
            return str(gettext("Why %(name)s has this right today, %(day)s", name=name, day=today))
        return str(gettext("Why %(name)s doesn't have this right today, %(day)s", name=name, day=today))

    def _why(self, item: Right) -> list[dict[str, Any]]:
        relation = item.membership
        granted_on = clock.day_of(item.granted_at)
        merger = came_with(db(), item)
        facts = WhyFacts(
            day=clock.today(),
            first_day=item.first_day,
            last_day=item.last_day,
            revoked_on=item.revoked_on,
            grantor_had_authority=item.granted_under_id is None
            or queries.had_authority(db(), item.granted_under_id, granted_on),
            relation_confirmed=relation.state == "confirmed",
            relation_first_day=relation.first_day,
            relation_last_day=relation.last_day,
        )
        return [_condition(one, item, merger) for one in why(facts)]

    @expose("/revoke/<pk>", methods=["GET", "POST"])
    @has_access
    def revoke(self, pk: str) -> Response:
        item = self.record(pk)
        form = RevokeForm(version=str(item.version))
        if form.validate_on_submit():
            database = db()

            def act() -> Right:
                opened_on, reason = form.version.number, text_of(form.reason)
                return revoke_right(database, identity(), item.id, opened_on, reason, clock.now())

            with transaction(database):
                revoked = attempt(form, act)
            if revoked is not None:
                return after(
                    url_for("RightScreen.show", pk=item.id),
                    gettext("Revoked. %(name)s lost this right at once.", name=item.person.name),
                )
            database.expire_all()
            item = self.record(pk)
            form.version.data = str(item.version)
        status = 422 if request.method == "POST" else 200
        return self.page(
            "rights/revoke.html", gettext("Revoke this right"), status, form=form, item=item, **_told(item)
        )

    @expose("/statement/<int:pk>", methods=["GET", "POST"])
    @has_access
    def statement(self, pk: int) -> Response:
        """A statement of this right on paper, in the language somebody chooses; the number comes by itself."""
        item = self.record(str(pk))
        form = StatementForm(form_key=secrets.token_urlsafe(16), language=language())
        if form.validate_on_submit():
            database = db()
            key = (form.form_key.data or "")[:64] or None
            asked = Asked(item.id, form.language.data, address(), key)
            with transaction(database):
                made = attempt(form, lambda: issue_statement(database, files(), identity(), asked, clock.now()))
            if made is not None:
                return after(
                    url_for("IssuedScreen.show", pk=made.id),
                    gettext("Issued as number %(number)s.", number=made.reference),
                )
        status = 422 if request.method == "POST" else 200
        title = gettext("Statement of this right")
        return self.page("rights/statement.html", title, status, form=form, item=item, **_told(item))


def _told(item: Right) -> dict[str, Any]:
    return {
        "name": item.person.name,
        "right_name": item.kind.named(language()),
        "tool_name": item.kind.tool.named(language()),
        "period": f"{day(item.first_day)} – {day(item.last_day)}",
    }


def _condition(one: Condition, item: Right, merger: Merger | None) -> dict[str, Any]:
    """A line of the why-card: the condition, its evidence, and who can put it right."""
    relation = item.membership
    text, evidence, who = {
        "grantor": (
            gettext("It was granted by somebody who was local administrator at that moment."),
            gettext(
                "It came along when %(organisation)s merged into this government, by the central team on %(when)s",
                organisation=merger.from_name,
                when=instant(item.granted_at),
            )
            if merger is not None
            else gettext("%(name)s, on %(when)s", name=item.grantor.username, when=instant(item.granted_at))
            if item.granted_under_id
            else gettext(
                "%(name)s, who represents it by law, on %(when)s",
                name=item.grantor.username,
                when=instant(item.granted_at),
            )
            if item.granted_by_law
            else gettext("The central team, on %(when)s", when=instant(item.granted_at)),
            gettext("the central team"),
        ),
        "relation": (
            gettext("The relation with %(organisation)s is in force.", organisation=item.organisation.name),
            f"{label_of(relation.category)}, {day(relation.first_day)} – {until(relation.last_day)}",
            gettext("a local administrator of %(organisation)s", organisation=item.organisation.name),
        ),
        "begun": (
            gettext("The right has begun."),
            gettext("First day: %(day)s", day=day(item.first_day)),
            "",
        ),
        "not_over": (
            gettext("The right isn't over."),
            gettext("Last day: %(day)s", day=day(item.last_day)),
            gettext("a local administrator of %(organisation)s", organisation=item.organisation.name),
        ),
        "not_revoked": (
            gettext("Nobody revoked it."),
            gettext("Revoked on %(when)s", when=instant(item.revoked_at)) if item.revoked_at else "",
            gettext("a local administrator of %(organisation)s", organisation=item.organisation.name),
        ),
    }[one.code]
    return {"met": one.met, "text": text, "evidence": evidence, "who": "" if one.met else who}
