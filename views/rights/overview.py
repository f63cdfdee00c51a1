"""The whole organisation on a day: how many had what, and the numbered overview on paper."""

from __future__ import annotations

from datetime import date

from flask import Response, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from app import clock
from app.rights.overview import Asked, ask_overview, summary
from app.transaction import transaction
from views.base import DayField
from views.framework.database import address, db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, attempt
from views.labels import day, language


class DayForm(HouseForm):
    """Which day; asked in the address, so that the answer can be kept and sent."""

    class Meta:
        csrf = False

    day = DayField(_l("At the end of"), validators=[InputRequired(_l("Fill in the day."))])


class PaperForm(HouseForm):
    day = HiddenField(id="paper-day")
    language = RadioField(
        _l("In which language?"),
        choices=[("nl", _l("Dutch")), ("fr", _l("French")), ("en", _l("English"))],
        validators=[InputRequired(_l("Choose a language."))],
    )


class OverviewScreen(Screen):
    """Who had what in one's own organisation on a day; administrators take it along on paper."""

    route_base = "/rights-overview"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        database, who = db(), identity()
        asking = DayForm(MultiDict({"day": request.values.get("day", clock.today().isoformat())}))
        asking.validate()
        on = asking.day.data if isinstance(asking.day.data, date) else clock.today()
        form = PaperForm(day=on.isoformat(), language=language())
        if not asking.errors and form.validate_on_submit():
            asked = Asked(on, form.language.data, address())
            with transaction(database):
                task = attempt(form, lambda: ask_overview(database, who, asked, clock.now()))
            if task is not None:
                return make_response(redirect(url_for("WorkScreen.show", pk=task.id), code=303))
        told = summary(database, who, on, language())
        most = max((count for _, count in told.tools), default=1)
        return self.page(
            "rights/overview.html",
            gettext("The whole organisation on a day"),
            422 if asking.errors or form.errors else 200,
            asking=asking,
            form=form,
            on=day(on),
            people=told.people,
            rights=told.rights,
            tools=[(name, count, round(100 * count / most)) for name, count in told.tools],
            list_url=url_for("RightScreen.list", on=on.isoformat()),
            compare_url=url_for("DifferenceScreen.index", first=on.isoformat(), second=clock.today().isoformat()),
        )
