"""Several rights for one person in one act: giving a package, taking one away, the same as a colleague."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app import clock
from app.organisations.queries import relation_record, visible_to
from app.policy import Permission, require
from app.rights import packages, sets
from app.rights.sets import Planned, Wanted
from app.transaction import transaction
from models.organisations import Membership
from models.rights import Package
from views.base import DayField, shown_number, text_of
from views.framework.database import db
from views.framework.filters import like_pattern
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import day, language
from views.refusals import sentence
from views.rights.packages import named

_SHOWN = 25
_MOST_REASON = Length(max=500, message=_l("Keep the reason under 500 characters."))


class GiveForm(HouseForm):
    first_day = DayField(_l("First day"), validators=[InputRequired(_l("Fill in the first day."))])
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Optional, the same for all. Seen by administrators, not by the person."),
        validators=[_MOST_REASON],
    )


class TakeForm(HouseForm):
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Optional, the same for all. Seen by administrators, not by the person."),
        validators=[_MOST_REASON],
    )


class RightSetScreen(Screen):
    """Sets of rights on one relation; only a local administrator comes here."""

    route_base = "/right-sets"

    def _relation(self, relation_id: int) -> Membership:
        relation = relation_record(db(), identity(), relation_id)
        require(identity(), Permission.RIGHT_GRANT, relation)
        return relation

    @expose("/give/<int:relation_id>", methods=["GET", "POST"])
    @has_access
    def give(self, relation_id: int) -> Response:
        """Gives a package: which one, then what each right of it would become, then done."""
        relation = self._relation(relation_id)
        title = gettext("Give a package to %(name)s", name=relation.person.name)
        package = _package()
        if package is None:
            return self._choose(title, relation, "RightSetScreen.give")
        return self._granting(title, relation, _wanted(package), package.name)

    @expose("/take/<int:relation_id>", methods=["GET", "POST"])
    @has_access
    def take(self, relation_id: int) -> Response:
        """Takes a package away: the rights of it that the person has are revoked."""
        relation = self._relation(relation_id)
        title = gettext("Take a package away from %(name)s", name=relation.person.name)
        package = _package()
        if package is None:
            return self._choose(title, relation, "RightSetScreen.take")
        wanted = _wanted(package)
        form = TakeForm()
        database = db()
        if form.validate_on_submit():
            reason = text_of(form.reason)
            with transaction(database):
                done = attempt(
                    form,
                    lambda: sets.revoke_set(database, identity(), relation_id, wanted, reason, clock.now()),
                )
            if done is not None:
                count, wont = done
                said = str(ngettext("%(num)s right revoked.", "%(num)s rights revoked.", count))
                why = " ".join(sorted({sentence(refusal) for refusal in wont.values()}))
                return after(_back(relation), f"{said} {why}".strip(), "warning" if wont else "success")
        held = sets.held(database, identity(), relation_id, clock.today())
        going = [right for right in held if Wanted(right.kind_id, right.context) in wanted]
        return self.page(
            "rights/set_take.html",
            title,
            422 if form.is_submitted() else 200,
            form=form,
            package=package.name,
            rights=[
                (right.kind.named(language()), right.kind.tool.named(language()), day(right.last_day))
                for right in going
            ],
            relation=relation,
            number=shown_number(relation.person),
            back_url=_back(relation),
        )

    @expose("/same/<int:relation_id>", methods=["GET", "POST"])
    @has_access
    def same(self, relation_id: int) -> Response:
        """The same as a colleague: whom, then his rights ticked one by one, then done."""
        relation = self._relation(relation_id)
        title = gettext("%(name)s: the same rights as a colleague", name=relation.person.name)
        colleague_id = request.args.get("as", 0, int)
        if not colleague_id:
            return self._colleagues(title, relation)
        colleague = self._relation(colleague_id)
        held = sets.held(db(), identity(), colleague_id, clock.today())
        wanted = {Wanted(right.kind_id, right.context) for right in held}
        return self._granting(title, relation, wanted, colleague.person.name, ticked=True)

    def _choose(self, title: str, relation: Membership, endpoint: str) -> Response:
        found = packages.packages_of(db(), identity())
        return self.page(
            "rights/set_choose.html",
            title,
            packages=[
                (
                    one.name,
                    ngettext("%(num)s right", "%(num)s rights", len(one.lines)),
                    url_for(endpoint, relation_id=relation.id, package=one.id),
                )
                for one in found
            ],
            number=shown_number(relation.person),
            back_url=_back(relation),
        )

    def _colleagues(self, title: str, relation: Membership) -> Response:
        name = request.args.get("name", "")[:200].strip()
        conditions = [
            visible_to(identity()),
            Membership.organisation_id == relation.organisation_id,
            Membership.id != relation.id,
            Membership.state == "confirmed",
        ]
        if name:
            conditions.append(Membership.sort_name.like(func.house_sort_name(like_pattern(name))))
        found = db().scalars(
            select(Membership)
            .where(*conditions)
            .options(joinedload(Membership.person))
            .order_by(Membership.sort_name, Membership.id)
            .limit(_SHOWN)
        )
        return self.page(
            "rights/set_colleague.html",
            title,
            name=name,
            colleagues=[
                (
                    one.person.name,
                    one.function,
                    url_for("RightSetScreen.same", relation_id=relation.id, **{"as": str(one.id)}),
                )
                for one in found
            ],
            back_url=_back(relation),
        )

    def _granting(
        self,
        title: str,
        relation: Membership,
        wanted: Collection[Wanted],
        source: str,
        *,
        ticked: bool = False,
    ) -> Response:
        """The plan, line by line, and the act. `ticked`: only the lines that are ticked."""
        database, who, today = db(), identity(), clock.today()
        form = GiveForm(first_day=max(today, relation.first_day))
        chosen = set(request.form.getlist("right")) if ticked and form.is_submitted() else None
        meant = {one for one in wanted if chosen is None or one.key in chosen}
        if form.validate_on_submit():
            first_day, reason = form.first_day.data, text_of(form.reason)
            assert isinstance(first_day, date)  # noqa: S101 - the form validated
            with transaction(database):
                done = attempt(
                    form,
                    lambda: sets.grant_set(database, who, relation.id, meant, first_day, reason, clock.now()),
                )
            if done is not None:
                return after(_back(relation), *_said(done))
            database.expire_all()
            relation = self._relation(relation.id)
        first_day = form.first_day.data if isinstance(form.first_day.data, date) else today
        planned = sets.plan_set(database, who, relation.id, wanted, first_day, today)
        return self.page(
            "rights/set_grant.html",
            title,
            422 if form.is_submitted() else 200,
            form=form,
            source=source,
            ticked=ticked,
            lines=[_line(one, one.wanted in meant) for one in planned],
            number=shown_number(relation.person),
            back_url=_back(relation),
        )


def _package() -> Package | None:
    """The package the address names; none for none. Raises Missing."""
    number = request.args.get("package", 0, int)
    return packages.package_record(db(), identity(), number) if number else None


def _wanted(package: Package) -> set[Wanted]:
    return {Wanted(line.kind_id, line.context) for line in package.lines}


def _back(relation: Membership) -> str:
    return url_for("RelationScreen.show", pk=relation.id)


def _line(one: Planned, on: bool) -> dict[str, Any]:
    return {
        "key": one.wanted.key,
        "name": named(one.kind, one.part),
        "period": f"{day(one.first_day)} – {day(one.last_day)}",
        "why": sentence(one.refusal) if one.refusal is not None else "",
        "on": on and one.refusal is None,
    }


def _said(done: Sequence[Planned]) -> tuple[str, str]:
    """What became of it, and whether it asks for attention."""
    refused = [one for one in done if one.refusal is not None]
    count = len(done) - len(refused)
    said = str(ngettext("%(num)s right granted.", "%(num)s rights granted.", count))
    if not refused:
        return said, "success"
    names = ", ".join(one.kind.named(language()) for one in refused)
    return f"{said} {gettext('Not granted: %(names)s.', names=names)}", "warning"
