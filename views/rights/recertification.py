"""Recertification: campaigns of one's organisation, how far they are, and going through the rights."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from app import clock
from app.policy import Identity, Permission, may
from app.rights import recertification
from app.rights.recertification import NewCampaign
from app.transaction import transaction
from models.rights import Campaign, CampaignLine
from models.values import CampaignOutcome, CampaignPolicy
from views.base import DayField
from views.framework.database import db
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, instant, label_of, language
from views.refusals import sentence

PAGE = 50
_TONES: dict[str | None, str] = {
    None: "wait",
    CampaignOutcome.KEPT: "good",
    CampaignOutcome.TAKEN: "bad",
    CampaignOutcome.LAPSED: "bad",
    CampaignOutcome.FLAGGED: "soon",
    CampaignOutcome.GONE: "off",
}


class CampaignForm(HouseForm):
    deadline = DayField(_l("Until"), validators=[InputRequired(_l("Fill in the last day."))])
    policy = RadioField(
        _l("What becomes of a right that nobody confirmed by then?"),
        choices=[
            (str(CampaignPolicy.FLAG), _l("It stays, and is flagged")),
            (str(CampaignPolicy.REVOKE), _l("It is revoked")),
        ],
        validators=[InputRequired(_l("Choose one of both."))],
    )
    yearly = BooleanField(_l("Again every year"))


class CampaignScreen(Register):
    """Campaigns of one's own organisation; for staff, everywhere."""

    route_base = "/recertifications"
    datamodel = Interface(Campaign)
    page_title = _l("Confirming rights")
    one_line = _l("Once a year: is every right still needed? Keep it or revoke it, one by one or together.")
    options = (joinedload(Campaign.organisation), joinedload(Campaign.starter))
    orders = {"started": Campaign.started_at}
    first_order = "started"
    first_descending = True
    columns = (
        Column("started", _l("Begun"), lambda item: item.started_on, "started"),
        Column("organisation", _l("Organisation"), lambda item: item.organisation.name),
        Column("deadline", _l("Until"), lambda item: item.deadline),
        Column("policy", _l("What isn't confirmed"), lambda item: label_of(CampaignPolicy(item.policy))),
        Column(
            "state",
            _l("State"),
            lambda item: gettext("Closed") if item.closed_at else gettext("Still open"),
            tone=lambda item: "off" if item.closed_at else "wait",
        ),
    )
    empty_text = _l("No rights were confirmed yet. Begin, and everybody who administers here is told.")
    record_template = "rights/campaign.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return recertification.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.RIGHT_REVOKE):
            return gettext("Begin"), url_for("CampaignScreen.begin")
        return None

    def title_of(self, item: Any) -> str:
        return str(gettext("Confirming rights, until %(day)s", day=day(item.deadline)))

    def describe(self, item: Any) -> dict[str, Any]:
        start = max(request.args.get("from", 0, int), 0)
        everything = request.args.get("all") == "1"
        progress = recertification.progress_of(db(), item)
        goes_on = item.closed_at is None
        found = recertification.lines_of(db(), item, start, PAGE + 1, only_open=goes_on and not everything)
        here = url_for("CampaignScreen.show", pk=item.id)
        along = "&all=1" if everything else ""
        return {
            "facts": [
                Fact(gettext("Begun"), instant(item.started_at), item.starter.username if item.starter else ""),
                Fact(gettext("What isn't confirmed"), label_of(CampaignPolicy(item.policy))),
                Fact(gettext("Again every year"), gettext("yes") if item.yearly else gettext("no")),
                Fact(gettext("Closed"), instant(item.closed_at)),
            ],
            "state": "wait" if goes_on else "off",
            "state_word": gettext("Still open") if goes_on else gettext("Closed"),
            "total": progress.total,
            "done": progress.total - progress.open,
            "outcomes": [
                (label_of(one), progress.outcomes[one], _TONES[one])
                for one in CampaignOutcome
                if progress.outcomes.get(one)
            ],
            "lines": [_line(one) for one in found[:PAGE]],
            "everything": everything or not goes_on,
            "all_url": f"{here}?all=1",
            "open_url": here,
            "earlier": f"{here}?from={max(start - PAGE, 0)}{along}" if start else None,
            "later": f"{here}?from={start + PAGE}{along}" if len(found) > PAGE else None,
            "can_decide": goes_on and may(identity(), Permission.RIGHT_REVOKE, item),
            "open_count": progress.open,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("campaign", item.id, item.organisation_id, asks=Permission.EVENT_SEE)

    @expose("/begin", methods=["GET", "POST"])
    @has_access
    def begin(self) -> Response:
        form = CampaignForm(
            deadline=recertification.usual_deadline(clock.today()), policy=str(CampaignPolicy.FLAG)
        )
        if form.validate_on_submit():
            deadline = form.deadline.data
            assert isinstance(deadline, date)  # noqa: S101 - the form validated
            database = db()
            new = NewCampaign(deadline, CampaignPolicy(form.policy.data), bool(form.yearly.data))
            with transaction(database):
                made = attempt(
                    form, lambda: recertification.start_campaign(database, identity(), new, clock.now())
                )
            if made is not None:
                said = gettext("Begun. It runs until %(day)s.", day=day(made.deadline))
                return after(url_for("CampaignScreen.show", pk=made.id), said)
        return self.page(
            "rights/campaign_begin.html",
            gettext("Have all rights confirmed"),
            422 if form.is_submitted() else 200,
            form=form,
        )

    @expose("/decide/<int:pk>", methods=["POST"])
    @has_access
    def decide(self, pk: int) -> Response:
        """Keeps the ticked lines, or all that are open; what is to be revoked is asked once more."""
        self.record(str(pk))
        ids = _ticked()
        database, form = db(), HouseForm()
        back = url_for("CampaignScreen.show", pk=pk)
        if "take" in request.form and ids:
            return make_response(
                redirect(url_for("CampaignScreen.take", pk=pk, lines=",".join(map(str, ids))), code=303)
            )
        everything = "keep_all" in request.form
        if not ids and not everything:
            return after(back, gettext("No row was chosen. Tick the rights you mean."), "warning")
        with transaction(database):
            kept = attempt(
                form,
                lambda: recertification.keep_lines(
                    database, identity(), pk, ids, clock.now(), everything=everything
                ),
            )
        if kept is None:
            return after(back, str(form.form_errors[0]), "warning")
        return after(back, str(ngettext("%(num)s right confirmed.", "%(num)s rights confirmed.", kept)))

    @expose("/take/<int:pk>", methods=["GET", "POST"])
    @has_access
    def take(self, pk: int) -> Response:
        """Revokes the ticked ones, after asking."""
        item = self.record(str(pk))
        ids = _ticked()
        database, form = db(), HouseForm()
        if form.validate_on_submit():
            with transaction(database):
                done = attempt(
                    form, lambda: recertification.take_lines(database, identity(), pk, ids, clock.now())
                )
            if done is not None:
                count, wont = done
                said = str(ngettext("%(num)s right revoked.", "%(num)s rights revoked.", count))
                why = " ".join(sorted({sentence(refusal) for refusal in wont.values()}))
                tone = "warning" if wont else "success"
                return after(url_for("CampaignScreen.show", pk=pk), f"{said} {why}".strip(), tone)
        chosen = recertification.lines_of(database, item, 0, PAGE, only_open=True, named=ids)
        return self.page(
            "rights/campaign_take.html",
            gettext("Revoke these rights?"),
            422 if form.form_errors else 200,
            form=form,
            item=item,
            lines=[_line(one) for one in chosen],
            ids=",".join(map(str, ids)),
        )


def _ticked() -> list[int]:
    """The lines that were ticked, or that the address names."""
    texts = [*request.form.getlist("line"), *request.values.get("lines", "").split(",")]
    return sorted({int(one) for one in texts if one.isascii() and one.isdigit() and len(one) < 18})[:PAGE]


def _line(one: CampaignLine) -> dict[str, Any]:
    right = one.right
    outcome = CampaignOutcome(one.outcome) if one.outcome else None
    return {
        "id": one.id,
        "url": url_for("RightScreen.show", pk=right.id),
        "person": right.person.name,
        "function": right.membership.function,
        "right": right.kind.named(language()),
        "tool": right.kind.tool.named(language()),
        "until": day(right.last_day),
        "open": outcome is None,
        "tone": _TONES[outcome],
        "outcome": label_of(outcome) if outcome else gettext("Still open"),
    }
