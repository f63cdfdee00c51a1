"""Changing, ending and starting a relation again, and a person who leaves: what goes with it is told first."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app import clock
from app.errors import Missing
from app.organisations.queries import relation_record
from app.organisations.services import NewRelation, RelationDetails, add_relation
from app.policy import Permission, require
from app.rights import leaving
from app.rights.leaving import Ending
from app.transaction import transaction
from models.accounts import Person
from models.organisations import Membership
from models.rights import Right
from views.base import DayField, shown_number, text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, VersionField, after, attempt
from views.labels import day, label_of, language, until
from views.rights.grant import RelationForm

_MOST_REASON = Length(max=500, message=_l("Keep the reason under 500 characters."))


class DetailsForm(RelationForm):
    version = VersionField()
    phone = StringField(_l("Telephone"), validators=[Length(max=40, message=_l("At most 40 characters."))])
    note = TextAreaField(
        _l("Note"),
        description=_l("For the administrators of your organisation only; the person never sees it."),
        validators=[Length(max=2000, message=_l("At most 2,000 characters."))],
    )

    @property
    def details(self) -> RelationDetails:
        return RelationDetails(
            category=self.category.data,
            type=self.type.data,
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            function=text_of(self.function),
            email=text_of(self.email),
            phone=text_of(self.phone),
            note=text_of(self.note),
        )


class AgainForm(RelationForm):
    phone = StringField(_l("Telephone"), validators=[Length(max=40, message=_l("At most 40 characters."))])


class EndForm(HouseForm):
    version = VersionField()
    last_day = DayField(_l("Last day"), validators=[InputRequired(_l("Fill in the last day."))])
    revokes = BooleanField(_l("Revoke these rights with it, at once"))
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Optional. Seen by administrators, not by the person."),
        validators=[_MOST_REASON],
    )


class LeaveForm(HouseForm):
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Optional. Seen by administrators, not by the person."),
        validators=[_MOST_REASON],
    )


def _shown(rights: list[Right]) -> list[tuple[str, str, str, str]]:
    return [
        (
            url_for("RightScreen.show", pk=right.id),
            right.kind.named(language()),
            right.kind.tool.named(language()),
            f"{day(right.first_day)} – {day(right.last_day)}",
        )
        for right in rights
    ]


class RelationChangeScreen(Screen):
    """Everything that becomes of a relation; only a local administrator comes here."""

    route_base = "/relation"

    def _relation(self, pk: int) -> Membership:
        relation = relation_record(db(), identity(), pk)
        require(identity(), Permission.RELATION_CHANGE, relation)
        return relation

    @expose("/change/<int:pk>", methods=["GET", "POST"])
    @has_access
    def change(self, pk: int) -> Response:
        relation = self._relation(pk)
        form = DetailsForm(obj=relation)
        if form.validate_on_submit():
            database, opened_on = db(), form.version.number
            with transaction(database):
                changed = attempt(
                    form,
                    lambda: leaving.change_relation(
                        database, identity(), pk, opened_on, form.details, clock.now()
                    ),
                )
            if changed is not None:
                return after(url_for("RelationScreen.show", pk=pk), gettext("Changed."))
            relation = self._again(pk)
        return self._page("rights/relation_change.html", gettext("Change this relation"), form, relation)

    @expose("/end/<int:pk>", methods=["GET", "POST"])
    @has_access
    def end(self, pk: int) -> Response:
        """Ends it on a day; the rights that would go further are listed, and revoked with it on demand."""
        relation = self._relation(pk)
        form = EndForm(version=str(relation.version), last_day=max(clock.today(), relation.first_day))
        if form.validate_on_submit():
            database, opened_on = db(), form.version.number
            ending = Ending(form.last_day.data, text_of(form.reason), bool(form.revokes.data))
            with transaction(database):
                ended = attempt(
                    form,
                    lambda: leaving.end_relation(database, identity(), pk, opened_on, ending, clock.now()),
                )
            if ended is not None:
                said = gettext("Ended. The relation counts until %(day)s.", day=day(ending.last_day))
                return after(url_for("RelationScreen.show", pk=pk), said)
            relation = self._again(pk)
        last_day = form.last_day.data or clock.today()
        beyond = leaving.rights_beyond(db(), relation, last_day)
        return self._page(
            "rights/relation_end.html", gettext("End this relation"), form, relation, rights=_shown(beyond)
        )

    @expose("/again/<int:pk>", methods=["GET", "POST"])
    @has_access
    def again(self, pk: int) -> Response:
        """Starts an ended relation again: a new one, with what the old one said."""
        relation = self._relation(pk)
        form = AgainForm(
            category=relation.category,
            type=relation.type,
            function=relation.function,
            email=relation.email,
            phone=relation.phone,
            first_day=clock.today(),
        )
        if form.validate_on_submit():
            database = db()
            new = NewRelation(
                person_id=relation.person_id,
                category=form.category.data,
                type=form.type.data,
                first_day=form.first_day.data,
                last_day=form.last_day.data,
                function=text_of(form.function),
                email=text_of(form.email),
                phone=text_of(form.phone),
            )
            with transaction(database):
                made = attempt(form, lambda: add_relation(database, identity(), new, clock.now()))
            if made is not None:
                return after(
                    url_for("RelationScreen.show", pk=made.id),
                    gettext("Started again. Rights are granted anew where they are needed."),
                )
            relation = self._again(pk)
        return self._page("rights/relation_again.html", gettext("Start this relation again"), form, relation)

    @expose("/leave/<int:person_id>", methods=["GET", "POST"])
    @has_access
    def leave(self, person_id: int) -> Response:
        """The plan of somebody's leaving: every right and relation that goes; done in one act."""
        database, who, today = db(), identity(), clock.today()
        relations = leaving.relations_left(database, who, person_id, today)
        if not relations:
            if request.method == "POST" and database.get(Person, person_id) is not None:
                return after(url_for("PersonScreen.show", pk=person_id), gettext("There was nothing left to end."))
            raise Missing("person", person_id)
        name, form = relations[0].person.name, LeaveForm()
        if form.validate_on_submit():
            with transaction(database):
                ended = attempt(
                    form, lambda: leaving.leave(database, who, person_id, text_of(form.reason), clock.now())
                )
            if ended is not None:
                return after(
                    url_for("PersonScreen.show", pk=person_id),
                    gettext("%(name)s left: every right is revoked and every relation ends today.", name=name),
                )
            database.expire_all()
            relations = leaving.relations_left(database, who, person_id, today)
        rights = leaving.rights_left(database, relations, today)
        return self.page(
            "rights/leave.html",
            gettext("%(name)s leaves the organisation", name=name),
            422 if form.is_submitted() else 200,
            form=form,
            name=name,
            person_id=person_id,
            rights=_shown(rights),
            rights_count=ngettext("%(num)s right", "%(num)s rights", len(rights)),
            relations=[
                (
                    url_for("RelationScreen.show", pk=one.id),
                    f"{label_of(one.category)}, {label_of(one.type)}",
                    one.function,
                    f"{day(one.first_day)} – {until(one.last_day)}",
                )
                for one in relations
            ],
        )

    def _again(self, pk: int) -> Membership:
        """As it stands after a refusal, which rolled back what was read before."""
        db().expire_all()
        return self._relation(pk)

    def _page(self, template: str, title: str, form: HouseForm, relation: Membership, **shown: Any) -> Response:
        return self.page(
            template,
            title,
            422 if form.is_submitted() else 200,
            form=form,
            relation=relation,
            number=shown_number(relation.person),
            period=f"{day(relation.first_day)} – {until(relation.last_day)}",
            back_url=url_for("RelationScreen.show", pk=relation.id),
            **shown,
        )
